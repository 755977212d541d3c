"""`scrapy export`: articles for downstream, whole or what is new since a cursor."""

import argparse
import os
import signal
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from errors import DatabaseError, WatchkeeperError
from publishing import exports
from publishing.delivery import destination
from publishing.records import Record, columns, records
from storage import changes
from storage.database import open_database


class Command(ScrapyCommand):
    """Exit 0 written, 1 not written (one line says why)."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 Scrapy's own declaration

    def syntax(self) -> str:
        return "--format FORMAT [--since CURSOR] [--output PATH]"

    def short_desc(self) -> str:
        return "Write the articles to a file or to standard output"

    def long_desc(self) -> str:
        return (
            "Write the articles, or with --since those that are new, changed or removed since an earlier export."
            " The cursor for the next one is printed alone on standard output when --output names a file, else on"
            " standard error."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        known = "; ".join(f"{name}: {exports.load(name).DESCRIPTION}" for name in exports.names())
        parser.add_argument("--format", "-f", default="jsonl", metavar="FORMAT", help=f"{known} (default: jsonl)")
        parser.add_argument("--since", metavar="CURSOR", help="only what is new, changed or removed since that cursor")
        parser.add_argument("--output", "-o", default="-", metavar="PATH", help="file to write; - is standard output")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError(f"unknown argument: {' '.join(args)}", print_help=False)
        assert self.settings is not None
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the temporary file goes too
        path = None if opts.output == "-" else Path(opts.output)
        try:
            cursor, count = export(Path(self.settings["DATABASE"]), opts.format, opts.since, path)
        except BrokenPipeError:  # `| head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.exitcode = 1
        except WatchkeeperError as error:
            print(f"scrapy export: {error}", file=sys.stderr)
            self.exitcode = 1
        else:
            what = "record" if count == 1 else "records"
            if path is None:
                print(f"{count} {what}; next cursor: {cursor}", file=sys.stderr)
            else:
                print(f"{count} {what} in {path}; the next cursor:", file=sys.stderr)
                print(cursor)


def export(database: Path, format_name: str, since: str | None, path: Path | None) -> tuple[str, int]:
    """Write the export; returns the cursor for the next one and the number of records. Raises WatchkeeperError."""
    format = exports.load(format_name)
    connection = open_database(database, read_only=True).conn
    try:
        with changes.snapshot(connection):
            sequence = None if since is None else changes.sequence_of(connection, since)
            cursor = changes.cursor(connection)
            total = changes.count_since(connection, sequence or 0, removals=since is not None)
            with destination(path) as out:
                format.write(columns(connection), _shown(records(connection, sequence), total), out)
        return cursor, total
    except sqlite3.Error as error:
        raise DatabaseError(_explain(database, error), path=str(database)) from error
    finally:
        connection.close()


def _explain(database: Path, error: sqlite3.Error) -> str:
    if "not a database" in str(error):
        return f"{database}: is not an SQLite database; set DATABASE to another path"
    if "no such table" in str(error):
        return f"{database}: is empty or of an older version; run `scrapy collect` first, which brings it up to date"
    return f"{database}: {error}"


def _shown(records: Iterable[Record], total: int) -> Iterator[Record]:
    """The same records, with a bar on a terminal."""
    console = Console(stderr=True)
    bar = (TextColumn("export"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*bar, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("export", total=total)
        for record in records:
            yield record
            progress.advance(task)
