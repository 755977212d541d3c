"""The order of changes: a reader that comes back with its cursor misses nothing and gets nothing twice."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import DatabaseError
from storage import changes
from storage.database import NewsDatabase, open_database

STAMP = "2026-11-20T12:00:00Z"  # all in one second: times cannot tell these changes apart


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    return made(tmp_path / "news.db")


def made(path: Path) -> NewsDatabase:
    db = open_database(path)
    db.execute("insert into sources (name, title) values ('lamp', 'Lamp')")
    return db


def insert(db: NewsDatabase, name: str) -> None:
    db.execute(
        "insert into articles (url, source, first_seen, fetched, fetched_url, status, changed)"
        " values (?, 'lamp', ?, ?, ?, ?, ?)",
        (f"https://lamp.example/{name}", STAMP, STAMP, "x", "full", STAMP),
    )


def since(db: NewsDatabase, cursor: str | None) -> list[dict[str, Any]]:
    sequence = changes.sequence_of(db.conn, cursor) if cursor else 0
    return list(changes.changed_since(db.conn, sequence, removals=cursor is not None))


def test_only_what_changed_comes_again(db: NewsDatabase) -> None:
    insert(db, "one")
    insert(db, "two")
    cursor = changes.cursor(db.conn)
    assert since(db, cursor) == []
    db.execute("update articles set title = 'New' where id = 1")
    assert [row["title"] for row in since(db, cursor)] == ["New"]
    assert since(db, changes.cursor(db.conn)) == []


def test_an_update_that_changes_nothing_is_no_change(db: NewsDatabase) -> None:
    insert(db, "one")
    cursor = changes.cursor(db.conn)
    db.execute("update articles set title = title, story = null")
    assert since(db, cursor) == []


def test_a_removal_is_told_to_those_who_may_know_the_article(db: NewsDatabase) -> None:
    insert(db, "one")
    cursor = changes.cursor(db.conn)
    db.execute("delete from articles")
    (row,) = since(db, cursor)
    assert (row["id"], row["url"]) == (1, "https://lamp.example/one")
    assert row["removed"]
    assert since(db, None) == []


def test_what_is_committed_after_a_cursor_was_taken_comes_with_the_next(db: NewsDatabase, tmp_path: Path) -> None:
    insert(db, "one")
    reader = open_database(tmp_path / "news.db", read_only=True)
    db.execute("begin immediate")
    insert(db, "two")
    cursor = changes.cursor(reader.conn)  # while the writer is in its transaction
    db.execute("commit")
    assert [row["url"] for row in since(reader, cursor)] == ["https://lamp.example/two"]


def test_a_snapshot_does_not_move_while_a_run_writes(db: NewsDatabase, tmp_path: Path) -> None:
    insert(db, "one")
    reader = open_database(tmp_path / "news.db", read_only=True)
    with changes.snapshot(reader.conn):
        cursor = changes.cursor(reader.conn)
        insert(db, "two")
        assert len(since(reader, None)) == 1
        assert changes.cursor(reader.conn) == cursor
    assert len(since(reader, None)) == 2


@pytest.mark.parametrize("text", ["", "7", "x-y", "x-", "-1", "nonsense", "00000000-1", "٣-٣"])
def test_a_cursor_of_another_database_or_none_at_all_is_refused(db: NewsDatabase, text: str) -> None:
    insert(db, "one")
    with pytest.raises(DatabaseError, match="cursor"):
        changes.sequence_of(db.conn, text)


def test_a_cursor_from_before_a_restore_is_refused(db: NewsDatabase) -> None:
    insert(db, "one")
    mark = changes.mark(db.conn)
    with pytest.raises(DatabaseError, match="restored"):
        changes.sequence_of(db.conn, f"{mark}-2")


def test_a_cursor_from_before_a_restore_is_refused_also_when_its_number_was_given_again(
    db: NewsDatabase, tmp_path: Path
) -> None:
    changes.begin_writing(db)
    insert(db, "one")
    kept = changes.cursor(db.conn)
    db.execute("vacuum into ?", (str(tmp_path / "backup.db"),))
    insert(db, "two")
    lost = [changes.cursor(db.conn)]  # of the run that the backup was made in
    changes.begin_writing(db)
    insert(db, "three")
    lost.append(changes.cursor(db.conn))
    assert since(db, lost[0])  # no backup was restored here
    restored = open_database(tmp_path / "backup.db")
    changes.begin_writing(restored)
    for number in range(9):
        insert(restored, f"other {number}")
    assert changes.last_sequence(restored.conn) > changes.last_sequence(db.conn)
    for cursor in lost:
        with pytest.raises(DatabaseError, match="restored from a backup"):
            since(restored, cursor)
    assert len(since(restored, kept)) == 9


def test_a_cursor_from_before_any_writer_began_stays_good(db: NewsDatabase) -> None:
    insert(db, "one")
    (mark,) = db.execute("select mark from identity").fetchone()
    changes.begin_writing(db)
    insert(db, "two")
    assert [row["id"] for row in since(db, f"{mark}-1")] == [2]
    assert changes.cursor(db.conn).partition("-")[0] != mark


def test_another_topic_is_a_change_of_the_article(db: NewsDatabase) -> None:
    insert(db, "one")
    insert(db, "two")
    db.execute("insert into topics values ('cyber', 'Cyber', 'x', '[]', '[]', '[]')")
    cursor = changes.cursor(db.conn)
    db.execute("insert into article_topics values (1, 'cyber', 1, '[]')")
    assert [(row["id"], row["topics"]) for row in since(db, cursor)] == [(1, '["cyber"]')]
    cursor = changes.cursor(db.conn)
    db.execute("delete from article_topics")
    assert [(row["id"], row["topics"]) for row in since(db, cursor)] == [(1, "[]")]
    db.execute("insert into article_topics values (1, 'cyber', 1, '[]')")
    db.execute("delete from articles where id = 1")
    assert since(db, cursor)[-1]["removed"]


def test_every_column_of_articles_counts_as_a_change(db: NewsDatabase) -> None:
    """A migration that adds a column must make the trigger `changes_update` anew."""
    (trigger,) = db.execute("select sql from sqlite_master where name = 'changes_update'").fetchone()
    for column in db.table("articles").columns:
        assert f"old.{column.name} is not new.{column.name}" in trigger


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["insert", "update", "delete", "read", "read and die"]), st.integers(0, 5)), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(operations=OPERATIONS)
def test_a_reader_that_loops_ends_with_the_same_table(
    operations: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    db = made(tmp_path_factory.mktemp("loop") / "news.db")
    copy: dict[int, str | None] = {}
    cursor: str | None = None
    for step, (operation, which) in enumerate([*operations, ("read", 0)]):
        if operation == "insert":
            insert(db, f"{step}")
        elif operation == "update":
            db.execute("update articles set title = ? where id % 6 = ?", (f"t{step}", which))
        elif operation == "delete":
            db.execute("delete from articles where id % 6 = ?", (which,))
        else:
            rows, next_cursor = since(db, cursor), changes.cursor(db.conn)
            if operation == "read and die":  # in the middle, before the cursor was kept
                rows, next_cursor = rows[: len(rows) // 2], cursor  # type: ignore[assignment]
            if cursor is None:
                copy.clear()  # a whole export replaces what the reader has
            for row in rows:
                if row["removed"]:
                    copy.pop(row["id"], None)
                else:
                    copy[row["id"]] = row["title"]
            cursor = next_cursor
    assert copy == dict(db.execute("select id, title from articles").fetchall())


def test_times_are_not_needed_to_tell_changes_apart(db: NewsDatabase) -> None:
    for number in range(50):
        insert(db, str(number))
    assert [row["id"] for row in since(db, None)] == list(range(1, 51))
    assert {row["changed"] for row in since(db, None)} == {STAMP}
