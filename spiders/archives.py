"""Which bodies lead further back into the archive of a way in, and which of their entries are wanted. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from items import Entry

if TYPE_CHECKING:
    from spiders.readers.reading import Reading

_DAY = timedelta(days=1)
_OTHERS = r"categor(?:y|ies)|tags?|post_tag|authors?|users|taxonom\w{1,3}|products?|attachments?|images?"
# What the sitemaps of WordPress (its own, Yoast's, Rank Math's), of Ghost (sitemap-tags.xml) and of others (tags.xml,
# sitemap_authors_2.xml.gz) call their maps of things that are no articles. A page with a number may be a map's number.
_NO_ARTICLES = re.compile(
    rf"(?:^|[/_-])(?:page|{_OTHERS})[_-]?(?:sitemap|\d|-\d)[\w-]{{0,20}}\.xml"
    rf"|(?:^|[/_-])(?:pages|page|static|(?:{_OTHERS})(?:[_-]?\d{{1,4}})?)\.xml(?:\.gz)?$",
    re.IGNORECASE,
)
_WORDPRESS_FEED = re.compile(r"/feed(?:/(?:rss2?|atom|rdf))?/?$", re.IGNORECASE)
_DATED_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?:[/-](0?[1-9]|[12]\d|3[01]))?(?=[/-])")


def wanted(entries: Iterable[Entry], since: datetime) -> list[Entry]:
    """The entries of that day and later; one that tells no date is wanted, unless its address does."""
    return [entry for entry in entries if (moment := moment_of(entry)) is None or moment >= since]


def moment_of(entry: Entry) -> datetime | None:
    """When the entry is from, as late as it may be: its date, the day or month in its address, its last change.

    A map's lastmod tells when a page was saved, which some systems do to all of them in one night.
    """
    return entry.published or _end_of_period(urlsplit(entry.url).path) or entry.updated


def _end_of_period(path: str) -> datetime | None:
    found = _DATED_PATH.search(path)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 0)
    try:
        if day:
            return datetime(year, month, day, tzinfo=UTC) + _DAY
    except ValueError:  # 31 February
        return None
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) + _DAY


def article_maps(reading: "Reading") -> list[tuple[str, datetime | None]]:
    """The maps of an index that may hold articles, with lastmod, the newest first; where none looks so, all."""
    return [child for child in reading.children if not _NO_ARTICLES.search(child[0])] or [*reading.children]


def further(
    reading: "Reading", *, url: str, way: str, number: int, since: datetime, undated: int = 50
) -> list[tuple[str, str]]:
    """The bodies, (address, way), that the one at `url` leads to; `number` is its place among those of the archive.

    A list without dates ends behind `undated` pages: nothing tells when it has come to the day.
    """
    if reading.children:
        # A map is as new as its newest page; a clock may be wrong by a time zone.
        maps = article_maps(reading)
        return [(address, "sitemap") for address, lastmod in maps if lastmod is None or lastmod >= since - _DAY]
    dates = [moment for entry in reading.entries if (moment := moment_of(entry))]
    # Older ones may stand among newer ones (what is pinned to the top); a body of older ones only is the end.
    if not reading.entries or (dates and max(dates) < since):
        return []
    if way == "section" and not dates and number >= undated:
        return []
    if reading.next_url and way != "sitemap":
        return [(reading.next_url, way)]
    older = paged(url) if way == "feed" else None
    return [(older, way)] if older else []


def paged(url: str, pages: int = 1) -> str | None:
    """So many pages back in a WordPress feed, by its address: ?paged=2 (it answers 404 behind the last)."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not (_WORDPRESS_FEED.search(parts.path) or query.get("feed") in ("rss2", "rss", "atom", "rdf")):
        return None
    try:
        query["paged"] = str(int(query.get("paged", 1)) + pages)
    except ValueError:
        return None
    return urlunsplit(parts._replace(query=urlencode(query)))


def oldest(entries: Iterable[Entry]) -> datetime | None:
    """The earliest time that the entries state."""
    return min((moment for entry in entries if (moment := entry.published or entry.updated)), default=None)
