"""Records: rows of `articles` as exports give them, lists as lists, a reserved text left out."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from storage import changes

Record = dict[str, Any]

_JSON_COLUMNS = ("authors", "tags", "reasons", "origins")

# A publisher who reserves the text gets headline and link, in every format.
_RESERVED_COLUMNS = ("text", "markdown", "summary", "image")


def columns(connection: sqlite3.Connection) -> list[str]:
    """Keys of a record: the columns of `articles`, and `removed`."""
    return [row[1] for row in connection.execute("pragma table_info(articles)")] + ["removed"]


def records(connection: sqlite3.Connection, since: int | None) -> Iterator[Record]:
    """Every article in the order of its last change, each once; with `since` only what changed after that number.

    A removed article has `id`, `url` and `removed` alone, and comes only where `since` is given.
    """
    for row in changes.changed_since(connection, since or 0, removals=since is not None):
        yield _removal(row) if row["removed"] else _record(row)


def _removal(row: dict[str, Any]) -> Record:
    return {"id": row["id"], "url": row["url"], "removed": row["removed"]}


def _record(row: dict[str, Any]) -> Record:
    for name in _JSON_COLUMNS:
        row[name] = json.loads(row[name])
    if row["status"] == "reserved":
        row |= dict.fromkeys(_RESERVED_COLUMNS)
    return row
