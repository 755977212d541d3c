"""The sources: all of them with their latest article and how their polls fare, and one with its articles."""

import sqlite3
from typing import Any

from publishing.datasette.answers import missing
from publishing.datasette.questions import ask
from storage import figures, listings
from storage.listings import Filters

PAGE_SIZE = 40


async def overview(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """All sources, the latest to publish first."""
    return "sources.html", {"sources": await ask(datasette, figures.sources)}


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
    return {
        "source": found[0],
        "feeds": figures.ways_in(connection, name),
        "articles": rows,
        "next": f"{rows[-1]['moment']},{rows[-1]['id']}" if more else None,
    }
