"""One pace for a host: how long to leave between two requests, and until when to leave it alone.

Everything that is asked of a host keeps it: robots.txt, feeds, pages, redirects, second tries. The waiting itself is
done at the last door before the wire (middlewares/wire.py).
"""

import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response

from middlewares.hosts import host_of, host_store, origin_of
from middlewares.refusals import Refused
from storage.database import timestamp
from storage.hosts import Hold, HostStore

# What follows the number is "s" or "seconds" where it is anything, or the same once more ("120, 120").
SECONDS = re.compile(r"(\d{1,400}(?:\.\d{0,20})?)(?:\s*s(?:ec|ecs|econds?)?|\s*,.{0,400})?", re.IGNORECASE | re.ASCII)


def retry_after(value: str, *, now: datetime, date: str = "") -> datetime | None:
    """The moment that a Retry-After header names, in seconds or as a date (RFC 9110, 10.2.3); None where it is neither.

    `date` is the Date header of the same answer: a date is read as the distance from it, so a server whose clock is
    wrong is understood all the same.
    """
    value = value.strip()
    if number := SECONDS.fullmatch(value):
        return now + timedelta(seconds=min(float(number[1]), 1e9))
    until = _http_date(value)
    if until is None:
        return None
    said = _http_date(date)
    return until if said is None else now + (until - said)


class Pace:
    """What is known of the pace of every host. Times: `monotonic` for gaps, `now` for what outlives the run."""

    def __init__(
        self,
        store: HostStore,
        *,
        delay_s: float,
        max_delay_s: float,
        max_hold_s: float,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._now, self._monotonic = store, now, monotonic
        self._delay_s, self._max_delay_s, self._max_hold_s = delay_s, max_delay_s, max_hold_s
        self._delays: dict[str, float] = {}
        self._ended: dict[str, float] = {}  # host -> end of its last request, monotonic
        self._holds: dict[str, Hold | None] = {}

    def delay_s(self, host: str) -> float:
        """Seconds to leave between the end of a request to the host and the start of the next."""
        return self._delays.get(host, self._delay_s)

    def slow_down(self, host: str, crawl_delay: float | None) -> None:
        """Obey a Crawl-delay, up to the limit; a shorter one than ours changes nothing."""
        if crawl_delay is not None:
            self._delays[host] = max(self._delay_s, min(crawl_delay, self._max_delay_s))

    def ended(self, host: str) -> None:
        """A request to the host has ended now, whatever came of it."""
        self._ended[host] = self._monotonic()

    def wait_s(self, host: str) -> float:
        """Seconds until the next request to the host may start."""
        if host not in self._ended:
            if host not in self._delays:  # its robots.txt may be what is asked for
                self.slow_down(host, self._store.crawl_delay(host))
            self._ended[host] = self._monotonic() - self._since_last_run_s(host)
        wait = self._ended[host] + self.delay_s(host) - self._monotonic()
        return max(0.0, wait, self.held_s(host))

    def held_s(self, host: str) -> float:
        """Seconds that the hold of the host still lasts, 0 where it has none."""
        hold = self.held(host)
        return (hold.until - self._now()).total_seconds() if hold else 0.0

    def hold(self, host: str, origin: str, hold: Hold) -> None:
        """No request to the host before `hold.until`, at most the limit from now; a shorter hold shortens nothing."""
        hold = Hold(min(hold.until, self._now() + timedelta(seconds=self._max_hold_s)), hold.reason)
        standing = self.held(host)
        if standing is None or standing.until < hold.until:
            self._holds[host] = hold
            self._store.save_hold(origin, host, hold)

    def held(self, host: str) -> Hold | None:
        """The hold of the host while it lasts."""
        if host not in self._holds:
            self._holds[host] = self._store.hold(host)
        hold = self._holds[host]
        left = (hold.until - self._now()).total_seconds() if hold else 0
        # A hold beyond the limit was written when a clock was wrong.
        return hold if hold and 0 < left <= self._max_hold_s + 1 else None

    def save(self) -> None:
        """Remember the hosts whose delay will not be over when the next run starts."""
        now, clock = self._now(), self._monotonic()
        recent = ((host, clock - ended) for host, ended in self._ended.items())
        self._store.save_last_requests(
            (host, now - timedelta(seconds=ago)) for host, ago in recent if 1 < self.delay_s(host) > ago
        )

    def _since_last_run_s(self, host: str) -> float:
        last = self._store.last_request(host) if host in self._delays else None
        ago = (self._now() - last).total_seconds() if last else -self._max_delay_s
        # It is written rounded up, so a second in the future is now. Never asked, or the clock jumped: no wait.
        return max(0.0, ago) if ago > -1 else self._max_delay_s


class PaceMiddleware:
    """Gives every request its host's slot, refuses what a host does not want now, and reads Retry-After."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._default_hold_s = settings.getfloat("RETRY_AFTER_DEFAULT_S", 60)
        self.patience_s = settings.getfloat("RETRY_AFTER_PATIENCE_S", 10)
        self._pace: Pace | None = None
        self._max_silent = crawler.settings.getint("HOST_MAX_TIMEOUTS", 4)
        self._silent: Counter[str] = Counter()  # time limits in a row, by host

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PaceMiddleware":
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    @property
    def pace(self) -> Pace:
        """The pace of this crawl; made at first use, when the spider has its store."""
        if self._pace is None:
            settings = self._crawler.settings
            self._pace = Pace(
                host_store(self._crawler),
                delay_s=settings.getfloat("HOST_DELAY_S", 1),
                max_delay_s=settings.getfloat("CRAWL_DELAY_MAX_S", 60),
                max_hold_s=settings.getfloat("RETRY_AFTER_MAX_S", 7 * 86400),
            )
        return self._pace

    def refuse_if_held(self, host: str) -> None:
        """Raise Refused while the host's Retry-After lasts longer than our patience."""
        if self._silent[host] >= self._max_silent:
            self._crawler.stats.inc_value("pace/silent")
            raise Refused(f"busy: {host} let {self._max_silent} requests in a row time out; the rest can wait")
        hold = self.pace.held(host)
        if hold is not None and self.pace.held_s(host) > self.patience_s:
            self._crawler.stats.inc_value("pace/held")
            raise Refused(f"retry-after: {hold.reason}, until {timestamp(hold.until)}")

    def process_request(self, request: Request) -> None:
        # Set anew each time: Scrapy copies the slot of the first host along redirects and `response.meta`, and a
        # redirect to another host would then be asked at the pace of the wrong one.
        host = request.meta["download_slot"] = host_of(request.url)
        self.refuse_if_held(host)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, DownloadTimeoutError):
            self._silent[host_of(request.url)] += 1

    def process_response(self, request: Request, response: Response) -> Response:
        self._silent.pop(host_of(request.url), None)
        if response.status < 400:
            return response
        now = datetime.now(UTC)
        date = (response.headers.get("Date") or b"").decode("latin-1")
        values = (value.decode("latin-1") for value in response.headers.getlist("Retry-After"))
        moments = [moment for value in values if (moment := retry_after(value, now=now, date=date))]
        until = max(moments, default=None)
        if response.status == 429 and (until is None or until <= now):  # "too many", and no word on when fewer would do
            until = now + timedelta(seconds=self._default_hold_s)
        if until is not None and until > now:
            host = host_of(request.url)
            reason = f"{host} answered {response.status} and wants no requests"
            self.pace.hold(host, origin_of(request.url), Hold(until, reason))
            self._crawler.stats.inc_value("pace/retry_after")
        return response

    def spider_closed(self) -> None:
        if self._pace is not None:
            self._pace.save()


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
