"""The latest hits of a watchlist as an Atom feed, an entry a text."""

from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from publishing.delivery import destination
from publishing.exports.atom import write_feed
from publishing.reading import reading
from publishing.records import Record
from storage.watches import Hit, Watch, hits

LATEST = 100


def write_hits(database: Path, watch: Watch, path: Path | None) -> None:
    """Write the feed to `path`, whole or not at all; None is standard output. Raises WatchkeeperError."""
    with reading(database) as connection:
        (mark,) = connection.execute("select mark from identity").fetchone()
        found = hits(connection, watch.name, limit=LATEST)
    id = uuid5(NAMESPACE_URL, f"urn:watchkeeper:{mark}:watch:{watch.name}")
    with destination(path) as out:
        entries = (_entry(hit, str(id)) for hit in found)
        write_feed(entries, out, title=f"Watchkeeper: {watch.title}", id=f"urn:uuid:{id}")


def _entry(hit: Hit, feed: str) -> Record:
    article = hit.article
    reserved = article["status"] == "reserved"
    also = f"Also: {', '.join(hit.also)}." if hit.also else ""
    opening = "" if reserved else article["opening"] or ""
    return {
        # The same whichever copy comes to lead: readers show an entry again when its id is new.
        "entry_id": f"urn:uuid:{uuid5(NAMESPACE_URL, f'urn:uuid:{feed}#{hit.ids[0]}')}",
        "url": article["url"],
        "title": article["title"],
        "changed": max(article["changed"], hit.found),
        "published": None if reserved else article["published"],
        "authors": [] if reserved else article["authors"],
        "source": article["outlet"],
        "summary": " ".join(filter(None, (opening, also))),
    }
