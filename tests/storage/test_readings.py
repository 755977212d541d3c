"""What is read out of a text, as rows: names with what they are, countries, dates; written once and not again."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from items import Article, Entry, EventDate, Inferred, Mention
from storage.articles import remove_article, save_article
from storage.database import NewsDatabase, open_database
from storage.frontier import add_entries
from storage.readings import save_readings, write_readings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TITLE, TEXT = "Kyiv and Ukraine", "KYIV — On Wednesday Kyiv said that Norway would send help."


def mention(kind: str, name: str, place: str = "text", **more: str) -> Mention:
    return Mention(kind=kind, name=name, found=name, place=place, start=0, end=len(name), **more)  # type: ignore[arg-type]


ARTICLE = Article(
    url="https://one.example/1",
    title=TITLE,
    text=TEXT,
    source="one",
    found_url="https://one.example/1",
    fetched_url="https://one.example/1",
    fetched=NOW,
    inferred=Inferred(language="en", dateline_place="KYIV", dateline_country="UA", day="2026-11-24"),
    mentions=(
        mention("place", "Kyiv", "title", about="capital", country="UA"),
        mention("country", "UA", "title"),
        mention("place", "Kyiv", about="capital", country="UA"),
        mention("country", "NO"),
        mention("person", "Ann Other", about="defence minister", country="DE"),
    ),
    events=(
        EventDate(
            first_day=date(2026, 11, 18),
            last_day=date(2026, 11, 18),
            precision="day",
            found="On Wednesday",
            place="text",
            start=7,
            end=19,
        ),
    ),
)


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    return open_database(tmp_path / "news.db")


@pytest.fixture
def id(db: NewsDatabase) -> int:
    db.table("sources").insert({"name": "one", "title": "One"})
    add_entries(db, [Entry(url=ARTICLE.url)], source="one", feed="https://one.example/feed", now=NOW)
    _, number = save_article(db, ARTICLE, now=NOW)
    save_readings(db, number, ARTICLE)
    return number


def test_a_name_is_one_row_with_what_it_is(db: NewsDatabase, id: int) -> None:
    (kyiv,) = db.query("select * from mentions where name = 'Kyiv'")
    assert (kyiv["count"], kyiv["in_title"], kyiv["about"], kyiv["country"]) == (2, 1, "capital", "UA")


def test_countries_count_by_name_by_place_and_by_dateline_but_not_by_people(db: NewsDatabase, id: int) -> None:
    rows = db.execute("select country, count, in_title, in_dateline from article_countries order by country").fetchall()
    assert [tuple(row) for row in rows] == [("NO", 1, 0, 0), ("UA", 3, 1, 1)]


def test_a_date_stands_with_its_offsets_and_precision(db: NewsDatabase, id: int) -> None:
    (row,) = db.query("select * from event_dates")
    assert TEXT[row["start"] : row["end"]] == row["found"] == "On Wednesday"
    assert (row["first_day"], row["last_day"], row["precision"]) == ("2026-11-18", "2026-11-18", "day")


def test_the_same_again_writes_nothing(db: NewsDatabase, id: int) -> None:
    before = db.conn.total_changes
    assert not write_readings(db, id, ARTICLE)
    assert db.conn.total_changes == before


def test_another_reading_takes_the_place_of_the_first(db: NewsDatabase, id: int) -> None:
    assert write_readings(db, id, Article(url=ARTICLE.url))
    for table in ("mentions", "article_countries", "event_dates", "inferred"):
        assert db.table(table).count == 0


def test_the_version_of_another_address_leaves_the_rows_alone(db: NewsDatabase, id: int) -> None:
    save_readings(db, id, Article(url=ARTICLE.url, title="Other words"))
    assert db.table("mentions").count == 4


def test_all_of_it_leaves_with_the_article(db: NewsDatabase, id: int) -> None:
    remove_article(db, id)
    for table in ("mentions", "article_countries", "event_dates", "inferred"):
        assert db.table(table).count == 0
