"""JSON Feed 1.0 and 1.1 (jsonfeed.org) to entries."""

from datetime import datetime
from typing import Any

from bounds import bounds
from dates import parse_moment
from items import Entry
from spiders.readers.plain import address, clean, content, named, passage, plain
from spiders.readers.reading import Reading


def is_json_feed(document: object) -> bool:
    """True for an object that says so, or that has items with an id, as 1.1 asks for."""
    if not isinstance(document, dict):
        return False
    if "jsonfeed.org/version" in str(document.get("version"))[:200]:
        return True
    items = document.get("items")
    return (
        isinstance(items, list)
        and bool(items)
        and all(
            isinstance(item, dict) and ("id" in item or "url" in item) and bool(item.keys() & _CONTENT)
            for item in items[:10]
        )
    )


_CONTENT = {"content_html", "content_text", "title", "date_published", "summary"}


def read_json_feed(document: dict[str, Any], *, url: str, max_entries: int) -> Reading:
    """The entries of a decoded JSON Feed; values of a wrong type count as missing."""
    items = document.get("items")
    if isinstance(items, dict):  # PHP's list with a gap is an object
        items = list(items.values())
    items = items if isinstance(items, list) else []
    unread: list[str] = []
    entries = tuple(_entry(item, url, unread) for item in items[:max_entries] if isinstance(item, dict))
    hubs = [hub.get("url") for hub in _list(document.get("hubs")) if isinstance(hub, dict)]
    return Reading(
        kind="jsonfeed",
        reader="jsonfeed",
        entries=entries,
        title=plain(_string(document.get("title")), html=False),
        language=_string(document.get("language")),
        next_url=address(_string(document.get("next_url")), url),
        hub=next((target for hub in hubs if (target := address(_string(hub), url))), None),
        unread_dates=len(unread),
        skipped=len(items) - len(entries),
    )


def _entry(item: dict[str, Any], base: str, unread: list[str]) -> Entry:
    # Version 1.1: an id that is not a string is to be coerced into one.
    identifier = item.get("id")
    guid = clean(str(identifier)[:4_000]) or None if isinstance(identifier, str | int | float) else None
    links = (address(_string(item.get(key)), base) for key in ("url", "external_url", "link", "permalink"))
    link = next(filter(None, links), None)
    if link is None and guid and guid.startswith(("http://", "https://")):
        link = address(guid, base)
    text = _string(item.get("content_text"))
    return Entry(
        url=link or "",
        title=plain(_string(item.get("title"))),
        guid=guid,
        summary=passage(_string(item.get("summary"))) or passage(text, html=False),
        content=content(_string(item.get("content_html"))),
        authors=_authors(item),
        published=_date(item.get("date_published"), unread),
        updated=_date(item.get("date_modified"), unread),
        tags=tuple(dict.fromkeys(tag for word in _list(item.get("tags")) if (tag := named(_string(word)))))[
            : bounds().names
        ],
        language=_string(item.get("language")),
        image=address(_string(item.get("image")) or _string(item.get("banner_image")), base),
    )


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    people = [*_list(item.get("authors")), item.get("author")]  # 1.0 had one author
    names = (named(_string(person.get("name"))) for person in people if isinstance(person, dict))
    return tuple(dict.fromkeys(name for name in names if name))[: bounds().names]


def _date(value: object, unread: list[str]) -> datetime | None:
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text:
        return None
    moment = parse_moment(text)
    if moment is None:
        unread.append(text)
    return moment


def _string(value: object) -> str | None:
    return clean(value) or None if isinstance(value, str) else None


def _list(value: object) -> list[Any]:
    return value[:1_000] if isinstance(value, list) else []
