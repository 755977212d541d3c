"""Records: rows of `articles` as exports give them, lists as lists, with the ledger, a reserved text left out."""

import json
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from storage import changes
from storage.changes import EVERYTHING, LEDGER, Condition

Record = dict[str, Any]

_JSON_COLUMNS = ("authors", "tags", "reasons", "origins", "topics", "revisions")

# A publisher who reserves the text gets headline and link, in every format.
_RESERVED_COLUMNS = ("text", "markdown", "summary", "image")

# What a removal says; also what a reader needs of any record to keep a copy up to date.
REMOVAL = ("id", "url", "uid", "removed")


def columns(connection: sqlite3.Connection) -> list[str]:
    """Keys of a record: the columns of `articles`, what follows from them, the ledger, and `removed`."""
    own = [row[1] for row in connection.execute("pragma table_info(articles)")]
    return [*own, "topics", "revisions", "uid", "content_hash", *LEDGER, "removed"]


def records(
    connection: sqlite3.Connection,
    since: int | None,
    condition: Condition = EVERYTHING,
    *,
    reserved_too: bool = False,
) -> Iterator[Record]:
    """Every wanted article in the order of its last change, each once; with `since` only what changed after it.

    What a reader has to take away has REMOVAL alone, and comes only where `since` is given. With `reserved_too`
    reserved articles have all that the database holds of them.
    """
    removals = since is not None
    for row in changes.changed_since(connection, since or 0, removals=removals, condition=condition):
        row["uid"] = uid(row["url"])
        yield {name: row[name] for name in REMOVAL} if row["removed"] else _record(row, reserved_too)


def uid(url: str) -> str:
    """The same in every database: a UUID of version 5 (RFC 9562) of the canonical address."""
    return str(uuid5(NAMESPACE_URL, url))


def content_hash(title: str | None, text: str | None) -> str:
    """SHA-256 of headline, empty line and text in UTF-8, hexadecimal: differs when the publisher's words do."""
    return sha256(f"{title or ''}\n\n{text or ''}".encode("utf-8", "surrogatepass")).hexdigest()


def _record(row: dict[str, Any], reserved_too: bool) -> Record:
    for name in _JSON_COLUMNS:
        row[name] = json.loads(row[name])
    if row["status"] == "reserved" and not reserved_too:
        row |= dict.fromkeys(_RESERVED_COLUMNS)
    row["content_hash"] = content_hash(row["title"], row["text"])
    return row
