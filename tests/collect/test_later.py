"""What becomes of a stored article later: no second row, no worse text, nothing kept that is reserved."""

import sqlite3
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import yaml
from backports import zstd

from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, page

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
BODY = [
    f"Paragraph {n} tells how the river patrol took delivery of boat number {n} and what the crew of "
    f"{n + 4} made of its engine, its radar and the {n} spare parts that came in the same crate."
    for n in range(1, 7)
]
OTHER = [
    f"In port {n} the harbour master counted {n * 7} trucks, opened {n * 3} of them and found that none carried what "
    f"its papers promised; the customs office of district {n} has asked for a new scanner."
    for n in range(1, 7)
]


@pytest.fixture
def collector(tmp_path: Path, site: Site) -> Collector:
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK, "SECOND_TRY_WAIT_S": 0})
    collector.sources.mkdir()
    write(collector, site)
    return collector


def write(collector: Collector, site: Site, **more: object) -> None:
    source = {"title": "Quay", "homepage": site.url(), "scope": "all", "feeds": [site.url("/feed.xml")]} | more
    (collector.sources / "quay.yaml").write_text(yaml.safe_dump(source))


def story(
    title: str,
    paragraphs: list[str] = BODY,
    *,
    head: str = "",
    published: datetime | None = NOW - HOUR,
    author: str = "Una Strand",
) -> Reply:
    stamp = f'<meta property="article:published_time" content="{published.isoformat()}">' if published else ""
    by = f'<meta name="author" content="{author}">' if author else ""
    return page(
        title,
        f"<article><h1>{title}</h1><div class=body>{''.join(f'<p>{p}</p>' for p in paragraphs)}</div></article>",
        head=f'<meta property="og:type" content="article">{stamp}{by}{head}',
    )


def feed(site: Site, *items: str, guid: bool = False) -> Reply:
    """Items are XML inside of <item>, or paths."""
    inside = "".join(
        f"<item>{i}</item>"
        if i.startswith("<")
        else f"<item><link>{site.url(i)}</link>{f'<guid>{i}</guid>' if guid else ''}</item>"
        for i in items
    )
    return Reply(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Q</title><link>{site.url()}</link>'
        f"<description>-</description>{inside}</channel></rss>",
        "application/rss+xml",
    )


def run(collector: Collector, *a: str, verb: str = "collect") -> str:
    done = collector.run(*(a or (("--now",) if verb == "collect" else ())), verb=verb)
    assert done.returncode == 0, done.stderr
    return done.stdout


CORRECTED = [
    "Correction: an earlier version of this article said that the boats came in one crate.",
    *BODY[:-1],
    "Paragraph 6 has been written anew by the desk after the crew complained about the radar.",
]
CREW = ("pilot", "cook", "engineer", "captain", "diver", "carpenter", "clerk")
ONE_MORE = "One more paragraph was added late in the evening by the desk."


def linked(path: str) -> str:
    return f'<link rel="canonical" href="{path}">'


def archived(collector: Collector, body: str, *, where: str = "1") -> None:
    """The archive has another body, as if the page were judged anew by better rules, or by a weaker machine."""
    with sqlite3.connect(collector.database) as db:
        db.execute(f"update pages set body = ? where {where}", (zstd.compress(body.encode(), 3),))


@pytest.mark.parametrize("guid", [True, False])
def test_a_correction_under_a_longer_address_reaches_the_row(site: Site, collector: Collector, guid: bool) -> None:
    site.replies["/boats"] = story("River patrol gets new boats")
    site.replies["/feed.xml"] = feed(site, "/boats", guid=guid)
    run(collector)
    site.replies["/boats"] = Reply(status=301, location="/boats-and-crew")
    site.replies["/boats-and-crew"] = story("River patrol gets new boats and crew", CORRECTED)
    run(collector)
    (row,) = collector.rows("select * from articles")
    assert row["text"].startswith("Correction")
    site.asked.clear()
    site.replies["/boats-and-crew"] = story("River patrol gets new boats and crew", [*CORRECTED, ONE_MORE])
    run(collector)
    (row,) = collector.rows("select * from articles")
    assert "late in the evening" in row["text"]
    assert len(collector.rows("select * from revisions")) == 2


def test_a_correction_that_names_another_canonical_address_is_no_second_row(site: Site, collector: Collector) -> None:
    site.replies["/id/17"] = story("River patrol gets new boats", head=linked("/river-patrol-gets-new-boats"))
    site.replies["/feed.xml"] = feed(site, "/id/17")
    run(collector)
    site.replies["/id/17"] = story(
        "River patrol gets six boats", CORRECTED, head=linked("/river-patrol-gets-six-boats")
    )
    run(collector)
    assert len(collector.rows("select * from articles")) == 1


def test_a_chain_of_false_canonicals_loses_nothing(site: Site, collector: Collector) -> None:
    third = [p.replace("boat", "crane").replace("patrol", "museum").replace("crew", "choir")[::-1] for p in BODY]
    site.replies["/r"] = story("River patrol gets new boats", BODY, head=linked("/a"))
    site.replies["/feed.xml"] = feed(site, "/r")
    run(collector)
    site.replies["/a"] = story("Empty trucks in the ports", OTHER, head=linked("/x"))
    site.replies["/feed.xml"] = feed(site, "/a")
    run(collector)
    site.replies["/x"] = story("Museum choir sings backwards", third, head=linked("/x"))
    site.replies["/feed.xml"] = feed(site, "/x")
    run(collector)
    assert len(collector.rows("select * from articles")) == 3


def test_a_sitemap_that_says_less_takes_nothing_away(site: Site, collector: Collector) -> None:
    write(collector, site, sitemaps=[site.url("/news.xml")])

    def sitemap(stamp: str) -> Reply:
        record = f"<url><loc>{site.url('/boats')}</loc><lastmod>{stamp}</lastmod></url>"
        return Reply(f"<urlset>{record}</urlset>", "application/xml")

    site.replies["/boats"] = story("River patrol gets new boats", published=None, author="")
    said = (
        f"<title>River patrol gets new boats</title><link>{site.url('/boats')}</link><category>Coast</category>"
        f"<author>una@example.org (Una Strand)</author><pubDate>{format_datetime(NOW - HOUR)}</pubDate>"
        "<description>The crew has a list of what is in the crate.</description>"
    )
    site.replies["/feed.xml"] = feed(site, said)
    site.replies["/news.xml"] = sitemap((NOW - HOUR).isoformat())
    run(collector)
    columns = "select published, authors, section, tags, summary, title, modified from articles"
    (before,) = collector.rows(columns)
    site.replies["/news.xml"] = sitemap(NOW.isoformat())
    site.replies["/boats"] = story("River patrol gets new boats", CORRECTED, published=None, author="")
    run(collector)
    run(collector, verb="reextract")
    (after,) = collector.rows(columns)
    assert {**after, "modified": None} == {**before, "modified": None}


def test_what_was_let_in_by_its_text_loses_it_when_it_is_reserved(site: Site, collector: Collector) -> None:
    write(collector, site, scope="filtered", language="en")
    army = [
        f"The Ministry of Defence said that brigade {n} of the army fired missiles and artillery at the frigate of the"
        f" navy; NATO troops took part in military exercise {n}."
        for n in range(1, 7)
    ]
    site.replies["/note"] = story("What we know by noon", army)
    site.replies["/feed.xml"] = feed(site, "/note")
    run(collector)
    assert collector.rows("select status from articles") == [{"status": "full"}]
    site.replies["/note"] = story("What we know by noon", army, head='<meta name="tdm-reservation" content="1">')
    run(collector)
    (row,) = collector.rows("select * from articles")
    assert (row["status"], row["text"]) == ("reserved", None)


def test_one_wording_of_a_wall_is_not_one_article(site: Site, collector: Collector) -> None:
    wall = [
        "This article is for our subscribers only. To read the whole text and all other reports, interviews and"
        " analyses of our newsroom, please subscribe now for one euro a month or log in with your account. You can"
        " cancel your subscription at any time, without giving any reason whatsoever to us."
    ]
    site.replies["/a"] = story("River patrol gets new boats", wall)
    site.replies["/b"] = story("Museum choir sings backwards", wall, published=NOW - 3 * HOUR)
    site.replies["/feed.xml"] = feed(site, "/a", "/b")
    run(collector)
    assert len(collector.rows("select * from articles")) == 2


def test_a_brief_at_two_addresses_keeps_its_text(site: Site, collector: Collector) -> None:
    brief = [f"The {n} of the river patrol was seen at the quay on Monday." for n in CREW]
    site.replies["/a"] = story("River patrol gets new boats", brief)
    site.replies["/news/a"] = story("River patrol gets new boats", brief)
    site.replies["/feed.xml"] = feed(site, "/a")
    run(collector)
    site.replies["/feed.xml"] = feed(site, "/a", "/news/a")
    run(collector)
    run(collector, verb="reextract")
    assert all("carpenter" in (r["text"] or "") for r in collector.rows("select text from articles"))


def test_after_an_unchanged_visit_that_was_redirected_it_is_looked_at_again(site: Site, collector: Collector) -> None:
    site.replies["/boats"] = story("River patrol gets new boats")
    site.replies["/feed.xml"] = feed(site, "/boats")
    run(collector)
    site.replies["/boats"] = Reply(status=301, location="/news/boats")
    site.replies["/news/boats"] = story("River patrol gets new boats", head="<!-- moved -->")
    run(collector)
    site.asked.clear()
    run(collector)
    assert "/boats" in site.asked


def test_a_failure_that_passes_takes_no_article_away(site: Site, collector: Collector) -> None:
    site.replies["/boats"] = story("River patrol gets new boats")
    site.replies["/feed.xml"] = feed(site, "/boats")
    run(collector)
    (before,) = collector.rows("select id, text from articles")
    heavy = "<html><body><article>" + "<p>Line <b>n</b> of <i>many</i> lines <a href=/n>on</a> the quay.</p>" * 60000
    archived(collector, heavy)
    collector.settings["WORKER_CPU_S"] = 1
    run(collector, verb="reextract")
    assert collector.rows("select id, text from articles") == [before]
    assert collector.rows("select state from frontier") == [{"state": "done"}]


def test_another_address_that_is_no_article_takes_none_away(site: Site, collector: Collector) -> None:
    canonical = '<link rel="canonical" href="/boats">'
    site.replies["/boats"] = story("River patrol gets new boats", head=canonical)
    site.replies["/photos/boats"] = story("River patrol gets new boats", head=canonical)
    site.replies["/feed.xml"] = feed(site, "/boats", "/photos/boats")
    run(collector)
    (before,) = collector.rows("select id, url, text from articles")
    links = (f'<h3><a href="/p/{n}">One of the many other articles number {n}</a></h3>' for n in range(20))
    listing = f"<html><head><title>Photos</title></head><body>{''.join(links)}</body></html>"
    archived(collector, listing, where="url like '%photos%'")
    run(collector, verb="reextract")
    assert collector.rows("select id, url, text from articles") == [before]


def test_short_paragraphs_of_an_article_at_two_addresses_stay(site: Site, collector: Collector) -> None:
    short = [f"The {n} of the river patrol was seen at the quay on Monday." for n in CREW]
    text = [short[0], BODY[0], *short[1:4], BODY[1], *short[4:]]
    site.replies["/a"] = story("River patrol gets new boats", text)
    site.replies["/news/a"] = story("River patrol gets new boats", text, published=NOW)
    site.replies["/feed.xml"] = feed(site, "/a")
    run(collector)
    (before,) = collector.rows("select text from articles")
    site.replies["/feed.xml"] = feed(site, "/a", "/news/a")
    run(collector)
    run(collector, verb="reextract")
    rows = collector.rows("select url,title,status,text,word_count,duplicate_of from articles")
    assert [r["text"] for r in rows] == [before["text"]]


def test_a_reservation_counts_also_where_no_article_is_shown(site: Site, collector: Collector) -> None:
    site.replies["/note"] = story("River patrol gets new boats")
    site.replies["/feed.xml"] = feed(site, "/note")
    run(collector)
    site.replies["/note"] = page(
        "Page not found",
        "<h1>Page not found</h1><p>Sorry, the page could not be found.</p>",
        head='<meta name="tdm-reservation" content="1">',
    )
    run(collector)
    (row,) = collector.rows("select status, text from articles")
    assert (row["status"], row["text"]) == ("reserved", None)


def test_a_change_is_kept_of_an_article_whose_canonical_is_another_s(site: Site, collector: Collector) -> None:
    head = '<link rel="canonical" href="/x">'
    site.replies["/x"] = story("Empty trucks in the ports", OTHER)
    site.replies["/boats"] = story("River patrol gets new boats", head=head)
    site.replies["/feed.xml"] = feed(site, "/x", "/boats")
    run(collector)
    site.replies["/boats"] = story("River patrol gets new boats", [*BODY, ONE_MORE], head=head)
    run(collector)
    assert len(collector.rows("select * from revisions")) == 1


def test_another_article_at_the_same_address_is_read_as_soon_as_the_feed_names_it(
    site: Site, collector: Collector
) -> None:
    def named(guid: str, title: str, moment: datetime) -> str:
        return (
            f"<title>{title}</title><link>{site.url('/briefing/latest')}</link>"
            f'<guid isPermaLink="false">{guid}</guid><pubDate>{format_datetime(moment)}</pubDate>'
        )

    third = [p.replace("boat", "crane").replace("patrol", "museum").replace("crew", "choir")[::-1] for p in BODY]
    briefings = [("Boats", BODY, NOW - 720 * HOUR), ("Trucks", OTHER, NOW - 2 * HOUR), ("Cranes", third, NOW - HOUR)]
    for number, (title, paragraphs, moment) in enumerate(briefings):
        site.replies["/briefing/latest"] = story(f"Briefing: {title}", paragraphs, published=moment)
        site.replies["/feed.xml"] = feed(site, named(f"briefing-{number}", f"Briefing: {title}", moment))
        run(collector)
        (row,) = collector.rows("select * from articles")
        assert (row["title"], row["text"].split()[:5]) == (f"Briefing: {title}", paragraphs[0].split()[:5])
    kept = [row["title"] for row in collector.rows("select title from revisions order by id")]
    assert kept == ["Briefing: Boats", "Briefing: Trucks"]
    site.asked.clear()  # a feed that makes up guids, and counts in its headlines, is not followed at every poll
    site.replies["/feed.xml"] = feed(site, named("made-up", "Briefing: Cranes (3 comments)", NOW - HOUR))
    run(collector, "--now", "-s", "MAX_REVISITS_PER_SOURCE=0")
    assert collector.rows("select guid from frontier") == [{"guid": "briefing-2"}]


def test_of_two_canonical_addresses_that_differ_neither_is_believed(site: Site, collector: Collector) -> None:
    site.replies["/boats?id=7"] = story("River patrol gets new boats", head=linked("/trucks") + linked("/boats"))
    site.replies["/feed.xml"] = feed(site, "/boats?id=7")
    run(collector)
    assert collector.rows("select url from articles") == [{"url": site.url("/boats?id=7")}]
