"""The watchlists: what each has of late, and one with its articles, as a page and as a feed.

They are read from their files and asked anew each time: what `scrapy watch` has told or not told does not matter here.
"""

import re
import sqlite3
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from datasette import Response

from errors import WatchlistError
from publishing.datasette.answers import atom, missing
from publishing.datasette.questions import Unanswered, ask
from publishing.watchlists import NAME, check_names, survey
from storage import listings, watches
from storage.database import timestamp
from storage.watches import Watch

PAGE_SIZE = 30
DAYS = 7
NEWEST = 3  # of each watchlist, on the page of all
NAMED = rf"(?P<name>{NAME.pattern})"


async def overview(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """All watchlists with the newest of their articles, and what is wrong with files."""
    return "watchlists.html", await ask(datasette, _all, _folder(datasette), datetime.now(UTC))


async def one(datasette: Any, request: Any) -> Any:
    """The watchlist with that name."""
    before = request.args.get("before")
    name = request.url_vars["name"]
    values = await ask(datasette, _one, _folder(datasette), name, before, datetime.now(UTC))
    if values is None:
        words = "There is no watchlist of this name, or its file is not right."
        return await missing(datasette, request, words, back={"watchlists": "All watchlists"})
    return "watchlist.html", {**values, "continued": bool(before)}


async def feed(datasette: Any, request: Any) -> Response:
    """The newest articles of a watchlist as an Atom feed."""
    name = request.url_vars["name"]
    try:
        values = await ask(datasette, _one, _folder(datasette), name, None, datetime.now(UTC))
    except Unanswered as error:
        return Response.text(str(error), status=503)
    if values is None:
        return Response.text(f"There is no watchlist {name}.", status=404)
    address = datasette.absolute_url(request, datasette.urls.path(f"/watchlist/{name}"))
    return atom(values["articles"], title=f"Watchkeeper: {values['watch']['title']}", address=address)


def _folder(datasette: Any) -> Path | None:
    given = (datasette.plugin_config("reading_room") or {}).get("watchlists")
    return Path(given) if given else None


def _all(connection: sqlite3.Connection, folder: Path | None, now: datetime) -> dict[str, Any]:
    found, problems = _read(connection, folder)
    told = []
    for watch in found.values():
        recent, total = watches.numbers(connection, watch, since=timestamp(now - timedelta(days=DAYS)))
        newest = listings.with_carriers(connection, watches.latest(connection, watch, limit=NEWEST))
        told.append({**asdict(watch), "recent": recent, "total": total, "articles": newest})
    return {"watchlists": told, "days": DAYS, "problems": problems, "folder": folder.name if folder else None}


def _one(
    connection: sqlite3.Connection, folder: Path | None, name: str, before: str | None, now: datetime
) -> dict[str, Any] | None:
    found, problems = _read(connection, folder)
    watch = found.get(name)
    if watch is None:
        return None
    rows = watches.latest(connection, watch, before=before, limit=PAGE_SIZE + 1)
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    recent, total = watches.numbers(connection, watch, since=timestamp(now - timedelta(days=DAYS)))
    return {
        "watch": asdict(watch),
        "problems": [problem for problem in problems if problem.startswith(f"{name}.yaml:")],
        "days": DAYS,
        "recent": recent,
        "total": total,
        "articles": listings.with_carriers(connection, rows),
        "next": f"{rows[-1]['moment']},{rows[-1]['id']}" if more else None,
    }


def _read(connection: sqlite3.Connection, folder: Path | None) -> tuple[dict[str, Watch], list[str]]:
    """The watchlists that are right, and what is wrong, with the names of files but not where they lie."""
    if folder is None:
        return {}, []
    try:
        found, problems = survey(folder)
    except WatchlistError as error:
        return {}, [str(error).replace(str(folder), folder.name, 1)]
    try:
        check_names(connection, found.values(), folder)
    except WatchlistError as error:
        problems += str(error).splitlines()
    return found, [re.sub(rf"^{re.escape(str(folder))}/", "", problem) for problem in problems]
