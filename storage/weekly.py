"""How often something is written about, week by week. Copies of a text count once."""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from storage.listings import MOMENT, naming

USUAL_WEEKS = 8  # before the present one: they say what is usual
USUAL_LEAST = 3  # of fewer nothing is usual
# A week with fewer of a full week's articles lies before the collection began; single old articles come with any feed.
BEGUN = 0.1

# The articles of each week, in index articles_moment. Weeks are asked for by their bounds: to work out an article's day
# is to read its row, which goes through its text.
_WEEKS = "with weeks(number, start, until) as (select key, value, date(value, '+7 days') from json_each(?1))"
_TOLD = f"""weeks w cross join articles a indexed by articles_moment
    on {MOMENT} >= w.start and {MOMENT} < w.until and a.duplicate_of is null"""


def weeks_until(today: date, weeks: int) -> list[str]:
    """The first days of the last weeks, 2026-11-18, the latest last: it ends today.

    Not Mondays: on a Tuesday morning a week that has just begun would look as if nothing were written any more.
    """
    return [(today - timedelta(days=7 * back + 6)).isoformat() for back in reversed(range(weeks))]


def topics(connection: sqlite3.Connection, *, today: date, weeks: int) -> dict[str, Any]:
    """{"starts", "topics"}: every topic with `weeks`, its articles in each of the last weeks, and `usual`, those of a
    week before, or None. Most articles in the latest week first. No weeks from before the collection began.
    """
    starts = _since_it_began(connection, weeks_until(today, weeks))
    counted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for topic, week, number in connection.execute(
        f"{_WEEKS} select t.topic, w.number, count(*) from {_TOLD} join article_topics t on t.article = a.id"
        " group by 1, 2",
        (json.dumps(starts),),
    ):
        counted[topic].append((week, number))
    rows = [
        {"name": name, "title": title, "about": about, **_by_week(counted[name], len(starts))}
        for name, title, about in connection.execute("select name, title, about from topics")
    ]
    rows.sort(key=lambda row: (-row["weeks"][-1], -sum(row["weeks"]), row["title"]))
    return {"starts": starts, "topics": rows}


def topic_by_week(connection: sqlite3.Connection, name: str, *, today: date, weeks: int) -> dict[str, Any]:
    """How many articles of a topic each of the last weeks had: {"starts", "weeks", "usual"}."""
    return _of_weeks(connection, ("select article from article_topics where topic = ?", (name,)), today, weeks)


def name_by_week(connection: sqlite3.Connection, kind: str, name: str, *, today: date, weeks: int) -> dict[str, Any]:
    """How many articles with a name each of the last weeks had: {"starts", "weeks", "usual"}."""
    return _of_weeks(connection, naming(kind, name), today, weeks)


def source_by_week(connection: sqlite3.Connection, name: str, *, today: date, weeks: int) -> dict[str, Any]:
    """How many articles of a source each of the last weeks had, copies apart: {"starts", "weeks", "usual"}."""
    return _of_weeks(connection, ("select id from articles where source = ?", (name,)), today, weeks)


def _of_weeks(
    connection: sqlite3.Connection, chosen: tuple[str, tuple[str, ...]], today: date, weeks: int
) -> dict[str, Any]:
    starts = _since_it_began(connection, weeks_until(today, weeks))
    sql, values = chosen
    counted = connection.execute(
        f"{_WEEKS} select w.number, count(*) from {_TOLD} where a.id in ({sql}) group by 1",
        (json.dumps(starts), *values),
    )
    return {"starts": starts, **_by_week(counted, len(starts))}


def _since_it_began(connection: sqlite3.Connection, starts: list[str]) -> list[str]:
    """Without the weeks that lie before the collection: that nothing is there says nothing."""
    counted = connection.execute(f"{_WEEKS} select w.number, count(*) from {_TOLD} group by 1", (json.dumps(starts),))
    weeks = _by_week(counted, len(starts))["weeks"]
    begun = next(number for number, count in enumerate(weeks) if count >= BEGUN * max(weeks))
    return starts[begun:] if any(weeks) else starts[-1:]


def _by_week(counted: Iterable[tuple[int, int]], number: int) -> dict[str, Any]:
    weeks = [0] * number
    for week, articles in counted:
        weeks[week] = articles
    before = weeks[:-1][-USUAL_WEEKS:]
    usual = round(sum(before) / len(before), 1) if len(before) >= USUAL_LEAST else None
    return {"weeks": weeks, "usual": usual}
