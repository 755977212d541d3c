"""The front page: the latest stories, each once, with its independent sources and the outlets that carry its text."""

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

from publishing.datasette.questions import ask
from storage import figures, listings, stories
from storage.database import timestamp

PAGE_SIZE = 40
WIDEST, WIDEST_DAYS = 5, 2


async def today(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """The latest articles; `before` continues."""
    before = request.args.get("before")
    since = timestamp(datetime.now(UTC) - timedelta(days=WIDEST_DAYS))
    values = await ask(datasette, _latest, before, since)
    return "front.html", {**values, "continued": bool(before)}


def _latest(connection: sqlite3.Connection, before: str | None, since: str) -> dict[str, Any]:
    rows = listings.latest(connection, before=before, limit=PAGE_SIZE + 1, stories=True)
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return {
        "articles": listings.with_stories(connection, listings.with_carriers(connection, rows)),
        "next": f"{rows[-1]['moment']},{rows[-1]['id']}" if more else None,
        "widest": [] if before else _widest(connection, since),
        "today": figures.last_day(connection),
        "run": figures.last_run(connection),
    }


def _widest(connection: sqlite3.Connection, since: str) -> list[dict[str, Any]]:
    """The stories of the last days that several sources report independently."""
    return [story for story in stories.widest(connection, since=since, limit=WIDEST) if story["sources"] > 1]
