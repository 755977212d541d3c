"""`scrapy sources add`: from any page of a site to a source that can be collected."""

import fcntl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsroom.outlet import Outlet, read_outlets
from newsroom.server import Newsroom
from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, article, page, rss, serve_site

NOW = datetime.now(UTC)
OUTLETS = [outlet.name for outlet in read_outlets(now=NOW, port=1)]
WAYS = ("feeds", "sitemaps", "sections", "wordpress")
# What a front page shows of each; where it differs from what its source file was written with.
EXPECTED: dict[str, dict[str, list[str] | str]] = {
    "pontus-observer": {"sections": ["/"]},  # the front page lists what its two sections list
    "evening-ferry": {"feeds": ["/rss/front.xml"]},  # has all that /rss/world.xml has
}


def add(collector: Collector, url: str) -> subprocess.CompletedProcess[str]:
    return collector.run("add", url, verb="sources")


def written(collector: Collector) -> dict[str, Any]:
    (path,) = collector.sources.glob("*.yaml")
    values: dict[str, Any] = yaml.safe_load(path.read_text())
    return values


def expected(outlet: Outlet) -> dict[str, object]:
    found = EXPECTED.get(outlet.name)
    if found is None:
        return {way: value for way, value in outlet.source_file().items() if way in WAYS and value}
    return {way: [outlet.base + path for path in paths] for way, paths in found.items()}


@pytest.mark.parametrize("name", OUTLETS)
def test_every_outlet_is_found_from_its_front_page_and_from_an_article(
    tmp_path: Path, newsroom: Newsroom, name: str
) -> None:
    outlet = newsroom.outlets[name]
    plain = next(each for each in outlet.articles() if each.kind == "article" and not each.path and not each.charset)
    for number, url in enumerate((outlet.base + "/", outlet.url(plain))):
        collector = Collector(tmp_path / str(number))
        done = add(collector, url)
        assert done.returncode == 0, done.stderr
        found = written(collector)
        assert {way: value for way, value in found.items() if way in WAYS} == expected(outlet)
        assert (found["title"], found["homepage"]) == (outlet.title, outlet.base + "/")
        assert found.get("language") in (outlet.language, None)
        assert any(each.title in done.stdout for each in outlet.articles()), done.stdout
        assert "words" in done.stdout


def test_what_was_added_can_be_collected(tmp_path: Path, newsroom: Newsroom) -> None:
    collector = Collector(tmp_path)
    outlet = newsroom.outlets["foundry-and-force"]
    assert add(collector, outlet.base).returncode == 0
    assert collector.run().returncode == 0
    assert len(collector.rows("select id from articles")) == len(list(outlet.articles()))


def test_the_same_site_a_second_time_is_no_second_source(tmp_path: Path, newsroom: Newsroom) -> None:
    collector = Collector(tmp_path)
    outlet = newsroom.outlets["meridian-today"]
    first = add(collector, outlet.base)
    assert first.returncode == 0
    (path,) = collector.sources.iterdir()
    assert f"scrapy collect {path.stem} -s SOURCES={collector.sources} -s DATABASE={collector.database}" in first.stdout
    again = add(collector, outlet.base)
    assert again.returncode == 1
    assert str(path) in again.stderr
    assert [*collector.sources.iterdir()] == [path]


# --- a site with traps


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site({"/robots.txt": Reply("User-agent: *\nDisallow: /shut/\n", "text/plain")}) as site:
        yield site


@pytest.fixture
def collector(tmp_path: Path) -> Collector:
    return Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK})


def stock(site: Site, *paths: str, age_days: float = 0) -> list[tuple[str, str, datetime]]:
    """Articles on the site, and the items of a feed that names them."""
    items = []
    for number, path in enumerate(paths):
        published = NOW - timedelta(days=age_days, hours=number + 1)
        site.replies[path] = article(f"Crane number {path.strip('/')}", published=published)
        items.append((site.url(path), f"Crane number {path.strip('/')}", published))
    return items


def alternate(path: str, title: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{path}">'


def test_comment_feeds_dead_feeds_and_doubles_do_not_count_and_the_reason_is_told(
    site: Site, collector: Collector
) -> None:
    items = stock(site, "/one/", "/two/", "/three/")
    site.replies |= {
        "/": page(
            "Sound and Fury",
            head=alternate("/comments/feed/", "Comments")
            + alternate("/replies.xml", "Latest")
            + alternate("/old.xml", "Archive")
            + alternate("/short.xml", "Top")
            + alternate("/feed.xml", "All"),
        ),
        "/comments/feed/": rss(items),
        "/replies.xml": rss([(url, f"Comment on {title}", moment) for url, title, moment in items]),
        "/old.xml": rss(stock(site, "/old/", age_days=400)),
        "/short.xml": rss(items[:2]),
        "/feed.xml": rss(items),
    }
    done = add(collector, site.url())
    assert done.returncode == 0, done.stderr
    assert written(collector)["feeds"] == [site.url("/feed.xml")]
    assert "/comments/feed/" not in site.asked
    assert "/replies.xml (declared by the page): it is a feed of comments" in done.stdout
    assert "the newest 400 days old" in done.stdout
    assert "its entries are those of" in done.stdout


def test_a_feed_that_has_moved_for_good_is_written_under_its_new_address(site: Site, collector: Collector) -> None:
    site.replies |= {
        "/": page("Sound and Fury", head=alternate("/rss", "News")),
        "/rss": Reply(status=301, location="/feed/"),
        "/feed/": rss(stock(site, "/one/")),
    }
    assert add(collector, site.url()).returncode == 0
    assert written(collector)["feeds"] == [site.url("/feed/")]


def test_the_address_of_a_feed_is_enough(site: Site, collector: Collector) -> None:
    site.replies["/news.xml"] = rss(stock(site, "/one/"))
    done = add(collector, site.url("/news.xml"))
    assert done.returncode == 0, done.stderr
    assert written(collector) == {
        "title": "Sound and Fury",
        "homepage": site.url(),
        "language": "en",
        "feeds": [site.url("/news.xml")],
        "scope": "filtered",
    }


def test_where_nothing_is_found_nothing_is_written_and_a_remedy_is_named(site: Site, collector: Collector) -> None:
    site.replies["/"] = page("Sound and Fury", "<p>Under construction.</p>")
    done = add(collector, site.url())
    assert done.returncode == 1
    assert "no way in was found" in done.stderr
    assert "give the address of its feed" in done.stderr
    assert "http-404" in done.stdout
    assert not collector.sources.exists()


def test_a_server_that_refuses_its_pages_may_have_an_open_feed(site: Site, collector: Collector) -> None:
    site.replies |= {"/": Reply("Forbidden", status=403), "/feed/": rss(stock(site, "/one/"))}
    done = add(collector, site.url())
    assert done.returncode == 0, done.stderr
    assert written(collector)["feeds"] == [site.url("/feed/")]
    assert "http-403" in done.stdout


def test_a_server_that_refuses_everything_says_so(site: Site, collector: Collector) -> None:
    site.replies["/"] = Reply("Forbidden", status=403)
    done = add(collector, site.url())
    assert done.returncode == 1
    assert f"{site.url()}: http-403: the server does not let us in; try" in done.stderr


def test_a_feed_that_is_there_and_cannot_be_had_is_named(site: Site, collector: Collector) -> None:
    site.replies |= {"/": page("Sound and Fury", head=alternate("/feed/", "News")), "/feed/": Reply(status=403)}
    done = add(collector, site.url())
    assert done.returncode == 1
    assert f"{site.url('/feed/')} could not be had: http-403: " in done.stderr


def test_what_robots_txt_forbids_is_not_tried(site: Site, collector: Collector) -> None:
    done = add(collector, site.url("/shut/front.html"))
    assert done.returncode == 1
    assert "robots: robots.txt of 127.0.0.1 disallows" in done.stderr
    assert site.asked == ["/robots.txt"]


def test_a_source_that_is_there_is_neither_overwritten_nor_doubled(site: Site, collector: Collector) -> None:
    site.replies |= {"/": page("Sound and Fury", head=alternate("/feed/", "News")), "/feed/": rss(stock(site, "/one/"))}
    assert add(collector, site.url()).returncode == 0
    (path,) = collector.sources.glob("*.yaml")
    before = path.read_text()
    done = add(collector, site.url())
    assert done.returncode == 1
    assert f"see {path}" in done.stderr
    assert [each.read_text() for each in collector.sources.glob("*.yaml")] == [before]


def test_an_index_that_names_itself_comes_to_an_end(site: Site, collector: Collector) -> None:
    index = f"<sitemapindex><sitemap><loc>{site.url('/sitemap.xml')}</loc></sitemap></sitemapindex>"
    site.replies |= {
        "/": page("Sound and Fury"),
        "/robots.txt": Reply(f"Sitemap: {site.url('/sitemap.xml')}", "text/plain"),
        "/sitemap.xml": Reply(index, "text/xml"),
    }
    assert add(collector, site.url()).returncode == 1
    assert len(site.asked) < 45


def test_while_a_run_collects_it_waits_its_turn(site: Site, collector: Collector) -> None:
    with Path(f"{collector.database}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = add(collector, site.url())
    assert done.returncode == 3
    assert "in use by" in done.stderr
    assert site.asked == []


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org/", "http://user:word@example.org/"])
def test_an_address_that_is_none_is_an_error_of_one_line(collector: Collector, address: str) -> None:
    done = add(collector, address)
    assert done.returncode == 1
    assert done.stderr.startswith("sources add: an address")
    assert done.stderr.count("\n") == 1
