"""The copies of a text: who carries it, and two of them side by side."""

import re
import sqlite3
from typing import Any

from publishing.datasette.answers import missing
from publishing.datasette.comparison import Row, compared, side_by_side, words_in_common
from publishing.datasette.questions import ask
from publishing.datasette.wording import paragraphs
from storage.carriers import carriers, texts

MAX_LETTERS = 60_000  # of each text
SHOWN = 200


async def show(datasette: Any, request: Any) -> Any:
    """The article with that id beside the copy that leads, or beside the one that `with` names."""
    id = int(request.url_vars["id"])
    given = request.args.get("with") or ""
    values = await ask(datasette, _copies, id, int(given) if re.fullmatch(r"[0-9]{1,18}", given) else None)
    if values is None:
        return await _alone(datasette, request, id)
    return "copies.html", values


async def _alone(datasette: Any, request: Any, id: int) -> Any:
    """There is no such article, or nobody else carries its text: said with the way back to it."""
    title = await ask(datasette, _title, id)
    if title is None:
        return await missing(datasette, request, f"There is no article with the number {id}.")
    told = (
        "No other article of the collection carries this text or a large part of it. Copies are looked for whenever an"
        " article is stored, so one may come later. Texts that their publisher reserves are not compared."
    )
    back = {f"article/{id}": f"Back to “{title or 'the article'}”"}
    return await missing(datasette, request, told, title="No copies", back=back)


def _title(connection: sqlite3.Connection, id: int) -> str | None:
    row = connection.execute("select coalesce(title, '') from articles where id = ?", (id,)).fetchone()
    return str(row[0]) if row else None


def _copies(connection: sqlite3.Connection, id: int, wanted: int | None) -> dict[str, Any] | None:
    found = [{**row, "opening": None} for row in carriers(connection, id)]
    if not found:
        return None
    by_id = {row["id"]: row for row in found}
    leader = found[0]
    if wanted in by_id:
        left, right = by_id[id], by_id[wanted]
    else:  # the one that leads and this one; of the one that leads, its first copy
        left, right = leader, by_id[id] if id != leader["id"] else found[1]
    told = texts(connection, [left["id"], right["id"]])
    one, other = ((told[row["id"]] or "") for row in (left, right))
    parts = [paragraphs(text[:MAX_LETTERS]) for text in (one, other)]
    rows = side_by_side(*parts) if all(parts) else []
    return {
        "id": id,
        "copies": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "left": left,
        "right": right,
        "title": compared(left["title"] or "", right["title"] or ""),
        "rows": _folded(rows),
        "counts": {kind: sum(row.kind == kind for row in rows) for kind in ("same", "changed", "left", "right")},
        "common": round(100 * words_in_common(*parts)),
        "cut": len(one) > MAX_LETTERS or len(other) > MAX_LETTERS,
        "reserved": not all(parts),
    }


def _folded(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows as plain values, those that are the same and side by side as one with all of their paragraphs."""
    told: list[dict[str, Any]] = []
    for row in rows:
        if row.kind == "same" and told and told[-1]["kind"] == "same":
            told[-1]["paragraphs"].append(row.left[0][1])
            continue
        told.append({"kind": row.kind, "left": row.left, "right": row.right, "moved": row.moved, "paragraphs": []})
        if row.kind == "same":
            told[-1]["paragraphs"].append(row.left[0][1])
    return told
