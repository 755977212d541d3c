"""Lists of articles: sorted by a time that no publisher can bend, filtered, folded, continued."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import listings, subjects
from storage.articles import save_article
from storage.database import NewsDatabase, open_database
from storage.listings import Filters
from tests.publishing.press import print_edition, wire_story

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[NewsDatabase]:
    db = open_database(tmp_path / "news.db")
    print_edition(db, 80, now=NOW)
    yield db
    db.close()


def test_a_list_is_continued_without_gap_or_repetition(db: NewsDatabase) -> None:
    seen: list[int] = []
    before = None
    while rows := listings.latest(db.conn, before=before, limit=7, copies=True):
        seen += [row["id"] for row in rows]
        before = f"{rows[-1]['moment']},{rows[-1]['id']}"
    in_order = db.execute(f"select id from articles a order by {listings.MOMENT} desc, id desc").fetchall()
    assert seen == [id for (id,) in in_order]


def test_articles_of_one_moment_are_continued_too(db: NewsDatabase) -> None:
    db.execute("update articles set published = '2026-11-19T00:00:00Z', first_seen = '2026-11-19T01:00:00Z'")
    first = listings.latest(db.conn, limit=50, copies=True)
    rest = listings.latest(db.conn, limit=50, copies=True, before=f"2026-11-19T00:00:00Z,{first[-1]['id']}")
    assert len({row["id"] for row in first + rest}) == 83


def test_a_date_in_the_future_does_not_keep_an_article_on_top(db: NewsDatabase) -> None:
    article = replace(
        wire_story(NOW)[0],
        url="https://signal-lamp.example/later",
        found_url="x",
        text=None,
        title="From next year",
        published=NOW + timedelta(days=300),
        fetched=NOW - timedelta(days=2),
    )
    save_article(db, article, now=NOW - timedelta(days=2))
    (row,) = [row for row in listings.latest(db.conn, limit=100) if row["title"] == "From next year"]
    assert row["moment"] == "2026-11-18T12:00:00Z"
    assert listings.latest(db.conn, limit=1)[0]["title"] != "From next year"


def test_copies_stand_once_with_their_carriers(db: NewsDatabase) -> None:
    rows = listings.with_carriers(db.conn, listings.latest(db.conn, limit=100))
    (wire,) = [row for row in rows if row["title"].startswith("Cable ship")]
    assert [other["source"] for other in wire["also"]] == ["harbour-courier", "north-sea-post"]
    assert listings.folded(listings.latest(db.conn, limit=100, copies=True)) != rows  # folds what stands there only
    assert len(listings.folded(listings.latest(db.conn, limit=100, copies=True))) == len(rows)


def test_a_story_stands_once_as_its_latest_article(db: NewsDatabase) -> None:
    db.execute("update articles set story = 7 where duplicate_of is not null or id in (1, 10, 20)")
    rows = listings.with_stories(db.conn, listings.latest(db.conn, limit=100, stories=True))
    told = db.execute(
        f"select id, source from articles a where story = 7 and duplicate_of is null order by {listings.MOMENT}, id"
    ).fetchall()
    (row,) = [row for row in rows if row["story"] == 7]
    assert row["id"] == told[-1][0]
    assert row["reports"]["first"]["id"] == told[0][0]
    assert row["reports"]["sources"] == len({source for _, source in told}) > 1
    assert len(rows) == len(listings.latest(db.conn, limit=100)) - len(told) + 1
    assert all(other["reports"] is None for other in rows if other["story"] is None)


def test_filters_are_conditions_that_all_hold(db: NewsDatabase) -> None:
    filters = Filters(country="DE", language="de", status="full", since="2026-11-10", until="2026-11-19")
    rows = listings.latest(db.conn, filters, limit=100, copies=True)
    assert rows
    assert len(rows) == listings.count(db.conn, filters)
    for row in rows:
        assert (row["source"], row["language"], row["status"]) == ("lagebericht", "de", "full")
        assert "2026-11-10" <= row["moment"] < "2026-11-20"


def test_topics_are_a_filter_and_stand_with_the_article(db: NewsDatabase) -> None:
    db.execute("insert into topics values ('naval', 'Navies', 'Ships.', '{}', '[]', '[]')")
    db.execute("insert into topics values ('empty', 'Nothing', 'None.', '{}', '[]', '[]')")
    db.execute("insert into article_topics values (4, 'naval', 2.5, '[]'), (9, 'naval', 1.5, '[]')")
    rows = listings.latest(db.conn, Filters(topic="naval"), copies=True)
    assert {row["id"] for row in rows} == {4, 9}
    assert [topic["title"] for topic in subjects.of_article(db.conn, 4)["topics"]] == ["Navies"]
    assert [topic["name"] for topic in listings.choices(db.conn)["topics"]] == ["naval"]


def test_choices_are_what_there_is(db: NewsDatabase) -> None:
    choices = listings.choices(db.conn)
    assert [one["code"] for one in choices["languages"]] == ["de", "en", "fr"]
    assert len(choices["sources"]) == 7


def test_a_reserved_article_gives_headline_and_address_only(db: NewsDatabase) -> None:
    db.execute(
        "update articles set status = 'reserved', text = 'kept', summary = 'kept', markdown = 'kept' where id = 3"
    )
    row = listings.article(db.conn, 3)
    assert row
    assert "kept" not in str(row)
    assert "kept" not in str(listings.latest(db.conn, limit=100, copies=True))
    assert row["title"]
    assert listings.article(db.conn, 999) is None
