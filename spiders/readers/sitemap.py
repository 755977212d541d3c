"""Sitemaps (sitemaps.org 0.9 with Google's news and image extensions), their indexes, and plain lists of addresses."""

import re
from datetime import UTC, datetime
from typing import Any

from dates import parse_moment
from items import Entry
from spiders.readers.names import name, namespace
from spiders.readers.plain import address, plain
from spiders.readers.reading import Reading

_MAP = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def read_sitemap(root: Any, *, url: str, reader: str, max_entries: int) -> Reading:
    """The pages of a `<urlset>` as entries, the sitemaps of a `<sitemapindex>` as children; some files hold both.

    Beyond `max_entries` the newest are kept.
    """
    own = namespace(root.tag)
    records = [e for e in root.iter("*") if name(e.tag, own) in ("url", "sitemap")]
    is_index = name(root.tag, own) == "sitemapindex"
    unread: list[str] = []
    entries: list[Entry] = []
    children: list[tuple[str, datetime | None]] = []
    for record in records:
        fields = _fields(record, own)
        # An index that calls its maps pages: by their addresses they are none.
        mistaken = is_index and _MAP.search(fields.get("loc", ""))
        if name(record.tag, own) == "url" and not mistaken:
            entries += [entry] if (entry := _entry(fields, url, unread)) else []
        elif target := address(fields.get("loc"), url):
            children.append((target, _date(fields, ("lastmod",), unread)))
    children = newest_maps(children, max_entries)
    entries = newest(entries, max_entries)
    return Reading(
        kind="sitemapindex" if is_index else "sitemap",
        reader=reader,
        entries=tuple(entries),
        children=tuple(children),
        unread_dates=len(unread),
        skipped=len(records) - len(entries) - len(children),
    )


def newest_maps(children: list[tuple[str, datetime | None]], count: int) -> list[tuple[str, datetime | None]]:
    """At most `count`, the newest first."""
    return sorted(children, key=lambda child: child[1] or _LONG_AGO, reverse=True)[:count]


def newest(entries: list[Entry], count: int) -> list[Entry]:
    """The newest `count` in the order of the document: unlike feeds, sitemaps begin with anything."""
    if len(entries) <= count:
        return entries
    dates = [entry.published or entry.updated or _LONG_AGO for entry in entries]
    if len({*dates}) == 1:  # nothing tells; what is new stands at either end
        return [*entries[: count // 2], *entries[count // 2 - count :]]
    order = sorted(range(len(entries)), key=dates.__getitem__, reverse=True)
    return [entries[i] for i in sorted(order[:count])]


def read_address_list(text: str, *, url: str, max_entries: int) -> Reading | None:
    """A sitemap in plain text: absolute addresses, one a line (sitemaps.org, "Text file"); None if it is not."""
    lines = [line for raw in text.splitlines() if (line := raw.strip()) and not line.startswith("#")]
    if not lines or not all(line.startswith(("http://", "https://")) and " " not in line for line in lines):
        return None
    found = [Entry(url=target) for line in lines if (target := address(line, url))]
    if not found:
        return None
    found = newest(found, max_entries)
    return Reading(kind="sitemap", reader="text", entries=tuple(found), skipped=len(lines) - len(found))


def _fields(record: Any, own: str) -> dict[str, str]:
    """The first text of each element inside the record, however deep."""
    found: dict[str, str] = {}
    for element in record.iterdescendants("*"):
        if text := (element.text or "").strip():
            found.setdefault(name(element.tag, own), text)
    return found


def _entry(fields: dict[str, str], base: str, unread: list[str]) -> Entry | None:
    target = address(fields.get("loc"), base)
    if target is None:
        return None
    keywords = (plain(word, limit=200) for word in fields.get("news:keywords", "")[:4_000].split(","))
    return Entry(
        url=target,
        title=plain(fields.get("news:title")),
        published=_date(fields, ("news:publication_date",), unread),
        updated=_date(fields, ("lastmod",), unread),
        tags=tuple(dict.fromkeys(word for word in keywords if word))[:50],
        language=fields.get("news:language"),
        image=address(fields.get("image:loc"), base),
    )


def _date(fields: dict[str, str], keys: tuple[str, ...], unread: list[str]) -> datetime | None:
    text = next((fields[key] for key in keys if key in fields), None)
    if text is None:
        return None
    moment = parse_moment(text)
    if moment is None:
        unread.append(text)
    return moment
