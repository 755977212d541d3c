"""Counts for people and charts: today, the last run, the sources and their ways in, articles by day."""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import json
import sqlite3
from collections import Counter
from typing import Any

from storage.listings import MOMENT

# The outlets that a chart can tell apart; the rest is one.
MAX_SERIES = 7
LONGEST_PAUSE_DAYS = 14  # no way in is left alone for longer, whatever it answers


def last_day(connection: sqlite3.Connection) -> dict[str, Any]:
    """Articles since midnight UTC, copies apart, and how many outlets they are from."""
    row = connection.execute(
        f"select count(*), count(distinct a.source) from articles a where {MOMENT} >= date('now')"
        " and a.duplicate_of is null"
    ).fetchone()
    return {"articles": row[0], "outlets": row[1]}


def last_run(connection: sqlite3.Connection) -> dict[str, Any] | None:
    """The latest run, or None before the first."""
    rows = _rows(connection, "select * from runs order by id desc limit 1")
    return rows[0] if rows else None


def last_runs(connection: sqlite3.Connection, number: int) -> list[dict[str, Any]]:
    """The latest runs, the last first, each with `seconds`, which is None while it runs or where it was killed."""
    return _rows(
        connection,
        "select * from runs order by id desc limit ?",
        (number,),
    )


def state(connection: sqlite3.Connection) -> tuple[Any, ...]:
    """What changes whenever a run has polled, stored, begun or ended something."""
    row: tuple[Any, ...] = connection.execute(
        "select i.mark, (select max(sequence) from changes), (select max(polled) from feeds),"
        " (select max(id) from runs), (select max(finished) from runs),"
        " (select count(*) from frontier where state in ('pending', 'fetching')),"
        " (select json_group_array(name) from (select name from sources where enabled = 1)) from identity i"
    ).fetchone()
    return row


def sources(connection: sqlite3.Connection, name: str | None = None) -> list[dict[str, Any]]:
    """Sources with their number of articles, the latest one and how their polls fare; the latest to publish first."""
    where = "where s.name = ?1" if name else ""
    one = "where source = ?1" if name else ""
    return _rows(
        connection,
        "with told as (select source, count(*) as articles,"
        " max(iif(published <= strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), published, null)) as latest,"
        " sum(published >= date('now', '-7 days')) as week"
        f" from articles indexed by articles_source {one} group by source),"
        " polled as (select source, max(succeeded) as succeeded, min(failures) as failures"
        f" from feeds {one} group by source),"
        # Beside one max(), SQLite takes a bare column from the row in which the maximum stands.
        f" worst as (select source, error, max(failures) from feeds {one} group by source)"
        " select s.*, coalesce(told.articles, 0) as articles, told.latest, coalesce(told.week, 0) as week,"
        " polled.succeeded, polled.failures, worst.error"
        " from sources s left join told on told.source = s.name left join polled on polled.source = s.name"
        " left join worst on worst.source = s.name"
        f" {where} order by told.latest is null, told.latest desc, s.name",
        (name,) if name else (),
    )


def ways_in(connection: sqlite3.Connection, source: str) -> list[dict[str, Any]]:
    """How a source is polled, and what came of it."""
    return _rows(
        connection,
        "select url, way, title, polled, succeeded, changed, next_poll, failures, error, entries, retired"
        " from feeds where source = ? order by way, url",
        (source,),
    )


def still_asked(connection: sqlite3.Connection) -> set[str]:
    """The ways in that runs ask: one that left its source file keeps its row and is not polled any more."""
    rows = connection.execute(
        "select url from feeds where polled is null or polled > (select date(max(polled), ?) from feeds)",
        (f"-{LONGEST_PAUSE_DAYS} days",),
    )
    return {url for (url,) in rows}


def subscriptions(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """The feeds that are polled, with their sources; those of one kind side by side."""
    return _rows(
        connection,
        "select f.url, f.title as feed_title, f.source, s.title, s.homepage, s.language, s.kind"
        " from feeds f join sources s on s.name = f.source"
        " where f.way = 'feed' and f.retired is null and s.enabled = 1"
        " order by s.kind is null, s.kind, s.title collate nocase, f.url",
    )


def by_day_and_source(connection: sqlite3.Connection, days: int) -> dict[str, Any]:
    """Articles of the last `days` days (UTC), copies among them.

    `labels` are the days, `series` the outlets with the most and "Others" last: [{"name", "values"}]; `outlets` are
    totals of every outlet: [{"source", "outlet", "articles"}].
    """
    counted = days_of_sources(connection, days)
    sources: dict[str, list[int]] = counted["sources"]
    titles = dict(connection.execute("select name, title from sources").fetchall())
    totals = Counter({source: sum(values) for source, values in sources.items()})
    leading = [source for source, _ in totals.most_common(MAX_SERIES)]
    series = [{"name": titles.get(source, source), "values": sources[source]} for source in leading]
    if len(totals) > MAX_SERIES:
        rest = [values for source, values in sources.items() if source not in leading]
        series.append({"name": "Others", "values": [sum(numbers) for numbers in zip(*rest, strict=True)]})
    outlets = [
        {"source": source, "outlet": titles.get(source, source), "articles": number}
        for source, number in totals.most_common()
    ]
    return {"labels": counted["labels"], "series": series, "outlets": outlets}


def days_of_sources(connection: sqlite3.Connection, days: int) -> dict[str, Any]:
    """Articles of the last `days` days (UTC): `labels` are the days, `sources` {name: [a number for each day]}."""
    labels = [
        day
        for (day,) in connection.execute(
            "with recursive days(day) as (select date('now', ?) union all"
            " select date(day, '+1 day') from days where day < date('now')) select day from days",
            (f"-{days - 1} days",),
        )
    ]
    sources: dict[str, list[int]] = {}
    # Days by their bounds: to work out an article's day is to read its row, which goes through its text.
    for number, source, articles in connection.execute(
        "with days(number, day) as (select key, value from json_each(?))"
        " select number, a.source, count(*) from days cross join articles a indexed by articles_moment"
        f" on {MOMENT} >= day and {MOMENT} < date(day, '+1 day') group by 1, 2",
        (json.dumps(labels),),
    ):
        sources.setdefault(source, [0] * len(labels))[number] = articles
    return {"labels": labels, "sources": sources}


def _rows(connection: sqlite3.Connection, sql: str, values: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
