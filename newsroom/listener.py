"""HTTP on one address: validators, conditional requests, HEAD, silence."""

import errno
import hashlib
import sys
import threading
from collections.abc import Callable
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer

from newsroom.desk import Reply

Handle = Callable[[str, str, str, dict[str, str]], Reply]  # host, method, target, headers


class Listener(ThreadingHTTPServer):
    """Raises OSError, with the remedy in its text, where the address cannot be bound."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    serving = False

    def __init__(self, address: tuple[str, int], handle: Handle) -> None:
        self.handle = handle
        try:
            super().__init__(address, _Handler)
        except OSError as error:
            raise OSError(error.errno, _remedy(address, error)) from error

    def server_bind(self) -> None:
        # HTTPServer's own looks the machine's name up in the DNS, which may take seconds.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()
        self.serving = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hung up is no news; anything else is printed as by the standard library."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

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
            f"Add the addresses first, as newsroom/README.md says: sudo ifconfig lo0 alias {address[0]}"
        )
    return f"{where} cannot be bound: {error.strerror}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        assert isinstance(self.server, Listener)
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


def unchanged(reply: Reply, headers: dict[str, str]) -> bool:
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
