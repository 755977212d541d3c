"""How every source fares: last success, last article, rhythm, what fails and what to do, silence, drift.

Reads the tables only; whoever shows it decides how. A *problem* is something a person should act on; a *note* is not.
"""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from storage.cuts import LIMITS, cuts, in_words, left_over
from storage.database import timestamp
from storage.drift import Sample, drift_of
from storage.listings import MOMENT
from storage.rhythm import Rhythm, rhythm_of

HISTORY = 200  # latest publication times looked at
LATEST = 60  # articles looked at for drift
NEWEST = 12  # by what publishers say; those of them that are dated into the future count from when they were found
MOVED_TIMES = 3  # spiders/moves.py: from then on the new address is asked
COUNTED_DAYS = 7  # what was dropped in so many days is shown
UNREAD_MIN = 5  # so many addresses and not one article among them: something is wrong
NOT_RUN = timedelta(days=2)
# Reasons of runs that were ended by what they ran into.
_ENDED_EARLY = {
    "database": "the database could not be written; is the disk full?",
    "memory": "its processes needed more than PROCESSES_MAX_MB; allow more or set WORKERS lower",
    "cpu": "its processes used more than PROCESSES_MAX_CPU_S; allow more, or see what a source sends",
}
# What passes by itself is a problem only when it lasts.
PASSING = ("timeout", "connection", "dns", "tls", "broken", "download", "busy", "stopping", "retry-after")
PASSING_FAILURES = 2


@dataclass(slots=True, kw_only=True)
class WayIn:
    """One address that is polled."""

    url: str
    way: str
    succeeded: datetime | None
    failures: int
    error: str | None
    retired: datetime | None
    moved_to: str | None
    unread_dates: int
    skipped: int
    cut: bool
    entries: int | None

    @property
    def word(self) -> str:
        """The kind of its error, "http-404"; empty where there is none."""
        return (self.error or "").partition(":")[0]

    @property
    def is_failing(self) -> bool:
        """Whether a person should look: at once, or, for what passes by itself, when it lasts."""
        passing = self.word in PASSING or self.word.startswith("http-5") or self.word == "http-429"
        lasting = PASSING_FAILURES if passing and self.succeeded else 1
        return self.retired is not None or self.failures >= lasting


@dataclass(slots=True, kw_only=True)
class SourceHealth:
    """One source."""

    name: str
    title: str
    last_success: datetime | None = None
    last_article: datetime | None = None
    articles: int = 0
    rhythm: Rhythm = Rhythm(None)  # noqa: RUF009 - frozen
    silent: timedelta | None = None  # only where it is longer than usual
    ways_in: list[WayIn] = field(default_factory=list)
    waiting: int = 0  # addresses to be fetched
    retried: int = 0  # that failed and are tried again
    given_up: int = 0
    dropped: Counter[str] = field(default_factory=Counter)  # of the last days, by the word of the reason
    cut: Counter[str] = field(default_factory=Counter)  # what limits cut in those days, by kind: entries, bodies ...
    left_over: int = 0  # addresses that the last run left to the next because of MAX_PAGES_PER_SOURCE
    drift: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # one line each
    notes: list[str] = field(default_factory=list)


def health(
    connection: sqlite3.Connection,
    *,
    now: datetime,
    configured: Collection[str] | None = None,
    only: str | None = None,
) -> list[SourceHealth]:
    """Every source that is switched on, by name, or `only` one. `configured` are the catalogue's addresses: others are
    history."""
    sources = {
        name: SourceHealth(name=name, title=title)
        for name, title in connection.execute(
            "select name, title from sources where enabled = 1 and (?1 is null or name = ?1) order by name", (only,)
        )
    }
    for name, way_in in _ways_in(connection):
        if name in sources and (configured is None or way_in.url in configured):
            sources[name].ways_in.append(way_in)
    _count_addresses(connection, sources)
    _count_dropped(connection, sources, now)
    _count_cuts(connection, sources, now)
    _note_backfills(connection, sources)
    _note_certificates(connection, sources)
    for source in sources.values():
        _look_at(connection, source, now)
    return list(sources.values())


def _note_certificates(connection: sqlite3.Connection, sources: Mapping[str, SourceHealth]) -> None:
    for name, reason in connection.execute("select name, unverified from sources where unverified is not null"):
        if name in sources:
            sources[name].notes.append(f"its certificates are not verified: {reason}")


def problem_of_runs(connection: sqlite3.Connection, *, now: datetime) -> str | None:
    """A problem of all sources: no run has ended for days, or the last one before its time."""
    row = connection.execute("select max(finished) from runs").fetchone()
    if row is None or row[0] is None:
        return "no run has ended yet; start one with scrapy collect"
    ended = _moment(row[0])
    if ended is not None and now - ended > NOT_RUN:
        return f"no run has ended since {ended:%Y-%m-%d %H:%M} UTC; is scrapy collect in cron?"
    (reason,) = connection.execute("select reason from runs where finished is not null order by id desc").fetchone()
    return f"the last run ended before its time: {_ENDED_EARLY[reason]}" if reason in _ENDED_EARLY else None


def remedy(word: str) -> str | None:
    """What a person can do about a failure of this kind."""
    known = _remedies()
    return known.get(word) or (known["http-500"] if word.startswith("http-5") else None)


@cache
def _remedies() -> dict[str, str]:
    lines = Path(__file__).with_name("remedies.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def _ways_in(connection: sqlite3.Connection) -> Iterable[tuple[str, WayIn]]:
    for row in _rows(
        connection,
        "select source, url, way, succeeded, failures, error, retired, unread_dates, skipped, cut, entries,"
        f" iif(moved_times >= {MOVED_TIMES}, moved_to, null) as moved_to from feeds order by source, way, url",
    ):
        name = row.pop("source")
        row |= {key: _moment(row[key]) for key in ("succeeded", "retired")}
        row |= {key: row[key] or 0 for key in ("unread_dates", "skipped")} | {"cut": bool(row["cut"])}
        yield name, WayIn(**row)


def _count_addresses(connection: sqlite3.Connection, sources: dict[str, SourceHealth]) -> None:
    for name, state, again, number in connection.execute(
        "select source, state, next_try is not null, count(*) from frontier"
        " where state in ('pending', 'fetching', 'failed') group by 1, 2, 3"
    ):
        if name not in sources:
            continue
        if state != "failed":
            sources[name].waiting += number
        elif again:
            sources[name].retried += number
        else:
            sources[name].given_up += number


def _count_dropped(connection: sqlite3.Connection, sources: dict[str, SourceHealth], now: datetime) -> None:
    since = timestamp(now - timedelta(days=COUNTED_DAYS))
    stored: Counter[str] = Counter()
    for name, what, why, number in connection.execute(
        "select source, what, why, sum(count) from run_sources where run in (select id from runs where started >= ?)"
        " group by 1, 2, 3",
        (since,),
    ):
        if what == "dropped" and name in sources:
            sources[name].dropped[why] += number
        elif what in ("new", "updated", "duplicates"):
            stored[name] += number
    for name, source in sources.items():
        dropped = source.dropped.total() - source.dropped["out-of-scope"] - source.dropped["retry-after"]
        if not stored[name] and dropped >= UNREAD_MIN and not source.dropped["out-of-scope"]:
            (word, _), *_ = (source.dropped - Counter({"retry-after": source.dropped["retry-after"]})).most_common(1)
            source.problems.append(
                f"none of {dropped} pages of the last {COUNTED_DAYS} days became an article"
                f" ({_listed(source.dropped)}){_what_to_do(word)}"
            )


def _count_cuts(connection: sqlite3.Connection, sources: dict[str, SourceHealth], now: datetime) -> None:
    cut, left = cuts(connection, since=timestamp(now - timedelta(days=COUNTED_DAYS))), left_over(connection)
    for name, source in sources.items():
        source.cut, source.left_over = cut.get(name, Counter()), left.get(name, 0)


def _note_backfills(connection: sqlite3.Connection, sources: dict[str, SourceHealth]) -> None:
    for name, since, lists in connection.execute(
        "select f.source, f.since, count(b.url) from backfills f"
        " left join backfill_bodies b on b.feed = f.feed and b.state = 'waiting'"
        " where f.finished is null group by f.feed order by f.feed"
    ):
        if name in sources:
            again = f"scrapy collect --backfill {since[:10]} {name}"
            sources[name].notes.append(f"a backfill is not at its end, {lists} lists wait: {again} goes on")


def _look_at(connection: sqlite3.Connection, source: SourceHealth, now: datetime) -> None:
    source.last_success = max((way.succeeded for way in source.ways_in if way.succeeded), default=None)
    source.articles, source.last_article = _articles(connection, source.name)
    source.rhythm = rhythm_of(_times(connection, source), now=now)
    for way in source.ways_in:
        _judge(source, way, now)
    # Where it was not asked, its silence is ours.
    heard = min(now, source.last_success or now)
    if source.last_success and source.rhythm.is_silent(heard):
        source.silent = source.rhythm.silence(heard)
        usual = f", usually {source.rhythm.words}" if source.rhythm.words else ""
        source.problems.append(
            f"silent for {source.silent.days} days{usual}; does {source.ways_in[0].url} still carry what the site"
            " publishes?"
        )
    limited = Counter({word: number for word, number in source.dropped.items() if word in LIMITS})
    if limited:
        source.notes.append(f"pages that limits kept out in the last {COUNTED_DAYS} days: {_listed(limited)}")
    if source.cut:
        source.notes.append(f"what limits cut in the last {COUNTED_DAYS} days: {in_words(source.cut)}")
    if source.left_over:
        source.notes.append(
            f"{source.left_over} addresses wait for the next run, beyond MAX_PAGES_PER_SOURCE; --now goes on at once"
        )
    source.drift = drift_of(_samples(connection, source.name))
    source.problems += [
        f"{each}: has the layout of its pages changed? give rules in its source file" for each in source.drift
    ]


def _articles(connection: sqlite3.Connection, name: str) -> tuple[int, datetime | None]:
    """How many, and the latest; by the index, since reading a source's rows would go through their texts."""
    latest = f"select max(moment) from (select {MOMENT} as moment from articles a where a.source = ?1"
    row = connection.execute(
        "select (select count(*) from articles where source = ?1),"
        f" max(coalesce(({latest} and a.published is not null order by a.published desc limit ?2)), ''),"
        f" coalesce(({latest} and a.published is null order by a.id desc limit ?2)), ''))",
        (name, NEWEST),
    ).fetchone()
    return row[0], _moment(row[1])


def _judge(source: SourceHealth, way: WayIn, now: datetime) -> None:
    what = f"{way.way} {way.url}"
    if way.retired:
        ended = f"answered 410 on {way.retired:%Y-%m-%d} and is no longer asked"
        source.problems.append(f"{what}: {ended}{_what_to_do('http-410')}")
    elif way.failures:
        lasted = f", last success {_days_ago(way.succeeded, now)}" if way.succeeded else ", never had an answer"
        times = f"{way.failures} times in a row" if way.failures > 1 else "once"
        line = f"{what}: {way.error} ({times}{lasted}){_what_to_do(way.word)}"
        (source.problems if way.is_failing else source.notes).append(line)
    elif way.error:
        source.notes.append(f"{what}: {way.error}")
    if way.moved_to:
        source.notes.append(
            f"{what}: has moved for good to {way.moved_to}, which is asked now; write that into the source file"
        )
    if way.cut:
        source.notes.append(f"{what}: only its beginning is read, it is longer than FEED_MAX_BYTES or breaks off")
    if way.unread_dates:
        source.notes.append(f"{what}: {way.unread_dates} dates could not be read")
    if way.skipped:
        source.notes.append(f"{what}: {way.skipped} entries have no address, or are beyond the limit")


# One value a source, as JSON: the web server decodes every text that it reads in Python.
def _times(connection: sqlite3.Connection, source: SourceHealth) -> list[datetime]:
    """When the source published: what its feeds said last, in scope or not, and its articles."""
    told: set[str] = set()
    for (recent,) in connection.execute("select recent from feeds where source = ?", (source.name,)):
        told.update(json.loads(recent or "[]"))
    dated = _column(connection, "published", source.name, "published")
    # Of a source without dates: when its articles came.
    told |= dated or _column(connection, "first_seen", source.name, "id")
    return [moment for text in told if (moment := _moment(text))]


def _column(connection: sqlite3.Connection, column: str, name: str, order: str) -> set[str]:
    (values,) = connection.execute(
        f"select json_group_array({column}) from (select {column} from articles where source = ?"
        f" order by {order} desc limit ?)",
        (name, HISTORY),
    ).fetchone()
    return {value for value in json.loads(values) if value}


def _samples(connection: sqlite3.Connection, name: str) -> list[Sample]:
    # The numbers first, which the index has: to sort all of a source's rows is to read them.
    (rows,) = connection.execute(
        "select json_group_array(json_array(seen, title, date, author, whole, words)) from (select first_seen as seen,"
        " title is not null as title, published is not null as date, authors <> '[]' as author,"
        " status = 'full' as whole, word_count as words from articles where status <> 'reserved'"
        " and id in (select id from articles where source = ? order by id desc limit ?) order by id desc)",
        (name, LATEST),
    ).fetchone()
    return [
        Sample(stored, bool(title), bool(published), bool(authors), bool(whole), words)
        for seen, title, published, authors, whole, words in json.loads(rows)
        if (stored := _moment(seen))
    ]


def _what_to_do(word: str) -> str:
    known = remedy(word)
    return f"; {known}" if known else ""


def _days_ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    days = (now - moment).days
    return f"{days} days ago" if days > 1 else "yesterday" if days == 1 else "today"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {word}" for word, number in counts.most_common(4))


def _rows(connection: sqlite3.Connection, sql: str) -> Iterable[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor.fetchall())


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except ValueError:  # written by something else: as if it were not there
        return None
