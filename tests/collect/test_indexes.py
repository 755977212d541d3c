"""An index of sitemaps that stays the same says nothing about its maps, unless it tells when they changed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, article, serve_site

NOW = datetime.now(UTC).replace(microsecond=0)


def put(site: Site, *, lastmod: str, articles: int) -> None:
    """An index of one map, which names so many articles."""
    entries = ""
    for number in range(articles):
        published = NOW - timedelta(hours=3 - number)
        site.replies[f"/a/{number}"] = article(f"Cranes of dock {number}", published=published)
        entries += f"<url><loc>{site.url(f'/a/{number}')}</loc><lastmod>{published.isoformat()}</lastmod></url>"
    site.replies["/map.xml"] = Reply(f"<urlset>{entries}</urlset>", "text/xml")
    inside = f"<sitemap><loc>{site.url('/map.xml')}</loc>{lastmod}</sitemap>"
    site.replies["/sitemap.xml"] = Reply(f"<sitemapindex>{inside}</sitemapindex>", "text/xml")


def polled_twice(tmp_path: Path, lastmod: str) -> tuple[int, list[str]]:
    """Articles after a second poll, before which the map had one more, and the maps that this one asked for."""
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK, "HOST_DELAY_S": 0})
    collector.sources.mkdir()
    with serve_site() as site:
        source = {"title": "s", "homepage": site.url(), "sitemaps": [site.url("/sitemap.xml")], "scope": "all"}
        (collector.sources / "s.yaml").write_text(yaml.safe_dump(source))
        put(site, lastmod=lastmod, articles=1)
        assert collector.run("--now").returncode == 0
        assert len(collector.rows("select id from articles")) == 1
        site.asked.clear()
        put(site, lastmod=lastmod, articles=2)
        assert collector.run("--now").returncode == 0
        return len(collector.rows("select id from articles")), [path for path in site.asked if path == "/map.xml"]


@pytest.mark.parametrize(
    "lastmod",
    ["", f"<lastmod>{NOW:%Y-%m-%d}</lastmod>", f"<lastmod>{(NOW - timedelta(days=90)).isoformat()}</lastmod>"],
    ids=["no date", "a day", "a date that its map contradicts"],
)
def test_the_maps_of_an_index_that_does_not_tell_are_asked_for_all_the_same(tmp_path: Path, lastmod: str) -> None:
    assert polled_twice(tmp_path, lastmod) == (2, ["/map.xml"])


def test_the_same_index_that_tells_is_believed(tmp_path: Path) -> None:
    lastmod = f"<lastmod>{(NOW - timedelta(hours=2, minutes=59)).isoformat()}</lastmod>"
    assert polled_twice(tmp_path, lastmod) == (1, [])


def test_a_map_without_a_time_among_those_with_one_is_read_too(tmp_path: Path) -> None:
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK, "HOST_DELAY_S": 0})
    collector.sources.mkdir()
    with serve_site() as site:
        source = {"title": "s", "homepage": site.url(), "sitemaps": [site.url("/sitemap.xml")], "scope": "all"}
        (collector.sources / "s.yaml").write_text(yaml.safe_dump(source))
        put(site, lastmod="", articles=1)
        aged = "".join(
            f"<sitemap><loc>{site.url(f'/{day}.xml')}</loc><lastmod>{(NOW - timedelta(days=day)).isoformat()}</lastmod>"
            "</sitemap>"
            for day in range(10, 15)
        )
        site.replies |= {f"/{day}.xml": Reply("<urlset></urlset>", "text/xml") for day in range(10, 15)}
        whole = site.replies["/sitemap.xml"]
        assert isinstance(whole, Reply)
        whole.body = whole.body.replace("<sitemap>", f"{aged}<sitemap>", 1)
        assert collector.run("--now").returncode == 0
    assert [row["title"] for row in collector.rows("select title from articles")] == ["Cranes of dock 0"]
