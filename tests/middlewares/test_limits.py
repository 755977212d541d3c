"""What an answer may be: one crawl over sites with one fault each, and what came of each."""

import gzip
import itertools
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from middlewares.limits import bytes_objection, type_objection
from tests.middlewares.conftest import Crawled, run_crawl
from tests.middlewares.odd_server import Answer, Asked, Reset, Site, answer, page, serve

MIB = 1 << 20
HTML = b"<!DOCTYPE html><html><head><title>A page</title></head><body><p>An original sentence.</p></body></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
BAD_CHUNKS = b"Transfer-Encoding: chunked\r\n\r\n40\r\n" + HTML[:64] + b"\r\nZZZ\r\n" + HTML[64:]
Route = Answer | Callable[[Asked], Answer]


def drip_head(_: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in itertools.count():
        yield b"X-Slow-%d: 1\r\n" % number
        time.sleep(0.2)


def drip_body(_: Asked) -> Iterator[bytes]:
    yield HEAD + b"\r\n" + HTML
    while True:
        yield b" "
        time.sleep(0.2)


def silence(_: Asked) -> Iterator[bytes]:
    while True:
        yield b""
        time.sleep(0.2)


def flood_of_headers(_: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in range(20000):
        yield b"X-Flood-%d: %s\r\n" % (number, b"a" * 4000)
    yield b"\r\n"


def flood_of_interim_answers(_: Asked) -> Iterator[bytes]:
    for _number in range(100_000):
        yield b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"


def endless_header_line(_: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX-Long: "
    for _number in range(2000):
        yield b"a" * 65536


def endless(content_type: str, start: bytes = b"") -> Callable[[Asked], Iterator[bytes]]:
    def run(_: Asked) -> Iterator[bytes]:
        yield f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nConnection: close\r\n\r\n".encode() + start
        for _number in range(3000):
            yield b"filler words of a page " * 3000

    return run


def reset_in_the_body(_: Asked) -> Iterator[bytes]:
    yield HEAD + b"\r\n" + HTML[:60]
    time.sleep(0.3)
    raise Reset


def encoded(name: str, body: bytes, content_type: str = "text/html") -> bytes:
    return answer(body, content_encoding=name, content_type=content_type)


def bomb(pack: Callable[[bytes], bytes], megabytes: int = 200) -> bytes:
    return pack(HTML + b" " * (megabytes * MIB))


def gzip_bomb_in_layers() -> bytes:
    return answer(gzip.compress(gzip.compress(gzip.compress(b" " * (64 * MIB)))), content_encoding="gzip, gzip, gzip")


def odd(head: bytes, body: bytes = HTML) -> Callable[[Asked], Iterator[bytes]]:
    """A page after a head of its own."""
    return lambda _: iter([b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head + b"\r\n" + body])


def chunks_and(what: bytes, then: bytes) -> Callable[[Asked], Iterator[bytes]]:
    """The page in one chunk, and after it something that is repeated without end."""

    def run(_: Asked) -> Iterator[bytes]:
        yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(HTML) + HTML + b"\r\n" + what
        for _number in range(3000):
            yield then * 1000

    return run


def redirect(location: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"


@dataclass(frozen=True)
class Fault:
    """What a site answers with and what must come of it: a reason's word, or None where the answer is taken."""

    route: Route
    word: str | None
    kind: str = "page"
    most_bytes: int = 30 * MIB  # that the server got rid of; the kernel takes up to ten of them by itself
    cut: bool = False


FAULTS: dict[str, Fault] = {
    "a head that drips": Fault(drip_head, "timeout"),
    "a body that drips": Fault(drip_body, "timeout"),
    "a feed that drips": Fault(drip_body, "timeout", "feed"),
    "silence": Fault(silence, "timeout"),
    "a flood of headers": Fault(flood_of_headers, "headers-too-large", most_bytes=8 * MIB),
    "a flood of interim answers": Fault(flood_of_interim_answers, "headers-too-large", most_bytes=8 * MIB),
    "a header line without end": Fault(endless_header_line, "headers-too-large", most_bytes=8 * MIB),
    "a page without end": Fault(endless("text/html"), "too-large"),
    "a page that says it is too large": Fault(
        lambda _: [HEAD + b"Content-Length: 11000000\r\n\r\n"], "too-large", most_bytes=MIB
    ),
    "a feed without end": Fault(endless("application/rss+xml"), None, "feed", 40 * MIB, cut=True),
    "a gzip bomb": Fault(encoded("gzip", bomb(gzip.compress)), "too-large"),
    "a deflate bomb": Fault(encoded("deflate", bomb(zlib.compress)), "too-large"),
    "a brotli bomb": Fault(encoded("br", bomb(lambda body: brotli.compress(body, quality=1))), "too-large"),
    "a zstd bomb": Fault(encoded("zstd", bomb(zstd.compress)), "too-large"),
    "a bomb in layers": Fault(gzip_bomb_in_layers(), "too-large"),
    "a gzip bomb in a feed": Fault(encoded("gzip", bomb(gzip.compress)), None, "feed", cut=True),
    "a thousand layers": Fault(answer(HTML, content_encoding=", ".join(["gzip"] * 1000)), "broken"),
    "an encoding that nobody asked for": Fault(encoded("compress", b"\x1f\x9d\x90" + HTML), "broken"),
    "a gzip that ends early": Fault(encoded("gzip", gzip.compress(HTML)[:-20]), "broken"),
    "a gzip that is damaged": Fault(encoded("gzip", gzip.compress(HTML)[:30] + b"\0" * 60), "broken"),
    "a brotli that ends early": Fault(encoded("br", brotli.compress(HTML)[:-5]), "broken"),
    "a zstd that ends early": Fault(encoded("zstd", zstd.compress(HTML)[:-5]), "broken"),
    "a body that is shorter than it says": Fault(
        lambda _: [HEAD + b"Content-Length: 5000\r\n\r\n" + HTML], "broken", most_bytes=MIB
    ),
    "a bad chunk": Fault(
        lambda _: [HEAD + b"Transfer-Encoding: chunked\r\n\r\n40\r\n" + HTML[:64] + b"\r\nZZZ\r\n" + HTML[64:]],
        "broken",
    ),
    "a reset in a body without length": Fault(reset_in_the_body, "broken"),
    "an empty reply": Fault(lambda _: [], "connection"),
    "no HTTP at all": Fault(lambda _: [b"220 mail.example ESMTP\r\n" * 9], "connection"),
    "a PDF": Fault(endless("application/pdf", b"%PDF-1.7\n"), "not-text", most_bytes=16 * MIB),
    "a video": Fault(endless("video/mp4"), "not-text", most_bytes=16 * MIB),
    "a zip": Fault(endless("application/zip", b"PK\3\4"), "not-text", most_bytes=16 * MIB),
    "a PDF that says it is a page": Fault(endless("text/html", b"%PDF-1.7\n"), "not-text", most_bytes=16 * MIB),
    "a packed PDF that says it is a page": Fault(
        encoded("gzip", gzip.compress(b"%PDF-1.7\n" + b"0" * 999)), "not-text"
    ),
    "octets of a program": Fault(endless("application/octet-stream", b"\x7fELF\0\0"), "not-text", most_bytes=16 * MIB),
    "two lengths that differ": Fault(odd(b"Content-Length: 103\r\nContent-Length: 5\r\n"), "connection"),
    "a length below nothing": Fault(odd(b"Content-Length: -5\r\n"), "connection"),
    "a length of four hundred digits": Fault(odd(b"Content-Length: " + b"9" * 400 + b"\r\n"), "too-large"),
    "chunks that are none": Fault(odd(b"Transfer-Encoding: gzip, chunked\r\n"), "broken"),
    "a page without a head": Fault(lambda _: [HTML], "connection"),
    "a status that is no number": Fault(lambda _: [b"HTTP/1.1 abc OK\r\n\r\n" + HTML], "connection"),
    "another protocol from now on": Fault(lambda _: [b"HTTP/1.1 101 Yes\r\nUpgrade: x\r\n\r\n" + HTML], "connection"),
    "trailers without end": Fault(chunks_and(b"0\r\n", b"X-Trailer: a\r\n"), "broken"),
    "the size of a chunk without end": Fault(chunks_and(b"5;a=", b"bbbb"), "broken"),
    "a chunk larger than anything": Fault(chunks_and(b"f" * 30 + b"\r\n", b"a"), "broken"),
    "a chunk below nothing": Fault(chunks_and(b"-5\r\n", b"a"), "broken"),
    "a redirect to what is no address": Fault(redirect(b"http://[::1/"), "address"),
    "a redirect to a port beyond all": Fault(redirect(b"http://127.66.1.1:99999/"), "address"),
    "a redirect to where it is": Fault(redirect(b""), "redirects"),
    "a redirect longer than any address": Fault(redirect(b"/" + b"a" * 15_000), "address"),
    # What must not be refused:
    "an encoding of junk around a plain page": Fault(odd(b"Content-Encoding: ,,br;q=1,\xff\r\n"), None),
    "a page with one length twice": Fault(odd(b"Content-Length: 103\r\n" * 2), None),
    "a page with a charset that is none": Fault(answer(HTML, content_type='text/html; charset="idna"'), None),
    "a page with a folded header": Fault(odd(b"X-A: a\r\n b\r\nContent-Length: 103\r\n"), None),
    "a page with a NUL in its head": Fault(odd(b"X-A: a\0b\r\nContent-Length: 103\r\n"), None),
    "a page": Fault(page(), None),
    "a page as octets": Fault(answer(HTML, content_type="application/octet-stream"), None),
    "a page of no type": Fault(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(HTML) + HTML, None),
    "a gzip page": Fault(encoded("gzip", gzip.compress(HTML)), None),
    "a gzip page of two members": Fault(encoded("gzip", gzip.compress(HTML[:50]) + gzip.compress(HTML[50:])), None),
    "a gzip page with padding": Fault(encoded("x-gzip", gzip.compress(HTML) + b"\0" * 100), None),
    "a bare deflate page": Fault(encoded("deflate", zlib.compress(HTML)[2:-4]), None),
    "a deflate page": Fault(encoded("deflate", zlib.compress(HTML)), None),
    "a brotli page": Fault(encoded("br", brotli.compress(HTML)), None),
    "a zstd page": Fault(encoded("zstd", zstd.compress(HTML)), None),
    "a page that says gzip and is not": Fault(encoded("gzip", HTML), None),
    "a feed as octets": Fault(answer(b"<rss/>", content_type="application/octet-stream"), None, "feed"),
    "a feed as text": Fault(answer(b"{}", content_type="text/plain"), None, "feed"),
    "a sitemap as gzip": Fault(answer(gzip.compress(b"<urlset/>"), content_type="application/gzip"), None, "feed"),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Site], Crawled]]:
    with ExitStack() as stack:
        sites = {name: stack.enter_context(serve()) for name in FAULTS}
        for name, site in sites.items():
            site.routes["/it"] = FAULTS[name].route
        folder: Path = tmp_path_factory.mktemp("limits")
        requests = [{"url": site.url("/it"), "kind": FAULTS[name].kind} for name, site in sites.items()]
        settings = {"DOWNLOAD_TIMEOUT": 4, "HOST_DELAY_S": 0.05, "TRANSFERS_MAX_BYTES": 1 << 40}
        yield sites, run_crawl(folder, requests, settings=settings)


@pytest.mark.parametrize("name", FAULTS)
def test_what_comes_of(name: str, crawled: tuple[dict[str, Site], Crawled]) -> None:
    sites, done = crawled
    fault, site = FAULTS[name], sites[name]
    result = done[site.url("/it")]
    assert result.get("reason", "taken").partition(":")[0] == (fault.word or "taken"), result
    assert sum(request.sent for request in site.asked) < fault.most_bytes
    if fault.word is None:
        assert result["cut"] is fault.cut
        assert result["bytes"] > 0
        assert result["status"] == 200
        if fault.kind == "page":
            assert result["start"].startswith("<!DOCTYPE html>")


def test_the_bombs_did_not_go_off_in_memory(crawled: tuple[dict[str, Site], Crawled]) -> None:
    assert crawled[1].peak_mb < 400


def test_what_was_cut_is_counted(crawled: tuple[dict[str, Site], Crawled]) -> None:
    stats = crawled[1].stats
    words = [fault.word for fault in FAULTS.values()]
    for word in ("not-text", "broken", "too-large"):
        assert stats[f"limits/{word}"] >= 1, word
    assert stats["limits/not-text"] == words.count("not-text")


def test_nothing_is_written_to_a_log_that_cron_mails(crawled: tuple[dict[str, Site], Crawled]) -> None:
    assert "Traceback" not in crawled[1].log


def test_one_budget_for_all_bodies_that_come_in_at_once(tmp_path: Path) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(serve()) for _ in range(4)]
        for site in sites:
            site.routes["/it"] = endless("text/html")
        requests = [site.url("/it") for site in sites]
        done = run_crawl(tmp_path, requests, settings={"TRANSFERS_MAX_BYTES": 8 * MIB})
        assert "busy" in {result["reason"].partition(":")[0] for result in done.results}


@pytest.mark.parametrize(
    ("content_type", "kind", "refused"),
    [
        ("application/pdf", "page", True),
        ("APPLICATION/PDF; x=y", "feed", True),
        ("image/svg+xml", "page", False),
        ("image/png", "feed", True),
        ("application/rss+xml", "page", True),
        ("application/rss+xml", "feed", False),
        ("text/javascript", "page", True),
        ("application/json; charset=utf-8", "page", True),
        ("application/zip", "page", True),
        ("application/gzip", "feed", False),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "page", True),
        ("text/html", "page", False),
        ("", "page", False),
    ],
)
def test_the_type_decides_where_it_is_plain(content_type: str, kind: str, refused: bool) -> None:
    assert (type_objection(content_type, kind) is not None) is refused


@pytest.mark.parametrize(
    ("start", "content_type", "refused"),
    [
        (b"<html>", "text/html", False),
        (b"  \r\n<!doctype html>", "application/octet-stream", False),
        (b"\xff\xfe<\0h\0", "application/octet-stream", False),
        (b"\0\0\0 ftypisom", "text/html", True),
        (b"%PDF-1.4", "", True),
        (b"plain words", "application/octet-stream", True),
        (b"plain words", "text/plain", False),
        (b"", "text/html", False),
    ],
)
def test_the_first_bytes_decide_where_the_type_does_not(start: bytes, content_type: str, refused: bool) -> None:
    assert (bytes_objection(start, content_type) is not None) is refused


@pytest.mark.parametrize("root", ["rss", "feed", "rdf:RDF", "urlset", "sitemapindex", "svg"])
def test_a_document_that_is_no_page_is_known_by_its_root_unless_any_text_will_do(root: str) -> None:
    for start in (f"<{root}>", f'\ufeff<?xml version="1.0"?>\n<!-- x -->\n<{root} xmlns="x">'):
        assert bytes_objection(start.encode(), "text/html") == f"its root is {root.lower()}"
        assert bytes_objection(start.encode(), "text/html", any_text=True) is None
    assert bytes_objection(f"<html><{root}>".encode(), "text/html") is None
    assert type_objection("application/rss+xml", "page", any_text=True) is None
