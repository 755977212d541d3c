"""WordPress' REST API as far as a reader of news asks it: index, posts, categories, users.

Reference: developer.wordpress.org/rest-api/reference/posts/
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from newsroom.manuscript import Manuscript
from newsroom.outlet import Outlet
from newsroom.pages import body_html

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


def rest(outlet: Outlet, path: str, query: Mapping[str, str]) -> Answer:
    """``path`` without /wp-json, ``query`` with one value a key."""
    if path in ("", "/"):
        index = {"name": outlet.title, "description": outlet.about, "url": outlet.base, "home": outlet.base}
        return _json(index | {"namespaces": ["wp/v2"], "routes": {"/wp/v2/posts": {"methods": ["GET"]}}})
    match path.rstrip("/").removeprefix("/wp/v2/").split("/"):
        case ["posts"]:
            return _posts(outlet, query)
        case ["posts", identity]:
            posts = (article for article in outlet.articles() if str(outlet.number(article)) == identity)
            return next((_json(_post(outlet, post)) for post in posts), _error(404, "rest_post_invalid_id"))
        case ["categories"]:
            return _json([_category(outlet, name) for name in _sections(outlet)])
        case ["users"]:
            return _json([{"id": _identity(name), "name": name} for name in _authors(outlet)])
        case ["users", identity]:
            people = [{"id": _identity(name), "name": name} for name in _authors(outlet)]
            return next((_json(p) for p in people if str(p["id"]) == identity), _error(404, "rest_user_invalid_id"))
    return _error(404, "rest_no_route")


def _posts(outlet: Outlet, query: Mapping[str, str]) -> Answer:
    try:
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        since = {key: _time(query[key]) for key in ("after", "modified_after") if key in query}
    except ValueError:
        return _error(400, "rest_invalid_param")
    if not 1 <= size <= 100 or page < 1:
        return _error(400, "rest_invalid_param")
    posts = [
        article
        for article in outlet.articles()
        if article.kind == "article"
        and article.published(outlet.now) > since.get("after", _EVER)
        and outlet.modified(article) > since.get("modified_after", _EVER)
    ]
    pages = -(-len(posts) // size)
    if page > max(pages, 1):
        return _error(400, "rest_post_invalid_page_number")
    embed = "_embed" in query
    found = [_post(outlet, article, embed=embed) for article in posts[(page - 1) * size : page * size]]
    wanted = [name.split(".")[0].strip() for name in query.get("_fields", "").split(",") if name.strip()]
    if wanted:
        found = [{key: value for key, value in post.items() if key in wanted} for post in found]
    return _json(found, {"X-WP-Total": str(len(posts)), "X-WP-TotalPages": str(pages)})


def _post(outlet: Outlet, article: Manuscript, *, embed: bool = False) -> dict[str, Any]:
    published, modified = article.published(outlet.now), outlet.modified(article)
    people = [{"id": _identity(name), "name": name} for name in article.authors]
    post: dict[str, Any] = {
        "id": outlet.number(article),
        "date": f"{published:%Y-%m-%dT%H:%M:%S}",
        "date_gmt": f"{published:%Y-%m-%dT%H:%M:%S}",
        "modified": f"{modified:%Y-%m-%dT%H:%M:%S}",
        "modified_gmt": f"{modified:%Y-%m-%dT%H:%M:%S}",
        "guid": {"rendered": f"{outlet.base}/?p={outlet.number(article)}"},
        "slug": article.slug,
        "status": "publish",
        "type": "post",
        "link": outlet.url(article),
        "title": {"rendered": article.title.replace("&", "&#038;").replace("’", "&#8217;")},
        "content": {"rendered": body_html(article), "protected": False},
        "excerpt": {"rendered": f"<p>{article.lead().replace('[…]', '[&hellip;]')}</p>\n", "protected": False},
        "author": people[0]["id"] if people else 0,
        "categories": [_identity(article.section)] if article.section else [],
        "tags": [_identity(tag) for tag in article.tags],
    }
    if embed:
        terms = [_category(outlet, article.section)] if article.section else []
        post["_embedded"] = {"author": people, "wp:term": [terms]}
    return post


def _time(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    # A WordPress whose zone is UTC reads a time without offset as UTC.
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _identity(name: str) -> int:
    return 2 + sum(name.encode()) % 997


def _category(outlet: Outlet, name: str) -> dict[str, Any]:
    count = sum(article.section == name for article in outlet.articles())
    return {"id": _identity(name), "name": name.replace("&", "&amp;"), "slug": name.lower(), "count": count}


def _sections(outlet: Outlet) -> list[str]:
    return sorted({article.section for article in outlet.articles() if article.section})


def _authors(outlet: Outlet) -> list[str]:
    return sorted({name for article in outlet.articles() for name in article.authors})


def _json(data: object, headers: dict[str, str] | None = None) -> Answer:
    return Answer(200, json.dumps(data), headers or {})


def _error(status: int, code: str) -> Answer:
    return Answer(status, json.dumps({"code": code, "message": code, "data": {"status": status}}))
