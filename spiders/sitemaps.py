"""Way in: sitemaps, plain or for news, and their indexes."""

from spiders.feeds import read_body
from spiders.ways import Page, Way
from storage.feeds import Feed

# A poll looks at the newest maps of an index: news sites put the latest articles there, the rest is for backfilling.
MAPS_PER_POLL = 3


def follow(feed: Feed, page: Page) -> list[str]:
    """The newest maps of an index."""
    if page.number > page.index_depth * MAPS_PER_POLL:
        return []
    return [address for address, _ in page.reading.children[:MAPS_PER_POLL]]


WAY = Way("sitemap", read_body, lambda feed: feed.url, follow)
