"""The database for those who only read it: one state of it, and errors that say what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import DatabaseError
from storage.changes import snapshot
from storage.database import open_database


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write, in one state of the database. Raises DatabaseError."""
    connection = open_database(database, read_only=True).conn
    try:
        with snapshot(connection):
            yield connection
    except sqlite3.Error as error:
        raise DatabaseError(explained(database, error), path=str(database)) from error
    finally:
        connection.close()


def explained(database: Path, error: sqlite3.Error) -> str:
    """What is wrong with the database, and what to do."""
    text = str(error)
    if "not a database" in text:
        return f"{database}: is not an SQLite database; set DATABASE to another path"
    if "no such" in text:
        return f"{database}: is empty or of an older version; run `scrapy collect` first, which brings it up to date"
    return f"{database}: {text}"
