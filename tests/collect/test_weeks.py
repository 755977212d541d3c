"""What happens to sources over weeks of runs, and must not cost an article."""

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, article, rss

NOW = datetime.now(UTC).replace(microsecond=0)
H = timedelta(hours=1)


@pytest.fixture
def collector(tmp_path: Path) -> Collector:
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK, "HOST_DELAY_S": 0, "SECOND_TRY_WAIT_S": 0})
    collector.sources.mkdir()
    return collector


def source(collector: Collector, site: Site, name: str = "s", **keys: object) -> None:
    known = {"title": name, "homepage": site.url(), "scope": "all", **keys}
    (collector.sources / f"{name}.yaml").write_text(yaml.safe_dump(known))


def story(site: Site, name: str, ago: timedelta) -> str:
    site.replies[f"/a/{name}"] = article(f"Cranes of dock {name}", published=NOW - ago)
    return site.url(f"/a/{name}")


def smap(site: Site, path: str, names: list[tuple[str, timedelta]], dated: bool = True) -> None:
    inside = "".join(
        f"<url><loc>{story(site, name, ago)}</loc>"
        + (f"<lastmod>{(NOW - ago).isoformat()}</lastmod>" if dated else "")
        + "</url>"
        for name, ago in names
    )
    site.replies[path] = Reply(f"<urlset>{inside}</urlset>", "text/xml")


def index(site: Site, maps: list[tuple[str, timedelta | None]]) -> None:
    inside = "".join(
        f"<sitemap><loc>{site.url(path)}</loc>"
        + (f"<lastmod>{(NOW - ago).isoformat()}</lastmod>" if ago is not None else "")
        + "</sitemap>"
        for path, ago in maps
    )
    site.replies["/index.xml"] = Reply(f"<sitemapindex>{inside}</sitemapindex>", "text/xml")


def feed(site: Site, path: str, names: list[tuple[str, timedelta]]) -> None:
    site.replies[path] = rss([(story(site, n, ago), f"Cranes of dock {n}", NOW - ago) for n, ago in names])


def earlier(collector: Collector, ago: timedelta) -> None:
    """As if all that was done had been done so long ago."""
    stamp = (NOW - ago).strftime("%Y-%m-%dT%H:%M:%SZ")
    with sqlite3.connect(collector.database) as db:
        db.execute("update feeds set polled = ?1, succeeded = ?1, answered = ?1, next_poll = ?1", (stamp,))


def poll(collector: Collector, *arguments: str) -> set[str]:
    done = collector.run(*(arguments or ("--now",)))
    assert done.returncode == 0, done.stderr
    return {row["url"].rpartition("/")[2] for row in collector.rows("select url from articles")}


def index_of(site: Site, count: int, *, changed: int = 0) -> None:
    """An index of so many maps, of which the first ones have an article that is new."""
    for n in range(count):
        new = [(f"new{n}", (n + 1) * H)] if n < changed else []
        smap(site, f"/m{n}.xml", [*new, (f"old{n}", (40 + n) * H)])
    index(site, [(f"/m{n}.xml", (n + 1 if n < changed else 40 + n) * H) for n in range(count)])


def test_a_map_that_failed_is_asked_for_again(site: Site, collector: Collector) -> None:
    source(collector, site, sitemaps=[site.url("/index.xml")])
    index_of(site, 6)
    poll(collector)
    earlier(collector, 8 * H)
    index_of(site, 6, changed=4)
    good, site.replies["/m3.xml"] = site.replies["/m3.xml"], Reply("", status=500)
    assert "new3" not in poll(collector)
    site.replies["/m3.xml"] = good
    assert {f"new{n}" for n in range(4)} <= poll(collector)


def test_maps_beyond_the_limit_of_a_poll_are_the_next_ones(site: Site, collector: Collector) -> None:
    source(collector, site, sitemaps=[site.url("/index.xml")])
    index_of(site, 12)
    poll(collector)
    earlier(collector, 20 * H)
    index_of(site, 12, changed=10)
    assert "new9" not in poll(collector)
    assert {f"new{n}" for n in range(10)} <= poll(collector)


def test_a_second_page_that_failed_is_asked_for_again(site: Site, collector: Collector) -> None:
    source(collector, site, feeds=[site.url("/feed/")])
    feed(site, "/feed/", [("old", 40 * H)])
    poll(collector)
    earlier(collector, 20 * H)
    feed(site, "/feed/", [("new0", 1 * H), ("new1", 2 * H)])
    site.replies["/feed/?paged=2"] = Reply("", status=503)
    poll(collector)
    feed(site, "/feed/?paged=2", [("new2", 3 * H), ("old", 40 * H)])
    assert {"new0", "new1", "new2"} <= poll(collector)


def test_so_is_one_before_which_the_run_was_killed(site: Site, collector: Collector) -> None:
    source(collector, site, feeds=[site.url("/feed/")])
    feed(site, "/feed/", [("old", 40 * H)])
    poll(collector)
    earlier(collector, 20 * H)
    feed(site, "/feed/", [("new0", 1 * H), ("new1", 2 * H)])

    def slow() -> Reply:
        time.sleep(1)
        process.kill()
        return Reply("", status=503)

    site.replies["/feed/?paged=2"] = slow
    process = collector.start("--now")
    process.communicate()
    collector.rows("select url from frontier")
    feed(site, "/feed/?paged=2", [("new2", 3 * H), ("old", 40 * H)])
    assert {"new0", "new1", "new2"} <= poll(collector)


def test_a_page_that_is_not_there_yet_is_tried_again(site: Site, collector: Collector) -> None:
    source(collector, site, feeds=[site.url("/feed.xml")])
    feed(site, "/feed.xml", [("new", H), ("old", 2 * H)])
    good, site.replies["/a/new"] = site.replies["/a/new"], Reply("not yet", status=404)
    poll(collector)
    site.replies["/a/new"] = good
    with sqlite3.connect(collector.database) as db:
        db.execute("update frontier set next_try = '2020-01-01T00:00:00Z' where next_try is not null")
    assert "new" in poll(collector)


def test_what_waits_goes_with_its_feed_to_a_source_of_another_name(site: Site, collector: Collector) -> None:
    collector.settings["MAX_PAGES_PER_SOURCE"] = 1
    source(collector, site, feeds=[site.url("/feed.xml")])
    feed(site, "/feed.xml", [("new", H), ("old", 2 * H)])
    poll(collector)
    (collector.sources / "s.yaml").rename(collector.sources / "t.yaml")
    assert {"new", "old"} <= poll(collector)


def test_what_waits_for_a_source_that_is_off_is_had_by_another(site: Site, collector: Collector) -> None:
    collector.settings["MAX_PAGES_PER_SOURCE"] = 1
    source(collector, site, feeds=[site.url("/feed.xml")])
    feed(site, "/feed.xml", [("new", H), ("old", 2 * H)])
    poll(collector)
    text = (collector.sources / "s.yaml").read_text()
    (collector.sources / "s.yaml").write_text(text + "enabled: false  # for a test\n")
    source(collector, site, name="t", feeds=[site.url("/feed2.xml")])
    feed(site, "/feed2.xml", [("new", H), ("old", 2 * H)])
    poll(collector)
    assert {"new", "old"} <= poll(collector)


def test_an_amp_page_that_may_not_be_read_does_not_stand_for_the_article(site: Site, collector: Collector) -> None:
    site.replies["/robots.txt"] = Reply("User-agent: *\nDisallow: /amp/\n", "text/plain")
    source(collector, site, feeds=[site.url("/feed.xml")])
    name = "cranes-of-the-old-dock"
    story(site, name, H)
    site.replies["/feed.xml"] = rss([(site.url(f"/amp/a/{name}"), f"Cranes of dock {name}", NOW - H)])
    poll(collector)
    feed(site, "/feed.xml", [(name, H)])
    poll(collector)
    assert name in poll(collector)


def test_the_last_map_of_an_index_without_dates_is_read(site: Site, collector: Collector) -> None:
    source(collector, site, sitemaps=[site.url("/index.xml")])
    for n in range(1, 6):
        smap(site, f"/wp-sitemap-posts-post-{n}.xml", [(f"old{n}", (40 - n) * H)], dated=False)
    index(site, [(f"/wp-sitemap-posts-post-{n}.xml", None) for n in range(1, 6)])
    poll(collector)
    for _ in range(3):
        smap(site, "/wp-sitemap-posts-post-5.xml", [("old5", 35 * H), ("new", H)], dated=False)
        poll(collector)
    assert "new" in poll(collector)


def test_known_entries_do_not_keep_out_new_ones(site: Site, collector: Collector) -> None:
    collector.settings["MAX_ENTRIES_PER_POLL"] = 5
    source(collector, site, sitemaps=[site.url("/index.xml")])
    for n in range(1, 4):
        smap(site, f"/m{n}.xml", [(f"old{n}a", (40 - n) * H), (f"old{n}b", (39 - n) * H)])
    index(site, [(f"/m{n}.xml", None) for n in range(1, 4)])
    poll(collector)
    smap(site, "/m3.xml", [("old3a", 37 * H), ("old3b", 36 * H), ("new", H)])
    poll(collector)
    assert "new" in poll(collector)


def test_a_last_modified_that_lies_is_not_believed_the_second_time(site: Site, collector: Collector) -> None:
    source(collector, site, feeds=[site.url("/feed.xml")])
    stale = {"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}
    feed(site, "/lie", [("old", 2 * H)])

    def lie() -> Reply:
        if site.request.get("if-modified-since") == stale["Last-Modified"]:
            return Reply(status=304)
        body = site.replies["/lie"]
        assert isinstance(body, Reply)
        return Reply(body.body, body.type, headers=stale)

    site.replies["/feed.xml"] = lie
    poll(collector)
    assert collector.rows("select last_modified from feeds") == [{"last_modified": None}]
    poll(collector)
    feed(site, "/lie", [("new", H)])
    assert "new" in poll(collector)


@pytest.mark.parametrize("section", ["a-section", "z-section"])
def test_another_feed_does_not_hide_a_pause(site: Site, collector: Collector, section: str) -> None:
    source(collector, site, feeds=[site.url("/all/feed/"), site.url(f"/{section}/feed/")])
    feed(site, "/all/feed/", [("old", 40 * H)])
    feed(site, f"/{section}/feed/", [("old", 40 * H)])
    poll(collector)
    earlier(collector, 20 * H)
    feed(site, "/all/feed/", [("new0", 1 * H), ("new1", 2 * H)])
    feed(site, "/all/feed/?paged=2", [("new2", 3 * H), ("old", 40 * H)])
    feed(site, f"/{section}/feed/", [("new1", 2 * H), ("old", 40 * H)])
    assert {"new0", "new1", "new2"} <= poll(collector)


def test_a_map_that_is_gone_does_not_cost_the_others(site: Site, collector: Collector) -> None:
    source(collector, site, sitemaps=[site.url("/index.xml")])
    smap(site, "/m0.xml", [("old0", 40 * H)])
    index(site, [("/m0.xml", 40 * H), ("/dead.xml", 41 * H)])
    poll(collector)
    site.asked.clear()
    poll(collector)
    assert "/m0.xml" not in site.asked


def test_another_way_in_begins_anew(site: Site, collector: Collector) -> None:
    source(collector, site, feeds=[site.url("/news/")])
    links = ""
    for n in ("one-two-three", "four-five-six", "seven-eight-nine"):
        words = f"The cranes of dock {n} are repaired at last"
        links += f'<li><h3><a href="{story(site, n, H)}">{words}</a></h3><p>A teaser of the story {n}.</p></li>'
    site.replies["/news/"] = Reply(f"<html><head><title>N</title></head><body><ul>{links}</ul></body></html>")
    poll(collector)
    poll(collector)
    poll(collector)
    source(collector, site, sections=[site.url("/news/")])
    assert collector.run().returncode == 0
    assert collector.rows("select url from articles")


def test_what_is_out_of_scope_for_one_source_is_kept_for_another(site: Site, collector: Collector) -> None:
    """s is filtered and names a story out of its scope; t keeps everything and names it as well."""
    source(collector, site, feeds=[site.url("/feed.xml")], scope="filtered", language="en")
    feed(site, "/feed.xml", [("n0", H)])
    poll(collector)
    source(collector, site, "t", feeds=[site.url("/feed2.xml")], scope="all")
    feed(site, "/feed2.xml", [("n0", H)])
    assert "n0" in poll(collector)


def test_an_index_that_lags_behind_its_maps(site: Site, collector: Collector) -> None:
    """The index that was polled was a cached one: the lastmod is earlier than that poll."""
    source(collector, site, sitemaps=[site.url("/index.xml")])
    for n in range(6):
        smap(site, f"/m{n}.xml", [(f"old{n}", (40 + n) * H)])
    index(site, [(f"/m{n}.xml", (40 + n) * H) for n in range(6)])
    poll(collector)
    earlier(collector, 3 * H)
    changed = [(n + 1) * H - timedelta(minutes=50) for n in range(3)] + [3 * H + timedelta(minutes=10)]
    for n, ago in enumerate(changed):
        smap(site, f"/m{n}.xml", [(f"new{n}", ago), (f"old{n}", (40 + n) * H)])
    index(site, [(f"/m{n}.xml", ago) for n, ago in enumerate([*changed, 44 * H, 45 * H])])
    assert "new3" in poll(collector)


def test_a_robots_txt_that_allows_it_later(site: Site, collector: Collector) -> None:
    source(collector, site, feeds=[site.url("/feed.xml")])
    site.replies["/robots.txt"] = Reply("User-agent: *\nDisallow: /a/\n", "text/plain")
    feed(site, "/feed.xml", [("n0", H)])
    poll(collector)
    site.replies["/robots.txt"] = Reply("", "text/plain")
    with sqlite3.connect(collector.database) as db:
        db.execute("update hosts set robots_fetched='2026-01-01T00:00:00Z'")
        db.execute("update frontier set next_try = '2026-01-01T00:00:00Z' where next_try is not null")
    assert "n0" in poll(collector)
