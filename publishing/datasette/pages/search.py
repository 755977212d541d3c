"""The search page: words, operators and filters; the same addresses serve scripts as JSON."""

import re
import sqlite3
from typing import Any
from urllib.parse import urlencode

from publishing.datasette.questions import ask
from storage import listings
from storage.listings import Filters
from storage.search import Order, match_expression, search

PAGE_SIZE = 20
MAX_PAGE = 50

FILTERS = ("source", "country", "language", "status", "since", "until")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


async def find(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """Hits for `q` within the filters; without `q` the latest articles within them."""
    given = {name: (request.args.get(name) or "").strip() for name in ("q", "order", "page", *FILTERS)}
    for name in ("since", "until"):
        given[name] = given[name] if _DAY.fullmatch(given[name]) else ""
    order: Order = "newest" if given["order"] == "newest" else "best"
    number = min(int(given["page"]), MAX_PAGE) if given["page"].isdecimal() and given["page"] != "0" else 1
    filters = Filters(**{name: given[name] or None for name in FILTERS})
    values = await ask(datasette, _found, given["q"], filters, order, number)
    asked = {name: value for name, value in given.items() if value and name != "page"}
    here = datasette.urls.path("/search")
    more = values["total"] > number * PAGE_SIZE and number < MAX_PAGE
    return "search.html", {
        **values,
        "given": {**given, "order": order},
        "page": number,
        "previous": f"{here}?{urlencode({**asked, 'page': number - 1})}" if number > 1 else None,
        "next": f"{here}?{urlencode({**asked, 'page': number + 1})}" if more else None,
        "json": f"{here}.json?{urlencode({**asked, 'page': number})}",
    }


def _found(connection: sqlite3.Connection, words: str, filters: Filters, order: Order, page: int) -> dict[str, Any]:
    offset = (page - 1) * PAGE_SIZE
    understood = match_expression(words)
    if words:
        hits = search(connection, words, filters, order=order, limit=PAGE_SIZE, offset=offset)
        rows, total, order = hits.rows, hits.total, hits.order
    elif filters != Filters():
        rows = listings.latest(connection, filters, limit=PAGE_SIZE, offset=offset, copies=True)
        total = listings.count(connection, filters)
    else:
        rows, total = [], 0
    return {
        "articles": listings.folded(rows),
        "total": total,
        "sorted": order,
        "nothing_to_look_for": bool(words) and not understood,
        "choices": listings.choices(connection),
    }
