"""The topics: how much each is written about, and one with its articles and what in them says so."""

import json
import sqlite3
from datetime import UTC, date, datetime
from typing import Any

from publishing.datasette.answers import missing
from publishing.datasette.questions import ask
from storage import listings, subjects, weekly
from storage.listings import Filters

PAGE_SIZE = 30
WEEKS = 26
WEEKS_OVERVIEW = 12
NAMES = 12  # of each kind, beside the topics
LATEST = 300  # articles in which names are counted that stand together


async def overview(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """All topics with their last weeks, and the names that most articles have."""
    return "topics.html", await ask(datasette, _all, datetime.now(UTC).date())


async def one(datasette: Any, request: Any) -> Any:
    """The topic with that name."""
    before = request.args.get("before")
    values = await ask(datasette, _topic, request.url_vars["name"], before, datetime.now(UTC).date())
    if values is None:
        return await missing(datasette, request, "There is no topic of this name in the vocabulary.")
    return "topic.html", {**values, "continued": bool(before)}


def _all(connection: sqlite3.Connection, today: date) -> dict[str, Any]:
    return {
        **weekly.topics(connection, today=today, weeks=WEEKS_OVERVIEW),
        "names": {kind: subjects.names(connection, kind, limit=NAMES) for kind in subjects.KINDS},
    }


def _topic(connection: sqlite3.Connection, name: str, before: str | None, today: date) -> dict[str, Any] | None:
    topic = subjects.topic(connection, name)
    if topic is None:
        return None
    rows, following = page_of(connection, Filters(topic=name), before)
    terms = subjects.evidence(connection, name, [row["id"] for row in rows])
    return {
        "topic": topic,
        "among": None if before else among_latest(connection, Filters(topic=name)),
        **weekly.topic_by_week(connection, name, today=today, weeks=WEEKS),
        # Of a reserved article nothing but the headline is shown, and so no words of its text.
        "articles": [{**row, "terms": terms.get(row["id"], []) if row["status"] != "reserved" else []} for row in rows],
        "next": following,
    }


def among_latest(connection: sqlite3.Connection, filters: Filters) -> dict[str, Any]:
    """What else the latest of these articles are about."""
    rows = listings.latest_ids(connection, filters, limit=LATEST)
    chosen = "select value from json_each(?)"
    return {**subjects.among(connection, chosen, (json.dumps(rows),), limit=NAMES), "articles": len(rows)}


def page_of(
    connection: sqlite3.Connection, filters: Filters, before: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of articles, each text once with those who carry it, and what `before` is for the next page."""
    rows = listings.latest(connection, filters, before=before, limit=PAGE_SIZE + 1)
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    following = f"{rows[-1]['moment']},{rows[-1]['id']}" if more else None
    return listings.with_carriers(connection, rows), following
