"""Names in the news: countries, organisations, weapon systems; all of a kind, and one with its articles."""

import sqlite3
from datetime import UTC, date, datetime
from typing import Any

from publishing.datasette.answers import missing
from publishing.datasette.pages.topics import WEEKS, among_latest, page_of
from publishing.datasette.questions import ask
from storage import subjects, weekly
from storage.listings import Filters

MOST = 400
MAX_LETTERS = 200


async def overview(datasette: Any, request: Any) -> Any:
    """The names of one kind, most articles first."""
    kind = request.args.get("kind") or subjects.KINDS[0]
    if kind not in subjects.KINDS:
        return await missing(datasette, request, f"Names are of these kinds: {', '.join(subjects.KINDS)}.")
    found = await ask(datasette, subjects.names, kind, limit=MOST + 1)
    return "names.html", {"kind": kind, "kinds": subjects.KINDS, "names": found[:MOST], "more": len(found) > MOST}


async def one(datasette: Any, request: Any) -> Any:
    """The name with that kind: its articles."""
    kind, name = (request.args.get("kind") or "", request.args.get("name") or "")
    before = request.args.get("before")
    if kind not in subjects.KINDS or not name or len(name) > MAX_LETTERS:
        return await missing(datasette, request, "A name is asked for like this: /name?kind=system&name=F-35")
    values = await ask(datasette, _name, kind, name, before, datetime.now(UTC).date())
    return "name.html", {"kind": kind, "name": name, **values, "continued": bool(before)}


def _name(connection: sqlite3.Connection, kind: str, name: str, before: str | None, today: date) -> dict[str, Any]:
    rows, following = page_of(connection, Filters(about=f"{kind}:{name}"), before)
    found = subjects.spellings(connection, kind, name, [row["id"] for row in rows])
    return {
        "among": None if before else among_latest(connection, Filters(about=f"{kind}:{name}")),
        **subjects.what_it_is(connection, kind, name),
        **weekly.name_by_week(connection, kind, name, today=today, weeks=WEEKS),
        "articles": [{**row, "named": found.get(row["id"]) if row["status"] != "reserved" else None} for row in rows],
        "next": following,
    }
