"""The sources: all of them with their latest article and how their polls fare, and one with its articles."""

import re
import sqlite3
from datetime import UTC, datetime
from typing import Any

from publishing.datasette.answers import missing
from publishing.datasette.pages.health import of_source
from publishing.datasette.questions import ask
from storage import figures, listings, weekly
from storage.listings import Filters

PAGE_SIZE = 40
WEEKS = 26
SOURCES_A_PAGE = 200


async def overview(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """All sources, the latest to publish first, a page at a time."""
    found = await ask(datasette, figures.sources)
    given = request.args.get("page") or ""
    last = max(1, -(-len(found) // SOURCES_A_PAGE))
    page = min(max(int(given), 1), last) if re.fullmatch(r"[0-9]{1,4}", given) else 1
    shown = found[(page - 1) * SOURCES_A_PAGE : page * SOURCES_A_PAGE]
    failing = sum(bool(one["failures"]) for one in found)
    return "sources.html", {"sources": shown, "total": len(found), "failing": failing, "page": page, "pages": last}


async def one(datasette: Any, request: Any) -> Any:
    """The source with that name."""
    before = request.args.get("before")
    values = await ask(datasette, _source, request.url_vars["name"], before)
    if values is None:
        return await missing(datasette, request, "There is no source of this name in the catalogue.")
    return "source.html", {**values, "continued": bool(before)}


def _source(connection: sqlite3.Connection, name: str, before: str | None) -> dict[str, Any] | None:
    found = figures.sources(connection, name)
    if not found:
        return None
    rows = listings.latest(connection, Filters(source=name), before=before, limit=PAGE_SIZE + 1, copies=True)
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    today = datetime.now(UTC).date()
    return {
        "by_week": weekly.source_by_week(connection, name, today=today, weeks=WEEKS) if not before else None,
        "source": found[0],
        "health": of_source(connection, name, datetime.now(UTC)) if not before else None,
        "feeds": figures.ways_in(connection, name),
        "articles": rows,
        "next": f"{rows[-1]['moment']},{rows[-1]['id']}" if more else None,
    }
