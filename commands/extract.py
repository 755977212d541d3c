"""`scrapy extract`: saved pages to articles, without a crawl."""

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands import refuses


class Command(ScrapyCommand):
    """A manifest of saved pages in, a line of JSON for each out."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "MANIFEST.jsonl --output OUT.jsonl | --explain URL_OR_FILE"

    def short_desc(self) -> str:
        return "Extract the articles of saved pages"

    def long_desc(self) -> str:
        return (
            'Lines {"id", "path", "url"} (path of an .html or .html.gz file) give lines {"id", "title", "text",'
            ' "authors", ...} in any order, one for each, with "error" where it failed. With --explain, one archived or'
            " saved page line by line: what was kept or cut and by which rule, and where each field came from."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--output", metavar="OUT.jsonl", help="where the articles go; - is standard output")
        parser.add_argument(
            "--passes",
            type=int,
            default=1,
            choices=(1, 2),
            help="2: learn what a site repeats from all its pages first (default: from those before it)",
        )

        parser.add_argument("--explain", metavar="URL_OR_FILE", help="say what was kept or cut of one page, and why")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if refuses(self, args):
            return
        if not opts.explain and (len(args) != 1 or not opts.output):
            raise UsageError("give one manifest and --output, or --explain and a page")
        import asyncio

        from errors import WatchkeeperError

        try:
            if opts.explain:
                asyncio.run(self._explain(opts.explain))
            else:
                asyncio.run(self._extract(Path(args[0]), opts.output, opts.passes))
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            print(f"extract: {where}{error.strerror or error}", file=sys.stderr)
            self.exitcode = 1
        except WatchkeeperError as error:
            print(f"extract: {error}", file=sys.stderr)
            self.exitcode = 1

    async def _explain(self, place: str) -> None:
        from spiders.catalogue import load_catalogue
        from spiders.explaining import explained
        from workers import Limits, Workers

        assert self.settings is not None
        catalogue = load_catalogue(Path(self.settings["SOURCES"]))
        workers = Workers(1, Limits.from_settings(self.settings))
        try:
            lines = await explained(place, database=self.settings["DATABASE"], catalogue=catalogue, workers=workers)
        finally:
            workers.close()
        print("\n".join(lines))

    async def _extract(self, manifest: Path, output: str, passes: int) -> None:
        import json

        from rich.console import Console
        from rich.progress import Progress

        from publishing.delivery import destination
        from spiders.manifest import extract_all, read_manifest
        from workers import Limits, Workers

        assert self.settings is not None
        lines = read_manifest(manifest)
        workers = Workers(self.settings.getint("WORKERS"), Limits.from_settings(self.settings))
        failed = 0
        bar = Progress(console=Console(stderr=True), disable=not sys.stderr.isatty())
        try:
            with bar, destination(None if output == "-" else Path(output)) as file:
                task = bar.add_task("pages", total=len(lines))
                async for record in extract_all(lines, workers, passes=passes, done=lambda: bar.advance(task)):
                    failed += "error" in record
                    file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        finally:
            workers.close()
        note = f", {failed} of them with an error" if failed else ""
        print(f"extract: {len(lines)} pages{note} -> {output}", file=sys.stderr)
