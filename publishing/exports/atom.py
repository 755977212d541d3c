"""Atom (RFC 4287): an entry an article, for feed readers; removals as tombstones (RFC 6721)."""

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from publishing.exports import EVERY_ARTICLE, About
from publishing.records import Record

DESCRIPTION = "a feed for feed readers"
TAKES = "articles"

NAMESPACES = 'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'

# XML 1.0 has no way to write these, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(columns: Sequence[str], records: Iterable[Record], out: BinaryIO, about: About = EVERY_ARTICLE) -> None:
    """The feed of all records."""
    write_feed(records, out, title=about.title, id=about.id)


def write_feed(records: Iterable[Record], out: BinaryIO, *, title: str, id: str, link: str | None = None) -> None:
    """A feed with that title and id; `link` is the page that shows the same.

    An entry's id is the article's address, or `entry_id` where the record has one.
    """
    updated = "1970-01-01T00:00:00Z"
    out.write(f'<?xml version="1.0" encoding="utf-8"?>\n<feed {NAMESPACES}>\n'.encode())
    out.write((_element("title", title) + _element("id", id)).encode())
    if link:
        out.write(f"<link href={_attribute(link)}/>\n".encode())
    for record in records:
        updated = max(updated, record.get("changed") or record.get("removed") or updated)
        out.write((_tombstone(record) if record.get("removed") else _entry(record)).encode())
    # The order of a feed's children has no meaning (RFC 4287, 4.1.1), and only now is the latest change known.
    out.write((_element("updated", updated) + "</feed>\n").encode())


def _entry(record: Record) -> str:
    parts = [
        _element("id", record.get("entry_id") or record["url"]),
        _element("title", record["title"] or record["url"]),
        f"<link href={_attribute(record['url'])}/>\n",
        _element("updated", record["changed"]),
        _element("published", record["published"]) if record["published"] else "",
    ]
    parts += [
        f"<author>{_element('name', name).strip()}</author>\n" for name in record["authors"] or [record["source"]]
    ]
    parts += [f"<category term={_attribute(tag)}/>\n" for tag in record.get("tags") or []]
    if record.get("summary"):
        parts.append(_element("summary", record["summary"]))
    if record.get("text"):
        paragraphs = "".join(f"<p>{escape(part)}</p>" for part in record["text"].split("\n\n"))
        language = f" xml:lang={_attribute(record['language'])}" if record.get("language") else ""
        parts.append(f'<content type="html"{language}>{escape(legible(paragraphs))}</content>\n')
    return f"<entry>\n{''.join(parts)}</entry>\n"


def _tombstone(record: Record) -> str:
    return f"<at:deleted-entry ref={_attribute(record['url'])} when={_attribute(record['removed'])}/>\n"


def _element(name: str, value: str) -> str:
    return f"<{name}>{escape(legible(value))}</{name}>\n"


def _attribute(value: str) -> str:
    return quoteattr(legible(value))


def legible(value: str) -> str:
    """The text without the characters that XML cannot have."""
    return _FORBIDDEN.sub("", value)
