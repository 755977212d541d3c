"""Table `frontier`: every address that was ever found, and what became of it.

States: `pending` (to be fetched), `fetching` (handed to this run's crawl), `done` (an article's row holds it),
`rejected` (not wanted, for a reason that will not change by itself), `failed` (could not be had; `next_try` says when
it is tried again, null: not until a feed says something else of it), `gone` (404 or 410, likewise).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from items import Entry
from storage.database import NewsDatabase, timestamp
from storage.entries import entry_from_json, entry_to_json
from storage.reserved import forget_words
from storage.wholesome import wholesome_entry, wholesome_line
from urls import canonical_url

TRIES_BY_HAND = 4
MAX_TRIES = 8

# A run that is killed by one page leaves behind it what was to come after that page. What was handed to such a run
# comes last, each time from the other end: so all but that page is had within two runs, and it alone is given up.
ORDER = (
    "interrupted > 0, interrupted % 2, case interrupted % 2 when 1 then found end,"
    " case interrupted % 2 when 1 then id end desc, found desc, id"
)


@dataclass(slots=True)
class Added:
    """What became of the addresses that a body names."""

    fresh: list[str] = field(default_factory=list)  # to be fetched
    taken_over: set[str] = field(default_factory=set)  # of the fresh ones, those that another source had found
    rows: int = 0  # new to the table
    unusable: int = 0  # of those, no usable http(s) addresses

    @property
    def new(self) -> set[str]:
        """The fresh ones that nobody had found before."""
        return {*self.fresh} - self.taken_over

    @property
    def spellings(self) -> int:
        """How many of the new rows are further spellings of a known address."""
        return self.rows - len(self.new) - self.unusable


@dataclass(frozen=True, slots=True)
class Claimed:
    """An address handed out to be fetched."""

    url: str
    source: str
    entry: Entry


def add_entries(
    db: NewsDatabase, entries: Iterable[Entry], *, source: str, feed: str, now: datetime, unfiltered: bool = False
) -> Added:
    """Enter what a feed named; returns the addresses that are to be fetched, and how many of which kind are new.

    An address whose canonical form is known already gets a row of its own that shares the fate of the first; it is not
    fetched again. Addresses that are not usable http(s) addresses are entered as rejected. What waits for a source that
    is switched off is this one's now; `unfiltered`, so is what was out of the scope of another.
    """
    stamp = timestamp(now)
    added = Added()
    with db.atomic():
        for found in entries:
            entry = wholesome_entry(found, now=now)
            if db.execute("select 1 from frontier where url = ?", (entry.url,)).fetchone():
                if _taken_over(db, entry.url, source=source, unfiltered=unfiltered, stamp=stamp):
                    added.fresh.append(entry.url)
                    added.taken_over.add(entry.url)
                continue
            added.rows += 1
            state, reason, article = "pending", None, None
            try:
                key = canonical_url(entry.url)
            except ValueError as error:
                key, state, reason = entry.url, "rejected", wholesome_line(f"address: {error}")
                added.unusable += 1
            else:
                twin = db.execute(
                    "select state, reason, article from frontier where key = ? order by id limit 1", (key,)
                ).fetchone()
                if twin and not (entry.url == key and _never_had(db, key)):
                    state, reason, article = twin
                else:
                    added.fresh.append(entry.url)
            inserted = db.execute(
                "insert into frontier (url, key, source, feed, state, reason, article, found, updated, guid, entry)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(entry.url, key, source, feed, state, reason, article, stamp, stamp, entry.guid),
                    entry_to_json(entry),
                ),
            )
            if article:
                forget_words(db, int(inserted.lastrowid or 0))
    return added


def _taken_over(db: NewsDatabase, url: str, *, source: str, unfiltered: bool, stamp: str) -> bool:
    """Whether a known address is to be fetched for this source: the one that named it first does not want it."""
    key, first, state, reason, enabled = db.execute(
        "select f.key, f.source, f.state, coalesce(f.reason, ''), s.enabled"
        " from frontier f left join sources s on s.name = f.source where f.url = ?",
        (url,),
    ).fetchone()
    if first == source:
        return False
    if enabled == 0 and state in ("pending", "failed"):  # nobody else would fetch what waits for it
        db.execute("update frontier set source = ? where key = ? and source = ?", (source, key, first))
    if not (unfiltered and state == "rejected" and reason.startswith("out-of-scope:")):
        return False
    db.execute(
        "update frontier set state = 'pending', source = ?, tries = 0, updated = ? where key = ?", (source, stamp, key)
    )
    return True


def _never_had(db: NewsDatabase, key: str) -> bool:
    """Whether all that is known of a page are other spellings of its address (AMP, mobile, a redirector) that gave
    nothing and are not asked again: its own address may still have it."""
    return not db.execute(
        "select 1 from frontier f left join pages p on p.url = f.url where f.key = ? and (p.url is not null"
        " or f.state not in ('rejected', 'gone', 'failed')"
        " or f.next_try is not null and f.reason not like 'robots:%') limit 1",
        (key,),
    ).fetchone()


def known(db: NewsDatabase, urls: Iterable[str]) -> set[str]:
    """Those of the addresses that stand in the table."""
    return {url for url in urls if db.execute("select 1 from frontier where url = ?", (url,)).fetchone()}


def found_since(db: NewsDatabase, urls: Iterable[str], since: datetime) -> set[str]:
    """Those of the addresses that were first found since then."""
    sql = "select 1 from frontier where url = ? and found >= ?"
    return {url for url in urls if db.execute(sql, (url, timestamp(since))).fetchone()}


def unfinished(db: NewsDatabase) -> dict[str, int]:
    """How many pages of each source were claimed and never settled."""
    return dict(db.execute("select source, count(distinct key) from frontier where state = 'fetching' group by source"))


def release_interrupted(db: NewsDatabase, *, now: datetime, tries: int = MAX_TRIES) -> int:
    """Addresses that an earlier run was fetching when it was killed are pending again; how many there were.

    That is no try: most of them were never asked for. But a page that kills every run is given up in the end, after
    twice as many runs in a row.
    """
    most = 2 * tries
    reason = f"interrupted: {most} runs in a row were killed while it was theirs to fetch; given up"
    with db.atomic():
        released = db.execute(
            "update frontier set state = 'pending', tries = max(0, tries - 1), interrupted = interrupted + 1,"
            " updated = ? where state = 'fetching'",
            (timestamp(now),),
        ).rowcount
        db.execute(
            "update frontier set state = 'failed', reason = ?, next_try = null"
            " where state = 'pending' and interrupted >= ?",
            (reason, most),
        )
    return released


def claim(db: NewsDatabase, urls: Iterable[str], *, now: datetime) -> None:
    """Mark addresses as being fetched, which counts as a try until the run turns out to have been killed.

    Committed at once: a page may kill the run before a gathered commit, and has to be known for it.
    """
    with db.atomic():
        db.conn.executemany(
            "update frontier set state = 'fetching', tries = tries + 1, updated = ?"
            " where key = (select key from frontier where url = ?) and state in ('pending', 'failed')",
            [(timestamp(now), url) for url in urls],
        )
    db.commit_gathered()


def due(
    db: NewsDatabase, *, now: datetime, sources: Iterable[str] | None = None, by_hand: bool = False
) -> Iterator[Claimed]:
    """What is to be fetched, one address for each canonical form: the latest found first, so that a backlog waits.
    What killed runs left comes last (`ORDER`).

    A failure that was written in the future, by a clock that was wrong then, does not wait for that future. In a run
    `by_hand` no failure waits, but for those that failed `TRIES_BY_HAND` times: its tries are not used up in minutes.
    """
    names = None if sources is None else set(sources)
    rows = db.execute(
        "select url, source, guid, entry from frontier where id in ("  # noqa: S608 our own order
        " select min(id) from frontier where state = 'pending' or (state = 'failed' and next_try is not null"
        " and (next_try <= ?1 or updated > ?1 or tries < ?2)) group by key)"
        # What need not be tried yet keeps nothing waiting that was never asked for.
        f" order by state = 'failed' and next_try > ?1 and updated <= ?1, {ORDER}",
        (timestamp(now), TRIES_BY_HAND if by_hand else 0),
    ).fetchall()
    for url, source, guid, entry in rows:
        if names is None or source in names:
            yield Claimed(url, source, entry_from_json(entry, url=url, guid=guid))


def settle(
    db: NewsDatabase,
    url: str,
    state: str,
    *,
    now: datetime,
    reason: str | None = None,
    article: int | None = None,
    next_try: datetime | None = None,
) -> None:
    """Write what became of an address, and of all that share its canonical form."""
    with db.atomic():
        db.execute(
            "update frontier set state = ?, reason = ?, article = coalesce(?, article), next_try = ?, updated = ?,"
            " interrupted = 0 where key = (select key from frontier where url = ?)",
            (state, wholesome_line(reason), article, timestamp(next_try) if next_try else None, timestamp(now), url),
        )


def fail(db: NewsDatabase, url: str, reason: str, *, now: datetime, most: int = MAX_TRIES) -> bool:
    """An address that could not be had: tried again after an hour, two, four ..., `most` times in all.

    Returns whether it is given up.
    """
    row = db.execute("select tries from frontier where url = ?", (url,)).fetchone()
    tries = max(1, row[0] if row else 1)
    next_try: datetime | None = now + _back_off(tries)
    if tries >= most:
        next_try, reason = None, f"{reason}; given up after {tries} tries"
    settle(db, url, "failed", now=now, reason=reason, next_try=next_try)
    return next_try is None


def _back_off(tries: int) -> timedelta:
    return timedelta(hours=2 ** (tries - 1))


def ask_anew(
    db: NewsDatabase,
    urls: Iterable[str],
    *,
    now: datetime,
    sources: Collection[str],
    most: int = MAX_TRIES,
    by_hand: bool = False,
) -> list[Claimed]:
    """Have addresses tried again that are gone or given up, since a feed says something else of them: pages are
    published anew, under their old address, with a new time or headline.

    Each change earns one try, as long after the last as if it had never been given up, and there are `most` more tries
    than before giving up: a feed that dates everything "now" says something else at every poll. Returns what is due
    now and belongs to these sources; the rest is `due` when its time comes. `by_hand` it does not wait, as there.
    """
    ready: list[Claimed] = []
    with db.atomic():
        for url in urls:
            row = db.execute(
                "select source, guid, entry, tries, updated, key from frontier where url = ? and interrupted = 0"
                " and (state = 'gone' or state = 'failed' and next_try is null) and tries < ?",
                (url, 2 * most),
            ).fetchone()
            if row is None:
                continue
            source, guid, entry, tries, updated, key = row
            next_try = min(now, datetime.fromisoformat(updated)) + _back_off(max(1, tries))
            db.execute(
                "update frontier set state = 'failed', next_try = ?, reason = reason || ? where key = ?",
                (timestamp(next_try), "; tried again, since the feed says something else of it", key),
            )
            waits = next_try > now and not (by_hand and tries < TRIES_BY_HAND)
            if not waits and source in sources:
                ready.append(Claimed(url, source, entry_from_json(entry, url=url, guid=guid)))
    return ready


def postpone(db: NewsDatabase, url: str, reason: str, *, now: datetime) -> None:
    """Back to pending for a later run, without counting a try: the host asked to wait, the address is not to blame."""
    with db.atomic():
        db.execute(
            "update frontier set state = 'pending', reason = ?, tries = max(0, tries - 1), updated = ?"
            " where key = (select key from frontier where url = ?)",
            (wholesome_line(reason), timestamp(now), url),
        )


def addresses_of(db: NewsDatabase, *, feed: str) -> list[str]:
    """The addresses that a way in named first."""
    return [url for (url,) in db.execute("select url from frontier where feed = ?", (feed,))]
