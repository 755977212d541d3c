"""WordPress REST API: where its posts are, and what it answers (developer.wordpress.org/rest-api/reference/posts)."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from dates import parse_moment
from errors import ReadError
from items import Entry
from spiders.readers.damaged_json import read_json
from spiders.readers.decoding import decode, inflate
from spiders.readers.plain import address, clean, content, passage, plain
from spiders.readers.reading import Reading

MAX_PER_PAGE = 100  # the API's own limit
# _embedded needs _links beside it. All that a post has (meta, class lists, head markup) is several times the text.
FIELDS = "id,date_gmt,modified_gmt,guid,link,title,excerpt,content,yoast_head_json.author,_links,_embedded"
EMBEDDED = "author,wp:term"

_MORE = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?|Continue reading.{0,200})$")
_NO_SUCH_PAGE = "rest_post_invalid_page_number"


def posts_url(
    root: str,
    *,
    page: int = 1,
    per_page: int = 50,
    after: datetime | None = None,
    modified_after: datetime | None = None,
) -> str:
    """Where posts are listed, the latest first: all, those ``after`` a moment, or what changed since one.

    ``root`` is the site, its /wp-json/, a ?rest_route=/ or the posts' own address; a query that narrows them
    (``?categories=12``) is kept. Raises ValueError for a page below 1 or a page size that the API refuses.
    """
    if page < 1 or not 1 <= per_page <= MAX_PER_PAGE:
        raise ValueError(f"{root}: the API has pages from 1 with 1 to {MAX_PER_PAGE} posts, not {page} with {per_page}")
    parts = urlsplit(root)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path.rstrip("/")
    route = query.get("rest_route")
    if route is not None:
        query["rest_route"] = _route(route.rstrip("/"))
    elif "/wp-json" in path or path.startswith("/wp/v2/"):  # the latter: public-api.wordpress.com
        path = _route(path)
    else:
        path += "/wp-json/wp/v2/posts"
    query |= {"per_page": str(per_page), "page": str(page), "_embed": EMBEDDED, "_fields": FIELDS}
    if after is not None:
        query["after"] = _moment(after)
    if modified_after is not None:
        # Before 5.7 WordPress does not know the parameter: the latest changes come first all the same.
        query |= {"modified_after": _moment(modified_after), "orderby": "modified"}
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query, safe=",:/."), ""))


def changed_since(url: str) -> datetime | None:
    """The `modified_after` of an address that `posts_url` made, or None."""
    moment = dict(parse_qsl(urlsplit(url).query)).get("modified_after")
    return parse_moment(moment) if moment else None


def _moment(moment: datetime) -> str:
    # Without a zone it would be the site's own time.
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _route(path: str) -> str:
    if path.endswith("/posts"):
        return path
    return f"{path}/posts" if "/wp/v2" in path else f"{path}/wp/v2/posts"


def read_posts(body: bytes, *, url: str, total_pages: int | None = None) -> Reading:
    """The posts of one page; ``total_pages`` is the header X-WP-TotalPages.

    Without it a full page means that there may be another. Raises ReadError when the API answers anything but posts.
    """
    posts = _decoded(body, url)
    unread: list[str] = []
    entries = tuple(
        entry for post in posts[:MAX_PER_PAGE] if isinstance(post, dict) and (entry := _entry(post, url, unread))
    )
    return Reading(
        kind="wordpress",
        reader="wordpress",
        entries=entries,
        next_url=_next_url(url, len(posts), total_pages),
        bodies=total_pages,
        unread_dates=len(unread),
        skipped=len(posts) - len(entries),
    )


def _decoded(body: bytes, url: str) -> list[Any]:
    text = decode(inflate(body)).lstrip("\ufeff \r\n\t")
    try:
        answer = read_json(text)
    except ValueError:
        raise ReadError(f"{url}: no JSON; does the site have the WordPress API?", url=url) from None
    if isinstance(answer, dict) and answer and all(key.isdigit() for key in answer):
        return list(answer.values())  # PHP writes a list with gaps as an object
    if isinstance(answer, list):
        return answer
    code = answer.get("code") if isinstance(answer, dict) else None
    if code == _NO_SUCH_PAGE:
        return []
    said = f"{code}: {answer.get('message')}"[:200] if code else "something else than posts"
    raise ReadError(f"{url}: the WordPress API answers {said}; use the feed instead", url=url)


def _next_url(url: str, count: int, total_pages: int | None) -> str | None:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    try:
        page, per_page = int(query.get("page", 1)), int(query.get("per_page", 10))
    except ValueError:
        return None
    if not count or (page >= total_pages if total_pages is not None else count < per_page):
        return None
    query["page"] = str(page + 1)
    return urlunsplit(parts._replace(query=urlencode(query, safe=",:/.")))


def _entry(post: dict[str, Any], base: str, unread: list[str]) -> Entry | None:
    link = address(_string(post.get("link")), base)
    if link is None:
        return None
    excerpt = passage(_rendered(post.get("excerpt")))
    embedded = post.get("_embedded")
    embedded = embedded if isinstance(embedded, dict) else {}
    return Entry(
        url=link,
        title=plain(_rendered(post.get("title"))),
        guid=clean((_rendered(post.get("guid")) or "")[:4_000]) or None,
        summary=(_MORE.sub("", excerpt) or None) if excerpt else None,
        content=content(_rendered(post.get("content"))),
        authors=_authors(post, embedded),
        published=_date(post.get("date_gmt"), unread),
        updated=_date(post.get("modified_gmt"), unread),
        tags=_terms(embedded),
    )


def _authors(post: dict[str, Any], embedded: dict[str, Any]) -> tuple[str, ...]:
    names = (plain(_string(person.get("name")), limit=200) for person in _dicts(embedded.get("author")))
    found = tuple(dict.fromkeys(name for name in names if name))
    # Many sites refuse the names of their users ("rest_user_invalid_id"); Yoast's head still has the author's.
    head = post.get("yoast_head_json")
    stated = plain(_string(head.get("author")), limit=200) if isinstance(head, dict) else None
    return found or ((stated,) if stated else ())


def _terms(embedded: dict[str, Any]) -> tuple[str, ...]:
    groups = embedded.get("wp:term")
    names: list[str] = []
    for term in [term for group in groups for term in _dicts(group)] if isinstance(groups, list) else []:
        named = term.get("taxonomy") in ("category", "post_tag") and term.get("slug") != "uncategorized"
        if named and (name := plain(_string(term.get("name")), limit=200)):
            names.append(name)
    return tuple(dict.fromkeys(names))[:50]


def _date(value: Any, unread: list[str]) -> datetime | None:
    text = _string(value)
    if not text or text.startswith("0000"):
        return None
    found = parse_moment(text)  # without a zone, and in UTC as the field's name says
    if found is None:
        unread.append(text)
    return found


def _rendered(value: Any) -> str | None:
    return _string(value.get("rendered")) if isinstance(value, dict) else _string(value)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
