"""`scrapy status`: how every source fares, for people and for cron."""

import argparse
import json
import sqlite3
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from commands import refuses

if TYPE_CHECKING:
    from storage.health import SourceHealth

HEADINGS = ("source", "last success", "last article", "usually", "articles", "waiting", "failed", "state")


class Command(ScrapyCommand):
    """Exit 0 all well, 1 a source is failing, silent or changed, or the database cannot be read."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 Scrapy's own declaration

    def syntax(self) -> str:
        return "[NAME ...] [--json | --quiet]"

    def short_desc(self) -> str:
        return "Show how every source fares, and what needs a hand"

    def long_desc(self) -> str:
        return (
            "A line a source on standard output: last success, last article, usual rhythm, addresses that wait or"
            " failed; a line a problem on standard error, with what to do about it. With --quiet only the problems, for"
            " cron. Exit 1 when a source is failing, or silent for longer than its own history allows, or when its"
            " articles look different from before."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="everything that is known, as JSON")
        parser.add_argument("--quiet", "-q", action="store_true", help="only the problems")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from errors import WatchkeeperError

        if refuses(self, args):
            return
        now = datetime.now(UTC)
        try:
            sources, general = self._health(args, now)
        except WatchkeeperError as error:
            print(f"status: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        problems = ([general] if general else []) + [f"{s.name}: {line}" for s in sources for line in s.problems]
        if opts.json:
            print(json.dumps(_plain(sources, problems), ensure_ascii=False, indent=2))
        elif not opts.quiet:
            (_print_table if sys.stdout.isatty() else _print_lines)(sources, now)
        if not opts.json:
            sys.stdout.flush()
            if not sources and not opts.quiet:
                print(f"status: {self._why_nothing()}", file=sys.stderr)
            for line in problems:
                print(_printable(line), file=sys.stderr)
        self.exitcode = 1 if problems else 0

    def _why_nothing(self) -> str:
        assert self.settings is not None
        sources, database = self.settings["SOURCES"], self.settings["DATABASE"]
        return (
            f"no source of {sources} that was asked for stands in {database} yet; run `scrapy collect` first,"
            " or give the folder that it was collected with: -s SOURCES=FOLDER"
        )

    def _health(self, names: list[str], now: datetime) -> "tuple[list[SourceHealth], str | None]":
        from errors import DatabaseError
        from spiders.catalogue import find, load_catalogue
        from storage.database import open_database
        from storage.health import health, problem_of_runs

        assert self.settings is not None
        catalogue = load_catalogue(Path(self.settings["SOURCES"]))
        wanted = {source.name for source in (find(catalogue, names) if names else catalogue.values())}
        configured = {address for source in catalogue.values() for _, address in source.ways_in()}
        path = Path(self.settings["DATABASE"])
        connection = open_database(path, read_only=True).conn
        try:
            found = health(connection, now=now, configured=configured)
            return [source for source in found if source.name in wanted], problem_of_runs(connection, now=now)
        except sqlite3.Error as error:
            remedy = "run `scrapy collect` once, which brings the database up to date"
            raise DatabaseError(f"{path}: {error}; {remedy}", path=str(path)) from error
        finally:
            connection.close()


def _cells(source: "SourceHealth") -> tuple[str, ...]:
    state = "ok" if not source.problems else "; ".join(source.problems)
    return (
        source.name,
        _day(source.last_success),
        _day(source.last_article),
        source.rhythm.words,
        str(source.articles),
        str(source.waiting or ""),
        str(source.retried + source.given_up or ""),
        state,
    )


def _print_lines(sources: "list[SourceHealth]", _: datetime) -> None:
    for source in sources:
        print(_printable("\t".join(_cells(source)), keep="\t"))
        for note in source.notes:
            print(_printable(f"\t{note}", keep="\t"))


def _print_table(sources: "list[SourceHealth]", now: datetime) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"{len(sources)} sources, {now:%Y-%m-%d %H:%M} UTC", box=None, header_style="dim")
    for number, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="right" if number in (4, 5, 6) else "left", overflow="fold")
    for source in sources:
        *cells, _ = _cells(source)
        state = Text(_in_short(source), style="red" if source.problems else "yellow" if source.notes else "green")
        table.add_row(*map(Text, map(_printable, cells)), state)
    console = Console()
    console.print(table)
    for source in sources:
        for note in source.notes:
            console.print(Text(f"{source.name}: {_printable(note)}", style="dim"))


def _in_short(source: "SourceHealth") -> str:
    words = [f"silent for {source.silent.days} days"] if source.silent else []
    words += [way.word or "ended" for way in source.ways_in if way.is_failing]
    words += ["changed"] if source.drift else []
    if source.problems and not words:
        words = ["no articles"]
    return ", ".join(dict.fromkeys(words)) or "ok"


def _plain(sources: "list[SourceHealth]", problems: list[str]) -> dict[str, Any]:
    def plain(value: object) -> object:
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%dT%H:%M:%SZ}"
        return round(value.total_seconds()) if isinstance(value, timedelta) else value

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(each) for key, each in value.items()}
        return [walk(each) for each in value] if isinstance(value, list) else plain(value)

    told = []
    for source in sources:
        # asdict() makes nonsense of a Counter.
        rows = walk(asdict(source) | {"dropped": dict(source.dropped), "cut": dict(source.cut)})
        rhythm = rows.pop("rhythm")
        silent_s, allowed_s = rows.pop("silent"), rhythm["allowed"]
        told.append(
            rows
            | {
                "usually": source.rhythm.words or None,
                "per_day": rhythm["per_day"] and round(rhythm["per_day"], 3),
                "silent_s": silent_s,
                "allowed_silence_s": allowed_s,
            }
        )
    return {"sources": told, "problems": problems}


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"


def _printable(text: str, keep: str = "") -> str:
    return "".join(c if c.isprintable() or c in keep else " " for c in text)
