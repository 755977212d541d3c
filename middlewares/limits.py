"""Limits on what an answer may be: its type is looked at before its body, and its size while it comes in.

What a request is for stands in `request.meta["kind"]`: "page" (the default), "feed" (anything that is polled for
entries), "robots" or "tdmrep"; each has its own limit of bytes. With `request.meta["any_text"]` a page may turn out to
be a feed or another text, for those who ask what it is.
"""

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes

from middlewares.compression import ENCODINGS, GZIP, BrokenBody, unpacked
from middlewares.refusals import Cut, Refused

KIB, MIB = 1 << 10, 1 << 20

# Never read, whatever the request is for.
NEVER = (
    *("audio/", "font/", "image/", "model/", "video/", "application/pdf", "application/font", "application/x-font"),
    *("application/vnd.ms-", "application/vnd.openxmlformats", "application/msword", "application/x-shockwave"),
)

# Text that is no page: a reader of pages would find sentences in it all the same.
NO_PAGE = (
    *("text/css", "text/csv", "text/calendar", "text/javascript", "text/ecmascript", "text/vcard", "text/x-"),
    *("application/json", "application/ld+json", "application/feed+json", "application/javascript"),
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/x-javascript"),
)

# A page may be these; of a type that is neither here nor in NEVER the first bytes decide.
TEXTUAL = ("text/", "application/xhtml", "application/xml")

SNIFFED = 512
# The root of a document that is XML and no page, whatever its type says.
OTHER_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}(?:<\?xml[^>]{0,200}>\s{0,99})?(?:<[?!][^>]{0,200}>\s{0,99}){0,4}"
    rb"<(rss|feed|rdf:RDF|urlset|sitemapindex|svg|opml)[\s>]",
    re.IGNORECASE,
)
CONTENT_RANGE = re.compile(r"bytes\s+(\d{1,15})-(\d{1,15})/(\d{1,15}|\*)", re.IGNORECASE)  # RFC 9110, 14.4
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
SIGNATURES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x7fELF",
    b"MZ",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"RIFF",
    b"Rar!",
    b"7z\xbc",
)


def type_objection(content_type: str, kind: str, *, any_text: bool = False) -> str | None:
    """Why a body of this Content-Type is not read: "its type is application/pdf". None where it is, or bytes decide."""
    name = content_type.partition(";")[0].strip().lower()
    if name.startswith(NEVER) and not name.endswith("+xml"):
        return f"its type is {name[:80]}"
    if kind == "page" and name.startswith(NO_PAGE) and not any_text:
        return f"its type is {name[:80]}"
    if kind == "page" and name.endswith(("/zip", "/gzip", "/x-gzip", "/x-tar", "/x-rar-compressed", "/epub+zip")):
        return f"its type is {name[:80]}"
    return None


def bytes_objection(start: bytes, content_type: str, *, any_text: bool = False) -> str | None:
    """Why the first bytes of a page show that it is none, whatever its type says."""
    if start.startswith(BOMS[1:]):
        return None
    if start.startswith(SIGNATURES) or start[4:8] == b"ftyp":
        return "its first bytes are those of a file that is no text"
    if any_text:
        return None
    if root := OTHER_ROOT.match(start):
        return f"its root is {root[1].decode('ascii').lower()}"
    name = content_type.partition(";")[0].strip().lower()
    if name and not name.startswith(TEXTUAL) and not name.endswith("+xml"):
        text = start.lstrip()
        if b"\0" in start or not text.startswith(b"<"):
            return f"its type is {name[:80]} and its first bytes are no markup"
    return None


@dataclass(slots=True)
class Transfer:
    """What has come of one answer."""

    kind: str
    content_type: str
    max_bytes: int
    encoded: bool
    received: int = 0


class LimitsMiddleware:
    """Stops answers that are too large or of the wrong type, unpacks the others, and counts what it cut."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._max_bytes = {
            "page": settings.getint("PAGE_MAX_BYTES", 5 * MIB),
            "feed": settings.getint("FEED_MAX_BYTES", 8 * MIB),
            "robots": settings.getint("ROBOTS_MAX_BYTES", 500 * KIB),
            "tdmrep": settings.getint("ROBOTS_MAX_BYTES", 500 * KIB),
        }
        self._budget = settings.getint("TRANSFERS_MAX_BYTES", 64 * MIB)
        self._max_layers = settings.getint("MAX_CONTENT_ENCODINGS", 3)
        self._second_try_s = settings.getfloat("SECOND_TRY_WAIT_S", 10)
        self._in_flight = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "LimitsMiddleware":
        middleware = cls(crawler)
        crawler.signals.connect(middleware.headers_received, signals.headers_received)
        crawler.signals.connect(middleware.bytes_received, signals.bytes_received)
        crawler.signals.connect(middleware.request_left_downloader, signals.request_left_downloader)
        return middleware

    def process_request(self, request: Request) -> None:
        request.headers.setdefault("Accept-Encoding", ", ".join(ENCODINGS))
        request.meta["download_maxsize"] = 0  # the limit depends on the kind and is kept below
        for name in ("transfer", "cut", "broken"):
            request.meta.pop(name, None)
        # A list that breaks off at the second try too may do so always: what has come of it is read.
        last = bool(request.meta.get("second_try")) or self._second_try_s <= 0
        request.meta["download_fail_on_dataloss"] = not (last and request.meta.get("partly"))

    def headers_received(self, headers: Headers, body_length: Any, request: Request) -> None:
        kind = self._kind(request)
        content_type = _text(headers.get("Content-Type"))
        transfer = Transfer(kind, content_type, self._max_bytes[kind], bool(_encodings(headers)))
        request.meta["transfer"] = transfer
        if objection := type_objection(content_type, kind, any_text=bool(request.meta.get("any_text"))):
            raise self._cut("not-text", objection)
        if kind == "page" and isinstance(body_length, int) and body_length > transfer.max_bytes:
            raise self._too_large(transfer)

    def bytes_received(self, data: bytes, request: Request) -> None:
        transfer = request.meta.get("transfer")
        if not isinstance(transfer, Transfer):
            return
        first = transfer.received == 0
        transfer.received += len(data)
        self._in_flight += len(data)
        looked_at = first and transfer.kind == "page" and not transfer.encoded
        any_text = bool(request.meta.get("any_text"))
        if looked_at and (objection := bytes_objection(data[:SNIFFED], transfer.content_type, any_text=any_text)):
            raise self._cut("not-text", objection)
        if transfer.received > transfer.max_bytes:
            if transfer.kind == "page":
                raise self._too_large(transfer)
            request.meta["cut"] = True
            raise self._cut("too-large", f"the first {transfer.max_bytes} bytes are kept", keep=True)
        if self._in_flight > self._budget and transfer.received > MIB:
            raise self._cut("busy", "too many large answers at once, this one was let go")

    def request_left_downloader(self, request: Request) -> None:
        transfer = request.meta.get("transfer")
        if isinstance(transfer, Transfer):
            self._in_flight -= transfer.received
            transfer.received = 0

    def process_response(self, request: Request, response: Response) -> Response:
        kind = self._kind(request)
        if response.status == 200 and _is_a_part(_text(response.headers.get("Content-Range"))):
            raise self._refusal("broken", "it says that it is a part of the page, without having been asked for one")
        request.meta["broken"] = "dataloss" in response.flags
        # A page is no archive: where nothing says that it is packed, its first bytes may.
        packed = kind != "feed" and response.body.startswith(GZIP)
        encodings = _encodings(response.headers) or (["gzip"] if packed else [])
        if encodings:
            response = self._unpack(request, response, kind, encodings)
        elif request.meta.get("cut"):  # what came with the last bytes that count does not
            response = response.replace(body=response.body[: self._max_bytes[kind]])
        if kind == "page" and response.body:
            content_type, any_text = _text(response.headers.get("Content-Type")), bool(request.meta.get("any_text"))
            objection = bytes_objection(response.body[:SNIFFED], content_type, any_text=any_text)
            if objection:
                raise self._refusal("not-text", objection)
        return response

    def _unpack(self, request: Request, response: Response, kind: str, encodings: list[str]) -> Response:
        limit = self._max_bytes[kind]
        stopped = "download_stopped" in response.flags
        unpack = partial(unpacked, response.body, encodings, max_bytes=limit, max_layers=self._max_layers)
        try:
            try:
                body, cut = unpack(partial=stopped, whole=kind == "page")
            except BrokenBody:
                if not request.meta.get("partly"):
                    raise
                body, cut = unpack(partial=True)
                request.meta["broken"] = True
        except BrokenBody as error:
            raise self._refusal("broken", str(error)) from error
        if cut and kind == "page":
            raise self._refusal("too-large", f"the body unpacks to more than {_size(limit)}")
        if cut and not stopped and not request.meta["broken"]:
            self._crawler.stats.inc_value("limits/too-large")
        request.meta["cut"] = cut
        headers = response.headers.copy()
        headers.pop("Content-Encoding", None)
        kind_of_response = responsetypes.from_args(headers=headers, url=response.url, body=body)
        more = {"encoding": None} if issubclass(kind_of_response, TextResponse) else {}
        return response.replace(body=body, headers=headers, cls=kind_of_response, **more)

    def _kind(self, request: Request) -> str:
        kind = request.meta.get("kind", "page")
        return kind if kind in self._max_bytes else "page"

    def _too_large(self, transfer: Transfer) -> StopDownload:
        return self._cut("too-large", f"the body is over {_size(transfer.max_bytes)}")

    def _cut(self, word: str, sentence: str, *, keep: bool = False) -> Cut:
        self._crawler.stats.inc_value(f"limits/{word}")
        return Cut(f"{word}: {sentence}", keep=keep)

    def _refusal(self, word: str, sentence: str) -> Refused:
        self._crawler.stats.inc_value(f"limits/{word}")
        return Refused(f"{word}: {sentence}")


def _encodings(headers: Headers) -> list[str]:
    joined = ",".join(_text(value) for value in headers.getlist("Content-Encoding"))
    return [name for name in (name.strip().lower() for name in joined.split(",")) if name not in ("", "identity")]


def _is_a_part(content_range: str) -> bool:
    """Whether "bytes 0-499/1234" leaves something out; a cache forgot the status 206 that goes with it."""
    found = CONTENT_RANGE.search(content_range)
    return found is not None and (int(found[1]) > 0 or (found[3] != "*" and int(found[2]) + 1 < int(found[3])))


def _text(value: bytes | None) -> str:
    return (value or b"").decode("latin-1")


def _size(number: int) -> str:
    return f"{number / MIB:g} MiB"
