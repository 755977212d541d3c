"""Full-text search: a reader's words as a safe FTS5 query, and the hits with the words around them. `articles_fts`."""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import re
import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

from storage.listings import COLUMNS, MOMENT, Filters, conditions, decoded

Order = Literal["best", "newest"]

# Marks around a found word, for the caller to escape what lies between: no clean text has control characters.
FOUND, END = "\x02", "\x03"

MAX_TERMS = 24
MAX_LETTERS = 500
# Ranking reads every hit. Beyond this many the best are no better than the rest, and the newest come first.
MAX_RANKED = 10_000
# Below this many hits it is faster to sort them than to look for them among the newest articles.
FEW = 1_000

_TERM = re.compile(r'-?"[^"]*"?|[^\s"]+')


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits; `total` is how many there are in all, `order` the one that they are in."""

    rows: list[dict[str, Any]]
    total: int
    order: Order


def match_expression(words: str) -> str:
    """An FTS5 query that finds what a reader typed; never a syntax error, empty when there is nothing to look for.

    All words must occur. `"two words"` is a phrase, `-word` excludes, `word*` is a beginning, `this OR that` either.
    """
    wanted: list[list[str]] = []
    excluded: list[str] = []
    either = exclude = False
    for term in _TERM.findall(words[:MAX_LETTERS])[:MAX_TERMS]:
        if term in ("AND", "OR", "NOT"):
            either, exclude = term == "OR" and bool(wanted), term == "NOT"
            continue
        quoted = _quoted(term.removeprefix("-"))
        if quoted is None:
            continue
        if exclude or term.startswith("-"):
            excluded.append(quoted)
        elif either:
            wanted[-1].append(quoted)
        else:
            wanted.append([quoted])
        either = exclude = False
    if not wanted:
        return ""
    expression = " AND ".join(f"({' OR '.join(group)})" for group in wanted)
    return f"({expression}) NOT ({' OR '.join(excluded)})" if excluded else expression


def too_long(words: str) -> bool:
    """Whether the end of it would not be looked for."""
    return len(words) > MAX_LETTERS or len(_TERM.findall(words)) > MAX_TERMS


def _quoted(term: str) -> str | None:
    """The term as an FTS5 string, in which nothing is an operator; None where no letter or digit is in it."""
    bare = term.replace('"', "").replace("\x00", "")
    if not re.search(r"[^\W_]", bare):
        return None
    return f'"{bare.rstrip("*")}"' + ("*" if bare.endswith("*") else "")


def search(
    connection: sqlite3.Connection,
    words: str,
    filters: Filters,
    *,
    order: Order = "best",
    limit: int = 20,
    offset: int = 0,
) -> Hits:
    """Articles in which the words occur, within the filters. Rows are those of listings.latest, with `headline` and
    `snippet` that have FOUND and END around the words."""
    expression = match_expression(words)
    if not expression:
        return Hits([], 0, order)
    where, values = conditions(filters)
    hits = _hits(filters, where)
    total = connection.execute(f"select count(*) {hits}", (expression, *values)).fetchone()[0]
    if total > MAX_RANKED:
        order = "newest"
    ids = connection.execute(_sorted(order, total, hits, where), (expression, *values, limit, offset)).fetchall()
    return Hits(_around(connection, expression, [id for (id,) in ids]), total, order)


def chosen(words: str, filters: Filters) -> tuple[str, tuple[str, ...]]:
    """SQL for the ids of all articles that `search` finds, and its values; without words those within the filters."""
    expression = match_expression(words)
    where, values = conditions(filters)
    if expression:
        return f"select rowid {_hits(filters, where)}", (expression, *values)
    return f"select a.id from articles a where true{where}", values


def _hits(filters: Filters, where: str) -> str:
    # A topic or a name chooses few articles, which are looked at one by one; other conditions stand in the index.
    index = "" if filters.topic or filters.about else "indexed by articles_moment "
    within = f"select a.id from articles a {index}where true{where}"
    # The + keeps the planner from looking every article of the filter up in the full-text index, which takes seconds.
    return "from articles_fts where articles_fts match ?" + (f" and +articles_fts.rowid in ({within})" if where else "")


def _sorted(order: Order, total: int, hits: str, where: str) -> str:
    if order == "best":
        return f"select rowid {hits} order by bm25(articles_fts, 8, 4, 1), rowid desc limit ? offset ?"
    if total < FEW:
        chosen = f"select a.id from articles a where a.id in (select rowid {hits})"
        return f"{chosen} order by {MOMENT} desc, a.id desc limit ? offset ?"
    # Many hits: walk from the newest article on until the page is full.
    return (
        "select a.id from articles a indexed by articles_moment"
        f" where a.id in (select rowid from articles_fts where articles_fts match ?){where}"
        f" order by {MOMENT} desc, a.id desc limit ? offset ?"
    )


def _around(connection: sqlite3.Connection, expression: str, ids: list[int]) -> list[dict[str, Any]]:
    """The rows in the order of `ids`. Snippets are cut here and not while sorting: cutting reads the whole text."""
    places = ",".join("?" * len(ids))
    cursor = connection.execute(
        f"select {COLUMNS}, highlight(articles_fts, 0, ?, ?) as headline,"
        " iif(a.status = 'reserved', null, snippet(articles_fts, -1, ?, ?, ' … ', 36)) as snippet"
        " from articles_fts join articles a on a.id = articles_fts.rowid left join sources s on s.name = a.source"
        f" where articles_fts match ? and articles_fts.rowid in ({places})",
        (FOUND, END, FOUND, END, expression, *ids),
    )
    names = [column[0] for column in cursor.description]
    rows = {row[0]: decoded(dict(zip(names, row, strict=True))) for row in cursor.fetchall()}
    return [rows[id] for id in ids]
