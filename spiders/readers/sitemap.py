"""Sitemaps (sitemaps.org 0.9 with Google's news and image extensions), their indexes, and plain lists of addresses."""

from datetime import UTC, datetime
from typing import Any

from items import Entry

from .dates import parse_date
from .names import name, namespace
from .plain import address, plain
from .reading import Reading

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def read_sitemap(root: Any, *, url: str, reader: str, max_entries: int) -> Reading:
    """The pages of a `<urlset>`, or the children of a `<sitemapindex>`; beyond `max_entries` the newest are kept."""
    own = namespace(root.tag)
    is_index = name(root.tag, own) == "sitemapindex"
    records = [e for e in root.iterchildren("*") if name(e.tag, own) == ("sitemap" if is_index else "url")]
    unread: list[str] = []
    if is_index:
        fields = [_fields(record, own) for record in records]
        found = [(target, _date(f, ("lastmod",), unread)) for f in fields if (target := address(f.get("loc"), url))]
        children = sorted(found, key=lambda child: child[1] or _LONG_AGO, reverse=True)[:max_entries]
        return Reading(
            kind="sitemapindex",
            reader=reader,
            children=tuple(children),
            unread_dates=len(unread),
            skipped=len(records) - len(children),
        )
    entries = [entry for record in records if (entry := _entry(_fields(record, own), url, unread))]
    if len(entries) > max_entries:
        newest = sorted(
            range(len(entries)), key=lambda i: entries[i].published or entries[i].updated or _LONG_AGO, reverse=True
        )
        entries = [entries[i] for i in sorted(newest[:max_entries])]
    return Reading(
        kind="sitemap",
        reader=reader,
        entries=tuple(entries),
        unread_dates=len(unread),
        skipped=len(records) - len(entries),
    )


def read_address_list(text: str, *, url: str, max_entries: int) -> Reading | None:
    """A sitemap in plain text: absolute addresses, one a line (sitemaps.org, "Text file"); None if it is not."""
    lines = [line for raw in text.splitlines() if (line := raw.strip())]
    if not lines or not all(line.startswith(("http://", "https://")) and " " not in line for line in lines):
        return None
    found = [Entry(url=target) for line in lines[:max_entries] if (target := address(line, url))]
    if not found:
        return None
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
    moment = parse_date(text)
    if moment is None:
        unread.append(text)
    return moment
