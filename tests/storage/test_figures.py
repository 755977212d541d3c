"""Counts for people and charts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import figures
from storage.database import NewsDatabase, open_database
from tests.publishing.press import print_edition

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[NewsDatabase]:
    db = open_database(tmp_path / "news.db")
    print_edition(db, 200, now=NOW - timedelta(minutes=1))
    yield db
    db.close()


def test_sources_have_their_counts_and_the_latest_to_publish_comes_first(db: NewsDatabase) -> None:
    found = figures.sources(db.conn)
    assert len(found) == 7
    assert sum(one["articles"] for one in found) == 203
    assert [one["latest"] for one in found] == sorted((one["latest"] for one in found), reverse=True)
    for one in found:
        assert figures.sources(db.conn, one["name"]) == [one]
        assert 0 < one["week"] <= one["articles"]
    assert figures.sources(db.conn, "nobody") == []


def test_a_source_shows_the_error_of_its_worst_way_in(db: NewsDatabase) -> None:
    for url, failures, error, succeeded in (
        ("https://a.example/1", 0, None, "2026-11-01T00:00:00Z"),
        ("https://a.example/2", 4, "http-500: the server failed", "2026-10-01T00:00:00Z"),
        ("https://a.example/3", 1, "timeout: no answer", None),
    ):
        db.execute(
            "insert into feeds (url, source, way, failures, error, succeeded)"
            " values (?, 'lagebericht', 'feed', ?, ?, ?)",
            (url, failures, error, succeeded),
        )
    (one,) = figures.sources(db.conn, "lagebericht")
    assert one["error"] == "http-500: the server failed"
    assert one["failures"] == 0  # one way in works: the source is not failing
    assert one["succeeded"] == "2026-11-01T00:00:00Z"
    assert len(figures.ways_in(db.conn, "lagebericht")) == 3


def test_a_source_without_articles_stands_last(db: NewsDatabase) -> None:
    db.execute("insert into sources (name, title) values ('aaa', 'Silent')")
    last = figures.sources(db.conn)[-1]
    assert (last["name"], last["articles"], last["latest"]) == ("aaa", 0, None)


def test_every_day_and_every_article_is_in_the_figures_of_a_chart(db: NewsDatabase) -> None:
    figure = figures.by_day_and_source(db.conn, 30)
    assert len(figure["labels"]) == 30
    assert figure["labels"][-1] == f"{datetime.now(UTC):%Y-%m-%d}"
    assert all(len(series["values"]) == 30 for series in figure["series"])
    assert sum(sum(series["values"]) for series in figure["series"]) == 203
    assert sum(outlet["articles"] for outlet in figure["outlets"]) == 203


def test_many_outlets_are_drawn_as_the_largest_and_the_others(db: NewsDatabase) -> None:
    db.execute("insert into sources (name, title) select 's' || id, 'Outlet ' || id from articles where id <= 20")
    db.execute("update articles set source = 's' || id where id <= 20")
    figure = figures.by_day_and_source(db.conn, 30)
    assert [series["name"] for series in figure["series"]][-1] == "Others"
    assert len(figure["series"]) == figures.MAX_SERIES + 1
    assert sum(sum(series["values"]) for series in figure["series"]) == 203


def test_today_is_counted_in_utc_and_copies_once(db: NewsDatabase) -> None:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    db.execute("update articles set published = '2020-01-01T00:00:00Z'")
    assert figures.last_day(db.conn) == {"articles": 0, "outlets": 0}
    db.execute("update articles set published = ?, first_seen = ? where id <= 3", (f"{today}T00:00:00Z", f"{today}T01"))
    assert figures.last_day(db.conn) == {"articles": 1, "outlets": 1}  # the wire story and its two copies


def test_the_last_run_is_none_before_the_first(db: NewsDatabase) -> None:
    assert figures.last_run(db.conn) is None
    db.execute("insert into runs (started) values ('2026-11-01T00:00:00Z'), ('2026-11-02T00:00:00Z')")
    run = figures.last_run(db.conn)
    assert run
    assert run["started"] == "2026-11-02T00:00:00Z"
