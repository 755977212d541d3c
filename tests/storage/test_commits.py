"""Blocks of a run are committed together, and each is still all or nothing."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from errors import DatabaseError
from spiders.commits import EVERY_S, gathered_commits
from storage.database import NewsDatabase, open_database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[NewsDatabase]:
    database = open_database(tmp_path / "news.db")
    yield database
    database.close()


def add(db: NewsDatabase, name: str) -> None:
    with db.atomic():
        db.execute("insert into sources (name, title, enabled) values (?, ?, 1)", (name, name))


def add_twice(db: NewsDatabase, name: str) -> None:
    """Nested blocks, the second of which fails."""
    add(db, name)
    add(db, name)


def names(db: NewsDatabase) -> list[str]:
    """As another process sees it."""
    reader = sqlite3.connect(f"file:{db.path}?mode=ro", uri=True)
    found = [name for (name,) in reader.execute("select name from sources order by name")]
    reader.close()
    return found


def test_a_block_that_is_alone_is_committed_at_its_end(db: NewsDatabase) -> None:
    add(db, "one")
    assert names(db) == ["one"]


def test_gathered_blocks_are_seen_by_others_together(db: NewsDatabase) -> None:
    db.gather_commits()
    add(db, "one")
    add(db, "two")
    assert names(db) == []
    db.commit_gathered()
    assert names(db) == ["one", "two"]


def test_a_block_that_fails_takes_nothing_of_the_others_with_it(db: NewsDatabase) -> None:
    db.gather_commits()
    add(db, "one")
    with pytest.raises(sqlite3.IntegrityError), db.atomic():
        add_twice(db, "never")
    add(db, "two")
    db.end_gathering()
    assert names(db) == ["one", "two"]


def test_nothing_is_committed_in_the_middle_of_a_block(db: NewsDatabase) -> None:
    db.gather_commits()
    with db.atomic():
        add(db, "one")
        db.commit_gathered()
        assert names(db) == []
    db.end_gathering()
    assert names(db) == ["one"]


def test_after_the_end_of_gathering_blocks_commit_for_themselves_again(db: NewsDatabase) -> None:
    db.gather_commits()
    add(db, "one")
    db.end_gathering()
    add(db, "two")
    assert names(db) == ["one", "two"]


def test_a_killed_run_has_what_was_committed_and_nothing_by_halves(db: NewsDatabase) -> None:
    db.gather_commits()
    add(db, "one")
    db.commit_gathered()
    add(db, "two")
    path = db.path
    db.conn.close()  # as the system does it for a killed process: what is open was never there
    with sqlite3.connect(path) as reader:
        assert reader.execute("select name from sources").fetchall() == [("one",)]


def test_a_loop_that_has_nothing_else_to_do_commits(db: NewsDatabase) -> None:
    async def idle() -> list[str]:
        async with gathered_commits(db):
            add(db, "one")
            await asyncio.sleep(3 * EVERY_S)
            return names(db)

    assert asyncio.run(idle()) == ["one"]


def test_what_is_left_at_the_end_is_committed_also_when_something_went_wrong(db: NewsDatabase) -> None:
    async def wrong() -> None:
        async with gathered_commits(db):
            add(db, "one")
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        asyncio.run(wrong())
    assert names(db) == ["one"]


def test_a_full_disk_is_told_with_its_remedy_and_the_blocks_before_it_are_lost_whole(db: NewsDatabase) -> None:
    add(db, "before")
    db.gather_commits()
    add(db, "gathered")
    db.execute("pragma max_page_count = 1")
    with pytest.raises(DatabaseError, match="free some space"):
        add(db, "large" * 100_000)
    db.execute("pragma max_page_count = 1000000")
    db.end_gathering()
    assert names(db)[0] == "before"
    assert not [name for name in names(db) if name.startswith("large")]
