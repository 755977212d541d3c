"""How every source fares and what needs a hand, as `scrapy status` says it; and what the last runs did."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from publishing.datasette.questions import ask
from storage import figures
from storage.database import timestamp
from storage.health import SourceHealth, health, problem_of_runs

DAYS = 14
RUNS = 15
FRESH_S = 600  # silence is counted in days
_known: tuple[tuple[Any, ...], dict[str, Any]] = ((), {})


async def show(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """All sources that are polled, those with problems first."""
    return "health.html", await ask(datasette, _known_or_new, datetime.now(UTC))


def _known_or_new(connection: sqlite3.Connection, now: datetime) -> dict[str, Any]:
    """The answer of before where nothing has been polled, stored or run since: it reads thousands of rows."""
    global _known
    state = (*figures.state(connection), int(now.timestamp()) // FRESH_S)
    if _known[0] != state:
        _known = (state, _everything(connection, now))
    return _known[1]


def _everything(connection: sqlite3.Connection, now: datetime) -> dict[str, Any]:
    by_day = figures.days_of_sources(connection, DAYS)
    asked = figures.still_asked(connection)
    rows = [
        {**_row(source), "days": by_day["sources"].get(source.name, [0] * DAYS)}
        for source in health(connection, now=now, configured=asked)
    ]
    rows.sort(key=lambda row: (not row["problems"], row["title"].casefold()))
    return {
        "sources": rows,
        "ailing": sum(bool(row["problems"]) for row in rows),
        "general": problem_of_runs(connection, now=now) if rows else None,
        "labels": by_day["labels"],
        "runs": figures.last_runs(connection, RUNS),
    }


def of_source(connection: sqlite3.Connection, name: str, now: datetime) -> dict[str, Any] | None:
    """The same of one source; None where it is not polled."""
    found = health(connection, now=now, configured=figures.still_asked(connection), only=name)
    return _row(found[0]) if found else None


def _row(source: SourceHealth) -> dict[str, Any]:
    failing = [way.word or "ended" for way in source.ways_in if way.is_failing]
    state = ["silent"] if source.silent else []
    state += failing + (["changed"] if source.drift else [])
    return {
        "name": source.name,
        "title": source.title,
        "last_success": timestamp(source.last_success) if source.last_success else None,
        "last_article": timestamp(source.last_article) if source.last_article else None,
        "articles": source.articles,
        "usually": source.rhythm.words or None,
        "waiting": source.waiting,
        "failed": source.retried + source.given_up,
        "dropped": dict(source.dropped.most_common()),
        "state": list(dict.fromkeys(state)) or (["no articles"] if source.problems else []),
        "problems": [_told(line) for line in source.problems],
        "notes": source.notes,
    }


def _told(problem: str) -> dict[str, str]:
    """A problem and what to do about it, which its line has after the first semicolon."""
    what, _, remedy = problem.partition("; ")
    return {"what": what, "remedy": remedy}
