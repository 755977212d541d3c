"""A site of a few fixed answers on loopback, for what no outlet of the newsroom does."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NETWORK = "127.0.0.0/8"


@dataclass
class Reply:
    """What an address answers with; `location` makes it a redirect."""

    body: str = ""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """Paths with their queries to replies; what is not there answers 404. `asked` are the paths in order."""

    replies: dict[str, Reply | Callable[[], Reply]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    request: dict[str, str] = field(default_factory=dict)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def serve_site(replies: Mapping[str, Reply | Callable[[], Reply]] | None = None) -> Iterator[Site]:
    site = Site(dict(replies or {}))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.request = {k.lower(): v for k, v in self.headers.items()}
            reply = site.replies.get(self.path, Reply("<html><body>Nothing here.</body></html>", status=404))
            reply = reply if isinstance(reply, Reply) else reply()
            body = reply.body.encode()
            self.send_response(reply.status)
            if reply.location:
                self.send_header("Location", reply.location)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", reply.type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def page(title: str, body: str = "", *, head: str = "") -> Reply:
    return Reply(f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>")


def article(title: str, *, published: datetime, words: int = 150) -> Reply:
    """A page that is plainly an article."""
    sentence = f"The harbour board has read the report on {title} and will answer it before the ice is gone. "
    paragraphs = "".join(
        f"<p>{sentence * 2}Part {number} of it concerns the crane.</p>" for number in range(words // 30)
    )
    head = (
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{published.isoformat()}">'
        '<meta name="author" content="Una Strand">'
    )
    return page(title, f"<article><h1>{title}</h1><div class=body>{paragraphs}</div></article>", head=head)


def rss(items: list[tuple[str, str, datetime]], *, title: str = "Sound and Fury", extra: str = "") -> Reply:
    """A feed of (address, headline, time)."""
    inside = "".join(
        f"<item><title>{headline}</title><link>{address}</link><guid>{address}</guid>"
        f"<pubDate>{format_datetime(moment)}</pubDate></item>"
        for address, headline, moment in items
    )
    return Reply(
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{title}</title><link>http://example.org/</link><description>-</description>{extra}{inside}</channel></rss>",
        "application/rss+xml; charset=utf-8",
    )
