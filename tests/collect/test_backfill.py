"""`scrapy collect --backfill`: the archives of a source, back to a day and no further."""

import json
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from newsroom.server import Newsroom
from spiders.readers.wordpress import posts_url
from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, article, page, rss

NOW = datetime.now(UTC)
SINCE = f"{NOW - timedelta(days=30):%Y-%m-%d}"
Item = tuple[str, str, datetime]


@pytest.fixture
def collector(tmp_path: Path) -> Collector:
    return Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK, "SECOND_TRY_WAIT_S": 0})


def source(collector: Collector, site: Site, **ways: object) -> None:
    collector.sources.mkdir(exist_ok=True)
    values = {"title": "Quay", "homepage": site.url(), "scope": "all", **ways}
    (collector.sources / "quay.yaml").write_text(yaml.safe_dump(values))


def stock(site: Site, count: int, *, every_days: float = 5) -> list[Item]:
    """So many articles, one every few days, the newest first."""
    items = []
    for number in range(count):
        published, path = NOW - timedelta(days=every_days * number + 0.5), f"/story-{number}/"
        site.replies[path] = article(f"Story {number} of the harbour", published=published, words=60)
        items.append((site.url(path), f"Story {number} of the harbour", published))
    return items


def titles(collector: Collector) -> set[str]:
    return {row["title"] for row in collector.rows("select title from articles")}


def expected(items: list[Item], since: str = SINCE) -> set[str]:
    return {title for _, title, published in items if f"{published:%Y-%m-%d}" >= since}


def paged_feed(site: Site, items: list[Item], size: int) -> None:
    pages = [items[start : start + size] for start in range(0, len(items), size)]
    for number, some in enumerate(pages, start=1):
        site.replies["/feed/" if number == 1 else f"/feed/?paged={number}"] = rss(some)


def test_a_wordpress_feed_is_paged_back_to_the_day(site: Site, collector: Collector) -> None:
    items = stock(site, 12)
    paged_feed(site, items, 2)
    source(collector, site, feeds=[site.url("/feed/")])
    done = collector.run("--backfill", SINCE, "quay")
    assert done.returncode == 0, done.stderr
    assert titles(collector) == expected(items)
    assert "/feed/?paged=4" in site.asked
    assert "/feed/?paged=6" not in site.asked
    assert f"since {SINCE}: " in done.stdout
    assert "all lists are read" in done.stdout
    assert f"backfill: {len(expected(items))} articles to fetch, about " in done.stderr


def test_a_sitemap_index_is_read_by_its_dates(site: Site, collector: Collector) -> None:
    items = stock(site, 12, every_days=6)
    maps = [items[:3], items[3:6], items[6:9], items[9:]]
    for number, some in enumerate(maps):
        inside = "".join(
            f"<url><loc>{url}</loc><lastmod>{moment.isoformat()}</lastmod></url>" for url, _, moment in some
        )
        site.replies[f"/map-{number}.xml"] = Reply(f"<urlset>{inside}</urlset>", "text/xml")
    site.replies["/page-sitemap.xml"] = Reply(
        f"<urlset><url><loc>{site.url('/about/')}</loc></url></urlset>", "text/xml"
    )
    children = [
        (f"/map-{number}.xml", f"<lastmod>{some[0][2].isoformat()}</lastmod>") for number, some in enumerate(maps)
    ]
    inside = "".join(
        f"<sitemap><loc>{site.url(path)}</loc>{date}</sitemap>" for path, date in [*children, ("/page-sitemap.xml", "")]
    )
    site.replies["/sitemap.xml"] = Reply(f"<sitemapindex>{inside}</sitemapindex>", "text/xml")
    source(collector, site, sitemaps=[site.url("/sitemap.xml")])
    assert collector.run("--backfill", SINCE, "quay").returncode == 0
    assert titles(collector) == expected(items)
    assert {path for path in site.asked if ".xml" in path} == {"/sitemap.xml", "/map-0.xml", "/map-1.xml"}


def test_a_map_is_read_whole_however_little_a_poll_takes_of_it(site: Site, collector: Collector) -> None:
    items = stock(site, 9, every_days=0.2)
    inside = "".join(f"<url><loc>{url}</loc><lastmod>{moment.isoformat()}</lastmod></url>" for url, _, moment in items)
    site.replies["/sitemap.xml"] = Reply(f"<urlset>{inside}</urlset>", "text/xml")
    source(collector, site, sitemaps=[site.url("/sitemap.xml")])
    collector.settings |= {"MAX_ENTRIES_PER_POLL": 3, "MAX_ENTRIES_PER_LIST": 8}
    assert collector.run("--backfill", SINCE, "quay").returncode == 0
    assert titles(collector) == {title for _, title, _ in items[:8]}
    counted = collector.rows("select why, count from run_sources where what = 'cut'")
    assert counted == [{"why": "entries", "count": 1}]


def test_archived_feeds_are_followed(site: Site, collector: Collector) -> None:
    """RFC 5005, archived feeds."""
    items = stock(site, 8)
    for number in range(4):
        older = f'<atom:link rel="prev-archive" href="/archive-{number + 1}.xml"/>' if number < 3 else ""
        path = f"/archive-{number}.xml" if number else "/news.xml"
        site.replies[path] = rss(items[number * 2 : number * 2 + 2], extra=older)
    source(collector, site, feeds=[site.url("/news.xml")])
    assert collector.run("--backfill", SINCE, "quay").returncode == 0
    assert titles(collector) == expected(items)


def test_the_wordpress_api_is_paged_back(site: Site, collector: Collector) -> None:
    items = stock(site, 130, every_days=0.25)
    for number in (1, 2):
        posts = [
            {"link": url, "title": {"rendered": title}, "date_gmt": moment.strftime("%Y-%m-%dT%H:%M:%S")}
            for url, title, moment in items[(number - 1) * 100 : number * 100]
        ]
        day = datetime.fromisoformat(SINCE).replace(tzinfo=UTC) - timedelta(days=1)
        address = posts_url(site.url("/wp-json/"), page=number, per_page=100, after=day)
        site.replies[address.removeprefix(site.url(""))] = Reply(json.dumps(posts), "application/json")
    source(collector, site, wordpress=site.url("/wp-json/"))
    done = collector.run("--backfill", SINCE, "quay")
    assert done.returncode == 0, done.stderr
    assert "2 lists" in done.stdout
    assert done.stdout.startswith("collect: 2 lists read, ")
    assert titles(collector) == expected(items)


def test_a_feed_that_does_not_lead_back_is_helped_by_the_sitemaps_of_its_site(site: Site, collector: Collector) -> None:
    items = stock(site, 5)
    inside = "".join(f"<url><loc>{url}</loc><lastmod>{moment.isoformat()}</lastmod></url>" for url, _, moment in items)
    site.replies |= {
        "/rss.xml": rss(items[:1]),
        "/robots.txt": Reply(f"Sitemap: {site.url('/all.xml')}", "text/plain"),
        "/all.xml": Reply(f"<urlset>{inside}</urlset>", "text/xml"),
    }
    source(collector, site, feeds=[site.url("/rss.xml")])
    assert collector.run("--backfill", SINCE, "quay").returncode == 0
    assert titles(collector) == expected(items)


def test_a_server_that_knows_no_pages_ends_it(site: Site, collector: Collector) -> None:
    items = stock(site, 3)
    feed = rss(items)
    site.replies |= {"/feed/": feed} | {f"/feed/?paged={number}": feed for number in range(2, 50)}
    source(collector, site, feeds=[site.url("/feed/")])
    assert collector.run("--backfill", SINCE, "quay").returncode == 0
    assert [path for path in site.asked if "feed" in path] == ["/feed/", "/feed/?paged=2"]
    assert titles(collector) == expected(items)


def test_the_pages_of_a_list_are_followed(tmp_path: Path, newsroom: Newsroom) -> None:
    collector = Collector(tmp_path)
    newsroom.write_sources(collector.sources)
    done = collector.run("--backfill", f"{NOW - timedelta(days=400):%Y-%m-%d}", "pontus-observer,cyber-picket")
    assert done.returncode == 0, done.stderr
    found = {row["url"] for row in collector.rows("select url from articles")}
    wanted = {
        truth.url
        for truth in newsroom.truth
        if truth.source in ("pontus-observer", "cyber-picket") and truth.expected == "article"
    }
    assert found == wanted


def test_a_killed_backfill_goes_on_where_it_was(site: Site, collector: Collector) -> None:
    items = stock(site, 40, every_days=0.5)
    paged_feed(site, items, 4)
    source(collector, site, feeds=[site.url("/feed/")])
    command = ("--backfill", SINCE, "quay")
    collector.settings["HOST_DELAY_S"] = 0.8  # much longer than until a commit, on a busy machine too
    for path in ("/feed/?paged=5", "/story-9/"):
        process = collector.start(*command)
        while process.poll() is None and path not in site.asked:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    del collector.settings["HOST_DELAY_S"]
    done = collector.run(*command)
    assert done.returncode == 0, done.stderr
    assert titles(collector) == expected(items)
    assert collector.rows("select url from frontier where state in ('pending', 'fetching')") == []
    lists = [path for path in site.asked if "feed" in path]
    assert len(lists) <= len(set(lists)) + 1  # the one that was under way


def test_what_has_just_been_read_is_not_read_again(site: Site, collector: Collector) -> None:
    paged_feed(site, stock(site, 4), 2)
    source(collector, site, feeds=[site.url("/feed/")])
    collector.run("--backfill", SINCE, "quay")
    site.asked.clear()
    assert collector.run("--backfill", SINCE, "quay").returncode == 0
    assert [path for path in site.asked if "feed" in path] == []
    assert collector.run("--backfill", "2020-01-01", "quay").returncode == 0  # further back: from the start
    assert "/feed/" in site.asked


def test_a_list_that_fails_in_passing_is_left_for_the_next_run(site: Site, collector: Collector) -> None:
    items = stock(site, 6)
    paged_feed(site, items, 2)
    second = site.replies["/feed/?paged=2"]
    site.replies["/feed/?paged=2"] = Reply("busy", status=500)
    source(collector, site, feeds=[site.url("/feed/")])
    done = collector.run("--backfill", SINCE, "quay")
    assert "1 list is left" in done.stdout
    assert "the same command again goes on from here" in done.stdout
    site.replies["/feed/?paged=2"] = second
    assert collector.run("--backfill", SINCE, "quay").returncode == 0
    assert titles(collector) == expected(items)


def cuts(collector: Collector) -> dict[str, int]:
    rows = collector.rows("select why, sum(count) as number from run_sources where what = 'cut' group by why")
    return {row["why"]: row["number"] for row in rows}


def test_a_list_that_always_fails_is_given_up_and_the_archive_goes_on_behind_it(
    site: Site, collector: Collector
) -> None:
    items = stock(site, 6)
    maps = [f"<sitemap><loc>{site.url(f'/map-{number}.xml')}</loc></sitemap>" for number in range(2)]
    inside = "".join(f"<url><loc>{url}</loc><lastmod>{moment.isoformat()}</lastmod></url>" for url, _, moment in items)
    site.replies |= {
        "/sitemap.xml": Reply(f"<sitemapindex>{''.join(maps)}</sitemapindex>", "text/xml"),
        "/map-0.xml": Reply("busy", status=500),
        "/map-1.xml": Reply(f"<urlset>{inside}</urlset>", "text/xml"),
    }
    source(collector, site, sitemaps=[site.url("/sitemap.xml")])
    collector.settings["MAX_LIST_TRIES"] = 2
    collector.run("--backfill", SINCE, "quay")
    assert (titles(collector), cuts(collector)) == (set(), {})
    collector.run("--backfill", SINCE, "quay")
    assert (titles(collector), cuts(collector)) == (expected(items), {"list-tries": 1})
    assert site.asked.count("/map-0.xml") == 2


def test_an_archive_without_end_ends_at_its_limit(site: Site, collector: Collector) -> None:
    items = stock(site, 8, every_days=1)
    paged_feed(site, items, 2)
    source(collector, site, feeds=[site.url("/feed/")])
    collector.settings["MAX_LISTS_PER_ARCHIVE"] = 2
    assert collector.run("--backfill", SINCE, "quay").returncode == 0
    assert [path for path in site.asked if "feed" in path] == ["/feed/", "/feed/?paged=2"]
    assert (titles(collector), cuts(collector)) == (expected(items[:4]), {"lists": 1})
    assert "lists of an archive not asked for (MAX_LISTS_PER_ARCHIVE): 1" in collector.run(verb="status").stdout


def test_a_section_without_dates_ends_at_its_limit(site: Site, collector: Collector) -> None:
    items = stock(site, 24, every_days=0.1)
    for number in range(4):
        links = "".join(f'<article><h2><a href="{url}">{title}</a></h2></article>' for url, title, _ in
                        items[6 * number : 6 * number + 6])  # fmt: skip
        older = f'<a rel="next" href="/news?page={number + 2}">Older</a>' if number < 3 else ""
        site.replies[f"/news?page={number + 1}" if number else "/news"] = page("News", f"<main>{links}</main>{older}")
    source(collector, site, sections=[site.url("/news")])
    collector.settings["MAX_UNDATED_PAGES"] = 1
    assert collector.run("--backfill", SINCE, "quay").returncode == 0
    assert [path for path in site.asked if "news" in path] == ["/news", "/news?page=2"]
    assert (titles(collector), cuts(collector)) == ({title for _, title, _ in items[:12]}, {"undated": 1})


def test_a_backfill_leaves_the_polls_as_they_were(site: Site, collector: Collector) -> None:
    paged_feed(site, stock(site, 4), 2)
    source(collector, site, feeds=[site.url("/feed/")])
    collector.run("--now")
    before = collector.rows("select * from feeds")
    collector.run("--backfill", SINCE, "quay")
    assert collector.rows("select * from feeds") == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--backfill", "soon", "quay"), "not a date like 2026-03-01"), (("--backfill", SINCE), "names of sources")],
)
def test_a_mistake_says_how_it_is_used(site: Site, collector: Collector, arguments: tuple[str, ...], said: str) -> None:
    source(collector, site, feeds=[site.url("/feed/")])
    done = collector.run(*arguments)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr
    assert site.asked == []
