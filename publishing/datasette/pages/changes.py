"""What a publisher changed in an article after we had it, word by word."""

import sqlite3
from typing import Any

from publishing.datasette.answers import missing
from publishing.datasette.questions import ask
from publishing.datasette.wording import parted
from storage import listings
from storage.revisions import revisions_of

MAX_LETTERS = 100_000  # on a page, with those that are kept
WHAT = ("title", "authors", "text")


async def show(datasette: Any, request: Any) -> Any:
    """The revisions of the article with that id, the latest first."""
    values = await ask(datasette, _changes, int(request.url_vars["id"]))
    if values is None:
        return await missing(datasette, request, "There is no article with this number; it may have been removed.")
    return "changes.html", values


def summary(connection: sqlite3.Connection, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The revisions of an article without their words, the latest first."""
    return [_kept(revision) for revision in reversed(revisions_of(connection, row["id"]))]


def _changes(connection: sqlite3.Connection, id: int) -> dict[str, Any] | None:
    row = listings.article(connection, id)
    if row is None:
        return None
    left = MAX_LETTERS
    told = []
    for revision in reversed(revisions_of(connection, id)):
        shown = []
        for what in WHAT:
            # Of a reserved article the headline is all that is shown, in its earlier versions too.
            if what not in revision["diff"] or (what == "text" and row["status"] == "reserved"):
                continue
            left -= sum(len(words) for _, words in revision["diff"][what])
            shown.append({"what": what, "words": parted(revision["diff"][what]) if left >= 0 else None})
        told.append({**_kept(revision), "differences": shown})
    return {"article": row, "revisions": told}


def _kept(revision: dict[str, Any]) -> dict[str, Any]:
    """A revision without its words."""
    return {name: revision[name] for name in ("id", "seen", "before", "changed", "says", "note")}
