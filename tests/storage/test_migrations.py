"""A database of every schema version that there ever was follows to the present one and loses nothing."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from errors import DatabaseError
from items import Article, Entry
from storage import frontier
from storage.articles import save_article
from storage.database import open_database
from storage.migrations import migrations

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
NAMES = [each.name for each in migrations.pending(Database(memory=True))]

# Rows in the columns of the first schema; later ones may only add to them.
ROWS: dict[str, list[dict[str, Any]]] = {
    "sources": [{"name": "one", "title": "One", "homepage": "https://one.example/", "scope": "all", "enabled": 1}],
    "feeds": [{"url": "https://one.example/feed", "source": "one", "way": "feed", "etag": '"7"', "failures": 2}],
    "articles": [
        {
            "id": number,
            "url": f"https://one.example/{number}",
            "source": "one",
            "title": f"Crane {number} – „quay“",
            "text": f"The {word} crane stands on the quay.\n\nIt has stood there for {number} years.",
            "authors": '["Ana Ruiz"]',
            "published": "2026-03-01T07:00:00Z",
            "first_seen": "2026-03-01T08:00:00Z",
            "fetched": "2026-03-01T08:00:00Z",
            "fetched_url": f"https://one.example/{number}",
            "status": "full",
            "changed": "2026-03-01T08:00:00Z",
        }
        for number, word in ((3, "red"), (4, "blue"), (9, "green"))
    ],
    "frontier": [
        {
            "id": number,
            "url": f"https://one.example/{number}",
            "key": f"https://one.example/{number}",
            "source": "one",
            "feed": "https://one.example/feed",
            "state": state,
            "article": article,
            "tries": 1,
            "found": "2026-03-01T08:00:00Z",
            "updated": "2026-03-01T08:00:00Z",
            "guid": "same for all",
            "entry": '{"title": "Crane"}',
        }
        for number, state, article in ((3, "done", 3), (4, "done", 4), (9, "done", 9), (11, "pending", None))
    ],
    "pages": [
        {
            "url": "https://one.example/3",
            "fetched_url": "https://one.example/3",
            "source": "one",
            "fetched": "2026-03-01T08:00:00Z",
            "status": 200,
            "bytes": 5,
            "body_hash": "x",
            "body": b"\x28\xb5\x2f\xfd\x00",
        }
    ],
    "runs": [{"id": 5, "started": "2026-03-01T08:00:00Z", "finished": "2026-03-01T08:10:00Z", "reason": "finished"}],
    "run_sources": [{"run": 5, "source": "one", "what": "new", "why": "", "count": 3}],
    "habits": [{"site": "one.example", "learned": "{}", "pages": 3, "updated": "2026-03-01T08:00:00Z"}],
}


def write(path: Path, *, version: str) -> None:
    """A database as that version of the schema had it, with rows."""
    db = Database(path)
    after = NAMES.index(version) + 1
    migrations.apply(db, **({"stop_before": NAMES[after]} if after < len(NAMES) else {}))
    assert [each.name for each in migrations.applied(db)] == NAMES[:after]
    for table, rows in ROWS.items():
        for row in rows:
            names = ", ".join(row)
            db.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", list(row.values()))
    db.conn.commit()
    db.close()


@pytest.mark.parametrize("version", NAMES)
def test_a_database_of_every_version_follows_and_loses_nothing(tmp_path: Path, version: str) -> None:
    path = tmp_path / "news.db"
    write(path, version=version)
    db = open_database(path)
    assert migrations.pending(db) == []
    for table, rows in ROWS.items():
        kept = list(db.query(f"select * from {table} order by rowid"))
        assert [{name: row[name] for name in rows[0]} for row in kept] == rows, table
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    assert db.execute("pragma foreign_key_check").fetchall() == []
    assert db.execute("select count(*) from articles_fts where articles_fts match 'blue'").fetchone() == (1,)
    assert db.execute("select count(*) from changes").fetchone() == (3,)
    db.close()


@pytest.mark.parametrize("version", NAMES)
def test_what_stood_in_the_tables_of_later_versions_is_kept_too(tmp_path: Path, version: str) -> None:
    """A row in every table that the version had beside those of the first schema."""
    path = tmp_path / "news.db"
    write(path, version=version)
    with closing(sqlite3.connect(path)) as old:
        rows = _fill_other_tables(old)
        old.commit()
    db = open_database(path)
    present = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
    for table, row in rows.items():
        assert table in present, table
        condition = " and ".join(f"{name} is ?" for name in row)
        assert db.execute(f"select count(*) from {table} where {condition}", list(row.values())).fetchone() == (1,), (
            table
        )
    assert db.execute("pragma foreign_key_check").fetchall() == []
    db.close()


def _fill_other_tables(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """One row a table, by its columns; what refers to another table refers to a row that is there."""
    found: dict[str, dict[str, Any]] = {}
    tables = (
        "select name, sql from sqlite_master where type = 'table' and sql not like 'create virtual%' order by rowid"
    )
    for table, sql in db.execute(tables).fetchall():
        allowed = dict(re.findall(r"(\w+) in \('([^']*)'", sql))
        if table in ROWS or table.startswith(("sqlite_", "_sqlite", "articles_fts")) or table == "changes":
            continue
        if db.execute(f"select count(*) from {table}").fetchone()[0]:  # of one row, which the version itself wrote
            continue
        referred = {row[3]: (row[2], row[4]) for row in db.execute(f"pragma foreign_key_list({table})")}
        row: dict[str, Any] = {}
        for _, name, kind, _, _, key in db.execute(f"pragma table_info({table})").fetchall():
            if name in referred:
                parent, column = referred[name]
                rows = db.execute(f"select {column or 'rowid'} from {parent} order by rowid").fetchall()
                row[name] = rows[min(len(row), len(rows) - 1)][0]
            elif name in allowed:
                row[name] = allowed[name]
            elif kind.lower() in ("integer", "float", "real"):
                row[name] = 7 if key else 1
            else:
                row[name] = b"b" if kind.lower() == "blob" else "2026-03-01T08:00:00Z"
        names = ", ".join(row)
        db.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", list(row.values()))
        found[table] = row
    return found


@pytest.mark.parametrize("version", NAMES)
def test_a_database_of_every_version_has_the_schema_of_a_new_one(tmp_path: Path, version: str) -> None:
    write(tmp_path / "old.db", version=version)
    schemas = []
    for name in ("old.db", "new.db"):
        db = open_database(tmp_path / name)
        schemas.append(sorted(db.execute("select type, name, sql from sqlite_master").fetchall(), key=str))
        db.close()
    assert schemas[0] == schemas[1]


@pytest.mark.parametrize("version", [NAMES[0], NAMES[-1]])
def test_the_work_goes_on_in_a_database_that_followed(tmp_path: Path, version: str) -> None:
    write(tmp_path / "news.db", version=version)
    db = open_database(tmp_path / "news.db")
    entry = Entry(url="https://one.example/12", title="New")
    frontier.add_entries(db, [entry], source="one", feed="https://one.example/feed", now=NOW)
    assert {each.url for each in frontier.due(db, now=NOW)} == {"https://one.example/11", "https://one.example/12"}
    same = ROWS["articles"][0]
    for url, text in ((entry.url, "A new text of the harbour."), (same["url"], same["text"] + " It is repaired.")):
        save_article(db, Article(url=url, title="T", text=text, source="one", found_url=url, fetched_url=url), now=NOW)
    assert db.execute("select count(*) from articles").fetchone() == (4,)
    db.close()


def test_a_migration_that_fails_half_way_leaves_nothing_and_is_done_again_whole(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    write(path, version=NAMES[0])
    with closing(sqlite3.connect(path)) as other:
        other.execute("create table story_ties (in_the_way text)")  # m010_stories makes two tables before this one
    with pytest.raises(DatabaseError, match="story_ties"):
        open_database(path)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("select name from sqlite_master where name = 'stories'").fetchall() == []
        other.execute("drop table story_ties")
    db = open_database(path)
    assert migrations.pending(db) == []
    db.close()


@pytest.mark.parametrize("how", ["backup", "vacuum"])
def test_a_backup_made_while_a_run_writes_restores(tmp_path: Path, how: str) -> None:
    path, copy = tmp_path / "news.db", tmp_path / "copy.db"
    write(path, version=NAMES[-1])
    db = open_database(path)
    with db.atomic():
        db.execute("update articles set title = 'not yet' where id = 3")
        with closing(sqlite3.connect(path)) as reader:
            if how == "backup":
                with closing(sqlite3.connect(copy)) as target:
                    reader.backup(target)
            else:
                reader.execute("vacuum into ?", (str(copy),))
    db.close()
    restored = open_database(copy)
    assert restored.execute("pragma integrity_check").fetchone() == ("ok",)
    assert restored.execute("select title from articles where id = 3").fetchone() == (ROWS["articles"][0]["title"],)
    assert [row["id"] for row in restored.query("select id from articles where title <> 'not yet'")] == [3, 4, 9]
    assert restored.execute("select count(*) from articles_fts where articles_fts match 'blue'").fetchone() == (1,)
    restored.close()
