"""Answers of the pages for people: HTML, or the same as JSON for whoever asks for it."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from datasette import Response

from publishing.datasette.guards import STRICT
from publishing.datasette.questions import Unanswered
from publishing.exports.atom import write_feed

Page = Callable[[Any, Any], Awaitable[tuple[str, dict[str, Any]] | Response]]


def page(function: Page) -> Callable[[Any, Any], Awaitable[Response]]:
    """A view from a function that gives a template and its values.

    `.json` or `Accept: application/json` gives the values. A database that cannot answer gets a friendly page.
    """

    async def view(datasette: Any, request: Any) -> Response:
        as_json = wants_json(request)
        try:
            answer = await function(datasette, request)
        except Unanswered as error:
            if as_json:
                return Response.json({"ok": False, "error": str(error), "reason": error.reason}, status=503)
            values = {"reason": error.reason, "detail": str(error)}
            html = await datasette.render_template("unanswered.html", values, request=request)
            return Response.html(html, status=200 if error.reason == "empty" else 503, headers=STRICT)
        if isinstance(answer, Response):
            return answer
        template, values = answer
        if as_json:
            return Response(
                json.dumps({"ok": True, **values}, ensure_ascii=False, default=str),
                content_type="application/json; charset=utf-8",
                headers={**STRICT, "vary": "Accept"},
            )
        html = await datasette.render_template(template, values, request=request)
        return Response.html(html, headers={**STRICT, "vary": "Accept"})

    return view


def wants_json(request: Any) -> bool:
    """By the address or by the Accept header, where JSON is named before HTML."""
    if request.path.endswith(".json"):
        return True
    accept = request.headers.get("accept", "")
    html = accept.find("text/html")
    named: int = accept.find("application/json")
    return named >= 0 and (html < 0 or named < html)


def atom(articles: Sequence[Mapping[str, Any]], *, title: str, address: str) -> Response:
    """A list of articles as an Atom feed; `address` is the page that shows the same."""
    out = BytesIO()
    write_feed(({**row, "summary": row["opening"]} for row in articles), out, title=title, id=address, link=address)
    return Response(out.getvalue().decode(), content_type="application/atom+xml; charset=utf-8")


async def missing(
    datasette: Any, request: Any, message: str, *, title: str | None = None, back: Mapping[str, str] | None = None
) -> Response:
    """404, in the words of the page; `back` are addresses below the room's root with what the links to them say."""
    if wants_json(request):
        return Response.json({"ok": False, "error": message}, status=404)
    values = {"status": 404, "error": message, "title": title, "back": back or {}}
    html = await datasette.render_template("error.html", values, request=request)
    return Response.html(html, status=404, headers=STRICT)
