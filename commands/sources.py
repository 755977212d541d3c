"""`scrapy sources`: the catalogue of publishers, listed, imported, exported and checked."""

import argparse
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.settings import SETTINGS_PRIORITIES

from commands import refuses

if TYPE_CHECKING:
    from spiders.source import Source

USAGE = {
    "list": "list [--json]",
    "add": "add URL",
    "import": "import FILE.opml",
    "export": "export [--output FILE.opml]",
    "check": "check [NAME ... [--learned]]",
}


class Command(ScrapyCommand):
    """Exit 0 done, 1 could not: one line for each problem; 3 another run holds the lock. Only `add` asks publishers."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 Scrapy's own declaration

    def syntax(self) -> str:
        return "{ " + " | ".join(USAGE.values()) + " }"

    def short_desc(self) -> str:
        return "List, check, import and export the sources"

    def long_desc(self) -> str:
        return (
            "list: every source of the catalogue. add: from any page of a site to its feeds, sitemaps or WordPress API;"
            " shows what three of its articles give and writes the source file. import: a source file for each site of"
            " an OPML list (a file or an http(s) address) whose feeds stand in no file yet. export: the feeds that are"
            " enabled, as OPML. check: what is wrong in which file; with a name, also the source as it is understood."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="list: as JSON")
        parser.add_argument("--learned", action="store_true", help="check: also what its pages have taught extraction")
        parser.add_argument("--output", "-o", default="-", metavar="FILE", help="export: - is standard output")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from errors import LockedError, WatchkeeperError

        if refuses(self, args, usage=f"\n{_usage(args[0])}" if args else None):
            return
        try:
            self._verb(args)(args[1:], opts)
            sys.stdout.flush()
        except BrokenPipeError:  # `| head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except WatchkeeperError as error:
            print(error, file=sys.stderr)
            self.exitcode = 3 if isinstance(error, LockedError) else 1

    def _verb(self, args: list[str]) -> Callable[[list[str], argparse.Namespace], None]:
        from errors import SourceError

        verb = args[0] if args else ""
        if verb not in USAGE:
            what = f"no verb '{verb}'" if verb else "no verb given"
            near = get_close_matches(verb, USAGE, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise SourceError(f"sources: {what}{hint}; it is used as\n" + _usage(verb))
        verbs = {
            "list": self._list,
            "add": self._add,
            "import": self._import,
            "export": self._export,
            "check": self._check,
        }
        return verbs[verb]

    def _folder(self) -> Path:
        assert self.settings is not None
        return Path(self.settings["SOURCES"])

    def _list(self, args: list[str], opts: argparse.Namespace) -> None:
        from spiders.catalogue import load_catalogue

        _expect(args, 0, "list")
        sources = list(load_catalogue(self._folder()).values())
        if opts.json:
            print(json.dumps([_plain(source) for source in sources], ensure_ascii=False, indent=2))
        elif sys.stdout.isatty():
            _print_table(sources)
        else:
            print(*("\t".join(_cells(source)) for source in sources), sep="\n")

    def _add(self, args: list[str], opts: argparse.Namespace) -> None:
        from spiders.adding.adding import Adding, printable

        _expect(args, 1, "add")
        assert self.settings is not None
        with _asking() as asking:
            done = Adding(args[0], self.settings, say=lambda line: print(printable(line)), asking=asking).run()
        if done.path is None:
            print(printable(done.problem or ""), file=sys.stderr)
            self.exitcode = 1
        else:
            print(f"{done.path}: written; collect it now with: scrapy collect {done.path.stem}{self._same()}")

    def _same(self) -> str:
        """The settings of this call's command line that a collect needs too, to see what `add` has seen."""
        assert self.settings is not None
        names = ("SOURCES", "DATABASE", "ALLOWED_NETWORKS", "CONTACT")
        priority = SETTINGS_PRIORITIES["cmdline"]
        given = [name for name in names if self.settings.getpriority(name) == priority]
        return "".join(f" -s {shlex.quote(f'{name}={self.settings[name]}')}" for name in given)

    def _import(self, args: list[str], opts: argparse.Namespace) -> None:
        from errors import SourceError
        from spiders.catalogue import load_catalogue
        from spiders.readers.opml import read_opml
        from spiders.subscriptions import fetch_list, import_outlines

        _expect(args, 1, "import")
        place, folder = args[0], self._folder()
        outlines = read_opml(fetch_list(place), url=place)
        if not outlines:
            raise SourceError(f"{place}: names no feed: no <outline> in it has an xmlUrl", path=place)
        catalogue = load_catalogue(folder) if folder.is_dir() and any(folder.glob("*.y*ml")) else {}
        done = import_outlines(outlines, catalogue, folder, origin=place.rstrip("/").rpartition("/")[2] or place)
        for reason in done.left_out:
            print(f"{place}: left out: {reason}", file=sys.stderr)
        left_out = f", {len(done.left_out)} left out" if done.left_out else ""
        print(f"{len(done.written)} new, {done.already} already there{left_out}: {folder}")

    def _export(self, args: list[str], opts: argparse.Namespace) -> None:
        from errors import SourceError
        from spiders.catalogue import load_catalogue, select
        from spiders.readers.opml import write_opml
        from spiders.subscriptions import outlines

        _expect(args, 0, "export")
        feeds = outlines(select(load_catalogue(self._folder()), []))
        body = write_opml(feeds, title="Sources of Watchkeeper")
        if opts.output == "-":
            sys.stdout.buffer.write(body)
            return
        try:
            Path(opts.output).write_bytes(body)
        except OSError as error:
            raise SourceError(
                f"{opts.output}: cannot be written: {error.strerror or error}", path=opts.output
            ) from None
        print(f"{len(feeds)} {'feed' if len(feeds) == 1 else 'feeds'}: {opts.output}")

    def _check(self, args: list[str], opts: argparse.Namespace) -> None:
        from errors import SourceError
        from spiders.catalogue import find, load_catalogue

        try:
            catalogue = load_catalogue(self._folder())
        except SourceError as error:
            print(error)  # the problems are what was asked for
            self.exitcode = 1
            return
        if opts.learned and not args:
            raise SourceError("sources check: --learned needs the name of a source")
        for source in find(catalogue, args):
            _print_source(source)
            if opts.learned:
                self._print_learned(source.name)
        if not args:
            off = sum(not source.enabled for source in catalogue.values())
            print(f"{len(catalogue)} sources, {off} of them switched off: nothing is wrong")

    def _print_learned(self, name: str) -> None:
        import asyncio

        from spiders.adding.adding import printable
        from spiders.learned import learned
        from storage.database import open_database
        from workers import Limits, Workers

        assert self.settings is not None
        db = open_database(self.settings["DATABASE"], read_only=True)
        workers = Workers(1, Limits.from_settings(self.settings))
        try:
            lines = asyncio.run(learned(db, name, workers))
        finally:
            workers.close()
            db.close()
        print("\n# What its pages have taught extraction:")
        for line in lines or [f"nothing yet; run scrapy collect {name} first"]:
            print(printable(f"# {line}"))


@contextmanager
def _asking() -> Iterator[Callable[[str], None]]:
    """Where a person looks on: what is being asked for, on one line that goes away."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("") as status:
        yield lambda url: status.update(Text(f"asking for {url}"))


def _usage(verb: str) -> str:
    lines = [USAGE[verb]] if verb in USAGE else USAGE.values()
    return "\n".join(f"  scrapy sources {line}" for line in lines)


def _expect(args: list[str], count: int, verb: str) -> None:
    from errors import SourceError

    if len(args) != count:
        what = f"unexpected '{args[count]}'" if len(args) > count else "something is missing"
        raise SourceError(f"sources {verb}: {what}; it is used as\n{_usage(verb)}")


def _plain(source: "Source") -> dict[str, object]:
    plain: dict[str, object] = source.model_dump(mode="json")
    rules = {key: value for key, value in plain["rules"].items() if value}  # type: ignore[attr-defined]
    return {**plain, "rules": rules}


def _cells(source: "Source") -> tuple[str, ...]:
    ways: dict[str, int] = {}
    for way, _ in source.ways_in():
        ways[way] = ways.get(way, 0) + 1
    found_in = ", ".join(way if count == 1 else f"{count} {way}s" for way, count in ways.items())
    state = "on" if source.enabled else "off"
    marks = [state, *(["state-affiliated"] if source.state_affiliated else [])]
    kind, country, language = source.kind or "", source.country or "", source.language or ""
    return source.name, source.title, kind, country, language, found_in, source.scope, ", ".join(marks)


def _print_table(sources: "list[Source]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"{len(sources)} sources")
    for heading in ("name", "title", "kind", "country", "language", "ways in", "scope", "state"):
        table.add_column(heading, overflow="fold")
    for source in sources:
        # Text: a title with [brackets] is no markup.
        table.add_row(*map(Text, _cells(source)), style="" if source.enabled else "dim")
    Console().print(table)


def _print_source(source: "Source") -> None:
    """The source as it is understood, defaults included."""
    import yaml

    from spiders.source import KEYS

    known = {key: value for key, value in _plain(source).items() if key in KEYS or value is not None}
    print(yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=1_000).rstrip())
