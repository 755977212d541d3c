"""Serves every outlet on its own loopback address, one port for all, and keeps a log of who asked for what."""

import errno
import hashlib
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml

from newsroom.desk import Reply, answer
from newsroom.outlet import Outlet, read_outlets
from newsroom.truth import Truth, truth_of

NETWORK = "127.78.0.0/16"  # what a collector has to be allowed to reach


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the log; ``time`` is time.time(), ``conditional`` whether it carried validators."""

    time: float
    host: str
    method: str
    path: str  # with the query
    status: int
    conditional: bool
    user_agent: str
    source: str


class Newsroom:
    """The running servers. A context manager; ``close()`` does the same by hand."""

    def __init__(self, port: int, now: datetime) -> None:
        self.now = now
        self.requests: list[Request] = []
        self.outlets = {outlet.name: outlet for outlet in read_outlets(now=now, port=port)}
        self._lock = threading.Lock()
        self._servers: list[_Server] = []
        try:
            self._listen(port)
        except OSError:
            self.close()
            raise

    def _listen(self, port: int) -> None:
        for outlet in self.outlets.values():
            # Port 0 lets the system choose on the first address; the others follow.
            server = _Server((outlet.address, port), self._handle)
            self._servers.append(server)
            port = outlet.port = server.server_address[1]
        for each in self.outlets.values():
            each.port = port
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
            server.serving = True

    @property
    def port(self) -> int:
        return next(iter(self.outlets.values())).port

    @property
    def sources(self) -> dict[str, dict[str, Any]]:
        """Name -> source file, with the addresses of this run."""
        return {name: outlet.source_file() for name, outlet in self.outlets.items()}

    @property
    def truth(self) -> list[Truth]:
        """What is to be found now, after edits and take-downs."""
        return [truth for outlet in self.outlets.values() for truth in truth_of(outlet)]

    def truth_json(self) -> str:
        return json.dumps([truth.as_dict() for truth in self.truth], ensure_ascii=False, indent=1)

    def write_sources(self, folder: Path) -> None:
        """One YAML file an outlet, made anew."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in self.sources.items():
            text = yaml.safe_dump(source, sort_keys=False, allow_unicode=True)
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    def edit(self, slug: str) -> None:
        """The desk corrects an article, and every feed that lists it says so. "outlet/slug", or a slug that is unique."""
        outlet, name = self._find(slug)
        outlet.rewrite(name)

    def take_down(self, slug: str) -> None:
        """The article leaves feeds and lists; its address answers 410."""
        outlet, name = self._find(slug)
        outlet.gone.add(name)

    def close(self) -> None:
        servers, self._servers = self._servers, []
        if servers:
            with ThreadPoolExecutor(len(servers)) as pool:  # each waits for its loop to look up
                list(pool.map(_Server.stop, servers))

    def __enter__(self) -> "Newsroom":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _find(self, slug: str) -> tuple[Outlet, str]:
        outlet, _, name = slug.rpartition("/")
        found = [
            each
            for each in self.outlets.values()
            if outlet in ("", each.name) and any(name == manuscript.slug for manuscript in each.manuscripts)
        ]
        if len(found) != 1:
            raise KeyError(f"{slug!r} names {len(found)} articles; say 'outlet/slug'")
        return found[0], name

    def _handle(self, host: str, method: str, target: str, headers: dict[str, str]) -> Reply:
        outlet = next(each for each in self.outlets.values() if each.address == host)
        parts = urlsplit(target)
        reply = answer(outlet, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)))
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        if conditional and reply.status == 200 and _unchanged(reply, headers):
            reply = replace(reply, status=304)
        line = Request(
            time.time(), host, method, target, reply.status, conditional, headers.get("user-agent", ""), outlet.name
        )
        with self._lock:
            self.requests.append(line)
        return reply


def serve(port: int = 0, now: datetime | None = None) -> Newsroom:
    """Starts all outlets; port 0 chooses a free one. The articles' ages count from ``now`` (default: the clock's reading).

    Raises OSError, with the remedy in its text, where the addresses cannot be bound.
    """
    return Newsroom(port, now or datetime.now(UTC))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    serving = False

    def __init__(self, address: tuple[str, int], handle: Callable[[str, str, str, dict[str, str]], Reply]) -> None:
        self.handle = handle
        try:
            super().__init__(address, _Handler)
        except OSError as error:
            raise OSError(error.errno, _remedy(address, error)) from error

    def server_bind(self) -> None:
        # HTTPServer's own looks the machine's name up in the DNS, which may take seconds.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def stop(self) -> None:
        if self.serving:
            self.shutdown()
        self.server_close()


def _remedy(address: tuple[str, int], error: OSError) -> str:
    where = f"{address[0]}:{address[1]}"
    if error.errno == errno.EADDRINUSE:
        return f"{where} is in use; choose another port (--port)"
    if error.errno == errno.EADDRNOTAVAIL:
        return (
            f"{where} cannot be bound: this system has no whole 127.0.0.0/8 on its loopback interface (macOS, BSD). "
            f"Add the address, and those after it, first: sudo ifconfig lo0 alias {address[0]}"
        )
    return f"{where} cannot be bound: {error.strerror}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = str(self.server.server_address[0])
        reply = self.server.handle(host, self.command, self.path, headers)
        body = b"" if reply.status == 304 else reply.body
        self.send_response(reply.status)
        for name, value in (_validators(reply) | reply.headers).items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Type", reply.type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Silent: Newsroom.requests is the log."""


def _validators(reply: Reply) -> dict[str, str]:
    if reply.changed is None:
        return {}
    return {
        "ETag": f'"{hashlib.sha256(reply.body).hexdigest()[:20]}"',
        "Last-Modified": format_datetime(reply.changed.astimezone(UTC).replace(microsecond=0), usegmt=True),
    }


def _unchanged(reply: Reply, headers: dict[str, str]) -> bool:
    """RFC 9110, 13.2.2: If-Modified-Since counts only where there is no If-None-Match."""
    validators = _validators(reply)
    if not validators:
        return False
    if tags := headers.get("if-none-match"):
        return validators["ETag"] in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    try:
        return parsedate_to_datetime(headers["if-modified-since"]) >= parsedate_to_datetime(validators["Last-Modified"])
    except (ValueError, TypeError):
        return False
