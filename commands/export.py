"""`scrapy export`: articles, or the answer to a question, for notebooks and other programs."""

import argparse
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands import refuses
from errors import ExportError, WatchkeeperError
from publishing import exports
from publishing.orders import Order, fill
from publishing.records import Record
from publishing.releases import log_path
from publishing.selection import Selection


class Command(ScrapyCommand):
    """Exit 0 written, 1 not written (one line says why)."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 Scrapy's own declaration

    def syntax(self) -> str:
        return "--format FORMAT [--since CURSOR] [--where SQL] [--query NAME] [--output PATH]"

    def short_desc(self) -> str:
        return "Write the articles to a file or to standard output"

    def long_desc(self) -> str:
        return (
            "Write the articles, or with --since those that are new, changed or removed since an earlier export."
            " The cursor for the next one is printed alone on standard output when --output names a file, else on"
            " standard error. With --query the answer to one of the reading room's questions."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        known = "; ".join(f"{name}: {exports.load(name).DESCRIPTION}" for name in exports.names())
        add = parser.add_argument
        add("--format", "-f", default="jsonl", metavar="FORMAT", help=f"{known} (default: jsonl)")
        add("--since", metavar="CURSOR", help="only what is new, changed or removed since that cursor")
        add("--where", default="", metavar="SQL", help="only articles of which this holds: \"language = 'de'\"")
        add("--search", default="", metavar="WORDS", help="only articles that the search page finds")
        add("--topic", default="", metavar="NAME", help="only articles of this topic")
        add("--watch", metavar="NAME", help="only articles that this watchlist looks for")
        add("--columns", default="", metavar="NAME,...", help="only these keys, in this order")
        add("--query", metavar="NAME", help="the answer to a question of the reading room in place of articles")
        add("--param", action="append", default=[], metavar="NAME=VALUE", help="a value for the question")
        add("--include-reserved", action="store_true", help="give reserved articles whole; needs --reason")
        add("--reason", metavar="TEXT", help="why you may have what publishers reserve; it is logged")
        add("--output", "-o", default="-", metavar="PATH", help="file to write; - is standard output")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if refuses(self, args):
            return
        if args:
            raise UsageError(f"unknown argument: {' '.join(args)}", print_help=False)
        assert self.settings is not None
        # So that the temporary file goes too, and nobody reads a trace.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _: sys.exit(128 + number))
        database = Path(self.settings["DATABASE"])
        try:
            order = self._order(opts, database)
            cursor, count = fill(database, order, _shown)
        except BrokenPipeError:  # `| head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.exitcode = 1
        except WatchkeeperError as error:
            print(f"export: {error}", file=sys.stderr)
            self.exitcode = 1
        else:
            _tell(cursor, count, order.path)
            if count == 0 and order.polled is not None:
                print(
                    f"export: no feed of {database} is in {self.settings['SOURCES']}: -s SOURCES=FOLDER",
                    file=sys.stderr,
                )

    def _order(self, opts: argparse.Namespace, database: Path) -> Order:
        assert self.settings is not None
        order, watch = _order(opts, database), None
        if opts.watch:
            from publishing.watchlists import chosen, load_watchlists

            folder = Path(self.settings["WATCHLISTS"])
            (watch,) = chosen(load_watchlists(folder), [opts.watch], folder)
        polled = None
        if exports.takes(exports.load(opts.format)) == "feeds":
            from spiders.catalogue import load_catalogue

            catalogue = load_catalogue(Path(self.settings["SOURCES"]))
            polled = {address for source in catalogue.values() if source.enabled for _, address in source.ways_in()}
        return replace(order, selection=replace(order.selection, watch=watch), polled=polled)


def _order(opts: argparse.Namespace, database: Path) -> Order:
    if opts.include_reserved and not (opts.reason or "").strip():
        raise ExportError(
            "--include-reserved needs --reason TEXT: why you may have what publishers reserve, such as"
            f" a licence; it is written to {log_path(database)}"
        )
    if opts.reason and not opts.include_reserved:
        raise ExportError("--reason goes with --include-reserved; without that, nothing reserved is given out")
    params = [each.partition("=") for each in opts.param]
    for each, (name, sign, _) in zip(opts.param, params, strict=True):
        if not sign or not name:
            raise ExportError(f"--param {each!r}: write NAME=VALUE")
    return Order(
        format=opts.format,
        path=None if opts.output == "-" else Path(opts.output),
        since=opts.since,
        selection=Selection(where=opts.where, search=opts.search, topic=opts.topic),
        columns=[name for each in opts.columns.split(",") if (name := each.strip())],
        query=opts.query,
        params={name: value for name, _, value in params},
        reserved_because=opts.reason if opts.include_reserved else None,
    )


def _tell(cursor: str | None, count: int, path: Path | None) -> None:
    what = f"{count} record{'' if count == 1 else 's'}"
    if cursor is None:
        print(f"{what} in {path}" if path else what, file=sys.stderr)
    elif path is None:
        print(f"{what}; next cursor: {cursor}", file=sys.stderr)
    else:
        print(f"{what} in {path}; the next cursor:", file=sys.stderr)
        print(cursor)


def _shown(records: Iterable[Record], total: int | None) -> Iterator[Record]:
    """The same records, with a bar on a terminal."""
    console = Console(stderr=True)
    bar = (TextColumn("export"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*bar, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("export", total=total)
        for record in records:
            yield record
            progress.advance(task)
