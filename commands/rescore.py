"""`scrapy rescore`: a new vocabulary applied to everything that is kept."""

import argparse
import sys
from collections import Counter
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands import refuses

if TYPE_CHECKING:
    from spiders.run import Run


class Command(ScrapyCommand):
    """Scope and topics once more; no request is made."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--source NAME]"

    def short_desc(self) -> str:
        return "Apply a new vocabulary to all articles and to what was turned away"

    def long_desc(self) -> str:
        return (
            "Judges every article again by the vocabulary in pipelines/vocabulary/, and what was turned away as out of"
            " scope too, from the archive. What is in scope by now becomes an article; what is not any more is turned"
            " away. Says what changed. Exit codes as for collect."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--source", metavar="NAME", help="only what comes from this source")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if refuses(self, args):
            return
        if args:
            raise UsageError(f"rescore takes options only; did you mean --source {args[0]}?")
        import asyncio

        from errors import LockedError, WatchkeeperError
        from spiders.session import session

        assert self.settings is not None
        try:
            with session(self.settings) as run:
                counts = asyncio.run(self._rescore(run, opts.source))
        except LockedError as error:
            print(f"rescore: {error}", file=sys.stderr)
            self.exitcode = 3
        except WatchkeeperError as error:
            print(f"rescore: {error}", file=sys.stderr)
            self.exitcode = 1
        else:
            print(_summary(counts))

    async def _rescore(self, run: "Run", source: str | None) -> Counter[str]:
        from rich.console import Console
        from rich.progress import Progress

        from pipelines.rescore import reopen, rescore_kept
        from pipelines.vocabulary.terms import our_vocabulary
        from spiders.catalogue import find
        from spiders.rerun import rerun, stages_after_archive
        from storage.rejected import turned_away
        from storage.topics import sync_topics

        assert self.settings is not None
        if source:
            find(run.sources, [source])  # an unknown name is an error, not an empty collection
        vocabulary = our_vocabulary()
        sync_topics(run.db, (topic.as_row() for topic in vocabulary.topics.values()))
        before = turned_away(run.db, source=source)  # what is turned away from now on has been judged already
        stages = stages_after_archive(run, self.settings.getdict("ITEM_PIPELINES"))
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("articles", total=None)
            counts = rescore_kept(run, vocabulary, source=source, done=lambda: bar.advance(task))
            again = await rerun(
                run, stages, [each.url for each in before if each.archived], done=lambda: bar.advance(task)
            )
        counts["turned away"] = len(before)
        counts["new"] = again["new"]
        counts["pending"] = sum(reopen(run, vocabulary, each) for each in before if not each.archived)
        return counts


def _summary(counts: Counter[str]) -> str:
    changes = {
        "changed scores": counts["score"],
        "changed topics": counts["topics"],
        "changed inferences": counts["inferred"],
        "out of scope now": counts["removed"],
        "in scope now": counts["new"],
        "to be fetched again": counts["pending"],
    }
    told = ", ".join(f"{number} {what}" for what, number in changes.items() if number) or "nothing changed"
    return f"rescore: {counts['articles']} articles, {counts['turned away']} turned away before; {told}"
