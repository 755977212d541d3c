"""The search page: words, operators and filters; the same addresses serve scripts as JSON."""

import re
import sqlite3
from typing import Any
from urllib.parse import urlencode

from datasette import Response

from publishing.datasette.answers import atom, wants_json
from publishing.datasette.questions import Unanswered, ask
from publishing.datasette.wording import country
from storage import listings, subjects
from storage.listings import Filters
from storage.search import Order, chosen, match_expression, search

PAGE_SIZE = 20
MAX_PAGE = 50

COUNTED = 3_000  # hits; of more the topics and names would take longer to count than the search itself
NARROWER = 8  # of each kind

FILTERS = ("source", "country", "language", "topic", "about", "status", "since", "until")
NOTHING: dict[str, Any] = {"topics": [], "names": {}}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


async def find(datasette: Any, request: Any) -> tuple[str, dict[str, Any]] | Response:
    """Hits for `q` within the filters; without `q` the latest articles within them."""
    if wants_json(request) and (wrong := _wrong_day(request)):
        return Response.json({"ok": False, "error": wrong}, status=400)
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
        "narrower": _narrower(here, asked, values.pop("among")),
        "widened": f"{here}?{urlencode({name: asked[name] for name in asked if name != 'about'})}",
        "json": f"{here}.json?{urlencode({**asked, 'page': number})}",
        "feed": f"{here}.atom?{urlencode({name: asked[name] for name in asked if name != 'order'})}",
    }


async def feed(datasette: Any, request: Any) -> Response:
    """The newest hits as an Atom feed, for whoever wants to be told of new ones."""
    if wrong := _wrong_day(request):
        return Response.text(wrong, status=400)
    given, filters, _, _ = _asked(request)
    try:
        values = await ask(datasette, _found, given["q"], filters, "newest", 1, everything=True)
    except Unanswered as error:
        return Response.text(str(error), status=503)
    asked = {name: value for name, value in given.items() if value and name in ("q", *FILTERS)}
    title = "Watchkeeper: " + (", ".join(asked.values()) or "the latest")
    address = datasette.absolute_url(request, datasette.urls.path("/search") + "?" + urlencode(asked))
    return atom(values["articles"], title=title, address=address)


def _wrong_day(request: Any) -> str | None:
    """What a program is told, which would take everything for what it asked; a page has a field for days."""
    days = ((name, (request.args.get(name) or "").strip()) for name in ("since", "until"))
    return next((f"{name}={day}: a day like 2026-11-24" for name, day in days if day and not _DAY.fullmatch(day)), None)


def _asked(request: Any) -> tuple[dict[str, str], Filters, Order, int]:
    """What the address asks for: the values as given, and as they are understood."""
    given = {name: (request.args.get(name) or "").strip() for name in ("q", "order", "page", *FILTERS)}
    for name in ("since", "until"):
        given[name] = given[name] if _DAY.fullmatch(given[name]) else ""
    order: Order = "newest" if given["order"] == "newest" else "best"
    number = min(max(int(given["page"]), 1), MAX_PAGE) if re.fullmatch(r"[0-9]{1,4}", given["page"]) else 1
    filters = Filters(**{name: given[name] or None for name in FILTERS})
    return given, filters, order, number


def _narrower(here: str, asked: dict[str, str], among: dict[str, Any]) -> list[dict[str, Any]]:
    """Ways to narrow a search down by topic and name, and those that are chosen already: kinds with their choices."""

    def choice(parameter: str, value: str, label: str, number: int) -> dict[str, Any]:
        chosen = asked.get(parameter) == value
        others = {name: each for name, each in asked.items() if name != parameter}
        query = urlencode(others if chosen else {**others, parameter: value})
        return {"label": label, "articles": number, "chosen": chosen, "url": f"{here}?{query}"}

    told = [("topic", [choice("topic", one["name"], one["title"], one["articles"]) for one in among["topics"]])]
    for kind, rows in among["names"].items():
        label = country if kind == "country" else str
        told.append(
            (kind, [choice("about", f"{kind}:{one['name']}", label(one["name"]), one["articles"]) for one in rows])
        )
    return [{"kind": kind, "choices": choices} for kind, choices in told if choices]


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
    few = page == 1 and 0 < total <= COUNTED
    return {
        "among": subjects.among(connection, *chosen(words, filters), limit=NARROWER) if few else NOTHING,
        "articles": listings.folded(rows),
        "total": total,
        "sorted": order,
        "nothing_to_look_for": bool(words) and not understood,
        "choices": listings.choices(connection),
    }
