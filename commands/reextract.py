"""`scrapy reextract`: the archive through extraction again."""

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands import refuses

if TYPE_CHECKING:
    from spiders.run import Run


class Command(ScrapyCommand):
    """Everything after the archive once more; no request is made."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--since DATE] [--source NAME]"

    def short_desc(self) -> str:
        return "Extract the archived pages again"

    def long_desc(self) -> str:
        return (
            "Takes the archived pages through extraction, scope and storage again, with what is known of their sites by"
            " now, and says what changed. For a better extraction, a new rule or vocabulary. Exit codes as for collect."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", metavar="DATE", help="only pages fetched since then (2026-03-01)")
        parser.add_argument("--source", metavar="NAME", help="only the pages of this source")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if refuses(self, args):
            return
        if args:
            raise UsageError(f"reextract takes options only; did you mean --source {args[0]}?")
        import asyncio

        from errors import LockedError, WatchkeeperError
        from spiders.session import session

        assert self.settings is not None
        try:
            since = datetime.fromisoformat(opts.since).replace(tzinfo=UTC) if opts.since else None
        except ValueError:
            raise UsageError(f"--since {opts.since}: not a date like 2026-03-01") from None
        try:
            with session(self.settings) as run:
                counts = asyncio.run(self._rerun(run, opts.source, since))
        except LockedError as error:
            print(f"reextract: {error}", file=sys.stderr)
            self.exitcode = 3
        except WatchkeeperError as error:
            print(f"reextract: {error}", file=sys.stderr)
            self.exitcode = 1
        else:
            print(_summary(counts))

    async def _rerun(self, run: "Run", source: str | None, since: datetime | None) -> Counter[str]:
        from rich.console import Console
        from rich.progress import Progress

        from spiders.catalogue import find
        from spiders.rerun import rerun, stages_after_archive
        from storage.pages import archived

        assert self.settings is not None
        if source:
            find(run.sources, [source])  # an unknown name is an error, not an empty archive
        urls = archived(run.db, source=source, since=since)
        stages = stages_after_archive(run, self.settings.getdict("ITEM_PIPELINES"))
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("pages", total=len(urls))
            return await rerun(run, stages, urls, done=lambda: bar.advance(task))


def _summary(counts: Counter[str]) -> str:
    pages, unchanged = counts.pop("pages", 0), counts.pop("unchanged", 0)
    changes = ", ".join(f"{number} {what}" for what, number in sorted(counts.items(), key=lambda item: -item[1]))
    return f"reextract: {pages} pages, {unchanged} unchanged" + (f"; changed: {changes}" if changes else "")
