"""One second try, later: for failures that are over in seconds, at the pace of the host like every request."""

import asyncio

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
)
from scrapy.http import Response

from middlewares.hosts import host_of
from middlewares.pace import PaceMiddleware
from middlewares.refusals import reason_of

# A server or what stands before it was busy, restarting or cut off from its origin (52x: a CDN's).
PASSING_STATUSES = frozenset({500, 502, 503, 504, 520, 521, 522, 523, 524})

# Not among them: time limits (the host had its time), names without an address, refusals of our own.
PASSING_ERRORS = (DownloadConnectionRefusedError, DownloadFailedError, ResponseDataLossError)


class SecondTryMiddleware:
    """Replaces Scrapy's RetryMiddleware, which asks again after 0.2 s, twice, whatever Retry-After says."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._wait_s = crawler.settings.getfloat("SECOND_TRY_WAIT_S", 10)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SecondTryMiddleware":
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        if response.status in PASSING_STATUSES:
            return await self._again(request, str(response.status)) or response
        if response.status == 429 and 0 < self._held_s(request) <= self._wait_s:  # it says itself that it is soon over
            return await self._again(request, "429") or response
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if isinstance(exception, PASSING_ERRORS) and not _hopeless(exception):
            return await self._again(request, type(exception).__name__)
        return None

    async def _again(self, request: Request, why: str) -> Request | None:
        if request.meta.get("second_try") or request.meta.get("kind") == "tdmrep" or self._wait_s <= 0:
            return None
        if self._held_s(request) > self._wait_s:  # its Retry-After is for a later run
            return None
        self._crawler.stats.inc_value("second_try/count")
        self._crawler.stats.inc_value(f"second_try/{why}")
        await asyncio.sleep(self._wait_s)
        again = request.replace(dont_filter=True)
        again.meta["second_try"] = True
        return again

    def _held_s(self, request: Request) -> float:
        pacing = self._crawler.get_downloader_middleware(PaceMiddleware)
        return pacing.pace.held_s(host_of(request.url)) if pacing is not None else 0.0


def _hopeless(error: Exception) -> bool:
    return reason_of(error).startswith(("tls:", "headers-too-large:"))
