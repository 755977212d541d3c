"""Of a text that its publisher reserves nothing is kept: not in the archive, not in what the feed said, not later."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from items import Article, Entry, Page
from storage import frontier, sightings
from storage.articles import save_article
from storage.database import NewsDatabase, open_database
from storage.pages import save_page
from storage.reserved import forget_address

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
FEED = "https://one.example/feed"
SECRET = "Nobody but the reader of the quay paper is to have this sentence about the crane"
ENTRY = Entry(url="https://one.example/a", title="Crane", content=f"<p>{SECRET}</p>", summary=SECRET, published=NOW)
ARTICLE = Article(
    url=ENTRY.url,
    title="Crane",
    text=f"{SECRET}.\n\nAnd it says more of the harbour.",
    markdown=SECRET,
    summary=SECRET,
    source="one",
    found_url=ENTRY.url,
    fetched_url=ENTRY.url,
)
RESERVED = replace(ARTICLE, text=None, markdown=None, summary=None, status="reserved")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[NewsDatabase]:
    database = open_database(tmp_path / "news.db")
    database.execute("insert into sources (name, title) values ('one', 'One')")
    frontier.add_entries(database, [ENTRY], source="one", feed=FEED, now=NOW)
    sightings.record(database, [ENTRY], feed=FEED, now=NOW)
    yield database
    database.close()


def page() -> Page:
    body = f"<p>{SECRET}</p>".encode()
    return Page(url=ENTRY.url, fetched_url=ENTRY.url, source="one", fetched=NOW, body=body)


def holding(db: NewsDatabase, words: str) -> list[str]:
    """Every table and column that has the words, and the archive where it has a page."""
    found = ["pages.body"] * db.table("pages").count
    for table in db.table_names():
        for row in db.query(f"select * from [{table}]"):
            found += [f"{table}.{name}" for name, value in row.items() if isinstance(value, str) and words in value]
    return found


def test_a_reserved_article_keeps_its_record_and_nothing_of_its_text(db: NewsDatabase) -> None:
    save_article(db, RESERVED, now=NOW)
    assert holding(db, "crane") == []
    (row,) = db.query("select title, status, text from articles")
    assert row == {"title": "Crane", "status": "reserved", "text": None}
    assert db.execute("select json_extract(entry, '$.title') from frontier").fetchone() == ("Crane",)


def test_an_article_that_turns_reserved_later_is_forgotten_like_that(db: NewsDatabase) -> None:
    save_page(db, page())
    save_article(db, ARTICLE, now=NOW)
    assert holding(db, "crane") != []
    save_article(db, RESERVED, now=NOW + timedelta(hours=6))
    assert holding(db, "crane") == []
    assert db.execute("select count(*) from articles_fts where articles_fts match 'crane harbour'").fetchone() == (0,)


def test_what_the_feed_says_anew_of_a_reserved_article_is_not_kept_either(db: NewsDatabase) -> None:
    save_article(db, RESERVED, now=NOW)
    later = replace(ENTRY, title="Crane moved", summary=f"{SECRET} again")
    assert sightings.record(db, [later], feed=FEED, now=NOW + timedelta(hours=1)) == [ENTRY.url]
    tracked = replace(ENTRY, url=f"{ENTRY.url}?utm_source=rss")
    frontier.add_entries(db, [tracked], source="one", feed=FEED, now=NOW)
    assert holding(db, "crane") == []


def test_a_reserved_page_that_is_no_article_leaves_nothing(db: NewsDatabase) -> None:
    save_page(db, page())
    forget_address(db, ENTRY.url)
    assert holding(db, "crane") == []
