"""What is taken of what a feed says: the readers give its own words, here they are weighed. Pure.

An entry without an address leads to no article: it is counted. A link that counts clicks is no address of an article,
and years after its service is gone it leads nowhere: where the feed names the article's own as well, that is the
entry's. A date before 1971 is what a system writes that has none (the year 1 of .NET and Go, the epoch of Unix): null,
and counted as unread.
"""

from dataclasses import replace

from dates import is_set
from items import Entry
from spiders.readers.reading import Reading


def believed(reading: Reading) -> Reading:
    """The reading with entries that can be fetched and stored."""
    entries = [entry for entry in reading.entries if entry.url]
    dates = [moment for entry in entries for moment in (entry.published, entry.updated) if moment]
    return replace(
        reading,
        entries=tuple(map(_believed, entries)),
        unread_dates=reading.unread_dates + sum(not is_set(moment) for moment in dates),
        skipped=reading.skipped + len(reading.entries) - len(entries),
    )


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
