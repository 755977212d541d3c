"""How often something is written about, week by week."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage import subjects, weekly
from storage.database import NewsDatabase, open_database, timestamp

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    db = open_database(tmp_path / "news.db")
    db.table("sources").insert({"name": "a", "title": "A", "kind": "news", "scope": "all", "enabled": 1})
    db.execute("insert into topics values ('naval', 'Naval', 'Navies', '[]', '[]', '[]')")
    db.execute("insert into topics values ('cyber', 'Cyber', 'Attacks', '[]', '[]', '[]')")
    return db


def add(db: NewsDatabase, days_ago: float, *topics: str, leader: int | None = None, **names: str) -> int:
    """An article published so long ago with these topics and names, `system="F-35"`; a copy of another."""
    moment = timestamp(NOON - timedelta(days=days_ago))
    (count,) = db.execute("select count(*) from articles").fetchone()
    db.table("articles").insert(
        {
            "url": f"https://a.example/{count}",
            "source": "a",
            "published": moment,
            "first_seen": moment,
            "fetched": moment,
            "fetched_url": f"https://a.example/{count}",
            "status": "full",
            "changed": moment,
            "duplicate_of": leader,
        }
    )
    (id,) = db.execute("select max(id) from articles").fetchone()
    for topic in topics:
        db.execute("insert into article_topics values (?, ?, 2, '[]')", (id, topic))
    for kind, name in names.items():
        if kind == "country":
            db.execute("insert into article_countries values (?, ?, 1, 0, 0)", (id, name))
        else:
            db.execute(
                "insert into mentions (article, kind, name, count, in_title, places) values (?, ?, ?, 1, 0, '[]')",
                (id, kind, name),
            )
    return int(id)


def test_the_last_week_ends_today() -> None:
    assert weekly.weeks_until(TODAY, 3) == ["2026-11-04", "2026-11-11", "2026-11-18"]


def test_articles_are_counted_in_their_week_and_copies_once(db: NewsDatabase) -> None:
    leader = add(db, 0, "naval")
    add(db, 0, "naval", leader=leader)
    add(db, 6, "naval")
    for days in (7, 13, 14, 20, 21, 27):
        add(db, days, "naval")
    found = weekly.topic_by_week(db.conn, "naval", today=TODAY, weeks=4)
    assert found == {
        "starts": ["2026-10-28", "2026-11-04", "2026-11-11", "2026-11-18"],
        "weeks": [2, 2, 2, 2],
        "usual": 2.0,
    }


def test_nothing_is_usual_in_a_young_collection_and_weeks_before_it_are_left_out(db: NewsDatabase) -> None:
    add(db, 70, "naval")  # an old article that a feed still has
    for days in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12):
        add(db, days, "naval")
    for _ in range(20):
        add(db, 1, "cyber")
    found = weekly.topic_by_week(db.conn, "naval", today=TODAY, weeks=26)
    assert (found["starts"], found["weeks"], found["usual"]) == (["2026-11-11", "2026-11-18"], [6, 7], None)


def test_what_is_dated_into_the_future_counts_when_it_was_found_or_not_at_all(db: NewsDatabase) -> None:
    add(db, 1, "naval")
    add(db, -9, "naval")
    assert weekly.topic_by_week(db.conn, "naval", today=TODAY, weeks=2)["weeks"] == [1]


def test_an_empty_collection_has_one_week_without_articles(db: NewsDatabase) -> None:
    assert weekly.name_by_week(db.conn, "system", "F-35", today=TODAY, weeks=8)["weeks"] == [0]
    assert {topic["weeks"][0] for topic in weekly.topics(db.conn, today=TODAY, weeks=8)["topics"]} == {0}


def test_topics_stand_in_the_order_of_the_last_seven_days(db: NewsDatabase) -> None:
    for days in (1, 8, 9, 10):
        add(db, days, "naval")
    for days in (1, 2):
        add(db, days, "cyber")
    found = weekly.topics(db.conn, today=TODAY, weeks=2)["topics"]
    assert [(topic["name"], topic["weeks"]) for topic in found] == [("cyber", [0, 2]), ("naval", [3, 1])]


def test_a_country_is_counted_by_articles_that_are_about_it(db: NewsDatabase) -> None:
    add(db, 1, country="UA")
    add(db, 2, system="F-35", country="UA")
    assert weekly.name_by_week(db.conn, "country", "UA", today=TODAY, weeks=1)["weeks"] == [2]
    assert weekly.name_by_week(db.conn, "system", "F-35", today=TODAY, weeks=1)["weeks"] == [1]
    assert subjects.names(db.conn, "country", limit=5) == [{"name": "UA", "articles": 2}]
    assert subjects.among(db.conn, "select id from articles", (), limit=5)["names"] == {
        "country": [{"name": "UA", "articles": 2}],
        "system": [{"name": "F-35", "articles": 1}],
    }
