"""Sites of odd behaviour on loopback: what a route gives goes to the wire as it is, and all is recorded."""

import itertools
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = bytes | Iterable[bytes]
_numbers = itertools.count(10)


class Reset(Exception):
    """Raised by a route: the connection is reset."""


@dataclass
class Asked:
    """One request, with the server's clock at its start and end."""

    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0
    sent: int = 0


@dataclass
class Site:
    """One host. `routes` maps a path to an answer or to a function of the request that makes one."""

    ip: str
    port: int
    scheme: str = "http"
    routes: dict[str, Answer | Callable[[Asked], Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        host = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"{self.scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def gaps(self) -> list[float]:
        """Seconds from the start of each request to the start of the next, as the server saw them."""
        return [later.began - earlier.began for earlier, later in itertools.pairwise(self.asked)]

    def most_at_once(self) -> int:
        overlaps = (sum(other.began <= one.began < other.ended for other in self.asked) for one in self.asked)
        return max(overlaps, default=0)


def answer(body: bytes | str = b"", status: int = 200, **headers: str) -> bytes:
    """A whole answer; headers as keywords, `content_type="text/html"`."""
    body = body.encode() if isinstance(body, str) else body
    headers = {"content_type": "text/html; charset=utf-8", "content_length": str(len(body))} | headers
    lines = [f"HTTP/1.1 {status} Odd", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def page(text: str = "An original sentence.") -> bytes:
    return answer(f"<!DOCTYPE html><html><head><title>A page</title></head><body><p>{text}</p></body></html>")


@contextmanager
def serve(ip: str | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A running site on an address of its own in 127.66.0.0/16; it has no robots.txt unless a route says so."""
    listener = socket.socket(socket.AF_INET6 if ip and ":" in ip else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((ip or "127.66.{}.{}".format(*divmod(256 + next(_numbers), 256)), 0))
    listener.listen(64)
    address, port = listener.getsockname()[:2]
    site = Site(address, port, "https" if tls else "http")
    closing = threading.Event()

    def accept() -> None:
        while not closing.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_serve, args=(site, connection, closing, tls), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield site
    finally:
        closing.set()
        listener.close()


def _serve(site: Site, connection: socket.socket, closing: threading.Event, tls: ssl.SSLContext | None) -> None:
    if tls is not None:
        try:
            connection = tls.wrap_socket(connection, server_side=True)
        except OSError:  # the client does not like the certificate
            connection.close()
            return
    stream = connection.makefile("rb")
    try:
        while line := stream.readline(65536):
            if len(line.split()) < 2:  # cut off in the middle of its first line
                return
            path = line.split()[1].decode("latin-1")
            headers = {}
            while (line := stream.readline(65536).strip()) != b"":
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            asked = Asked(path, headers, time.monotonic())
            site.asked.append(asked)
            if not _send(site, connection, asked, closing):
                return
    except OSError:
        pass
    finally:
        stream.close()
        connection.close()


def _send(site: Site, connection: socket.socket, asked: Asked, closing: threading.Event) -> bool:
    """Whether the connection can be used again."""
    route = site.routes.get(asked.path.partition("?")[0], site.routes.get("*", answer("none", 404)))
    try:
        made = route(asked) if callable(route) else route
        for piece in (made,) if isinstance(made, bytes) else made:
            if closing.is_set():
                return False
            connection.sendall(piece)
            asked.sent += len(piece)
        return isinstance(made, bytes) and asked.headers.get("connection") != "close"
    except Reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    finally:
        asked.ended = time.monotonic()
