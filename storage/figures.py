"""Counts for people and charts: today, the last run, the sources and their ways in, articles by day."""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import sqlite3
from collections import Counter
from typing import Any

from storage.listings import MOMENT

# The outlets that a chart can tell apart; the rest is one.
MAX_SERIES = 7


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
    counted = connection.execute(
        f"select substr({MOMENT}, 1, 10) as day, a.source, count(*) from articles a where {MOMENT} >= date('now', ?)"
        " group by 1, 2",
        (f"-{days - 1} days",),
    ).fetchall()
    titles = dict(connection.execute("select name, title from sources").fetchall())
    labels = [
        row[0]
        for row in connection.execute(
            "with recursive days(n) as (select 0 union all select n + 1 from days where n + 1 < ?)"
            " select date('now', '-' || n || ' days') from days order by n desc",
            (days,),
        )
    ]
    totals: Counter[str] = Counter()
    for _, source, number in counted:
        totals[source] += number
    leading = [source for source, _ in totals.most_common(MAX_SERIES)]
    cells = {(day, source): number for day, source, number in counted}
    series = [
        {"name": titles.get(source, source), "values": [cells.get((day, source), 0) for day in labels]}
        for source in leading
    ]
    if len(totals) > MAX_SERIES:
        rest = [
            sum(number for day, source, number in counted if day == label and source not in leading) for label in labels
        ]
        series.append({"name": "Others", "values": rest})
    outlets = [
        {"source": source, "outlet": titles.get(source, source), "articles": number}
        for source, number in totals.most_common()
    ]
    return {"labels": labels, "series": series, "outlets": outlets}


def _rows(connection: sqlite3.Connection, sql: str, values: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
