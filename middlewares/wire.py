"""The last door before the wire: the download handler for http and https.

Here every request, whatever it is for, waits for its host's turn (one at a time, a pause in between) and for a free
transfer, and here the head of an answer is bounded. DOWNLOAD_TIMEOUT, which starts after the waiting, bounds the whole
transfer: connecting, head and body.
"""

import asyncio
import logging
import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache, partial
from typing import Any, cast

from scrapy import Request
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientProtocol
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import ISSLTransport
from twisted.logger import globalLogBeginner
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import _HTTP11ClientFactory
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from middlewares.framing import Chunks
from middlewares.hosts import host_of
from middlewares.pace import PaceMiddleware
from middlewares.refusals import HeadersTooLarge, Refused

IDLE_S = 3  # long enough for the next request to a host at our pace, shorter than any server's own timeout
DOORS = "_watchkeeper_doors"
FILES = ("robots", "tdmrep")  # kinds of request that others wait for


class Doors:
    """The turns of the hosts and the free transfers; http and https, two handlers, share one of a crawl."""

    def __init__(self, transfers: int) -> None:
        self.turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.transfers = asyncio.Semaphore(transfers)

    @classmethod
    def of(cls, crawler: Crawler) -> "Doors":
        doors = getattr(crawler, DOORS, None)
        if not isinstance(doors, cls):
            doors = cls(crawler.settings.getint("CONCURRENT_TRANSFERS", 128))
            setattr(crawler, DOORS, doors)
        return doors


class WireHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler behind the turn of the host, with a bounded head and no tries of its own."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._doors = Doors.of(crawler)
        # The default, 240 s, keeps a socket open for every host that is polled.
        self._pool.cachedConnectionTimeout = IDLE_S
        # Twisted asks again at once when a kept connection was closed on it: a second request within a millisecond.
        self._pool.retryAutomatically = False
        factory = _factory(crawler.settings.getint("HEADER_MAX_BYTES", 65536))
        self._pool._factory = factory
        self._contextFactory = cast(IPolicyForHTTPS, CertificatePolicy(self._contextFactory, crawler))

    async def download_request(self, request: Request) -> Response:
        host = request.meta.get("download_slot") or host_of(request.url)
        pacing = self._crawler.get_downloader_middleware(PaceMiddleware)
        if pacing is None:
            raise Refused("address: PaceMiddleware is not in DOWNLOADER_MIDDLEWARES, so no pace can be kept")
        async with self._doors.turns[host]:
            await self._turn(pacing, host)
            await self._room(request)
            async with self._doors.transfers:
                self._refuse_if_stopping()
                try:
                    return await super().download_request(request)
                finally:
                    pacing.pace.ended(host)

    async def _turn(self, pacing: PaceMiddleware, host: str) -> None:
        """Wait until the host may be asked; it may have sent a Retry-After while this request stood in line."""
        while True:
            self._refuse_if_stopping()
            pacing.refuse_if_held(host)
            wait = pacing.pace.wait_s(host)
            if wait <= 0:
                return
            await asyncio.sleep(min(wait, 1.0))

    async def _room(self, request: Request) -> None:
        """Wait while more pages have come than can be worked on, so that they do not pile up in memory."""
        while request.meta.get("kind") not in FILES:
            self._refuse_if_stopping()
            engine = self._crawler.engine
            slot = engine.scraper.slot if engine else None
            if slot is None or not slot.needs_backout():
                return
            await asyncio.sleep(0.1)

    def _refuse_if_stopping(self) -> None:
        # Scrapy ends a run only when every request that waits for its host has been made: minutes after Ctrl-C.
        if self._crawler.engine is None or not self._crawler.engine.running:
            raise Refused("stopping: the run was asked to end before the request was made")


TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Gives up on an answer whose head (status lines and headers, interim answers included) is too long."""

    max_bytes = 0
    _head_bytes = 0

    def request(self, request: Any) -> Any:
        self._head_bytes = 0
        answer = super().request(request)
        if self._parser is not None:
            # Twisted only hangs up on a line without end, and leaves us without a reason.
            vars(self._parser)["lineLengthExceeded"] = self._too_long
            vars(self._parser)["_transferDecoders"] = {b"chunked": Chunks}
            vars(self._parser)["headerReceived"] = partial(_usable_header, self._parser.headerReceived)
        return answer

    def _connectionLost_WAITING(self, reason: Failure) -> None:
        # A body without a length ends with its connection. A connection that was reset did not end, it broke, and the
        # body with it; Twisted takes both as the end. (Under TLS servers that just hang up are too common to tell.)
        decoder = getattr(self._parser, "bodyDecoder", None)
        broke = not isinstance(reason.value, ConnectionDone) and not ISSLTransport.providedBy(self.transport)
        if broke and decoder is not None and getattr(decoder, "contentLength", 0) is None:
            decoder.contentLength = 1  # a byte that will not come: data loss
        super()._connectionLost_WAITING(reason)  # type: ignore[no-untyped-call]

    def dataReceived(self, data: bytes) -> None:
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        parser = self._parser
        if parser is None or parser.state not in (STATUS, HEADER):
            return
        self._head_bytes += len(data)
        if self._head_bytes > self.max_bytes:
            self._too_long(data)

    def _too_long(self, _: bytes) -> None:
        transport = self.transport
        self._giveUp(Failure(HeadersTooLarge()))  # type: ignore[no-untyped-call]
        if transport is not None:
            transport.abortConnection()


def _usable_header(received: Callable[[bytes, bytes], None], name: bytes, value: bytes) -> None:
    """Twisted lets an answer go for one line of its head that is no header; browsers pass over the line.

    It knows no other transfer coding than chunked: those inside it (RFC 9112, 6.1) are left to who unpacks bodies.
    """
    name = name.strip()
    if name.lower() == b"transfer-encoding":
        codings = [coding for each in value.split(b",") if (coding := each.strip().lower()) not in (b"", b"identity")]
        if codings[-1:] == [b"chunked"]:
            received(name, codings.pop())
        if codings:
            received(b"Content-Encoding", b", ".join(codings))
    elif TOKEN.fullmatch(name):
        received(name, value)


@implementer(IPolicyForHTTPS)
class CertificatePolicy:
    """Certificates are verified, except for the hosts that the spider's `unverified_hosts` names (a source's YAML)."""

    def __init__(self, strict: Any, crawler: Crawler) -> None:
        self._strict, self._crawler = strict, crawler
        self._lenient = _ScrapyClientContextFactory.from_crawler(crawler)
        self._lenient._verify_certificates = False
        _calm_loggers()

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        exceptions = getattr(self._crawler.spider, "unverified_hosts", ())
        policy = self._lenient if hostname.decode("ascii").lower() in exceptions else self._strict
        return policy.creatorForNetloc(hostname, port)


@cache
def _calm_loggers() -> None:
    """What is a reason of one request is no warning of a run: bodies that end early, certificates without names.

    The latter Twisted calls critical, with a traceback, and prints to stderr itself until somebody says where logs go,
    which Scrapy does in another way.
    """
    handler = logging.getLogger("scrapy.core.downloader.handlers.http11")
    handler.addFilter(lambda record: "Got data loss" not in record.getMessage())
    logging.getLogger("twisted").addFilter(lambda record: "while verifying certificate" not in record.getMessage())
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False, discardBuffer=True)


def _factory(max_bytes: int) -> type[_HTTP11ClientFactory]:
    protocol = type("Protocol", (BoundedProtocol,), {"max_bytes": max_bytes})

    class Factory(_HTTP11ClientFactory):
        noisy = False

        def buildProtocol(self, addr: Any) -> BoundedProtocol:
            built: BoundedProtocol = protocol(self._quiescentCallback)
            return built

    return Factory
