"""From any page of a site to its ways in, and which of them count."""

from datetime import UTC, datetime, timedelta

import pytest

from items import Entry
from spiders.readers.discovery import Candidate, candidates, judge
from spiders.readers.reading import Reading

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SITE = "https://news.example"
PAGE = f"{SITE}/2026/11/tugs/"


def found(html: str, url: str = PAGE, robots: str | None = None, *, how: str | None = None) -> list[Candidate]:
    every = candidates(html.encode(), url=url, content_type="text/html", robots=robots)
    return [candidate for candidate in every if how is None or candidate.found == how]


def addresses(html: str, url: str = PAGE, robots: str | None = None, *, how: str | None = None) -> list[str]:
    return [candidate.url.removeprefix(SITE) for candidate in found(html, url, robots, how=how)]


def test_what_a_page_declares_comes_first_and_the_page_itself_last() -> None:
    html = """<title>Tugs</title><link rel="alternate" type="application/rss+xml" title="Gazette » Feed" href="/feed/">
        <p><a href="/sport/rss.xml">RSS</a></p>"""
    every = found(html, robots="Sitemap: https://news.example/news-map.xml")
    kinds = [(candidate.found, candidate.way) for candidate in every]
    assert kinds[:3] == [("alternate", "feed"), ("link", "feed"), ("robots", "sitemap")]
    assert every[0] == Candidate(f"{SITE}/feed/", "feed", "alternate", "Gazette » Feed")
    assert every[-1] == Candidate(PAGE, "section", "page", "Tugs")
    assert len({candidate.url for candidate in every}) == len(every)


@pytest.mark.parametrize(
    "link",
    [
        "<link rel='alternate' type='application/rss+xml' title='Gazette » Comments Feed' href='/comments/feed/'>",
        "<link rel='alternate' type='application/rss+xml' href='/?feed=comments-rss2'>",
        "<link rel='alternate' type='application/rss+xml' title='Gazette » Kommentar-Feed' href='/kf/'>",
        "<link rel='alternate' type='application/rss+xml' title='Flux des commentaires' href='/2026/11/tugs/feed/'>",
        "<link rel='alternate' type='application/atom+xml' href='/feeds/1234567/comments/default'>",
        "<link rel='alternate' type='application/json+oembed' href='/wp-json/oembed/1.0/embed?url=x'>",
        "<link rel='alternate' type='application/json' href='/wp-json/wp/v2/posts/5'>",
        "<link rel='alternate' hreflang='de' href='/de/'>",
        "<link rel='alternate' type='application/rss+xml' href='javascript:x'>",
        "<body class='single'><a href='/2026/11/tugs/feed/'>RSS</a>",
        "<a href='/tag/rss/'>RSS</a>",
        "<a href='https://elsewhere.example/rss.xml'>RSS</a>",
        "<a href='/feeding-the-troops'>Feeding the troops</a>",
    ],
)
def test_comment_feeds_and_what_is_no_feed_never_count(link: str) -> None:
    assert [c for c in found(f"<html>{link}<p>x</p></html>") if c.found in ("alternate", "link")] == []


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("<link rel=alternate type=application/atom+xml href=/atom.xml>", "/atom.xml"),
        ("<link rel=alternate type=application/feed+json href=/feed.json>", "/feed.json"),
        ("<link rel=alternate type=application/json href=/feed.json>", "/feed.json"),
        ("<link rel=alternate type=text/xml href=/a.xml>", "/a.xml"),
        ("<link rel='feed' type='application/rss+xml' href='a.xml'>", "/2026/11/tugs/a.xml"),
        ("<base href='/x/'><link rel=alternate type=application/rss+xml href=a.xml>", "/x/a.xml"),
        ("<link rel=alternate type=application/rss+xml title=Kommentare href=/meinung/rss>", "/meinung/rss"),
        ("<link rel='https://api.w.org/' href='/wp-json/'>", "/wp-json/"),
        (
            "<link rel=alternate type=application/rss+xml href=https://feeds.feedburner.com/x>",
            "https://feeds.feedburner.com/x",
        ),
        ("<a href='/service/rss'>Nachrichten</a>", "/service/rss"),
        ("<a href='/DesktopModules/ArticleCS/RSS.ashx?max=10'>x</a>", "/DesktopModules/ArticleCS/RSS.ashx?max=10"),
        ("<a href='/arc/outboundfeeds/rss/?outputType=xml'>x</a>", "/arc/outboundfeeds/rss/?outputType=xml"),
        ("<a href='/index.php?option=com&format=feed'>x</a>", "/index.php?option=com&format=feed"),
        ("<a href='/abonnieren'>RSS-Feed</a>", "/abonnieren"),
        ("<a href='https://feeds.feedburner.com/y'>x</a>", "https://feeds.feedburner.com/y"),
    ],
)
def test_feeds_are_found_by_type_address_or_name(link: str, address: str) -> None:
    assert address in [c.url.removeprefix(SITE) for c in found(f"{link}<p>x") if c.found in ("alternate", "link")]


def test_sitemaps_of_robots_news_first() -> None:
    robots = "User-agent: *\nSitemap: https://news.example/map.xml\n  sitemap :/news-map.xml\n#Sitemap: /no.xml\n"
    assert addresses("<p>x", robots=robots, how="robots") == ["/news-map.xml", "/map.xml"]


@pytest.mark.parametrize(
    ("mark", "address"),
    [
        ("<link rel=stylesheet href=/wp-content/themes/x.css>", "/feed/"),
        ("<meta name=generator content='Ghost 5.96'>", "/rss/"),
        ("<script src='/pf/resources/app.js'></script>", "/arc/outboundfeeds/rss/?outputType=xml"),
        ("<meta name='Generator' content='Drupal 10 (https://www.drupal.org)'>", "/rss.xml"),
        ("<meta content='blogger' name='generator'>", "/feeds/posts/default"),
    ],
)
def test_the_defaults_of_the_system_that_shows_itself_come_first(mark: str, address: str) -> None:
    assert addresses(f"<html><head>{mark}</head><p>x", how="default")[0] == address


def test_a_site_that_shows_no_system_is_asked_for_the_defaults_of_all() -> None:
    guesses = addresses("<p>x", how="default")
    for address in ("/feed/", "/rss/", "/feeds/posts/default", "/arc/outboundfeeds/rss/?outputType=xml", "/wp-json/"):
        assert address in guesses
    assert len(guesses) < 40


def test_a_feed_is_its_own_first_candidate() -> None:
    feed = "<rss version='2.0'><channel><title>Gazette</title><item><link>https://news.example/a</link></item></channel></rss>"
    assert found(feed, f"{SITE}/all.php")[0] == Candidate(f"{SITE}/all.php", "feed", "itself", "Gazette")


def reading(*ages_days: float | None, title: str = "Tug sold", kind: str = "rss", feed: str | None = None) -> Reading:
    entries = tuple(
        Entry(url=f"{SITE}/{number}", title=title, published=None if age is None else NOW - timedelta(days=age))
        for number, age in enumerate(ages_days)
    )
    return Reading(kind=kind, reader="fast", entries=entries, title=feed)


@pytest.mark.parametrize(
    ("given", "usable"),
    [
        (reading(), False),
        (reading(None, None), False),
        (reading(None, 59.9), True),
        (reading(60.1, 400), False),
        (reading(-30, 400), False),  # an event to come
        (reading(-30, 3), True),
        (reading(1, 2, title="By: Jo Hart"), False),
        (reading(1, 2, feed="Comments on: Tug sold"), False),
        (reading(None, None, None, kind="section"), True),
        (reading(None, kind="section"), False),
        (reading(90, 91, 92, kind="section"), False),
    ],
)
def test_a_reading_counts_with_a_dated_entry_under_sixty_days(given: Reading, usable: bool) -> None:
    judgement = judge(given, now=NOW)
    assert judgement.usable is usable
    assert judgement.reason
    assert judgement.entries == len(given.entries)


def test_an_index_counts_by_its_dates_or_sends_to_a_sitemap() -> None:
    def index(*children: tuple[str, datetime | None]) -> Reading:
        return Reading(kind="sitemapindex", reader="sitemap", children=children)

    assert judge(index(("a", NOW - timedelta(days=1)), ("b", None)), now=NOW).usable
    assert not judge(index(("a", NOW - timedelta(days=99))), now=NOW).usable
    undated = judge(index(("a", None), ("b", None), ("c", None)), now=NOW)
    assert (undated.usable, undated.further) == (False, ("a", "c"))


@pytest.mark.parametrize("body", [b"", b"\0" * 99, bytes(range(256)) * 99, b"<" * 50_000, b"<a href='" * 20_000])
def test_hostile_page_gives_the_guesses(body: bytes) -> None:
    assert candidates(body, url=PAGE, robots="Sitemap:" * 100_000)
