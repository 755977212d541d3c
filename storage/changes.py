"""Table `changes`: which articles are new, changed or removed since a reader last came. Triggers keep it."""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from errors import DatabaseError


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """One state of the database for everything that is read inside, whatever a run writes meanwhile."""
    connection.execute("begin")
    try:
        yield
    finally:
        connection.execute("rollback")


def mark(connection: sqlite3.Connection) -> str:
    """The name that tells this database from any other."""
    return str(connection.execute("select mark from identity").fetchone()[0])


def last_sequence(connection: sqlite3.Connection) -> int:
    """Number of the latest change; 0 before the first."""
    row = connection.execute("select seq from sqlite_sequence where name = 'changes'").fetchone()
    return int(row[0]) if row else 0


def cursor(connection: sqlite3.Connection) -> str:
    """Where a reader stands who has read everything: to be given back as `since`."""
    return f"{mark(connection)}-{last_sequence(connection)}"


def sequence_of(connection: sqlite3.Connection, since: str) -> int:
    """The number in a cursor of this database. Raises DatabaseError for anything else."""
    name, _, number = since.strip().partition("-")
    if not number.isdecimal() or not number.isascii():
        raise DatabaseError(f"{since!r} is no cursor: give what the last export printed, such as {cursor(connection)}")
    if name != mark(connection) or int(number) > last_sequence(connection):
        raise DatabaseError(
            f"cursor {since!r} is of another database, or of this one before it was restored from a backup;"
            " export once without --since and go on from the cursor that this prints"
        )
    return int(number)


def count_since(connection: sqlite3.Connection, sequence: int, *, removals: bool) -> int:
    """How many articles `changed_since` gives."""
    where = "" if removals else " and removed is null"
    row = connection.execute(f"select count(*) from changes where sequence > ?{where}", (sequence,)).fetchone()
    return int(row[0])


def changed_since(connection: sqlite3.Connection, sequence: int, *, removals: bool) -> Iterator[dict[str, Any]]:
    """Rows of `articles` in the order of their last change, each once, with `removed` (null while it is there).

    With `removals` also those that were deleted: only `id`, `url` and `removed` are set.
    """
    where = "" if removals else " and c.removed is null"
    found = connection.execute(
        "select a.*, c.article as id, coalesce(a.url, c.url) as url, c.removed from changes c"
        f" left join articles a on a.id = c.article where c.sequence > ?{where} order by c.sequence",
        (sequence,),
    )
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))  # the later `id` and `url` win
