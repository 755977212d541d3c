"""One article, to be read; with what it copies, its story, and where the record came from."""

import sqlite3
from typing import Any

from publishing.datasette.answers import missing
from publishing.datasette.questions import ask
from storage import listings


async def read(datasette: Any, request: Any) -> Any:
    """The article with that id."""
    values = await ask(datasette, _everything, int(request.url_vars["id"]))
    if values is None:
        return await missing(datasette, request, "There is no article with this number; it may have been removed.")
    return "article.html", values


def _everything(connection: sqlite3.Connection, id: int) -> dict[str, Any] | None:
    row = listings.article(connection, id)
    if row is None:
        return None
    return {
        "article": row,
        "copies": listings.same_text(connection, row),
        "story": listings.same_story(connection, row),
        "topics": listings.topics_of(connection, id),
        "found": listings.found_at(connection, id),
    }
