"""What is taken of what a feed says: the readers give its own words, here they are weighed. Pure.

An entry without an address leads to no article: it is counted. A link that counts clicks is no address of an article,
and years after its service is gone it leads nowhere: where the feed names the article's own as well, that is the
entry's. Where several entries have the link of the front page, or of a list, their permalinks are taken. A date before
1971 is what a system writes that has none (the year 1 of .NET and Go, the epoch of Unix): null, and counted as unread.
Of links that differ in a token alone, which some servers give to each visitor and link, the first counts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from dates import is_set
from items import Entry
from spiders.readers.reading import Reading
from urls import same_site

# A value of a query that no person reads: long, and with digits among letters. Numbers and words name articles.
TOKEN = re.compile(r"=(?=[A-Za-z-]{0,40}\d)(?=\d{0,40}[A-Za-z.-])[\w.-]{12,200}(?=&|$)", re.ASCII)


def believed(reading: Reading) -> Reading:
    """The reading with entries that can be fetched and stored."""
    entries = [entry for entry in reading.entries if entry.url]
    dates = [moment for entry in entries for moment in (entry.published, entry.updated) if moment]
    return replace(
        reading,
        entries=tuple(once_each(_apart(list(map(_believed, entries))))),
        unread_dates=reading.unread_dates + sum(not is_set(moment) for moment in dates),
        skipped=reading.skipped + len(reading.entries) - len(entries),
    )


def _apart(entries: list[Entry]) -> Iterator[Entry]:
    """Entries with one link, that of the front page or of a list, and several permalinks go by these."""
    by_link: dict[str, set[str]] = {}
    for entry in entries:
        by_link.setdefault(entry.url, set()).add(entry.guid or "")
    for entry in entries:
        several = len(by_link[entry.url]) > 1
        yield replace(entry, url=entry.guid) if several and entry.guid and _is_page_of(entry.url, entry.guid) else entry


def _is_page_of(link: str, permalink: str) -> bool:
    """Whether a permalink stands below the link on the link's own site. What only adds a query may be a place in it."""
    if not permalink.startswith(("http://", "https://")) or not same_site(link, permalink):
        return False
    folder = urlsplit(link).path.rstrip("/") + "/"
    return urlsplit(permalink).path.startswith(folder) and len(urlsplit(permalink).path) > len(folder)


def once_each(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries without those that differ from an earlier one in a token of their address alone."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        bare = TOKEN.sub("=", entry.url) if entry.title and "?" in entry.url else entry.url
        if bare != entry.url and (bare, entry.title or "") in seen:
            continue
        seen.add((bare, entry.title or ""))
        yield entry


def _believed(entry: Entry) -> Entry:
    if entry.original:
        entry = replace(entry, url=entry.original if is_redirector(entry.url) else entry.url, original=None)
    if entry.published and not is_set(entry.published):
        entry = replace(entry, published=None)
    if entry.updated and not is_set(entry.updated):
        entry = replace(entry, updated=None)
    return entry


def is_redirector(link: str) -> bool:
    """Whether an address is one of the services that count the clicks on a feed's links."""
    host = link.split("/", 3)[2].lower()
    return host.startswith(("feedproxy.", "feeds.", "rss.")) or "feedburner" in host or "feedsportal" in host
