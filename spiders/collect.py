"""The spider of `scrapy collect`: polls the ways in that are due, fetches what they name and what earlier runs left.

One spider for all sources, so that a host sees one pace and one request at a time however many of its feeds are
polled. What it learns it writes into the frontier before it goes on; a run that is killed leaves nothing behind that
the next one does not take up.
"""

import hashlib
import logging
from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import replace
from datetime import datetime
from sys import maxsize
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from bounds import Bounds, keep_to, take_cuts
from errors import DatabaseError
from items import Entry, Page
from spiders import failures, pages
from spiders.headers import number_of, parse_http_date, text_of
from spiders.lengths import shortened_entries
from spiders.moves import is_adopted, moved, permanent_target, polled_address
from spiders.polls import Poll, after_body, after_failure, after_nothing_new, repeatable, trustworthy, validators
from spiders.revisits import Revisits
from spiders.run import Run
from spiders.sitemaps import passed_over
from spiders.ways import Page as Body
from spiders.ways import PollLimits, ways
from storage import feeds, frontier, sightings
from storage.feeds import Feed
from storage.hosts import HostStore
from urls import host_of

if TYPE_CHECKING:
    from spiders.readers.reading import Reading

log = logging.getLogger(__name__)


class CollectSpider(Spider):
    """Feeds first, then the frontier; both at once as soon as entries are there."""

    name = "collect"

    def __init__(self, *, run: Run, feed_rows: list[Feed], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run
        self.hosts = HostStore(run.db, anew_since=run.started if run.everything else None)  # what middlewares remember
        self.unverified_hosts = frozenset(host for source in run.sources.values() for host in source.unverified_hosts())
        self._feeds = feed_rows
        self._revisits = Revisits(run)
        self._asked: set[str] = set()  # addresses handed out in this run, or left for the next
        self._pages_left: dict[str, int] = {}
        self._limits = PollLimits()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        limit = crawler.settings.getint("MAX_PAGES_PER_SOURCE")
        spider._pages_left = dict.fromkeys(spider.run.sources, limit)
        spider._limits = PollLimits.from_settings(crawler.settings)
        spider._revisits.per_source = crawler.settings.getint("MAX_REVISITS_PER_SOURCE")
        keep_to(Bounds.from_settings(crawler.settings))  # of addresses and validators, which are looked at here
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Polls come first, then what earlier runs left."""
        try:
            for request in self._first_requests():
                yield request
        except Exception as error:
            self.run.interrupted = str(error) or type(error).__name__
            if not isinstance(error, DatabaseError):
                raise

    def _first_requests(self) -> Iterator[Request]:
        for feed in self._feeds:
            yield self._poll_request(Poll(feed))
        run = self.run
        for claimed in frontier.due(run.db, now=run.now(), sources=run.sources, by_hand=run.everything):
            yield from self._page_requests(claimed.source, [claimed.entry])
        yield from self._revisits.due()

    # --- polls

    def _poll_request(self, poll: Poll, address: str | None = None) -> Request:
        feed = poll.feed
        # Validators belong to the first body only.
        headers = validators(feed, now=self.run.now()) if address is None else {}
        self.run.count_cuts(feed.source, take_cuts())
        return Request(
            address or polled_address(feed),
            headers=headers,
            callback=self.polled,
            errback=self.poll_failed,
            cb_kwargs={"poll": poll},
            meta={"kind": "feed", "source": feed.source, "partly": address is None},
            priority=10,
            dont_filter=True,
        )

    async def polled(self, response: Response, poll: Poll) -> AsyncIterator[Any]:
        """A way in answered: its entries go into the frontier together with the validators."""
        failed = failures.of_answer(response)
        if failed:
            for request in self._body_failed(poll, failed):
                yield request
            return
        body_hash = hashlib.sha256(response.body).hexdigest()
        if poll.number == 0:
            poll.headers = response.headers
            poll.etag, poll.last_modified = text_of(response, "ETag"), text_of(response, "Last-Modified")
            poll.body_hash, poll.moved_to = body_hash, permanent_target(response)
            if response.status == 304 or body_hash == poll.feed.body_hash:
                self._nothing_new(poll, sent=response.status != 304)
                return
        if short := poll.note_end(response.meta):
            self.run.count(poll.feed.source, "cut", short)
        try:
            reading = poll.worth(await self._read(response, poll.feed))
        except DatabaseError:
            raise
        except Exception as error:
            for request in self._body_failed(poll, failures.of_reading(error, response.url, broken=poll.broken)):
                yield request
            return
        for request in self._store(poll, reading):
            yield request

    async def _read(self, response: Response, feed: Feed) -> "Reading":
        way = ways()[feed.way]
        known: frozenset[str] = frozenset()
        if feed.way == "section":
            known = frozenset(frontier.addresses_of(self.run.db, feed=feed.url))
        done = await self.run.workers.measured(
            way.read,
            response.body,
            url=response.url,
            content_type=text_of(response, "Content-Type"),
            known=known,
            total_pages=number_of(response, "X-WP-TotalPages"),
        )
        self.run.count_cuts(feed.source, done.cut)
        return done.result

    def _store(self, poll: Poll, reading: "Reading") -> Iterator[Request]:
        run, feed, now = self.run, poll.feed, self.run.now()
        reading = self._bounded(poll, reading)
        poll.reading = poll.reading or reading
        poll.entries += reading.entries
        poll.unread_dates += reading.unread_dates
        poll.skipped += reading.skipped
        run.count(feed.source, "cut", "tree", number=int(reading.too_deep))
        with run.db.atomic():
            unseen = sightings.unseen(run.db, reading.entries, feed=feed.url)
            whole = run.sources[feed.source].scope == "all"
            added = frontier.add_entries(
                run.db, reading.entries, source=feed.source, feed=feed.url, now=now, unfiltered=whole
            )
            said_anew = sightings.record(run.db, reading.entries, feed=feed.url, now=now)
            again = frontier.ask_anew(
                run.db, said_anew, now=now, sources=run.sources, most=run.tries, by_hand=run.everything
            )
            known = feed.body_hash is not None
            body = Body(reading=reading, number=poll.number, fresh=unseen, known=known, limits=self._limits)
            asked = {feed.url, *poll.further}
            further_ones = [address for address in ways()[feed.way].follow(feed, body) if address not in asked]
            if poll.number == 0 and reading.children:  # what the poll before left, behind the newest
                newest = further_ones[: self._limits.index_maps]
                further_ones = list(dict.fromkeys([*newest, *feed.owed, *further_ones]))
            boundless = replace(self._limits, list_pages=maxsize, index_depth=maxsize)
            deeper = ways()[feed.way].follow(feed, replace(body, limits=boundless))
            run.count(feed.source, "cut", "depth", number=len({*deeper} - {*further_ones} - asked))
            run.count(feed.source, "cut", "maps", number=len(passed_over(feed, body)))
            left = max(0, self._limits.bodies - poll.number - 1 - len(poll.further))
            run.count(feed.source, "cut", "bodies", number=len(further_ones[left:]))
            poll.further += further_ones[:left]
            poll.owed += further_ones[left:] if reading.children else []
            poll.fresh += unseen
            poll.new += added.rows
            if poll.further:
                feeds.save_part(run.db, feed)
            further = self._next_body(poll)
        run.count_found(feed.source, added)
        by_url = {entry.url: entry for entry in reading.entries}
        yield from further
        yield from self._page_requests(feed.source, [by_url[url] for url in added.fresh], found_now=added.new)
        for claimed in again:
            yield from self._page_requests(claimed.source, [claimed.entry])
        yield from self._revisits.announced(said_anew)

    def _bounded(self, poll: Poll, reading: "Reading") -> "Reading":
        """The reading with as many entries as one poll may have, their fields within the lengths."""
        entries, cut = shortened_entries(reading.entries, self.run.lengths)
        self.run.count_cuts(poll.feed.source, cut)
        reading = replace(reading, entries=entries)
        if len(reading.entries) <= self._limits.entries - len(poll.entries):
            return reading
        # What is known takes no room: else the same ones would keep out what is new at every poll.
        known = frontier.known(self.run.db, (entry.url for entry in entries))
        room = max(0, self._limits.entries - poll.new)
        over = {*[entry.url for entry in reading.entries if entry.url not in known][room:]}
        kept = tuple(entry for entry in reading.entries if entry.url not in over)
        cut_off = len(reading.entries) - len(kept)
        self.run.count(poll.feed.source, "cut", "entries", number=cut_off)
        return replace(reading, entries=kept, skipped=reading.skipped + cut_off)

    def _next_body(self, poll: Poll) -> list[Request]:
        """Ask for the next body of the poll, or, after the last, keep what makes the next poll cheap."""
        poll.number += 1
        if poll.further:
            poll.asking = poll.further.pop(0)
            return [self._poll_request(poll, poll.asking)]
        feed, now, reading = poll.feed, self.run.now(), poll.reading
        owed = list(dict.fromkeys(poll.owed))
        self.run.count(feed.source, "cut", "owed", number=len(owed[self._limits.owed_maps :]))
        whole = poll.whole and not poll.owed and repeatable(reading, poll.entries)
        published = [entry.published for entry in poll.entries]
        trusted = whole and trustworthy(parse_http_date(poll.last_modified), published, now=now)
        feeds.save_poll(
            self.run.db,
            feed,
            entries=poll.entries,
            title=reading.title if reading else None,
            etag=poll.etag if trusted else None,
            last_modified=poll.last_modified if trusted else None,
            body_hash=poll.body_hash if whole else None,
            ttl_s=reading.ttl_s if reading else None,
            skip_hours=reading.skip_hours if reading else (),
            skip_days=reading.skip_days if reading else (),
            unread_dates=poll.unread_dates,
            skipped=poll.skipped,
            cut=poll.cut,
            reserved=reading.reserved if reading else None,
            owed=owed[: self._limits.owed_maps],
            next_poll=after_body(feed, poll.entries, reading, poll.headers, poll.fresh, now=now),
            now=now,
        )
        same = feed.succeeded is None or poll.fresh < len(poll.entries)
        feeds.save_move(self.run.db, feed, *moved(feed, poll.moved_to, same=same))
        self.run.count(feed.source, "polled")
        return []

    def _nothing_new(self, poll: Poll, *, sent: bool) -> None:
        now = self.run.now()
        trusted = not sent or trustworthy(parse_http_date(poll.last_modified), poll.feed.recent, now=now)
        feeds.save_unchanged(
            self.run.db,
            poll.feed,
            sent=sent,
            etag=poll.etag if trusted else None,
            last_modified=poll.last_modified if trusted else None,
            next_poll=after_nothing_new(poll.feed, poll.headers, now=now),
            now=now,
        )
        feeds.save_move(self.run.db, poll.feed, *moved(poll.feed, poll.moved_to, same=True))
        self.run.count(poll.feed.source, "polled")
        self.run.count(poll.feed.source, "unchanged")

    async def poll_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """The address of a way in could not be had."""
        poll: Poll = failure.request.cb_kwargs["poll"]  # type: ignore[attr-defined]
        for request in self._body_failed(poll, failures.of_exception(failure.value)):
            yield request

    def _body_failed(self, poll: Poll, failed: failures.Failed) -> Iterator[Request]:
        if poll.number > 0:  # the first body's entries are stored; the rest is asked for again at the next poll
            if not failures.lasting(failed):
                poll.whole = False
                if poll.asking and poll.reading and poll.reading.children:
                    poll.owed.append(poll.asking)
            yield from self._next_body(poll)
            return
        now, feed = self.run.now(), poll.feed
        feeds.save_failure(
            self.run.db,
            feed,
            failed.reason,
            next_poll=after_failure(feed, failed, held_until=self._held_until(feed), now=now),
            now=now,
            counts=failed.fate != "postponed",
            retire=failed.word == "http-410" and not is_adopted(feed),
        )
        if is_adopted(feed) and failed.fate != "postponed":
            feeds.save_move(self.run.db, feed, None, 0)  # the address in the source file is asked again
        self.run.count(feed.source, "polled")
        self.run.count(feed.source, "failed", failed.reason)

    def _held_until(self, feed: Feed) -> datetime | None:
        hold = self.hosts.hold(host_of(feed.url))
        return hold.until if hold else None

    # --- pages

    def _page_requests(
        self, source: str, entries: list[Entry], *, found_now: Collection[str] = ()
    ) -> Iterator[Request]:
        wanted = [entry for entry in entries if entry.url not in self._asked]
        entries = wanted[: self._pages_left.get(source, 0)]
        self.run.count(source, "waiting", "pages", number=len(wanted) - len(entries))
        self.run.count(source, "earlier", number=sum(entry.url not in found_now for entry in wanted))
        self._asked.update(entry.url for entry in wanted)
        if not entries:
            return
        self._pages_left[source] -= len(entries)
        self.run.requested += len(entries)
        frontier.claim(self.run.db, [entry.url for entry in entries], now=self.run.now())
        for entry in entries:
            yield Request(
                entry.url,
                callback=self.fetched,
                errback=self.page_failed,
                cb_kwargs={"entry": entry, "source": source},
                meta={"kind": "page", "source": source},
                dont_filter=True,
            )

    async def fetched(self, response: Response, entry: Entry, source: str) -> AsyncIterator[Any]:
        """An article's address answered."""
        failed = failures.of_answer(response)
        if failed:
            pages.failed(self.run, entry.url, source, failed)
            return
        yield Page(
            url=entry.url,
            fetched_url=response.url,
            source=source,
            fetched=self.run.now(),
            body=response.body,
            status=response.status,
            content_type=text_of(response, "Content-Type"),
            etag=text_of(response, "ETag"),
            last_modified=text_of(response, "Last-Modified"),
            entry=entry,
            reserved=response.meta.get("reserved") or entry.reserved or feeds.reservation(self.run.db, entry.url),
        )

    async def page_failed(self, failure: Failure) -> None:
        """An article's address could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        entry, source = request.cb_kwargs["entry"], request.cb_kwargs["source"]
        pages.failed(self.run, entry.url, source, failures.of_exception(failure.value))
