"""`scrapy collect`: the verb for cron."""

import argparse
import gc
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands import refuses

if TYPE_CHECKING:
    from scrapy import Spider

    from spiders.run import Run
    from storage.feeds import Feed

DONE, COULD_NOT_RUN, LOCKED = 0, 1, 3


class Command(ScrapyCommand):
    """Poll what is due, fetch, extract, dedupe, store."""

    requires_project = True

    def syntax(self) -> str:
        return "[NAME ...] [--now] | --backfill SINCE NAME ..."

    def short_desc(self) -> str:
        return "Collect what the sources have published"

    def long_desc(self) -> str:
        return (
            "Polls every source that is due (with --now, or by name, also those that are not, and young articles"
            " and pages that failed are asked for again), fetches what is new, extracts the articles and stores them."
            " With --backfill it reads the archives of the named sources back to a day instead (sitemaps, pages of"
            " feeds and lists, WordPress); ended early, the same command goes on. Exit codes: 0 done, 3 another run"
            " holds the lock, 1 could not run."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--now", action="store_true", help="poll also what is not due yet")
        parser.add_argument("--backfill", metavar="SINCE", help="read the archives back to this day (2026-03-01)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        # Imported here: Scrapy imports every command's module to list them.
        from errors import LockedError, WatchkeeperError
        from spiders.session import session

        assert self.settings is not None
        if refuses(self, args):
            return
        since = _day(opts.backfill, args) if opts.backfill else None
        if since:  # an archive is read once, and whole
            most = max(self.settings.getint(name) for name in ("MAX_ENTRIES_PER_POLL", "MAX_ENTRIES_PER_LIST"))
            self.settings.set("MAX_ENTRIES_PER_POLL", most, priority="cmdline")
        try:
            with session(self.settings) as run:
                self.exitcode = self._collect(run, args, everything=opts.now or bool(args), since=since)
        except LockedError as error:
            print(f"collect: {error}", file=sys.stderr)
            self.exitcode = LOCKED
        except WatchkeeperError as error:
            print(f"collect: {error}", file=sys.stderr)
            self.exitcode = COULD_NOT_RUN

    def _collect(self, run: "Run", names: list[str], *, everything: bool, since: datetime | None) -> int:
        from spiders.catalogue import select
        from spiders.progress import summary
        from storage.feeds import load_feeds
        from storage.frontier import release_interrupted, unfinished
        from storage.runs import finish_run, start_run

        assert self.settings is not None
        started = run.started
        run.everything = everything
        run.sources = {source.name: source for source in select(run.sources, names)}
        configured = {address for source in run.sources.values() for _, address in source.ways_in()}
        rows = load_feeds(run.db, list(run.sources), due=None if everything else started)
        rows = [feed for feed in rows if feed.url in configured]
        if release_interrupted(run.db, now=started, tries=run.tries) or any(feed.polled is None for feed in rows):
            run.workers.begin()  # something to read will come; most runs find out when it is there, and most have none
        self._ask_for_contact(run)
        run_id = start_run(run.db, now=started)
        reason = "failed"
        try:
            reason = self._poll(run, rows) if since is None else self._backfill(run, rows, since)
            for source, number in unfinished(run.db).items():
                run.count(source, "waiting", "unfinished", number=number)
        finally:
            finish_run(run.db, run_id, run.counts, reason=reason, now=run.now())
        seconds = (run.now() - started).total_seconds()
        what = "feed" if since is None else "list"
        print(summary(run, what=what, seconds=seconds, database=self.settings["DATABASE"]))
        if since is not None:
            _print_reached(run, rows)
        if run.interrupted:
            print(f"collect: ended before its time: {run.interrupted}", file=sys.stderr)
        return COULD_NOT_RUN if run.interrupted else DONE

    def _ask_for_contact(self, run: "Run") -> None:
        """Once, before the first run that goes out into the world: publishers should know whom to write to."""
        assert self.settings is not None
        alone = self.settings.get("CONTACT") or self.settings.get("ALLOWED_NETWORKS")  # the demo asks nobody else
        if not alone and run.db.execute("select 1 from runs limit 1").fetchone() is None:
            remedy = "set CONTACT in settings.py, or -s CONTACT=you@example.org"
            print(f"collect: publishers cannot see who asks them: {remedy} (an address or a page)", file=sys.stderr)

    def _clean_again(self, run: "Run") -> None:
        """What a site repeats is known after all of its pages: those that came before are cleaned again."""
        if run.interrupted or not run.requested:
            return
        import asyncio

        from spiders.rerun import rerun, settle, stages_after_archive, unsettled_pages

        assert self.settings is not None
        urls = unsettled_pages(run)
        if urls:
            quiet = replace(run, counts=Counter(), progress=lambda: None)
            asyncio.run(rerun(quiet, stages_after_archive(quiet, self.settings.getdict("ITEM_PIPELINES")), urls))
        settle(run)

    def _poll(self, run: "Run", rows: "list[Feed]") -> str:
        from spiders.collect import CollectSpider
        from spiders.progress import Progress

        with Progress(run, feeds=len(rows)):
            reason = self._crawl(CollectSpider, run=run, feed_rows=rows)
            self._clean_again(run)
        return reason

    def _backfill(self, run: "Run", rows: "list[Feed]", since: datetime) -> str:
        from spiders.backfill import BackfillSpider
        from spiders.backfill_progress import BackfillProgress

        assert self.settings is not None
        delay_s = self.settings.getfloat("HOST_DELAY_S")
        with BackfillProgress(run, [feed.url for feed in rows], delay_s=delay_s) as bars:
            reason = self._crawl(BackfillSpider, run=run, feed_rows=rows, since=since, listed=bars.listed)
            self._clean_again(run)
        return reason

    def _crawl(self, spider: "type[Spider]", **arguments: Any) -> str:
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(spider)
        self.crawler_process.crawl(crawler, **arguments)
        # What is loaded by now stays; to walk through it again and again took a tenth of a crawl's time.
        gc.freeze()
        gc.set_threshold(20_000, 10, 10)
        self.crawler_process.start()
        reason = crawler.stats.get_value("finish_reason") if crawler.stats else None
        return str(reason or "failed")


def _day(text: str, names: list[str]) -> datetime:
    if not names:
        raise UsageError("--backfill needs the names of sources: an archive is thousands of requests")
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--backfill {text}: not a date like 2026-03-01") from None
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    if since > datetime.now(UTC):
        raise UsageError(f"--backfill {text}: that day is still to come")
    return since


def _print_reached(run: "Run", rows: "list[Feed]") -> None:
    from spiders.backfill_progress import lines
    from storage.backfills import count_pending, progress

    waiting = sum(count_pending(run.db, source) for source in run.sources)
    for line in lines(progress(run.db, [feed.url for feed in rows]), waiting):
        print(line)
