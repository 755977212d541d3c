"""Table `feeds`: the ways in that are polled, their validators, and when each is due again."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from items import Entry
from storage.database import NewsDatabase, timestamp
from storage.wholesome import wholesome_line

RECENT_TIMES = 40  # publication times kept for the schedule


@dataclass(frozen=True, slots=True)
class Feed:
    """A way in as the database has it."""

    url: str
    source: str
    way: str
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    next_poll: datetime | None
    failures: int
    polled: datetime | None
    succeeded: datetime | None
    answered: datetime | None
    moved_to: str | None
    moved_times: int
    retired: str | None
    times: str  # JSON: `recent` as the table has it, read when it is asked for
    ttl_s: int | None
    skip_hours: tuple[int, ...]
    skip_days: tuple[str, ...]
    owed: tuple[str, ...] = ()  # maps of an index that the last poll did not have

    @property
    def recent(self) -> tuple[datetime, ...]:
        """The publication times of its latest entries."""
        return tuple(datetime.fromisoformat(moment) for moment in json.loads(self.times))


def sync_feeds(db: NewsDatabase, ways: Iterable[tuple[str, str, str]]) -> None:
    """Enter the catalogue's (url, source, way); what was there before keeps its state under a new source's name."""
    known = {(row[0], row[1], row[2]) for row in db.execute("select url, source, way from feeds")}
    fresh = [way for way in ways if way not in known]
    if not fresh:
        return
    with db.atomic():
        db.conn.executemany(
            "insert into feeds (url, source, way) values (?, ?, ?)"
            " on conflict (url) do update set source = excluded.source, way = excluded.way,"
            # Another way reads the same body otherwise, and what failed by the old one says nothing.
            " etag = iif(way = excluded.way, etag, null), last_modified = iif(way = excluded.way, last_modified, null),"
            " body_hash = iif(way = excluded.way, body_hash, null),"
            " next_poll = iif(way = excluded.way, next_poll, null),"
            " failures = iif(way = excluded.way, failures, 0), retired = iif(way = excluded.way, retired, null)",
            fresh,
        )
        # What it had named and nobody fetched yet goes with it.
        db.conn.executemany(
            "update frontier set source = ? where feed = ? and source <> ? and state in ('pending', 'failed')",
            [(source, url, source) for url, source, _ in fresh if any(row[0] == url for row in known)],
        )


def load_feeds(db: NewsDatabase, sources: Sequence[str], *, due: datetime | None) -> list[Feed]:
    """The sources' ways in: all of them, or with `due` those whose next poll is not later; retired ones never.

    A feed that was polled in the future, by a clock that was wrong then, is due.
    """
    wanted = set(sources)
    rows = db.execute(
        "select url, source, way, etag, last_modified, body_hash, next_poll, failures, polled, succeeded, answered,"
        " moved_to, moved_times, retired, coalesce(recent, '[]'), ttl_s, skip_hours, skip_days, owed from feeds"
        " where retired is null and (?1 is null or next_poll is null or next_poll <= ?1 or polled > ?1)"
        " order by next_poll, url",
        (timestamp(due) if due else None,),
    )
    return [_feed(row) for row in rows if row[1] in wanted]


def _feed(row: tuple[Any, ...]) -> Feed:
    url, source, way, etag, last_modified, body_hash, next_poll, failures, *moments = row
    polled, succeeded, answered, moved_to, moved_times, retired, times, ttl_s, skip_hours, skip_days, owed = moments
    return Feed(
        url=url,
        source=source,
        way=way,
        etag=etag,
        last_modified=last_modified,
        body_hash=body_hash,
        next_poll=_moment(next_poll),
        failures=failures,
        polled=_moment(polled),
        succeeded=_moment(succeeded),
        answered=_moment(answered),
        moved_to=moved_to,
        moved_times=moved_times,
        retired=retired,
        times=times,
        ttl_s=ttl_s,
        skip_hours=_values(skip_hours),
        skip_days=_values(skip_days),
        owed=_values(owed),
    )


def save_poll(
    db: NewsDatabase,
    feed: Feed,
    *,
    entries: Sequence[Entry],
    title: str | None,
    etag: str | None,
    last_modified: str | None,
    body_hash: str | None,
    ttl_s: int | None,
    skip_hours: Sequence[int],
    skip_days: Sequence[str],
    unread_dates: int,
    skipped: int,
    cut: bool,
    reserved: str | None,
    owed: Sequence[str] = (),
    next_poll: datetime,
    now: datetime,
) -> None:
    """The end of a poll whose entries are in the frontier: validators and schedule.

    Belongs into the transaction that enters the last of the entries: were the validators stored first and the process
    killed, the next poll would get a 304 and the entries were lost.
    """
    with db.atomic():
        dates = sorted({entry.published for entry in entries if entry.published}, reverse=True)[:RECENT_TIMES]
        db.execute(
            "update feeds set title = coalesce(:title, title), etag = :etag, last_modified = :last_modified,"
            " body_hash = :body_hash, polled = :now, succeeded = :now, answered = :now, next_poll = :next_poll,"
            " failures = 0, error = null, entries = :entries, recent = :recent, ttl_s = :ttl_s,"
            " skip_hours = :skip_hours, skip_days = :skip_days, unread_dates = :unread_dates, skipped = :skipped,"
            " cut = :cut, reserved = :reserved, owed = :owed,"
            " changed = case when :recent is not recent then :now else changed end where url = :url",
            {
                "title": title,
                "etag": etag,
                "last_modified": last_modified,
                "body_hash": body_hash,
                "now": timestamp(now),
                "next_poll": timestamp(next_poll),
                "entries": len(entries),
                "recent": json.dumps([timestamp(date) for date in dates]),
                "ttl_s": ttl_s,
                "skip_hours": json.dumps(list(skip_hours)),
                "skip_days": json.dumps(list(skip_days)),
                "unread_dates": unread_dates,
                "skipped": skipped,
                "cut": int(cut),
                "reserved": reserved,
                "owed": json.dumps(list(owed)),
                "url": feed.url,
            },
        )


def save_part(db: NewsDatabase, feed: Feed) -> None:
    """A body that leads to further ones was entered, those are still to come.

    Without validators the next poll reads it again, should this one be killed, and follows it to the end: that the
    first body has nothing new proves nothing then.
    """
    with db.atomic():
        db.execute("update feeds set etag = null, last_modified = null, body_hash = null where url = ?", (feed.url,))


def save_unchanged(
    db: NewsDatabase,
    feed: Feed,
    *,
    sent: bool,
    etag: str | None,
    last_modified: str | None,
    next_poll: datetime,
    now: datetime,
) -> None:
    """A 304, or the same body `sent` again: new validators are kept all the same."""
    with db.atomic():
        db.execute(
            "update feeds set etag = coalesce(:etag, etag), last_modified = coalesce(:last_modified, last_modified),"
            " polled = :now, succeeded = :now, answered = iif(:sent, :now, answered), next_poll = :next_poll,"
            " failures = 0, error = null where url = :url",
            {
                "url": feed.url,
                "sent": sent,
                "etag": etag,
                "last_modified": last_modified,
                "next_poll": timestamp(next_poll),
                "now": timestamp(now),
            },
        )


def save_move(db: NewsDatabase, feed: Feed, to: str | None, times: int) -> None:
    """Where a permanent redirect leads, and how many polls in a row it was seen; None and 0: nowhere."""
    if (to, times) != (feed.moved_to, feed.moved_times):
        with db.atomic():
            db.execute("update feeds set moved_to = ?, moved_times = ? where url = ?", (to, times, feed.url))


def reservation(db: NewsDatabase, address: str) -> str | None:
    """The reservation of rights that a feed states which named the address, under any of its spellings."""
    row = db.execute(
        "select feeds.reserved from frontier asked join frontier f on f.key = asked.key"
        " join feeds on feeds.url = f.feed or feeds.url in (select feed from sightings where address = f.id)"
        " where asked.url = ? and feeds.reserved is not null limit 1",
        (address,),
    ).fetchone()
    return row[0] if row else None


def save_reservation(db: NewsDatabase, feed: str, reserved: str) -> None:
    """A reservation that an archive page of the feed states."""
    with db.atomic():
        db.execute("update feeds set reserved = coalesce(reserved, ?) where url = ?", (reserved, feed))


def save_failure(
    db: NewsDatabase,
    feed: Feed,
    error: str,
    *,
    next_poll: datetime,
    now: datetime,
    counts: bool = True,
    retire: bool = False,
) -> None:
    """A poll that failed; without `counts` the feed is not to blame, with `retire` it is not asked again (410)."""
    stamp = timestamp(now)
    with db.atomic():
        db.execute(
            "update feeds set polled = ?, error = ?, failures = failures + ?, next_poll = ?,"
            " retired = case when ? then ? else retired end where url = ?",
            (stamp, wholesome_line(error), counts, timestamp(next_poll), retire, stamp, feed.url),
        )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None  # written with Z, so in UTC


def _values(text: str | None) -> tuple[Any, ...]:
    return tuple(json.loads(text)) if text and text != "[]" else ()
