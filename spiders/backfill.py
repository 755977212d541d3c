"""The spider of `scrapy collect --backfill`: reads the archives of sources back to a day, then fetches what they name.

First all lists, so that what is to come can be counted; then the pages, in portions. Both go on in the next run where
this one ends.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from sys import maxsize
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from errors import DatabaseError
from middlewares.hosts import origin_of
from spiders import failures
from spiders.archives import further, oldest, wanted
from spiders.collect import CollectSpider
from spiders.moves import polled_address
from storage import backfills, feeds, frontier
from storage.backfills import Body
from storage.feeds import Feed

if TYPE_CHECKING:
    from spiders.readers.reading import Reading

PORTION = 200  # pages of a source that are asked for at one time: what waits stays in the database
POSTS_PER_PAGE = 100  # the API's own limit
# Answers that end an archive, or say that there is none.
ENDS = ("http-400", "http-404", "http-410")


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much of the archive of one way in is read."""

    lists: int = 5_000
    undated_pages: int = 50  # of a section that shows no dates
    tries: int = 3  # of one list, one a run

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Those that the operator sets."""
        return cls(
            settings.getint("MAX_LISTS_PER_ARCHIVE", cls().lists),
            settings.getint("MAX_UNDATED_PAGES", cls().undated_pages),
            settings.getint("MAX_LIST_TRIES", cls().tries),
        )


class BackfillSpider(CollectSpider):
    """Archives first, then the frontier of their sources."""

    name = "backfill"

    def __init__(self, *, since: datetime, listed: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._since, self._listed = since, listed
        self._archive = ArchiveLimits()
        self._reading: set[str] = set()  # ways in whose lists are being read
        self._entries: dict[str, frozenset[str]] = {}  # of the last body of each way in
        self._position: dict[str, int] = {}  # source -> number of the last page that was asked for

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        spider._archive = ArchiveLimits.from_settings(crawler.settings)
        return spider

    def _first_requests(self) -> Iterator[Request]:
        for feed in self._feeds:
            state = backfills.begin(
                self.run.db,
                feed=feed.url,
                source=feed.source,
                since=self._since,
                first=[(_first_address(feed, self._since), feed.way)],
                now=self.run.now(),
            )
            if state != "done":
                self._reading.add(feed.url)
                yield from self._next(feed)
        if not self._reading:
            self._listed()

    def idle(self) -> None:
        """Everything that was asked for has come: the next portion."""
        requests = [request for source in self.run.sources for request in self._portion(source)]
        assert self.crawler.engine is not None
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    # --- lists

    def _next(self, feed: Feed) -> Iterator[Request]:
        body = backfills.next_body(self.run.db, feed.url)
        if body is None:
            backfills.finish(self.run.db, feed.url, now=self.run.now())
            self._leave(feed)
            return
        yield Request(
            body.url,
            callback=self.listed,
            errback=self.list_failed,
            cb_kwargs={"feed": feed, "body": body},
            meta={"kind": "feed", "source": feed.source},
            priority=10,
            dont_filter=True,
        )

    def _leave(self, feed: Feed) -> None:
        self._reading.discard(feed.url)
        if not self._reading:
            self._listed()

    async def listed(self, response: Response, feed: Feed, body: Body) -> AsyncIterator[Any]:
        """A body of an archive answered: what it names goes into the frontier, where it leads is read next."""
        failed = failures.of_status(response.status)
        if failed is None:
            try:
                reading = await self._read(response, feed)
            except DatabaseError:
                raise
            except Exception as error:  # one body costs itself; the archive goes on behind it
                failed = replace(failures.of_reading(error, response.url), fate="rejected")
            else:
                self._enter(feed, body, response.url, reading)
        for request in self._next(feed) if failed is None else self._failed(feed, body, failed):
            yield request

    async def list_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """A body of an archive could not be had."""
        feed, body = (failure.request.cb_kwargs[name] for name in ("feed", "body"))  # type: ignore[attr-defined]
        for request in self._failed(feed, body, failures.of_exception(failure.value)):
            yield request

    def _enter(self, feed: Feed, body: Body, url: str, reading: "Reading") -> None:
        db, now = self.run.db, self.run.now()
        addresses = frozenset(entry.url for entry in reading.entries)
        # A server that knows no pages answers each number with the first one.
        again = bool(addresses) and addresses == self._entries.get(feed.url)
        self._entries[feed.url] = addresses
        entries = wanted(reading.entries, self._since)
        if reading.bodies:
            self.run.lists[feed.url] = reading.bodies
        with db.atomic():
            added = frontier.add_entries(db, entries, source=feed.source, feed=feed.url, now=now)
            if reading.reserved:
                feeds.save_reservation(db, feed.url, reading.reserved)
            more = []
            if not again:
                more = self._further(feed, body, url, reading)
            if not more:
                more = self._sitemaps(feed, body)
            self._add(feed, more)
            note = "repeated: it names what the one before it named" if again else None
            backfills.save_read(db, body, found=added.rows, oldest=oldest(entries), note=note)
        self.run.count(feed.source, "polled")
        self.run.count_found(feed.source, added)

    def _further(self, feed: Feed, body: Body, url: str, reading: "Reading") -> list[tuple[str, str]]:
        def leads_to(undated: int) -> list[tuple[str, str]]:
            return further(reading, url=url, way=body.way, number=body.number, since=self._since, undated=undated)

        more = leads_to(self._archive.undated_pages)
        self.run.count(feed.source, "cut", "undated", number=int(not more and bool(leads_to(maxsize))))
        return more

    def _add(self, feed: Feed, bodies: list[tuple[str, str]]) -> None:
        left_away = backfills.add_bodies(self.run.db, feed.url, bodies, most=self._archive.lists)
        self.run.count(feed.source, "cut", "lists", number=left_away)

    def _failed(self, feed: Feed, body: Body, failed: failures.Failed) -> Iterator[Request]:
        self.run.count(feed.source, "polled")
        if failed.word in ENDS and body.number > 0 and body.way in ("feed", "wordpress", "section"):
            backfills.save_read(self.run.db, body, found=0, oldest=None, note=f"the end: {failed.reason}")
            self._add(feed, self._sitemaps(feed, body))
            yield from self._next(feed)
            return
        self.run.count(feed.source, "failed", failed.reason)
        final, tried = failed.fate in ("rejected", "gone"), body.tries + 1 >= self._archive.tries
        backfills.save_failure(self.run.db, body, failed.reason, given_up=final or tried)
        if final or tried:
            self.run.count(feed.source, "cut", "list-tries", number=int(not final))
            yield from self._next(feed)
        else:
            self._leave(feed)  # what is left of it is for the next run

    def _sitemaps(self, feed: Feed, body: Body) -> list[tuple[str, str]]:
        """The site's sitemaps, for a feed that does not lead back: its first page is all that it has."""
        from spiders.readers.discovery import robots_sitemaps

        homepage = self.run.sources[feed.source].homepage
        if body.way != "feed" or body.number > 1 or urlsplit(homepage).path not in ("", "/"):
            return []
        file = self.hosts.robots(origin_of(homepage))
        return [(address, "sitemap") for address in robots_sitemaps(file.body if file else "", homepage)]

    # --- pages

    def _portion(self, source: str) -> Iterator[Request]:
        waiting = backfills.pending(self.run.db, source, after=self._position.get(source, 0), limit=PORTION)
        if waiting:
            self._position[source] = max(number for number, _ in waiting)
            self._pages_left[source] = PORTION  # a backfill has no limit of pages, it has a day
            entries = [claimed.entry for _, claimed in waiting]
            found_now = frontier.found_since(self.run.db, (entry.url for entry in entries), self.run.started)
            yield from self._page_requests(source, entries, found_now=found_now)


def _first_address(feed: Feed, since: datetime) -> str:
    from spiders.readers.wordpress import posts_url

    if feed.way == "wordpress":
        # A day more: a site may take the moment for one of its own clock. How many lists there are it then says itself.
        return posts_url(feed.url, per_page=POSTS_PER_PAGE, after=since - timedelta(days=1))
    return polled_address(feed)
