"""Table `hosts`: what publishers have told us about manners, kept between runs.

An origin ("https://example.org") has its robots.txt and its tdmrep.json; a host ("example.org"), whatever the scheme
and the port, has one pace and one Retry-After.
"""

import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from errors import DatabaseError
from storage.database import timestamp
from storage.migrations import statements

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file that a site has for machines, as it was fetched."""

    status: int
    body: str
    fetched: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when a host wants no requests, and why we think so."""

    until: datetime
    reason: str


class HostStore:
    """Reads and writes table `hosts`.

    A write that fails (a full disk) is logged and forgotten: the table saves requests, a run goes on without it.
    `anew_since` is the start of a run by hand, which asks again what sites reserve for themselves.
    """

    def __init__(self, db: Database, *, anew_since: datetime | None = None) -> None:
        self._db = db
        self.anew_since = anew_since
        self._warned = False

    def robots(self, origin: str) -> SiteFile | None:
        """The robots.txt of an origin as it was last fetched, however old."""
        return self._file("select robots_status, robots, robots_fetched from hosts where origin = ?", origin)

    def save_robots(self, origin: str, host: str, file: SiteFile, crawl_delay: float | None) -> None:
        """Remember a robots.txt and the delay that it asks of us."""
        self._put(
            origin,
            host,
            {
                "robots": file.body,
                "robots_status": file.status,
                "robots_fetched": timestamp(file.fetched),
                "crawl_delay": crawl_delay,
            },
        )

    def tdmrep(self, origin: str) -> SiteFile | None:
        """The tdmrep.json of an origin as it was last fetched, however old."""
        return self._file("select tdmrep_status, tdmrep, tdmrep_fetched from hosts where origin = ?", origin)

    def save_tdmrep(self, origin: str, host: str, file: SiteFile) -> None:
        """Remember a tdmrep.json."""
        self._put(
            origin,
            host,
            {"tdmrep": file.body, "tdmrep_status": file.status, "tdmrep_fetched": timestamp(file.fetched)},
        )

    def hold(self, host: str) -> Hold | None:
        """The Retry-After that a host gave last, over or not."""
        row = self._row(
            "select held_until, held_reason from hosts where host = ? and held_until is not null"
            " order by held_until desc limit 1",
            host,
        )
        until = _moment(row[0]) if row else None
        return Hold(until, row[1] or "") if row and until else None

    def save_hold(self, origin: str, host: str, hold: Hold) -> None:
        """Remember a Retry-After."""
        self._put(origin, host, {"held_until": timestamp(hold.until), "held_reason": hold.reason})

    def crawl_delay(self, host: str) -> float | None:
        """Seconds that a host's robots.txt asked to leave between two requests when it was last read."""
        row = self._row("select max(crawl_delay) from hosts where host = ?", host)
        return row[0] if row else None

    def last_request(self, host: str) -> datetime | None:
        """When a run's last request to a host with a long delay ended."""
        row = self._row("select max(last_request) from hosts where host = ?", host)
        return _moment(row[0]) if row else None

    def save_last_requests(self, ended: Iterable[tuple[str, datetime]]) -> None:
        """Remember (host, moment) pairs, for hosts that have a row."""
        # Up to the next whole second, which is what the table has: a delay may be a little longer, not shorter.
        rows = [(timestamp(moment + timedelta(microseconds=999_999)), host) for host, moment in ended]
        self._write("update hosts set last_request = ? where host = ?", rows)

    def _file(self, sql: str, origin: str) -> SiteFile | None:
        row = self._row(sql, origin)
        fetched = _moment(row[2]) if row else None
        return SiteFile(row[0], row[1] or "", fetched) if row and row[0] is not None and fetched else None

    def _put(self, origin: str, host: str, values: Mapping[str, Any]) -> None:
        columns = ["origin", "host", *values]
        self._write(
            f"insert into hosts ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"  # noqa: S608 our own names
            f" on conflict (origin) do update set {', '.join(f'{name} = excluded.{name}' for name in values)}",
            [(origin, host, *values.values())],
        )

    def _row(self, sql: str, key: str) -> Sequence[Any] | None:
        row: Sequence[Any] | None = self._db.execute(sql, [key]).fetchone()
        return row

    def _write(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if not rows:
            return
        try:
            with self._db.atomic():
                self._db.conn.executemany(sql, rows)
        except (sqlite3.Error, DatabaseError) as error:
            if not self._warned:
                logger.warning("What hosts told us cannot be kept for the next run: %s", error)
            self._warned = True


def forgetful_store() -> HostStore:
    """A store in memory, for crawls without a database."""
    db = Database(memory=True)
    db.conn.executescript(";".join(statements("hosts")))
    return HostStore(db)


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # written by something else: as if it were not there
        return None
