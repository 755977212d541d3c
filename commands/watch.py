"""`scrapy watch`: what the watchlists have found since the last call, for mail from cron."""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from commands import refuses

if TYPE_CHECKING:
    from storage.database import NewsDatabase
    from storage.watches import Watch

COULD_NOT, LOCKED = 1, 3
PATIENCE_S = 900  # so long a run of `collect` is waited for


class Command(ScrapyCommand):
    """Exit 0 told, or nothing to tell; 1 could not, one line says why; 3 another run held the lock all the time."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 Scrapy's own declaration

    def syntax(self) -> str:
        return "[NAME ...] [--all | --atom PATH]"

    def short_desc(self) -> str:
        return "Print what the watchlists have found since the last call"

    def long_desc(self) -> str:
        return (
            "Looks for what each watchlist of WATCHLISTS wants, and prints what it never told before; silent when there"
            " is nothing, so that cron sends no mail. With --all everything that was found, which changes nothing. With"
            " --atom a feed of the latest hits is written and nothing counts as told."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="show everything that was found, told or not")
        parser.add_argument(
            "--atom", metavar="PATH", help="write the latest hits as a feed; into a folder: one NAME.atom a watchlist"
        )
        parser.add_argument(
            "--wait", type=float, default=PATIENCE_S, metavar="SECONDS", help="how long to wait for a run to end"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from errors import LockedError, WatchkeeperError

        assert self.settings is not None
        if refuses(self, args):
            return
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # cron's locale may know ASCII alone
        try:
            watches = self._watches(args, opts)
            database = Path(self.settings["DATABASE"])
            if opts.all:
                _show(database, watches)
            elif opts.atom:
                self._write_feeds(database, watches, Path(opts.atom), opts.wait)
            else:
                self._tell(database, watches, opts.wait)
            sys.stdout.flush()
        except KeyboardInterrupt:  # what was not marked is told again
            self.exitcode = 130
        except BrokenPipeError:  # `| head` has seen enough; what was not taken is told again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.exitcode = COULD_NOT
        except OSError as error:  # a full disk behind `>> file`
            print(f"watch: cannot print ({error.strerror or error}); it is told again", file=sys.stderr)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.exitcode = COULD_NOT
        except WatchkeeperError as error:
            print(f"watch: {error}", file=sys.stderr)
            self.exitcode = LOCKED if isinstance(error, LockedError) else COULD_NOT

    def _watches(self, args: list[str], opts: argparse.Namespace) -> "list[Watch]":
        from errors import WatchlistError
        from publishing.watchlists import chosen, load_watchlists

        assert self.settings is not None
        if opts.all and opts.atom:
            raise WatchlistError("--all shows, --atom writes; give one of them")
        folder = Path(self.settings["WATCHLISTS"])
        if not folder.is_dir():
            raise WatchlistError(f"{folder}: is no folder; make it, and write a watchlist (docs/watchlists.md)")
        watches = load_watchlists(folder)
        return chosen(watches, [name for arg in args for name in arg.split(",") if name], folder)

    def _tell(self, database: Path, watches: "list[Watch]", wait_s: float) -> None:
        from publishing.letters import letter
        from storage import watches as store

        if not self._is_due(database, watches):
            return
        with _writing(database, wait_s) as db:
            older = store.look(db, watches, now=datetime.now(UTC))
            told = {watch.name: store.hits(db.conn, watch.name, untold=True) for watch in watches}
            for line in letter(watches, told, older=older):
                print(line)
            # What is printed is out of our hands before it counts as told: killed between the two, it comes again.
            sys.stdout.flush()
            for watch in watches:
                store.settle(db, watch.name, told[watch.name], now=datetime.now(UTC))

    def _write_feeds(self, database: Path, watches: "list[Watch]", path: Path, wait_s: float) -> None:
        from errors import WatchlistError
        from publishing.watch_feeds import write_hits
        from storage import watches as store

        if not path.is_dir() and len(watches) > 1:
            raise WatchlistError(f"{path}: is no folder; name one watchlist, or make the folder for a feed of each")
        if self._is_due(database, watches):
            with _writing(database, wait_s) as db:
                store.look(db, watches, now=datetime.now(UTC))
        for watch in watches:
            write_hits(database, watch, path / f"{watch.name}.atom" if path.is_dir() else path)

    def _is_due(self, database: Path, watches: "list[Watch]") -> bool:
        """Most calls end here: they read, so that they wait for nobody."""
        from publishing.reading import reading
        from publishing.watchlists import check_names
        from storage.watches import is_due

        assert self.settings is not None
        with reading(database) as connection:
            check_names(connection, watches, Path(self.settings["WATCHLISTS"]))
            return is_due(connection, watches)


def _show(database: Path, watches: "list[Watch]") -> None:
    from publishing.letters import letter
    from publishing.reading import reading
    from storage.watches import hits

    with reading(database) as connection:
        found = {watch.name: hits(connection, watch.name) for watch in watches}
    for line in letter(watches, found, what="found"):
        print(line)


@contextmanager
def _writing(database: Path, wait_s: float) -> "Iterator[NewsDatabase]":
    """The database under the writer's lock, which a run may hold for a while."""
    from errors import LockedError
    from storage.database import open_database, writer_lock

    deadline = time.monotonic() + wait_s
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(writer_lock(database))
                break
            except LockedError:
                if time.monotonic() >= deadline:
                    raise
            time.sleep(0.2)
        db = open_database(database)
        held.callback(db.close)
        yield db
