"""Articles that a list page names in its structured data: JSON-LD ItemList, CollectionPage and Blog (schema.org)."""

from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from bounds import bounds, note_cut
from dates import parse_moment
from items import Entry
from spiders.readers.links import leads_elsewhere
from spiders.readers.pagedata import page_data
from spiders.readers.plain import address, passage, plain
from urls import canonical_url, same_site

_LISTS = ("itemListElement", "hasPart", "blogPost", "blogPosts", "mainEntity", "item", "@graph")
_LIST_TYPES = frozenset({"ItemList", "CollectionPage", "Blog", "ListItem", "SearchResultsPage", "WebPage", ""})


def listed_entries(root: HtmlElement, *, base: str, url: str) -> dict[str, Entry]:
    """Entries by their identity, in the order of the lists. Data that cannot be read says nothing."""
    here = canonical_url(url)
    entries: dict[str, Entry] = {}
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node in _articles(page_data(script.text or "")):
            found = _entry(node, base)
            if found is None:
                continue
            try:
                target = canonical_url(found.url)
            except ValueError:
                continue
            if target != here and same_site(target, here) and not leads_elsewhere(target, here):
                entries.setdefault(target, found)
    return entries


def _articles(data: Any) -> Iterator[dict[str, Any]]:
    """The nodes of lists that have an address; breadcrumbs and menus are other types and are not entered."""
    waiting: list[tuple[Any, bool]] = [(data, False)]
    for _ in range(bounds().json_nodes):
        if not waiting:
            return
        node, in_list = waiting.pop()
        if isinstance(node, list):
            waiting += [(child, in_list) for child in reversed(node)]
        elif isinstance(node, dict):
            stated = node.get("@type") or ""
            kinds = {str(kind) for kind in stated} if isinstance(stated, list) else {str(stated)}
            if in_list and any(kind.endswith(("Article", "Posting", "Report")) for kind in kinds):
                yield node
            elif kinds & _LIST_TYPES:
                inner = in_list or bool(kinds & {"ItemList", "CollectionPage", "Blog"})
                if "ListItem" in kinds and in_list and isinstance(node.get("url"), str) and "item" not in node:
                    yield node
                waiting += [(node[key], inner) for key in reversed(_LISTS) if key in node]
    if waiting:
        note_cut("data")


def _entry(node: dict[str, Any], base: str) -> Entry | None:
    stated = node.get("url") or node.get("@id") or node.get("mainEntityOfPage")
    if isinstance(stated, dict):
        stated = stated.get("@id")
    found = address(stated, base) if isinstance(stated, str) else None
    if found is None:
        return None
    texts = {key: value for key, value in node.items() if isinstance(value, str)}
    date = texts.get("datePublished")
    return Entry(
        url=found.partition("#")[0],
        title=plain(texts.get("headline") or texts.get("name")),
        summary=passage(texts.get("description")),
        published=parse_moment(date) if date else None,
    )
