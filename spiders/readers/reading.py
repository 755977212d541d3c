"""What one body of a feed or sitemap says: the entries, and what it asks of those who poll it."""

from dataclasses import dataclass
from datetime import datetime

from items import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The outcome of reading one body. Nothing in it is checked against the network or the clock."""

    kind: str  # "rss", "atom", "rdf", "jsonfeed", "sitemap", "sitemapindex", "wordpress", "section"
    reader: str  # which tier read it: "fast", "mended", "tolerant", or the reader's own name
    entries: tuple[Entry, ...] = ()  # in the order of the document
    title: str | None = None  # of the feed
    language: str | None = None  # of the feed, as it is written there
    children: tuple[tuple[str, datetime | None], ...] = ()  # sitemaps of an index with lastmod, newest first
    next_url: str | None = None  # older entries: rel="next" or "prev-archive" (RFC 5005), next_url of JSON Feed
    bodies: int | None = None  # how many the list has in all, where the server says (X-WP-TotalPages)
    hub: str | None = None  # WebSub
    ttl_s: int | None = None
    skip_hours: tuple[int, ...] = ()  # 0 to 23, GMT
    skip_days: tuple[str, ...] = ()  # "monday"
    unread_dates: int = 0  # dates that nobody can read: null in the entry, counted here
    skipped: int = 0  # entries beyond the limit; once they are weighed, those without an address too
    too_deep: bool = False  # elements were nested beyond MAX_TREE_DEPTH: what is inside them or follows is missing
    reserved: str | None = None  # a reservation of rights that the whole feed states, in words
