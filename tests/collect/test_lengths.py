"""Fields without measure are shortened, and what was cut is counted and shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from scrapy.settings import Settings

from items import Article, Entry
from spiders.lengths import Lengths, shortened_article, shortened_entries
from tests.collect.conftest import Collector
from tests.collect.site import Reply, article, rss, serve_site

SHORT = Lengths(title=10, field=20, text=30, names=2)


def test_what_is_within_the_lengths_is_the_same() -> None:
    entry, item = Entry(url="https://a.example/", title="Cranes"), Article(url="https://a.example/", text="Whole.")
    assert shortened_entries([entry], SHORT) == ((entry,), {})
    assert shortened_article(item, SHORT) == (item, {})


def test_what_is_longer_is_cut_and_counted_by_kind() -> None:
    entry = Entry(url="https://a.example/", title="c" * 11, summary="s" * 21, authors=("a", "b", "c", "d"))
    (short,), cut = shortened_entries([entry, entry][:1], SHORT)
    assert (short.title, len(short.summary or ""), short.authors) == ("c" * 9 + "…", 20, ("a", "b"))
    assert cut == {"titles": 1, "fields": 1, "names": 2}


def test_an_article_whose_text_is_cut_is_a_part() -> None:
    whole = Article(url="https://a.example/", title="t", text="word " * 30, markdown="word " * 30)
    short, cut = shortened_article(whole, SHORT)
    assert (short.status, short.word_count, cut) == ("partial", 6, {"texts": 1})
    assert "MAX_TEXT_CHARS" in short.reasons[0]
    assert replace(short, text=None).title == "t"


def test_the_lengths_are_settings() -> None:
    assert Lengths.from_settings(Settings({"MAX_TITLE_CHARS": 7})) == Lengths(title=7)
    assert Lengths.from_settings(Settings()) == Lengths()


def test_a_run_counts_them_and_status_shows_them(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": "127.0.0.0/8", "MAX_TEXT_CHARS": 300})
    collector.sources.mkdir()
    with serve_site() as site:
        site.replies["/a/1"] = article("Cranes of the old dock", published=now - timedelta(hours=2))
        site.replies["/feed"] = rss([(site.url("/a/1"), "Cranes of the old dock " + "dock " * 900, now)])
        source = {"title": "s", "homepage": site.url(), "feeds": [site.url("/feed")], "scope": "all"}
        (collector.sources / "s.yaml").write_text(yaml.safe_dump(source))
        assert collector.run("--now").returncode == 0
        (row,) = collector.rows("select title, status, length(text) as n from articles")
        assert (row["title"], row["status"], row["n"] <= 300) == ("Cranes of the old dock", "partial", True)
        counts = {row["why"]: row["count"] for row in collector.rows("select * from run_sources where what = 'cut'")}
        assert counts == {"titles": 1, "texts": 1}
        shown = collector.run(verb="status")
        assert "titles shortened (MAX_TITLE_CHARS): 1" in shown.stdout
        assert "texts shortened (MAX_TEXT_CHARS): 1" in shown.stdout


def test_elements_too_deep_are_counted_in_pages_feeds_and_sections(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": "127.0.0.0/8", "MAX_TREE_DEPTH": 30, "HOST_DELAY_S": 0})
    collector.sources.mkdir()
    deep = "<div>" * 40 + "Never seen." + "</div>" * 40
    with serve_site() as site:
        for number in range(1, 5):
            page = article(f"Cranes of dock {number}", published=now - timedelta(hours=2))
            site.replies[f"/a/{number}"] = page
        page = article("Cranes of dock 1", published=now - timedelta(hours=2))
        site.replies["/a/1"] = replace(page, body=page.body.replace("</article>", f"{deep}</article>"))
        feed = rss([(site.url("/a/1"), "Cranes of dock 1", now)])
        site.replies["/feed"] = replace(feed, body=feed.body.replace("</item>", f"{'<a>' * 40}{'</a>' * 40}</item>"))
        links = "".join(
            f"<article><h2><a href='/a/{number}'>Cranes of dock {number}</a></h2></article>" for number in range(2, 5)
        )
        site.replies["/news/"] = Reply(f"<html><body><main>{links}</main>{deep}</body></html>")
        for name, way in (("f", {"feeds": [site.url("/feed")]}), ("s", {"sections": [site.url("/news/")]})):
            source = {"title": name, "homepage": site.url(), "scope": "all", **way}
            (collector.sources / f"{name}.yaml").write_text(yaml.safe_dump(source))
        assert collector.run("--now").returncode == 0
        rows = {row["title"]: row for row in collector.rows("select title, status, text from articles")}
        assert rows["Cranes of dock 1"]["status"] == "partial"
        assert "Never seen." not in rows["Cranes of dock 1"]["text"]
        assert len(rows) == 4
        counts = {
            (row["source"], row["why"]): row["count"]
            for row in collector.rows("select * from run_sources where what = 'cut'")
        }
        assert counts == {("f", "tree"): 2, ("s", "tree"): 1}
        shown = collector.run(verb="status").stdout
        assert "pages and feeds whose elements are nested too deep (MAX_TREE_DEPTH): 2" in shown


def test_maps_of_an_index_that_are_passed_over_are_counted(tmp_path: Path) -> None:
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": "127.0.0.0/8", "MAX_MAPS_PER_INDEX": 1, "HOST_DELAY_S": 0})
    collector.sources.mkdir()
    now = datetime.now(UTC).replace(microsecond=0)
    with serve_site() as site:
        maps = "".join(f"<sitemap><loc>{site.url(f'/map-{number}.xml')}</loc></sitemap>" for number in range(4))
        site.replies["/sitemap.xml"] = Reply(f"<sitemapindex>{maps}</sitemapindex>", "text/xml")
        site.replies["/a/1"] = article("Cranes of the old dock", published=now)
        for number in range(4):
            inside = f"<url><loc>{site.url('/a/1')}</loc></url>"
            site.replies[f"/map-{number}.xml"] = Reply(f"<urlset>{inside}</urlset>", "text/xml")
        source = {"title": "s", "homepage": site.url(), "sitemaps": [site.url("/sitemap.xml")], "scope": "all"}
        (collector.sources / "s.yaml").write_text(yaml.safe_dump(source))
        assert collector.run("--now").returncode == 0
        assert [path for path in site.asked if "map-" in path] == ["/map-0.xml"]
        (row,) = collector.rows("select why, count from run_sources where what = 'cut'")
        assert row == {"why": "maps", "count": 3}
        assert "maps of an index not asked for (MAX_MAPS_PER_INDEX): 3" in collector.run(verb="status").stdout
