"""The front page: the latest stories, each once, with its independent sources and the outlets that carry its text."""

import sqlite3
from typing import Any

from publishing.datasette.questions import ask
from storage import figures, listings

PAGE_SIZE = 40


async def today(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """The latest articles; `before` continues."""
    before = request.args.get("before")
    values = await ask(datasette, _latest, before)
    return "front.html", {**values, "continued": bool(before)}


def _latest(connection: sqlite3.Connection, before: str | None) -> dict[str, Any]:
    rows = listings.latest(connection, before=before, limit=PAGE_SIZE + 1, stories=True)
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return {
        "articles": listings.with_stories(connection, listings.with_carriers(connection, rows)),
        "next": f"{rows[-1]['moment']},{rows[-1]['id']}" if more else None,
        "today": figures.last_day(connection),
        "run": figures.last_run(connection),
    }
