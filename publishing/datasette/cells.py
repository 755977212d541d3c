"""How Datasette's tables show our columns."""

import json
from typing import Any

from markupsafe import Markup

_LISTS = ("authors", "tags", "reasons")


def render(row: Any, value: Any, column: str, table: str | None, *, root: str) -> Any:
    """HTML for a cell, or None where Datasette's own way will do."""
    if column in _LISTS and isinstance(value, str) and value.startswith("["):
        try:
            return ", ".join(map(str, json.loads(value)))
        except ValueError:
            return None
    if column == "title" and table == "stories" and isinstance(value, str):
        return Markup('<a href="{}story/{}">{}</a>').format(root, row["id"], value)
    if column == "story" and isinstance(value, int) and table in (None, "articles"):
        return Markup('<a href="{}story/{}">{}</a>').format(root, value, value)
    if column == "topic" and table == "article_topics" and isinstance(value, str):
        return Markup('<a href="{}topic/{}">{}</a>').format(root, value, value)
    if (
        column == "title"
        and isinstance(value, str)
        and (table == "articles" or _has(row, "status"))
        and _has(row, "id")
    ):
        return Markup('<a href="{}article/{}">{}</a>').format(root, row["id"], value)
    return None


def _has(row: Any, column: str) -> bool:
    return column in row.keys()  # noqa: SIM118 sqlite3.Row iterates over values
