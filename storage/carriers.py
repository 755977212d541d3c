"""The articles that carry one text, and how alike each is to the one that leads. Reads `articles` and `copies`."""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import sqlite3
from typing import Any

from storage.listings import COLUMNS, MOMENT, decoded


def carriers(connection: sqlite3.Connection, id: int) -> list[dict[str, Any]]:
    """All of them, the one that leads first, each with `agency`, and `alike` and `contained` as in `copies`.

    Both are None of the one that leads, and where a copy was found by another copy. Empty for a text that nobody
    else carries.
    """
    row = connection.execute("select coalesce(duplicate_of, id) from articles where id = ?", (id,)).fetchone()
    if row is None:
        return []
    cursor = connection.execute(
        f"select {COLUMNS}, a.agency, c.jaccard as alike, c.contained from articles a"
        " left join sources s on s.name = a.source"
        " left join copies c on c.one = min(a.id, ?1) and c.other = max(a.id, ?1)"
        f" where a.id = ?1 or a.duplicate_of = ?1 order by a.duplicate_of is not null, {MOMENT}, a.id",
        row,
    )
    names = [column[0] for column in cursor.description]
    found = [decoded(dict(zip(names, values, strict=True))) for values in cursor.fetchall()]
    return found if len(found) > 1 else []


def texts(connection: sqlite3.Connection, ids: list[int]) -> dict[int, str | None]:
    """The texts of articles, None where a publisher reserves it."""
    marks = ",".join("?" * len(ids))
    return dict(
        connection.execute(
            f"select id, iif(status = 'reserved', null, text) from articles where id in ({marks})", ids
        ).fetchall()
    )
