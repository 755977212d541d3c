"""Answers that are odd on the wire: heads, framing, encodings, redirects, types."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from tests.hostile.kinds import Route, Stage, article_page
from tests.hostile.prose import POISON
from tests.middlewares.odd_server import Asked, answer

Make = Callable[[bytes], Route]


def _odd(make: Make, stage: Stage) -> None:
    """The page comes in an odd way, and is whole."""
    path = "/a/odd"
    key = stage.article(path)
    stage.article("/a/beside")
    stage.serve(path, make(article_page(key, stage.base + path).encode()))


def _refused(make: Make, stage: Stage) -> None:
    """The page cannot be had as it comes, and half of it is none."""
    _odd(make, stage)
    del stage.wanted["/a/odd"]
    stage.refused("/a/odd")


def _raw(head: str, body: bytes = b"", end: str = "\r\n") -> Iterator[bytes]:
    yield (head.replace("\n", end) + end).encode("latin-1") + body


HTML = "Content-Type: text/html; charset=utf-8\n"
CLOSE = "Connection: close\n"


def _head(head: str, end: str = "\r\n") -> Make:
    """A head of its own; "{n}" is the length."""
    return lambda body: lambda _: _raw(head.replace("{n}", str(len(body))), body, end)


def _chunks(*sizes: str, tail: str = "0\r\n\r\n") -> Make:
    def make(body: bytes) -> Route:
        def route(_: Asked) -> Iterator[bytes]:
            yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
            yield b"Connection: close\r\n\r\n"
            for size in sizes:
                yield (
                    size.replace("{n}", f"{len(body):x}").replace("{N}", f"{len(body):X}").encode()
                    + b"\r\n"
                    + body
                    + b"\r\n"
                )
            yield tail.encode()

        return route

    return make


def _encoded(name: str, encode: Callable[[bytes], bytes] = lambda body: body) -> Make:
    return lambda body: answer(encode(body), 200, content_encoding=name)


def _chunked(codings: str, packed: bytes) -> Route:
    chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    return lambda _: _raw("HTTP/1.1 200 OK\n" + HTML + f"Transfer-Encoding: {codings}\n" + CLOSE, chunk)


def _typed(kind: str | None) -> Make:
    if kind is None:
        return _head("HTTP/1.1 200 OK\nContent-Length: {n}\n" + CLOSE)
    return lambda body: answer(body, content_type=kind)


WHOLE: dict[str, Make] = {
    "no-reason": _head("HTTP/1.1 200\n" + HTML + CLOSE),
    "line-feeds": _head("HTTP/1.1 200 OK\n" + HTML + "Content-Length: {n}\n" + CLOSE, end="\n"),
    "interim": _head(
        "HTTP/1.1 103 Early Hints\nLink: </x.css>\n\nHTTP/1.1 200 OK\n" + HTML + "Content-Length: {n}\n" + CLOSE
    ),
    "no-colon": _head("HTTP/1.1 200 OK\nnonsense\n" + HTML + "Content-Length: {n}\n" + CLOSE),
    "empty-name": _head("HTTP/1.1 200 OK\n: x\n" + HTML + "Content-Length: {n}\n" + CLOSE),
    "blank-before-colon": _head("HTTP/1.1 200 OK\nServer : x\n" + HTML + "Content-Length: {n}\n" + CLOSE),
    "length-list": _head("HTTP/1.1 200 OK\n" + HTML + "Content-Length: {n}, {n}\n" + CLOSE),
    "chunk-and-length": _head(
        "HTTP/1.1 200 OK\n" + HTML + "Content-Length: {n}\nTransfer-Encoding: identity\n" + CLOSE
    ),
    "longer-than-said": lambda body: (
        lambda _: _raw("HTTP/1.1 200 OK\n" + HTML + f"Content-Length: {len(body)}\n" + CLOSE, body + b"<p>more</p>")
    ),
    "transfer-gzip": lambda body: _chunked("gzip, chunked", gzip.compress(body)),
    "transfer-deflate": lambda body: _chunked("Deflate , Chunked", zlib.compress(body)),
    "transfer-gzip-to-the-end": lambda body: (
        lambda _: _raw("HTTP/1.1 200 OK\n" + HTML + "Transfer-Encoding: gzip\n" + CLOSE, gzip.compress(body))
    ),
    "chunk-padded": _chunks("{n}   "),
    "chunk-extension": _chunks('{N} ; sum="a\\"b"', tail="000\r\nX-Sum: 1\r\n\r\n"),
    "chunk-line-feeds": lambda body: (
        lambda _: _raw(
            "HTTP/1.1 200 OK\n" + HTML + "Transfer-Encoding: chunked\n" + CLOSE,
            b"%x\n%b\n0\nX-Sum: 1\n\n" % (len(body), body),
        )
    ),
    "chunk-last-without-an-empty-line": _chunks("{n}", tail="0\r\n"),
    "encoding-utf-8": _encoded("UTF-8"),
    "encoding-deflate-plain": _encoded("deflate"),
    "encoding-br-plain": _encoded("br"),
    "encoding-said-twice": _encoded("gzip, gzip", gzip.compress),
    "encoding-gzip-utf-8": _encoded("gzip, utf-8", gzip.compress),
    "encoding-br-is-gzip": _encoded("br", gzip.compress),
    "encoding-gzip-is-zlib": _encoded("gzip", zlib.compress),
    "encoding-unsaid": lambda body: answer(gzip.compress(body)),
    "encoding-members": _encoded("gzip", lambda body: gzip.compress(body[:500]) + gzip.compress(body[500:])),
    "type-none": _typed(None),
    "type-octets": _typed("application/octet-stream"),
    "type-two": _typed("text/html, text/html; charset=utf-8"),
    "blanks-before": lambda body: answer(b"\r\n" * 2_000 + body),
    "php-before": lambda body: answer(
        b"<br />\n<b>Warning</b>:  Undefined variable in <b>/srv/a.php</b> on line <b>3</b><br />\n" + body
    ),
    "form-feeds": lambda body: answer(body.replace(b" the ", b"\x0cthe\x0b").replace(b"<p>", b"<p\x0cclass=a>")),
    "range-of-all": lambda body: answer(body, 200, content_range=f"bytes 0-{len(body) - 1}/{len(body)}"),
    "utf-32": lambda body: answer(body.decode().encode("utf-32-le")),
    "bom-twice": lambda body: answer(b"\xef\xbb\xbf\xef\xbb\xbf" + body),
    "nul-before": lambda body: answer(b"\0\0" + body),
    "two-documents": lambda body: answer(body + body),
}
BROKEN: dict[str, Make] = {
    "encoding-bad-check": _encoded(
        "gzip", lambda body: gzip.compress(body)[:-8] + b"\0" * 4 + gzip.compress(body)[-4:]
    ),
    "range-of-half": lambda body: answer(body[:900], 200, content_range=f"bytes 0-899/{len(body)}"),
    "lengths-differ": lambda body: (
        lambda _: _raw(
            "HTTP/1.1 200 OK\n" + HTML + f"Content-Length: {len(body)}\nContent-Length: 700\n" + CLOSE, body[:900]
        )
    ),
    "length-negative": _head("HTTP/1.1 200 OK\n" + HTML + "Content-Length: -5\n" + CLOSE),
    "length-words": _head("HTTP/1.1 200 OK\n" + HTML + "Content-Length: many\n" + CLOSE),
    "chunk-too-long": _chunks("fffffffffffffffff"),
    "chunk-negative": _chunks("-5"),
    "chunk-no-end": _chunks("{n}", tail=""),
    "no-http": lambda body: lambda _: _raw("SSH-2.0-OpenSSH\n", body),
    "http-2": lambda body: lambda _: iter([b"\0\0\x12\4\0\0\0\0\0" + body]),
    "status-words": _head("HTTP/1.1 OK\n" + HTML + CLOSE),
    "status-0": _head("HTTP/1.1 000 X\n" + HTML + CLOSE),
    "gzip-cut": _encoded("gzip", lambda body: gzip.compress(body)[:-400]),
    "gzip-damaged": _encoded("gzip", lambda body: gzip.compress(body)[:300] + b"xxxxxxxx" + gzip.compress(body)[308:]),
    "interim-without-end": lambda body: lambda _: iter([b"HTTP/1.1 103 X\r\nA: b\r\n\r\n" * 4_000]),
}


def _leads(make: Callable[[str], dict[str, str]], status: int, stage: Stage) -> None:
    """The feed names an address that leads to the article."""
    key = stage.article("/a/goal", listed=False)
    stage.serve("/go", answer("<p>moved</p>", status, **make(stage.base + "/a/goal")))
    stage.listed("/go", key)


LEADS: dict[str, tuple[Callable[[str], dict[str, str]], int]] = {
    "308": (lambda u: {"location": u}, 308),
    "relative": (lambda u: {"location": "a/goal"}, 302),
    "backslash": (lambda u: {"location": "\\a\\goal"}, 302),
    "upper": (lambda u: {"LOCATION": u.replace("http", "HTTP")}, 302),
    "twice": (lambda u: {"location": f"{u}\r\nLocation: {u}"}, 302),
    "refresh": (lambda u: {"refresh": f"0; url={u}"}, 200),
    "refresh-quoted": (lambda u: {"refresh": f"0;URL='{u}'"}, 200),
    "refresh-relative": (lambda u: {"refresh": "1;/a/goal"}, 200),
}


def _signpost(head: str, stage: Stage) -> None:
    """The feed names a page that only leads to the article."""
    key = stage.article("/a/goal", listed=False)
    stage.serve("/go", answer(f"<html><head>{head}</head><body>This way</body></html>"))
    stage.listed("/go", key)


SIGNPOSTS = {
    "bare": "<META HTTP-EQUIV=Refresh CONTENT=0;URL=/a/goal>",
    "no-url": '<meta content="0; /a/goal" http-equiv="refresh">',
    "late": f'<style>{"a{}" * 4_000}</style><meta http-equiv="refresh" content="1; url=/a/goal">',
    "entity": '<meta http-equiv="refresh" content="0; url=&#x2F;a&#x2F;goal">',
    "base": '<base href="/a/"><meta http-equiv="refresh" content="0; url=goal">',
}


def site_feed_behind_odd_answers(stage: Stage) -> None:
    """The feed itself comes with an encoding that is none, in chunks, with a type of a download."""
    from tests.hostile.kinds import rss

    stage.article("/a/in-the-feed")
    body = rss(stage.items).encode()
    stage.serve("/feed", answer(body, 200, content_encoding="UTF-8"))
    stage.serve("/feed-1", answer(gzip.compress(body), 200, content_encoding="br"))
    stage.serve("/feed-2", answer(body, 200, content_type="application/x-download"))
    stage.serve("/feed-3", answer(gzip.compress(body), 200, content_encoding="gzip, utf-8"))
    stage.check(lambda done: str([feed["error"] for feed in done.feeds if feed["error"]] or "") or None)


def site_what_follows_on_the_connection(stage: Stage) -> None:
    """An answer that nobody asked for is not the answer to the next request."""
    path = "/a/two-answers"
    key = stage.article(path)
    page = article_page(key, stage.base + path)
    stage.serve(path, answer(page) + answer(f"<html><title>x</title><p>{POISON}</p></html>"))
    for number in range(3):
        stage.article(f"/a/next-{number}")


def site_refresh_headers(stage: Stage) -> None:
    stage.article("/a/goal")
    for number, target in enumerate([stage.canary.url("/x"), "javascript:alert(1)", "/a/sign-2", "file:///etc/passwd"]):
        stage.serve(f"/a/sign-{number}", answer(f"<html><body>{POISON}</body></html>", 200, refresh=f"0; url={target}"))
        stage.listed(f"/a/sign-{number}")
        stage.refused(f"/a/sign-{number}")


VARIANTS: dict[str, Callable[[Stage], None]] = {
    **{f"wire-{name}": partial(_odd, make) for name, make in WHOLE.items()},
    **{f"wire-{name}": partial(_refused, make) for name, make in BROKEN.items()},
    **{f"signpost-{name}": partial(_signpost, head) for name, head in SIGNPOSTS.items()},
    **{f"leads-{name}": partial(_leads, make, status) for name, (make, status) in LEADS.items()},
}
