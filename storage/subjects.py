"""What the news is about, as readers look for it: topics and names, how often by week, and what says so.

Reads `topics`, `article_topics`, `mentions`. Copies of a text count once.
"""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from storage.listings import MOMENT

KINDS = ("country", "organisation", "system", "cyber", "vulnerability")
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


def topic(connection: sqlite3.Connection, name: str) -> dict[str, Any] | None:
    """A topic, its codes in other schemes as lists."""
    row = connection.execute("select title, about, iptc, gdelt, eurovoc from topics where name = ?", (name,)).fetchone()
    if row is None:
        return None
    codes = {scheme: json.loads(text) for scheme, text in zip(("iptc", "gdelt", "eurovoc"), row[2:], strict=True)}
    return {"name": name, "title": row[0], "about": row[1], **codes}


def topic_by_week(connection: sqlite3.Connection, name: str, *, today: date, weeks: int) -> dict[str, Any]:
    """How many articles of a topic each of the last weeks had: {"starts", "weeks", "usual"}."""
    return _of_weeks(connection, "select article from article_topics where topic = ?2", (name,), today, weeks)


def name_by_week(connection: sqlite3.Connection, kind: str, name: str, *, today: date, weeks: int) -> dict[str, Any]:
    """How many articles with a name each of the last weeks had: {"starts", "weeks", "usual"}."""
    chosen = "select article from mentions where kind = ?2 and name = ?3"
    return _of_weeks(connection, chosen, (kind, name), today, weeks)


def _of_weeks(
    connection: sqlite3.Connection, chosen: str, values: tuple[str, ...], today: date, weeks: int
) -> dict[str, Any]:
    starts = _since_it_began(connection, weeks_until(today, weeks))
    counted = connection.execute(
        f"{_WEEKS} select w.number, count(*) from {_TOLD} where a.id in ({chosen}) group by 1",
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


def names(connection: sqlite3.Connection, kind: str, *, limit: int) -> list[dict[str, Any]]:
    """The names of a kind that most articles have, copies among these: [{"name", "articles"}]."""
    rows = connection.execute(
        "select name, count(*) from mentions where kind = ? group by name order by 2 desc, 1 limit ?", (kind, limit)
    )
    return [{"name": name, "articles": number} for name, number in rows]


def among(connection: sqlite3.Connection, chosen: str, values: tuple[str, ...], *, limit: int) -> dict[str, Any]:
    """What the articles that SQL `chosen` gives the ids of are about: {"topics", "names": {kind: rows}}, most first."""
    ids = json.dumps([id for (id,) in connection.execute(chosen, values)])
    topics = connection.execute(
        "select t.name, t.title, count(*) from json_each(?) cross join article_topics m on m.article = value"
        " join topics t on t.name = m.topic group by 1 order by 3 desc, 1 limit ?",
        (ids, limit),
    )
    counted: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for kind, name, number in connection.execute(
        "select kind, name, count(*) from json_each(?) cross join mentions on article = value"
        " group by 1, 2 order by 3 desc, 2",
        (ids,),
    ):
        if len(counted.setdefault(kind, [])) < limit:
            counted[kind].append({"name": name, "articles": number})
    return {
        "topics": [{"name": name, "title": title, "articles": number} for name, title, number in topics],
        "names": {kind: rows for kind, rows in counted.items() if rows},
    }


def evidence(connection: sqlite3.Connection, topic: str, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Why articles have a topic: by article the terms that were found, as rows of `article_topics` have them."""
    rows = connection.execute(
        f"select article, terms from article_topics where topic = ? and article in ({_marks(ids)})", (topic, *ids)
    )
    return {article: json.loads(terms) for article, terms in rows}


def spellings(connection: sqlite3.Connection, kind: str, name: str, ids: list[int]) -> dict[int, dict[str, Any]]:
    """How articles have a name: by article {"count", "in_title", "found"}, `found` as it stands there."""
    rows = connection.execute(
        "select article, count, in_title, places from mentions where kind = ? and name = ?"
        f" and article in ({_marks(ids)})",
        (kind, name, *ids),
    )
    return {
        article: {
            "count": number,
            "in_title": bool(in_title),
            "found": list(dict.fromkeys(place["found"] for place in json.loads(places))),
        }
        for article, number, in_title, places in rows
    }


def of_article(connection: sqlite3.Connection, id: int) -> dict[str, list[dict[str, Any]]]:
    """What one article is about: its `topics` with their terms, and its `names`, those it has most often first."""
    topics = connection.execute(
        "select t.name, t.title, m.score, m.terms from article_topics m join topics t on t.name = m.topic"
        " where m.article = ? order by m.score desc, t.name",
        (id,),
    )
    names = connection.execute(
        "select kind, name, count, in_title from mentions where article = ? order by in_title desc, count desc, name",
        (id,),
    )
    return {
        "topics": [
            {"name": name, "title": title, "score": score, "terms": json.loads(terms)}
            for name, title, score, terms in topics
        ],
        "names": [
            {"kind": kind, "name": name, "count": number, "in_title": bool(in_title)}
            for kind, name, number, in_title in names
        ],
    }


def _marks(ids: list[int]) -> str:
    return ",".join("?" * len(ids))
