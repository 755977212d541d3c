"""One article, to be read; with what it copies, its story, and where the record came from."""

import sqlite3
from typing import Any

from publishing.datasette.answers import missing
from publishing.datasette.pages import changes
from publishing.datasette.questions import ask
from storage import listings, stories, subjects

STORY = 8  # other reports; the story's own page has all of them


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
        "story": listings.same_story(connection, row, limit=STORY),
        "tale": stories.story(connection, row["story"]) if row["story"] is not None else None,
        "revisions": changes.summary(connection, row),
        **_subjects(connection, row),
        "found": listings.found_at(connection, id),
        "rights": listings.rights_of(connection, id),
    }


def _subjects(connection: sqlite3.Connection, row: dict[str, Any]) -> dict[str, Any]:
    about = subjects.of_article(connection, row["id"])
    if row["status"] == "reserved":  # no words of its text, nor what it names
        about["topics"] = [{**topic, "terms": []} for topic in about["topics"]]
        about["names"] = [name for name in about["names"] if name["in_title"]]
    return about
