"""Fields without measure are shortened, and what was cut is counted and shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from scrapy.settings import Settings

from items import Article, Entry
from spiders.lengths import Lengths, shortened_article, shortened_entries
from tests.collect.conftest import Collector
from tests.collect.site import article, rss, serve_site

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
