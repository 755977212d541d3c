"""The bytes of any feed or sitemap to entries: one function, and the content alone decides who reads.

Pure: bytes in, a `Reading` out, the same for the same bytes. Meant to run in a child process with limits of CPU and
memory.
"""

import re
from dataclasses import replace
from html import unescape

from bounds import bounds, note_cut
from errors import ReadError
from spiders.readers.damaged_json import read_json
from spiders.readers.decoding import decode, inflate
from spiders.readers.fast import parse
from spiders.readers.feed import read_feed
from spiders.readers.jsonfeed import is_json_feed, read_json_feed
from spiders.readers.names import name, namespace
from spiders.readers.pieces import LONG, read_in_pieces
from spiders.readers.plain import plain
from spiders.readers.reading import Reading
from spiders.readers.sitemap import read_address_list, read_sitemap
from trees import is_cut

__all__ = ["Reading", "read"]

_ROOT = re.compile(
    r"<(?:[A-Za-z][\w.-]{0,30}:)?(rss|feed|rdf|channel|urlset|sitemapindex|opml|html)(?=[\s>/])", re.IGNORECASE
)
_MAP_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE)
_RECORD = re.compile(r"<(item|entry)(?:\s[^<>]*)?>", re.IGNORECASE)
_WRAPPED = re.compile(r"<(?:rss\s[^<>]{0,2000}version=|feed\s[^<>]{0,2000}xmlns=|rdf:RDF\s)", re.IGNORECASE)
_SHOWN = re.compile(r"&lt;(?:rss\s[^<>]{0,2000}version=|feed\s[^<>]{0,2000}xmlns=|rdf:RDF\s)", re.IGNORECASE)
# A prefix against foreign scripts, or a call of one.
_GUARDED = re.compile(
    r"\s{0,99}(?:\)\]\}'?,?|while\s?\(1\);|for\s?\(;;\);|/\*\*/|[A-Za-z_$][\w$.]{0,99}\()\s{0,99}[{\[\w]"
)
_SAYS_JSON = re.compile(r'"version"\s{0,9}:\s{0,9}"https?:(?:\\?/){2}jsonfeed\.org')
_HTML = re.compile(r"<!doctype\s{1,20}html|<(?:head|body|script|meta)[\s>]", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,200})", re.IGNORECASE)
_MAGIC = {
    "%PDF": "a PDF file",
    "GIF8": "an image",
    "ÿØÿ": "an image",
    "PK\x03\x04": "a zip archive",
    "‰PNG": "an image",
}


def read(body: bytes, *, url: str, content_type: str | None = None, max_entries: int | None = None) -> Reading:
    """The entries of a feed (RSS, Atom, RDF, JSON Feed) or sitemap, whatever its name and Content-Type say it is.

    `url` is the address that answered: relative links start from it. At most `max_entries`, by default as many as the
    bounds allow. Raises ReadError with what the body is instead.
    """
    reading = _read(body, url, content_type, bounds().entries if max_entries is None else max_entries)
    note_cut("entries", reading.skipped)
    return reading


def _read(body: bytes, url: str, content_type: str | None, max_entries: int) -> Reading:
    text = decode(inflate(body), content_type)
    start = text[:1_000].lstrip()[:1]
    if not text.strip("\0 \t\r\n\ufeff"):
        raise ReadError("the body is empty", url=url)
    if start in ("{", "[") or _GUARDED.match(text):
        return _read_json(text, url, max_entries)
    root = _ROOT.search(text)
    if _SAYS_JSON.search(text, 0, 10_000) and not (root and root.start() < 1_000):  # behind a warning
        return _read_json(text, url, max_entries)
    if root is None:
        if start in ("h", "#") and (reading := read_address_list(text, url=url, max_entries=max_entries)):
            return reading
        # A root too damaged to be known, or none: entries are enough.
        record = _RECORD.search(text)
        if record and not _HTML.search(text):
            wrapper = "feed" if record[1].lower() == "entry" else "rss"
            return _read_xml(f"<{wrapper}>{text[record.start() :]}", 0, url, max_entries)
        raise ReadError(f"{_what(text)}, not a feed", url=url)
    if root[1].lower() == "html" or _HTML.search(text, 0, root.start()):
        # A template of the site may stand around the feed: a root with its namespace or version is believed.
        inner = _WRAPPED.search(text, root.start(), root.end() + 5_000)
        if inner:
            return _read_xml(text, inner.start(), url, max_entries)
        if shown := _SHOWN.search(text):  # a feed that was put into a page to be looked at
            return _read_xml(unescape(text[shown.start() :]), 0, url, max_entries)
        raise ReadError(f"{_page(text)}, not a feed", url=url)
    if root[1].lower() == "opml":
        raise ReadError("an OPML list of feeds, not a feed: import it with `scrapy sources import`", url=url)
    return _read_xml(text, root.start(), url, max_entries)


def _read_xml(text: str, start: int, url: str, max_entries: int) -> Reading:
    if len(text) - start > LONG:
        is_sitemap = bool(_MAP_ROOT.match(text, start))
        reading = read_in_pieces(
            text,
            start,
            lambda text, start, most: _read_tree(text, start, url, most),
            max_entries=max_entries,
            is_sitemap=is_sitemap,
        )
        if reading:
            return reading
    return _read_tree(text, start, url, max_entries)


def _read_tree(text: str, start: int, url: str, max_entries: int) -> Reading:
    parsed = parse(text, start)
    if parsed is None:
        from spiders.readers.tolerant import (
            read_tolerantly,  # feedparser takes a quarter of a second to load, and few need it
        )

        return read_tolerantly(text, start, url=url, max_entries=max_entries)
    tree, reader = parsed
    is_sitemap = name(tree.tag, namespace(tree.tag)) in ("urlset", "sitemapindex")
    reading = (read_sitemap if is_sitemap else read_feed)(tree, url=url, reader=reader, max_entries=max_entries)
    return replace(reading, too_deep=is_cut(tree))


def _read_json(text: str, url: str, max_entries: int) -> Reading:
    try:
        document = read_json(text)
    except ValueError as error:
        raise ReadError(f"broken JSON ({type(error).__name__}), not a feed", url=url) from None
    if isinstance(document, list):  # the items without what belongs around them
        document = {"items": document}
    if not is_json_feed(document):
        raise ReadError("JSON, but not a JSON Feed", url=url)
    return read_json_feed(document, url=url, max_entries=max_entries)


def _what(text: str) -> str:
    for magic, words in _MAGIC.items():
        if text.startswith(magic):
            return words
    if _HTML.search(text[:20_000]):
        return _page(text)
    return "XML of another kind" if text[:1_000].lstrip().startswith("<") else "plain text"


def _page(text: str) -> str:
    title = _TITLE.search(text[:50_000])
    words = plain(title[1], limit=100) if title else None
    return f'an HTML page titled "{words}"' if words else "an HTML page"
