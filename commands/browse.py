"""`scrapy browse`: opens the reading room (Datasette) on DATABASE."""

import argparse
import errno
import os
import socket
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands import refuses
from errors import WatchkeeperError
from publishing.datasette import serving
from storage.database import open_database


class Command(ScrapyCommand):
    """Serves until interrupted; exit 1 when it cannot, with one line that says why."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 Scrapy's own declaration

    def syntax(self) -> str:
        return "[--port PORT] [--host HOST] [--base-url /PATH/] [--open]"

    def short_desc(self) -> str:
        return "Open the collected articles in the browser, with Datasette"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=8001, help="port to listen on (default: 8001)")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this computer only)")
        parser.add_argument(
            "--base-url", default="/", metavar="/PATH/", help="where a web server shows it, when not at its root"
        )
        parser.add_argument("--open", action="store_true", help="open a browser, too")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if refuses(self, args):
            return None
        if args:
            raise UsageError(f"unknown argument: {' '.join(args)}", print_help=False)
        assert self.settings is not None
        database = Path(self.settings["DATABASE"])
        try:
            _make_ready(database)
        except WatchkeeperError as error:
            return self._fail(str(error))
        problem = _occupied(opts.host, opts.port)
        if problem:
            return self._fail(f"{opts.host}:{opts.port}: {problem}")
        if not (opts.base_url.startswith("/") and opts.base_url.endswith("/")):
            return self._fail(f"--base-url {opts.base_url}: begins and ends with a slash, such as /news/")
        print(f"Reading room on http://{opts.host}:{opts.port}{opts.base_url} ({database}); Ctrl-C ends it", flush=True)
        command = serving.command(
            database, host=opts.host, port=opts.port, base_url=opts.base_url, open_browser=opts.open
        )
        os.execve(command[0], command, serving.environment(Path(self.settings["WATCHLISTS"])))  # noqa: S606 our own interpreter, no shell
        return None

    def _fail(self, message: str) -> None:
        print(f"browse: {message}", file=sys.stderr)
        self.exitcode = 1


def _make_ready(database: Path) -> None:
    """Make a database that is new or of an older version ready; one that is only readable is shown as it is."""
    if database.exists() and not os.access(database, os.W_OK):
        open_database(database, read_only=True).conn.close()
    else:
        open_database(database).conn.close()


def _occupied(host: str, port: int) -> str | None:
    """Why nothing can listen there, with the option that mends it; None where it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            of_host = isinstance(error, socket.gaierror) or getattr(error, "errno", None) == errno.EADDRNOTAVAIL
            why = (getattr(error, "strerror", None) or str(error)).rstrip(".")
            return f"{why}; choose another with {'--host' if of_host else '--port'}"
    return None
