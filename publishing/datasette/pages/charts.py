"""Charts: articles by day and outlet, topics over the weeks. The page has tables of figures; the script draws those."""

import sqlite3
from datetime import UTC, date, datetime
from typing import Any

from publishing.datasette.questions import ask
from storage import figures, weekly

DAYS = (14, 30, 90)
MAX_OUTLETS = 40
WEEKS = 12
MAX_TOPICS = 7  # that a chart can tell apart


async def show(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """Figures of the last days and weeks."""
    given = request.args.get("days") or ""
    days = int(given) if given in map(str, DAYS) else DAYS[1]
    return "charts.html", {"days": days, "choices": DAYS, **await ask(datasette, _all, days, datetime.now(UTC).date())}


def _all(connection: sqlite3.Connection, days: int, today: date) -> dict[str, Any]:
    by_day = figures.by_day_and_source(connection, days)
    outlets = by_day["outlets"]
    topics = weekly.topics(connection, today=today, weeks=WEEKS)
    most = sorted(topics["topics"], key=lambda topic: -sum(topic["weeks"]))
    return {
        **by_day,
        "outlets": outlets[:MAX_OUTLETS],
        "more": max(0, len(outlets) - MAX_OUTLETS),
        "weeks": topics["starts"],
        "topics": [topic for topic in most if any(topic["weeks"])][:MAX_TOPICS],
    }
