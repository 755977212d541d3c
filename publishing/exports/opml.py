"""OPML 2.0 (http://opml.org/spec2.opml): the feeds that are polled, a folder for each kind of source."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from publishing.exports.atom import legible
from publishing.records import Record

DESCRIPTION = "the list of feeds, for feed readers"
TAKES = "feeds"


def write(columns: Sequence[str], records: Iterable[Record], out: BinaryIO) -> None:
    """An outline a feed; the records come with those of one kind side by side."""
    out.write(b'<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n')
    out.write(b"<head><title>Watchkeeper</title></head>\n<body>\n")
    for kind, feeds in groupby(records, lambda record: record["kind"] or "other"):
        out.write(f"<outline text={_attribute(kind)}>\n".encode())
        for feed in feeds:
            out.write(_outline(feed).encode())
        out.write(b"</outline>\n")
    out.write(b"</body>\n</opml>\n")


def _outline(feed: Record) -> str:
    # Readers show `text`; `title` alone says whose feed it is, for `scrapy sources import`.
    text = feed["title"] if not feed["feed_title"] else f"{feed['title']}: {feed['feed_title']}"
    optional = (("title", feed["title"]), ("htmlUrl", feed["homepage"]), ("language", feed["language"]))
    more = "".join(f" {name}={_attribute(value)}" for name, value in optional if value)
    return f'<outline type="rss" text={_attribute(text)} xmlUrl={_attribute(feed["url"])}{more}/>\n'


def _attribute(value: str) -> str:
    return quoteattr(legible(value))
