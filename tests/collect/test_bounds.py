"""What parsers leave away, because it is beyond a bound, is counted for its source by kind; the rest is read."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.collect.conftest import Collector
from tests.collect.site import Reply, Site, article, page, rss, serve_site

NOW = datetime.now(UTC).replace(microsecond=0)
TITLE = "Cranes of the old dock"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as served:
        yield served


def collected(
    tmp_path: Path, site: Site, settings: dict[str, object], **ways: object
) -> tuple[Collector, dict[str, int]]:
    """A run over one source, and what limits cut in it."""
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": "127.0.0.0/8"} | settings)
    collector.sources.mkdir()
    source = {"title": "s", "homepage": site.url(), "scope": "all"} | ways
    (collector.sources / "s.yaml").write_text(yaml.safe_dump(source))
    done = collector.run("--now")
    assert done.returncode == 0, done.stderr
    rows = collector.rows("select why, count from run_sources where what = 'cut' and source = 's'")
    return collector, {row["why"]: row["count"] for row in rows}


def one_article(site: Site, reply: Reply) -> str:
    site.replies["/a/1"] = reply
    site.replies["/feed"] = rss([(site.url("/a/1"), TITLE, NOW)])
    return site.url("/feed")


def stored(collector: Collector) -> list[str]:
    return [row["title"] for row in collector.rows("select title from articles order by title")]


def test_attributes_of_a_stuffed_tag(tmp_path: Path, site: Site) -> None:
    reply = article(TITLE, published=NOW - timedelta(hours=2))
    reply.body = reply.body.replace("<body>", f"<body><p {' '.join(f'a{n}=1' for n in range(60))}></p>", 1)
    feed = one_article(site, reply)
    collector, cut = collected(tmp_path, site, {"MAX_ATTRIBUTES": 50}, feeds=[feed])
    assert (stored(collector), cut) == ([TITLE], {"attributes": 1})
    assert "tags whose attributes were left away (MAX_ATTRIBUTES): 1" in collector.run(verb="status").stdout


def test_data_of_a_page(tmp_path: Path, site: Site) -> None:
    reply = article(TITLE, published=NOW - timedelta(hours=2))
    data = json.dumps([{"@type": "Thing", "name": str(number)} for number in range(30)])
    reply.body = reply.body.replace("</head>", f'<script type="application/ld+json">{data}</script></head>', 1)
    feed = one_article(site, reply)
    collector, cut = collected(tmp_path, site, {"MAX_JSON_NODES": 10}, feeds=[feed])
    assert (stored(collector), set(cut)) == ([TITLE], {"data"})


def test_links_of_a_list(tmp_path: Path, site: Site) -> None:
    titles = [f"Report {number} of the cranes in the old dock of the harbour" for number in range(12)]
    for number, title in enumerate(titles):
        site.replies[f"/news/2026/report-{number}-of-the-cranes"] = article(title, published=NOW - timedelta(hours=2))
    links = "".join(
        f'<article><h2><a href="/news/2026/report-{number}-of-the-cranes">{title}</a></h2></article>'
        for number, title in enumerate(titles)
    )
    site.replies["/news"] = page("News", f"<main>{links}</main>")
    collector, cut = collected(tmp_path, site, {"MAX_LINKS_PER_PAGE": 5}, sections=[site.url("/news")])
    assert len(stored(collector)) == 5
    assert cut["links"] >= 1


def test_an_entry_whose_own_text_and_whose_neighbours_address_are_too_long(tmp_path: Path, site: Site) -> None:
    feed = one_article(site, article(TITLE, published=NOW - timedelta(hours=2)))
    long = site.url("/a/" + "x" * 300)
    body = rss([(site.url("/a/1"), TITLE, NOW), (long, "Another", NOW)]).body
    content = f"<content:encoded>{'dock ' * 200}</content:encoded></item>"
    body = body.replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ', 1)
    site.replies["/feed"] = Reply(body.replace("</item>", content, 1), "application/rss+xml")
    settings: dict[str, object] = {"MAX_CONTENT_CHARS": 500, "MAX_ADDRESS_CHARS": 200}
    collector, cut = collected(tmp_path, site, settings, feeds=[feed])
    assert stored(collector) == [TITLE]
    assert cut["content"] == 1
    assert cut["addresses"] >= 1


def test_a_feed_that_is_long(tmp_path: Path, site: Site) -> None:
    entries = [(site.url(f"/a/{number}"), f"{TITLE} {number}", NOW) for number in range(40)]
    for number in range(40):
        site.replies[f"/a/{number}"] = article(f"{TITLE} {number}", published=NOW - timedelta(hours=2))
    site.replies["/long"] = rss(entries)
    collector, cut = collected(tmp_path, site, {"UNPACKED_MAX_BYTES": 2_000}, feeds=[site.url("/long")])
    assert 0 < len(stored(collector)) < 40
    assert cut == {"unpacked": 1}


def test_a_validator_that_nobody_should_carry(tmp_path: Path, site: Site) -> None:
    feed = one_article(site, article(TITLE, published=NOW - timedelta(hours=2)))
    reply = site.replies["/feed"]
    assert isinstance(reply, Reply)
    reply.headers["ETag"] = f'"{"e" * 80}"'
    collector, cut = collected(tmp_path, site, {"MAX_VALIDATOR_CHARS": 50}, feeds=[feed])
    assert cut == {}
    assert collector.run("--now").returncode == 0
    assert "if-none-match" not in site.request
    rows = collector.rows("select why, count from run_sources where what = 'cut'")
    assert rows == [{"why": "validators", "count": 1}]


def test_an_endless_robots_txt_counts_by_its_beginning(tmp_path: Path, site: Site) -> None:
    feed = one_article(site, article(TITLE, published=NOW - timedelta(hours=2)))
    rules = "User-agent: *\nDisallow: /closed/\n" + "# nothing\n" * 500 + "Disallow: /\n"
    site.replies["/robots.txt"] = Reply(rules, "text/plain")
    collector, cut = collected(tmp_path, site, {"ROBOTS_MAX_BYTES": 2_000}, feeds=[feed])
    assert (stored(collector), cut) == ([TITLE], {"robots": 1})


def test_a_tdmrep_json_that_does_not_come_is_not_waited_for(tmp_path: Path, site: Site) -> None:
    feed = one_article(site, article(TITLE, published=NOW - timedelta(hours=2)))
    asked = threading.Event()

    def silent() -> Reply:
        asked.wait(10)
        return Reply("[]", "application/json")

    site.replies["/.well-known/tdmrep.json"] = silent
    collector, cut = collected(tmp_path, site, {"TDMREP_TIMEOUT_S": 1, "SECOND_TRY_WAIT_S": 0}, feeds=[feed])
    asked.set()
    assert (stored(collector), cut) == ([TITLE], {"tdmrep-timeout": 1})


def test_a_head_that_is_longer_than_it_may_be(tmp_path: Path, site: Site) -> None:
    reply = article(TITLE, published=NOW - timedelta(hours=2))
    reply.body = reply.body.replace("</head>", f"<style>{'p { color: red } ' * 200}</style></head>", 1)
    feed = one_article(site, reply)
    collector, cut = collected(tmp_path, site, {"HEAD_MAX_BYTES": 2_000}, feeds=[feed])
    assert (stored(collector), cut) == ([TITLE], {"head": 1})


def test_style_sheets_that_are_longer_than_they_may_be(tmp_path: Path, site: Site) -> None:
    reply = article(TITLE, published=NOW - timedelta(hours=2), words=200)
    hidden = "This line is kept from the readers of the page by a rule of its sheet."
    sheet = "p { color: red } " * 200 + ".away { display: none }"
    reply.body = reply.body.replace("</head>", f"<style>{sheet}</style></head>", 1)
    reply.body = reply.body.replace("</p>", f'</p><p class="away">{hidden}</p>', 1)
    feed = one_article(site, reply)
    collector, cut = collected(tmp_path, site, {"MAX_STYLE_CHARS": 2_000}, feeds=[feed])
    assert (stored(collector), cut) == ([TITLE], {"styles": 1})
    assert hidden in collector.rows("select text from articles")[0]["text"]
    assert "style sheets in pages not read to their end (MAX_STYLE_CHARS): 1" in collector.run(verb="status").stdout
    (tmp_path / "whole").mkdir()
    whole, cut = collected(tmp_path / "whole", site, {}, feeds=[feed])
    assert (hidden in whole.rows("select text from articles")[0]["text"], cut) == (False, {})


def test_a_rule_that_is_about_more_elements_than_are_looked_at(tmp_path: Path, site: Site) -> None:
    reply = article(TITLE, published=NOW - timedelta(hours=2), words=200)
    reply.body = reply.body.replace("</head>", "<style>.a{display:none}</style></head>", 1)
    reply.body = reply.body.replace("</body>", '<i class="a"></i>' * 100 + "</body>", 1)
    feed = one_article(site, reply)
    collector, cut = collected(tmp_path, site, {"MAX_STYLE_CHARS": 20}, feeds=[feed])
    assert (stored(collector), cut) == ([TITLE], {"styles": 1})


def test_a_json_feed_of_damaged_records(tmp_path: Path, site: Site) -> None:
    site.replies["/a/1"] = article(TITLE, published=NOW - timedelta(hours=2))
    whole = json.dumps({"id": "1", "url": site.url("/a/1"), "title": TITLE, "date_published": NOW.isoformat()})
    broken = ",".join(f'{{"id": "b{number}", "url": oops}}' for number in range(9))
    body = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "s", "items": [{whole},{broken}]}}'
    site.replies["/feed"] = Reply(body, "application/feed+json")
    collector, cut = collected(tmp_path, site, {"MAX_DAMAGED_RECORDS": 3}, feeds=[site.url("/feed")])
    assert (stored(collector), cut) == ([TITLE], {"damaged": 1})


def test_a_text_whose_end_is_not_searched_for_names(tmp_path: Path, site: Site) -> None:
    reply = article(TITLE, published=NOW - timedelta(hours=2), words=200)
    end = reply.body.rindex("</p>")
    reply.body = f"{reply.body[:end]} The minister of defence of Estonia said so.{reply.body[end:]}"
    feed = one_article(site, reply)
    collector, cut = collected(tmp_path, site, {"MAX_WORDS_READ": 100}, feeds=[feed])
    assert (stored(collector), cut) == ([TITLE], {"words": 1})
    assert collector.rows("select name from mentions where name = 'Estonia'") == []
    assert collector.run(verb="rescore").returncode == 0


def test_an_address_that_is_given_up(tmp_path: Path, site: Site) -> None:
    feed = one_article(site, Reply("busy", status=500))
    settings: dict[str, object] = {"MAX_TRIES": 1, "SECOND_TRY_WAIT_S": 0}
    collector, cut = collected(tmp_path, site, settings, feeds=[feed])
    assert cut == {"tries": 1}
    (row,) = collector.rows("select state, next_try, reason from frontier")
    assert (row["state"], row["next_try"]) == ("failed", None)
    assert row["reason"].endswith("given up after 1 tries")


def test_articles_that_are_not_looked_at_again_in_one_run(tmp_path: Path, site: Site) -> None:
    for number in range(5):
        site.replies[f"/a/{number}"] = article(f"{TITLE} {number}", published=NOW - timedelta(hours=2))
    site.replies["/feed"] = rss([(site.url(f"/a/{number}"), f"{TITLE} {number}", NOW) for number in range(5)])
    settings: dict[str, object] = {"MAX_REVISITS_PER_SOURCE": 2}
    collector, cut = collected(tmp_path, site, settings, feeds=[site.url("/feed")])
    assert (len(stored(collector)), cut) == (5, {})
    site.asked.clear()
    assert collector.run("--now").returncode == 0
    assert len([path for path in site.asked if path.startswith("/a/")]) == 2
    assert collector.rows("select why, count from run_sources where what = 'cut'") == [{"why": "revisits", "count": 3}]


def test_maps_that_one_poll_leaves_to_the_next(tmp_path: Path, site: Site) -> None:
    maps = "".join(f"<sitemap><loc>{site.url(f'/map-{number}.xml')}</loc></sitemap>" for number in range(3))
    for number in range(3):
        site.replies[f"/map-{number}.xml"] = Reply("busy", status=500)
    site.replies["/sitemap.xml"] = Reply(f"<sitemapindex>{maps}</sitemapindex>", "text/xml")
    settings: dict[str, object] = {"MAX_OWED_MAPS": 2, "SECOND_TRY_WAIT_S": 0}
    collector, cut = collected(tmp_path, site, settings, sitemaps=[site.url("/sitemap.xml")])
    (row,) = collector.rows("select owed from feeds")
    assert (len(json.loads(row["owed"])), cut) == (2, {"owed": 1})
