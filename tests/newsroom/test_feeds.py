"""Feeds, sitemap, sections and the REST interface announce what the truth says, and answer conditional requests."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

import feedparser
import pytest
from lxml import etree, html

from newsroom.server import Newsroom
from newsroom.truth import Truth

FEEDS = [
    ("meridian-today", "/feed/", "rss20", 6),
    ("northern-lines", "/atom.xml", "atom10", 4),
    ("rampart-europe", "/rss.rdf", "rss10", 4),
    ("evening-ferry", "/rss/front.xml", "rss20", 10),
    ("evening-ferry", "/rss/world.xml", "rss20", 3),
]
WITH_VALIDATORS = [*((name, path) for name, path, _, _ in FEEDS), ("tidewater-log", "/feed.json"),
                   ("foundry-and-force", "/arc/outboundfeeds/news-sitemap.xml"), ("foundry-and-force", "/sitemap.xml"),
                   ("pontus-observer", "/straits/")]  # fmt: skip


def ask(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes, Mapping[str, str]]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers or {})), timeout=10) as response:
            return response.status, response.read(), dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def truths(newsroom: Newsroom, source: str) -> dict[str, Truth]:
    """Announced address -> truth."""
    return {url: truth for truth in newsroom.truth if truth.source == source for url in truth.found_urls}


@pytest.mark.parametrize(("name", "path", "version", "entries"), FEEDS)
def test_a_feed_parses_and_announces_the_truth(
    newsroom: Newsroom, name: str, path: str, version: str, entries: int
) -> None:
    parsed = feedparser.parse(ask(newsroom.outlets[name].base + path)[1])
    known = truths(newsroom, name)
    assert not parsed.bozo
    assert parsed.version == version
    assert len(parsed.entries) == entries
    for entry in parsed.entries:
        truth = known[entry.link]
        assert entry.title == truth.title
        stamp = entry.updated_parsed if version == "rss10" else entry.published_parsed  # dc:date says no more
        assert stamp[:5] == truth.published.timetuple()[:5]
        assert [each.get("name") for each in entry.get("authors", [])] == list(truth.authors)


@pytest.mark.parametrize(("name", "path"), WITH_VALIDATORS)
def test_an_unchanged_document_answers_304(newsroom: Newsroom, name: str, path: str) -> None:
    url = newsroom.outlets[name].base + path
    status, body, headers = ask(url)
    assert (status, bool(body)) == (200, True)
    for validators in (
        {"If-None-Match": headers["ETag"]},
        {"If-None-Match": f'"other", W/{headers["ETag"]}'},
        {"If-Modified-Since": headers["Last-Modified"]},
    ):
        assert ask(url, validators)[:2] == (304, b"")
    assert ask(url, {"If-None-Match": '"other"', "If-Modified-Since": headers["Last-Modified"]})[0] == 200
    assert ask(url, {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"})[0] == 200
    assert ask(url, {"If-Modified-Since": "yesterday"})[0] == 200


def test_one_article_appears_twice_under_a_changed_guid(newsroom: Newsroom) -> None:
    parsed = feedparser.parse(ask(newsroom.outlets["evening-ferry"].base + "/rss/front.xml")[1])
    twice = [entry for entry in parsed.entries if "Patriot battery" in entry.title]
    assert len({entry.id for entry in twice}) == 2
    assert len({entry.link for entry in twice}) == 2


def test_the_json_feed_has_what_version_1_1_asks_for(newsroom: Newsroom) -> None:
    _, body, headers = ask(newsroom.outlets["tidewater-log"].base + "/feed.json")
    document = json.loads(body)
    known = truths(newsroom, "tidewater-log")
    assert headers["Content-Type"] == "application/feed+json"
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert {item["url"] for item in document["items"]} == set(known)
    assert all(item["id"] and item["content_html"] for item in document["items"])
    assert {item["title"] for item in document["items"]} == {truth.title for truth in known.values()}


def test_the_news_sitemap_stands_behind_robots_txt_and_an_index(newsroom: Newsroom) -> None:
    base = newsroom.outlets["foundry-and-force"].base
    assert f"Sitemap: {base}/sitemap.xml" in ask(base + "/robots.txt")[1].decode()
    index = etree.fromstring(ask(base + "/sitemap.xml")[1])
    maps = index.xpath("//*[local-name()='loc']/text()")
    urlset = etree.fromstring(ask(maps[0])[1])
    assert set(urlset.xpath("//*[local-name()='url']/*[local-name()='loc']/text()")) == set(
        truths(newsroom, "foundry-and-force")
    )
    assert len(urlset.xpath("//*[local-name()='publication_date']")) == 4
    assert ask(maps[1])[0] == 200


def test_the_sections_lead_to_every_article(newsroom: Newsroom) -> None:
    base = newsroom.outlets["pontus-observer"].base
    found = set()
    for path in ("/straits/", "/straits/page/2/", "/shipping/"):
        links = html.fromstring(ask(base + path)[1]).xpath("//div[@class='teaser']/h2/a/@href")
        found |= {base + link for link in links}
    assert found == set(truths(newsroom, "pontus-observer"))


def posts(newsroom: Newsroom, query: str) -> tuple[int, Any, Mapping[str, str]]:
    status, body, headers = ask(newsroom.outlets["cyber-picket"].base + "/wp-json/wp/v2/posts" + query)
    return status, json.loads(body), headers


def test_the_rest_interface_pages_through_its_posts(newsroom: Newsroom) -> None:
    first, second = posts(newsroom, "?per_page=3&_fields=link,title,date_gmt"), posts(newsroom, "?per_page=3&page=2")
    assert (first[2]["X-WP-Total"], first[2]["X-WP-TotalPages"]) == ("4", "2")
    assert [set(post) for post in first[1]] == [{"link", "title", "date_gmt"}] * 3
    assert {post["link"] for post in (*first[1], *second[1])} == set(truths(newsroom, "cyber-picket"))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?page=9", "rest_post_invalid_page_number"),
        ("?per_page=500", "rest_invalid_param"),
        ("?per_page=many", "rest_invalid_param"),
        ("?after=soon", "rest_invalid_param"),
    ],
)
def test_the_rest_interface_refuses_what_wordpress_refuses(newsroom: Newsroom, query: str, code: str) -> None:
    status, answer, _ = posts(newsroom, query)
    assert (status, answer["code"]) == (400, code)


def test_the_rest_interface_answers_what_is_newer(newsroom: Newsroom) -> None:
    newest = max(truth.published for truth in newsroom.truth if truth.source == "cyber-picket")
    assert len(posts(newsroom, f"?after={newest:%Y-%m-%dT%H:%M:%S}")[1]) == 0
    assert len(posts(newsroom, f"?after={newest:%Y-%m-%dT00:00:00}")[1]) >= 0
    everything = posts(newsroom, "?modified_after=2020-01-01T00:00:00Z")[1]
    assert len(everything) == 4


def test_the_rest_interface_names_authors_and_categories(newsroom: Newsroom) -> None:
    base = newsroom.outlets["cyber-picket"].base + "/wp-json"
    assert json.loads(ask(base + "/")[1])["namespaces"] == ["wp/v2"]
    assert ask(base + "/wp/v2/comments")[0] == 404
    post = posts(newsroom, "?_embed&per_page=1")[1][0]
    embedded = post["_embedded"]
    categories = {each["id"]: each["name"] for each in json.loads(ask(base + "/wp/v2/categories")[1])}
    assert categories[post["categories"][0]] == embedded["wp:term"][0][0]["name"] == "Infrastructure"
    author = json.loads(ask(f"{base}/wp/v2/users/{post['author']}")[1])
    assert author["name"] == embedded["author"][0]["name"] == "Ilse Varga"
    assert json.loads(ask(f"{base}/wp/v2/posts/{post['id']}")[1])["link"] == post["link"]


def test_the_soledad_site_has_a_rest_interface_beside_its_feed(newsroom: Newsroom) -> None:
    base = newsroom.outlets["meridian-today"].base
    assert len(json.loads(ask(base + "/wp-json/wp/v2/posts")[1])) == 6
    assert "api.w.org" in ask(base + "/")[2]["Link"]


def test_a_wordpress_without_feeds_has_none(newsroom: Newsroom) -> None:
    assert ask(newsroom.outlets["cyber-picket"].base + "/feed/")[0] == 404
