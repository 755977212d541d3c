"""Tables `backfills` and `backfill_bodies`: how far the reading of each archive has come.

A body is a map of a sitemap, a page of a feed's archive, of a list or of posts. It is marked as read in the transaction
that enters its addresses into the frontier, so a killed run goes on where it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storage.database import NewsDatabase, timestamp
from storage.entries import entry_from_json
from storage.frontier import ORDER, Claimed

AGAIN_AFTER = timedelta(days=1)  # a finished one is begun anew, not reported as done


@dataclass(frozen=True, slots=True)
class Body:
    """One body that is to be read."""

    feed: str
    url: str
    way: str
    number: int
    tries: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the backfill of one way in has come."""

    feed: str
    source: str
    since: datetime
    finished: datetime | None
    bodies: int
    found: int
    reached: datetime | None
    waiting: int
    failed: int


def begin(
    db: NewsDatabase, *, feed: str, source: str, since: datetime, first: Iterable[tuple[str, str]], now: datetime
) -> Literal["begun", "continued", "done"]:
    """Start a backfill, or go on with one that reaches as far back; one that has just been finished is done."""
    with db.atomic():
        row = db.execute("select since, finished from backfills where feed = ?", (feed,)).fetchone()
        if row and row[0] <= timestamp(since):
            if row[1] is None:
                return "continued"
            if row[1] > timestamp(now - AGAIN_AFTER):
                return "done"
        db.execute("delete from backfill_bodies where feed = ?", (feed,))
        db.execute(
            "insert or replace into backfills (feed, source, since, started) values (?, ?, ?, ?)",
            (feed, source, timestamp(since), timestamp(now)),
        )
        add_bodies(db, feed, first)
    return "begun"


def add_bodies(db: NewsDatabase, feed: str, bodies: Iterable[tuple[str, str]], *, most: int = 5_000) -> int:
    """Further bodies, (address, way): those that are known already change nothing.

    An archive has `most` of them: returns how many are left away.
    """
    with db.atomic():
        (number,) = db.execute("select count(*) from backfill_bodies where feed = ?", (feed,)).fetchone()
        left_away = 0
        for url, way in dict(bodies).items():
            if db.execute("select 1 from backfill_bodies where feed = ? and url = ?", (feed, url)).fetchone():
                continue
            if number >= most:
                left_away += 1
                continue
            db.execute(
                "insert into backfill_bodies (feed, url, way, number, state) values (?, ?, ?, ?, 'waiting')",
                (feed, url, way, number),
            )
            number += 1
        return left_away


def next_body(db: NewsDatabase, feed: str) -> Body | None:
    """The body that is to be read next."""
    row = db.execute(
        "select feed, url, way, number, tries from backfill_bodies where feed = ? and state = 'waiting'"
        " order by number limit 1",
        (feed,),
    ).fetchone()
    return Body(*row) if row else None


def save_read(db: NewsDatabase, body: Body, *, found: int, oldest: datetime | None, note: str | None = None) -> None:
    """A body was read: so many addresses were new. Belongs into the transaction that enters them."""
    with db.atomic():
        db.execute(
            "update backfill_bodies set state = 'read', note = ? where feed = ? and url = ?",
            (note, body.feed, body.url),
        )
        db.execute(
            "update backfills set bodies = bodies + 1, found = found + ?1,"
            " reached = iif(?2 < coalesce(reached, '9'), ?2, reached) where feed = ?3",
            (found, timestamp(oldest) if oldest else None, body.feed),
        )


def save_failure(db: NewsDatabase, body: Body, note: str, *, given_up: bool) -> None:
    """A body could not be read: it waits for the next run, or is given up."""
    with db.atomic():
        db.execute(
            "update backfill_bodies set state = ?, note = ?, tries = tries + 1 where feed = ? and url = ?",
            ("failed" if given_up else "waiting", note, body.feed, body.url),
        )


def finish(db: NewsDatabase, feed: str, *, now: datetime) -> None:
    """Every body was read or given up."""
    with db.atomic():
        db.execute("update backfills set finished = ? where feed = ?", (timestamp(now), feed))


def progress(db: NewsDatabase, feeds: Sequence[str]) -> list[Progress]:
    """How far the backfills of these ways in have come."""
    told = []
    for feed in feeds:
        row = db.execute(
            "select source, since, finished, bodies, found, reached,"
            " (select count(*) from backfill_bodies where feed = ?1 and state = 'waiting'),"
            " (select count(*) from backfill_bodies where feed = ?1 and state = 'failed')"
            " from backfills where feed = ?1",
            (feed,),
        ).fetchone()
        if row:
            source, since, finished, bodies, found, reached, waiting, failed = row
            told.append(
                Progress(
                    feed,
                    source,
                    datetime.fromisoformat(since),
                    _moment(finished),
                    bodies,
                    found,
                    _moment(reached),
                    waiting,
                    failed,
                )
            )
    return told


def pending(db: NewsDatabase, source: str, *, after: int, limit: int) -> list[tuple[int, Claimed]]:
    """Addresses of the source that wait, with their numbers, from the one behind `after` on: one a canonical form.

    They are those with the lowest numbers, in the order in which they are to be asked for.
    """
    rows = db.execute(
        "select id, url, guid, entry from frontier where id in ("  # noqa: S608 our own order
        "select id from frontier f where source = ? and state = 'pending' and id > ?"
        " and not exists (select 1 from frontier twin where twin.key = f.key and twin.id < f.id)"
        f" order by id limit ?) order by {ORDER}",
        (source, after, limit),
    ).fetchall()
    return [(id, Claimed(url, source, entry_from_json(entry, url=url, guid=guid))) for id, url, guid, entry in rows]


def count_pending(db: NewsDatabase, source: str) -> int:
    """How many pages of the source wait to be fetched."""
    sql = "select count(distinct key) from frontier where source = ? and state = 'pending'"
    return int(db.execute(sql, (source,)).fetchone()[0])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
