"""Serves every outlet on its own loopback address, one port for all, and keeps a log of who asked for what."""

import errno
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml

from newsroom.desk import Reply, answer
from newsroom.listener import Listener, unchanged
from newsroom.outlet import Outlet, read_outlets
from newsroom.truth import Truth, truth_of

_ATTEMPTS = 5
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
        self._servers: list[Listener] = []
        self._listen(port)

    def _listen(self, port: int) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                self._bind(port)
                break
            except OSError as error:
                self.close()
                # The port that the system chose on the first address may be taken on another.
                if port or error.errno != errno.EADDRINUSE or attempt == _ATTEMPTS - 1:
                    raise
        for server in self._servers:
            server.start()

    def _bind(self, port: int) -> None:
        for outlet in self.outlets.values():
            server = Listener((outlet.address, port), self._handle)
            self._servers.append(server)
            port = server.server_address[1]
        for outlet in self.outlets.values():
            outlet.port = port

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
        """The desk corrects an article; the feeds say so. ``slug``: "outlet/slug", or a slug that is unique."""
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
                list(pool.map(Listener.stop, servers))

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
        if conditional and reply.status == 200 and unchanged(reply, headers):
            reply = replace(reply, status=304)
        line = Request(
            time.time(), host, method, target, reply.status, conditional, headers.get("user-agent", ""), outlet.name
        )
        with self._lock:
            self.requests.append(line)
        return reply


def serve(port: int = 0, now: datetime | None = None) -> Newsroom:
    """Starts all outlets; port 0 chooses a free one. The articles' ages count from ``now``, by default the present.

    Raises OSError, with the remedy in its text, where the addresses cannot be bound.
    """
    return Newsroom(port, (now or datetime.now(UTC)).astimezone(UTC))
