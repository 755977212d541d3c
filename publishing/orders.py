"""An order for an export, filled: from the database to the file, and to the cursor for the next one."""

import re
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from errors import DatabaseError, ExportError
from publishing import exports, questions
from publishing.delivery import destination
from publishing.reading import explained
from publishing.records import REMOVAL, Record, columns, records
from publishing.releases import log_release
from publishing.selection import Selection
from storage import changes
from storage.database import open_database
from storage.figures import subscriptions

ALL = Selection()

# Words of SQLite's errors that no condition brings about.
_OF_THE_FILE = re.compile("disk|locked|unable to open|database|no such")

# Takes the records and how many there will be (None: not known), gives the same records: a progress bar.
Shown = Callable[[Iterable[Record], int | None], Iterable[Record]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be exported, and where to."""

    format: str = "jsonl"
    path: Path | None = None  # None: standard output
    since: str | None = None
    selection: Selection = ALL
    columns: Sequence[str] = ()  # in this order; empty: all
    query: str | None = None  # a named question in place of articles
    params: Mapping[str, str] = field(default_factory=dict)
    reserved_because: str | None = None  # why reserved articles are given whole
    polled: Collection[str] | None = None  # addresses of the catalogue, for formats that list feeds; None: any


def check(order: Order) -> None:
    """Raises ExportError for what does not go together, before anything is opened."""
    format = exports.load(order.format)
    takes = exports.takes(format)
    if order.path is None and sys.stdout.isatty() and not exports.is_text(format):
        raise ExportError(f"{order.format} is nothing to read on a terminal: name a file with --output")
    of_articles = order.since or order.selection != ALL or order.reserved_because is not None
    if order.query:
        questions.find(order.query)
        if takes != "rows":
            raise ExportError(f"{order.format} has {takes}, no answers to questions; take jsonl, csv or parquet")
        if of_articles:
            raise ExportError(
                "--query has an answer of its own; --since, --where, --search, --topic and --watch are for articles"
            )
    elif order.params:
        raise ExportError("--param gives a value to a question: name one with --query")
    if takes != "rows" and order.columns:
        raise ExportError(f"{order.format} has its own elements; --columns goes with jsonl, csv and parquet")
    if takes == "feeds" and of_articles:
        raise ExportError(
            f"{order.format} lists feeds; --since, --where, --search, --topic and --watch are for articles"
        )


def fill(database: Path, order: Order, shown: Shown = lambda records, total: records) -> tuple[str | None, int]:
    """Write the export; the cursor for the next one (None where there is none), and the number of records.

    Raises WatchkeeperError.
    """
    check(order)
    connection = open_database(database, read_only=True).conn
    try:
        with changes.snapshot(connection):
            return _write(connection, database, order, shown)
    except sqlite3.Error as error:
        raise _explained(database, error, order.selection.where) from error
    finally:
        connection.close()


def _write(connection: sqlite3.Connection, database: Path, order: Order, shown: Shown) -> tuple[str | None, int]:
    format = exports.load(order.format)
    names, found, total, cursor = _found(connection, order, exports.takes(format))
    write = exports.writer(format, order.selection.about(connection))
    names = _chosen(order.columns, names, keeping=REMOVAL if order.since else ())
    if order.reserved_because is not None:
        told = {"format": order.format, "output": str(order.path or "-"), "database": str(database)}
        told |= order.selection.asked()
        log_release(database, order.reserved_because, {**told, "records": total})
    written = 0

    def counted(records: Iterable[Record]) -> Iterator[Record]:
        nonlocal written
        for record in records:
            written += 1
            yield record

    with destination(order.path) as out:
        write(names, counted(shown(found, total)), out)
    return cursor, written


def _found(
    connection: sqlite3.Connection, order: Order, takes: exports.Takes
) -> tuple[list[str], Iterable[Record], int | None, str | None]:
    """Keys, records, how many there are, and the cursor for the next export."""
    if takes == "feeds":
        feeds = [each for each in subscriptions(connection) if order.polled is None or each["url"] in order.polled]
        return [], feeds, len(feeds), None
    if order.query:
        names, rows = questions.ask(connection, questions.find(order.query), order.params)
        return names, rows, None, None
    cursor = changes.cursor(connection)
    sequence = None if order.since is None else changes.sequence_of(connection, order.since)
    condition = order.selection.condition(connection)
    total = changes.count_since(connection, sequence or 0, removals=sequence is not None, condition=condition)
    wanted = records(connection, sequence, condition, reserved_too=order.reserved_because is not None)
    return columns(connection), wanted, total, cursor


def _chosen(wanted: Sequence[str], known: list[str], *, keeping: Sequence[str]) -> list[str]:
    """The wanted columns in their order; `keeping` are added: without them a removal could not be told."""
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"the columns are {', '.join(known)}"
            raise ExportError(f"no column {name!r}; {remedy}")
    return list(dict.fromkeys([*wanted, *keeping])) if wanted else known


def _explained(database: Path, error: sqlite3.Error, where: str) -> ExportError | DatabaseError:
    if (
        where
        and isinstance(error, sqlite3.OperationalError | sqlite3.DataError)
        and not _OF_THE_FILE.search(str(error))
    ):
        return ExportError(f"--where: {error}, at one article at least; nothing was written")
    return DatabaseError(explained(database, error), path=str(database))
