"""Articles in the data that a page's own program reads: the JSON of Next.js and its like, for pages without links."""

from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from bounds import bounds, note_cut
from dates import parse_moment
from items import Entry
from spiders.readers.links import leads_elsewhere, shape_of
from spiders.readers.pagedata import page_data
from spiders.readers.plain import address, passage, plain
from urls import canonical_url, same_site

_TITLES = ("headline", "title", "heading", "name", "label")
_LINKS = ("url", "link", "href", "path", "permalink", "canonicalUrl", "canonical_url", "pageUrl", "fullUrl", "uri")
_DATES = (
    *(
        "datePublished",
        "publishedAt",
        "published_at",
        "publishDate",
        "publicationDate",
        "publication_date",
        "published",
    ),
    *("publishedDate", "firstPublished", "displayDate", "display_date", "pubDate", "date", "createdAt", "releaseDate"),
)
_TEXTS = ("description", "summary", "excerpt", "teaser", "standfirst", "abstract", "dek")


def embedded_entries(root: HtmlElement, *, base: str, url: str) -> dict[str, Entry]:
    """Entries by their identity: objects that have a title, an article's address on this site, and a date."""
    here = canonical_url(url)
    entries: dict[str, Entry] = {}
    for script in root.iter("script"):
        kind, text = (script.get("type") or "").lower(), script.text or ""
        if kind != "application/json":
            continue
        for node in _objects(page_data(text)):
            entry = _entry(node, base)
            try:
                target = canonical_url(entry.url) if entry else here
            except ValueError:
                continue
            if entry and same_site(target, here) and not leads_elsewhere(target, here) and shape_of(target) > 0:
                entries.setdefault(target, entry)
            if len(entries) >= bounds().links:
                note_cut("links")
                return entries
    return entries


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document, in its order."""
    waiting = [data]
    for _ in range(bounds().json_nodes):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += [child for child in reversed(node.values()) if isinstance(child, dict | list)]
        elif isinstance(node, list):
            waiting += [child for child in reversed(node) if isinstance(child, dict | list)]
    if waiting:
        note_cut("data")


def _entry(node: dict[str, Any], base: str) -> Entry | None:
    title, link = _first(node, _TITLES), _first(node, _LINKS)
    date = _first(node, _DATES)
    published = parse_moment(date) if date else None
    found = address(link, base) if link and (link.startswith(("/", "http"))) else None
    if title is None or found is None or published is None:
        return None
    return Entry(
        url=found.partition("#")[0],
        title=plain(title),
        summary=passage(_first(node, _TEXTS)),
        published=published,
    )


def _first(node: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((value for name in names if isinstance(value := node.get(name), str) and value.strip()), None)
