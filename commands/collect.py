"""`scrapy collect`: the verb for cron."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

if TYPE_CHECKING:
    from spiders.run import Run
    from spiders.source import Source
    from storage.feeds import Feed

DONE, COULD_NOT_RUN, LOCKED = 0, 1, 3


class Command(ScrapyCommand):
    """Poll what is due, fetch, extract, dedupe, store."""

    requires_project = True

    def syntax(self) -> str:
        return "[NAME ...] [--now]"

    def short_desc(self) -> str:
        return "Collect what the sources have published"

    def long_desc(self) -> str:
        return (
            "Polls every source that is due (with --now, or by name, also those that are not), fetches what is new,"
            " extracts the articles and stores them. Exit codes: 0 done, 3 another run holds the lock, 1 could not run."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--now", action="store_true", help="poll also what is not due yet")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        # Imported here: Scrapy imports every command's module to list them.
        from errors import LockedError, WatchkeeperError
        from storage.database import writer_lock

        assert self.settings is not None
        try:
            with writer_lock(self.settings["DATABASE"]):
                self.exitcode = self._collect(args, everything=opts.now or bool(args))
        except LockedError as error:
            print(f"collect: {error}", file=sys.stderr)
            self.exitcode = LOCKED
        except WatchkeeperError as error:
            print(f"collect: {error}", file=sys.stderr)
            self.exitcode = COULD_NOT_RUN

    def _collect(self, names: list[str], *, everything: bool) -> int:
        from pathlib import Path

        from spiders.catalogue import load_catalogue, select
        from spiders.progress import Progress, summary
        from spiders.run import Run
        from spiders.ways import ways
        from storage.database import open_database
        from storage.feeds import load_feeds, sync_feeds
        from storage.frontier import release_interrupted
        from storage.runs import finish_run, start_run
        from storage.sources import sync_sources
        from workers import Limits, Workers

        settings = self.settings
        assert settings is not None
        catalogue = load_catalogue(Path(settings["SOURCES"]))
        sources = {source.name: source for source in select(catalogue, names)}
        db = open_database(settings["DATABASE"])
        started = datetime.now(UTC)
        sync_sources(db, (_row(source) for source in catalogue.values()))
        sync_feeds(
            db, ((address, source.name, way) for source in catalogue.values() for way, address in source.ways_in())
        )
        configured = {address for source in sources.values() for _, address in source.ways_in()}
        rows = load_feeds(db, list(sources), due=None if everything else started)
        rows = [feed for feed in rows if feed.url in configured and feed.way in ways()]
        release_interrupted(db, now=started)
        limits = Limits(cpu_s=settings.getint("WORKER_CPU_S"), memory_mb=settings.getint("WORKER_MEMORY_MB"))
        run = Run(
            db=db,
            sources=sources,
            workers=Workers(settings.getint("WORKERS") or None, limits),
            now=lambda: datetime.now(UTC),
        )
        run_id = start_run(db, now=started)
        reason = "failed"
        try:
            with Progress(run, feeds=len(rows)):
                reason = self._crawl(run, rows)
        finally:
            run.workers.close()
            finish_run(db, run_id, run.counts, reason=reason, now=run.now())
        print(summary(run, seconds=(run.now() - started).total_seconds(), database=settings["DATABASE"]))
        db.close()
        return DONE

    def _crawl(self, run: "Run", rows: "list[Feed]") -> str:
        from spiders.collect import CollectSpider

        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(CollectSpider)
        self.crawler_process.crawl(crawler, run=run, feed_rows=rows)
        self.crawler_process.start()
        reason = crawler.stats.get_value("finish_reason") if crawler.stats else None
        return str(reason or "failed")


def _row(source: "Source") -> dict[str, object]:
    columns = ("name", "title", "homepage", "kind", "country", "language", "scope", "terms")
    return {
        **{column: getattr(source, column) for column in columns},
        "state_affiliated": int(source.state_affiliated),
        "enabled": int(source.enabled),
    }
