"""The stories: those of the last days that most outlets report, and one from its first report on."""

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

from publishing.datasette.answers import missing
from publishing.datasette.questions import ask
from storage import stories
from storage.database import timestamp

DAYS = (2, 7, 30)
SHOWN = 60
REPORTS = 200  # of one story; the widest of a newspaper year has fewer


async def overview(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """Stories that were reported on in the last days, the most independent sources first."""
    given = request.args.get("days") or ""
    days = int(given) if given in map(str, DAYS) else DAYS[1]
    since = timestamp(datetime.now(UTC) - timedelta(days=days))
    found = await ask(datasette, stories.widest, since=since, limit=SHOWN + 1)
    values = {"stories": found[:SHOWN], "more": len(found) > SHOWN}
    return "stories.html", {"days": days, "choices": DAYS, **values}


async def one(datasette: Any, request: Any) -> Any:
    """The story with that number."""
    values = await ask(datasette, _story, int(request.url_vars["id"]))
    if values is None:
        words = "There is no story with this number. Stories are made anew as articles come in, and two may become one."
        return await missing(datasette, request, words)
    return "story.html", values


def _story(connection: sqlite3.Connection, id: int) -> dict[str, Any] | None:
    story = stories.story(connection, id)
    if story is None:
        return None
    reports = stories.timeline(connection, id)
    outlets = {report["id"]: report["outlet"] for report in reports}
    return {
        "story": story,
        "reports": [{**report, "tied_to": outlets.get(report["other"])} for report in reports[:REPORTS]],
        "more": max(0, len(reports) - REPORTS),
        "copies": sum(len(report["copies"]) for report in reports),
    }
