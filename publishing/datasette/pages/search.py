"""The search page: words, operators and filters; the same addresses serve scripts as JSON."""

import re
import sqlite3
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from datasette import Response

from publishing.datasette.questions import Unanswered, ask
from publishing.exports.atom import write_feed
from storage import listings
from storage.listings import Filters
from storage.search import Order, match_expression, search

PAGE_SIZE = 20
MAX_PAGE = 50

FILTERS = ("source", "country", "language", "topic", "status", "since", "until")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


async def find(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """Hits for `q` within the filters; without `q` the latest articles within them."""
    given, filters, order, number = _asked(request)
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
        "feed": f"{here}.atom?{urlencode({name: asked[name] for name in asked if name != 'order'})}",
    }


async def feed(datasette: Any, request: Any) -> Response:
    """The newest hits as an Atom feed, for whoever wants to be told of new ones."""
    given, filters, _, _ = _asked(request)
    try:
        values = await ask(datasette, _found, given["q"], filters, "newest", 1, everything=True)
    except Unanswered as error:
        return Response.text(str(error), status=503)
    asked = {name: value for name, value in given.items() if value and name in ("q", *FILTERS)}
    title = "Watchkeeper: " + (", ".join(asked.values()) or "the latest")
    address = datasette.absolute_url(request, datasette.urls.path("/search") + "?" + urlencode(asked))
    out = BytesIO()
    entries = [{**row, "summary": row["opening"]} for row in values["articles"]]
    write_feed(entries, out, title=title, id=address, link=address)
    return Response(out.getvalue().decode(), content_type="application/atom+xml; charset=utf-8")


def _asked(request: Any) -> tuple[dict[str, str], Filters, Order, int]:
    """What the address asks for: the values as given, and as they are understood."""
    given = {name: (request.args.get(name) or "").strip() for name in ("q", "order", "page", *FILTERS)}
    for name in ("since", "until"):
        given[name] = given[name] if _DAY.fullmatch(given[name]) else ""
    order: Order = "newest" if given["order"] == "newest" else "best"
    number = min(max(int(given["page"]), 1), MAX_PAGE) if re.fullmatch(r"[0-9]{1,4}", given["page"]) else 1
    filters = Filters(**{name: given[name] or None for name in FILTERS})
    return given, filters, order, number


def _found(
    connection: sqlite3.Connection, words: str, filters: Filters, order: Order, page: int, *, everything: bool = False
) -> dict[str, Any]:
    offset = (page - 1) * PAGE_SIZE
    understood = match_expression(words)
    if words:
        hits = search(connection, words, filters, order=order, limit=PAGE_SIZE, offset=offset)
        rows, total, order = hits.rows, hits.total, hits.order
    elif filters != Filters() or everything:
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
