"""Way in: feeds. RSS, Atom, RDF and JSON Feed, told by their content."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from spiders.archives import oldest, paged
from spiders.moves import polled_address
from spiders.ways import Page, Way
from storage.feeds import Feed

if TYPE_CHECKING:
    from spiders.readers.reading import Reading


def read_body(
    body: bytes, *, url: str, content_type: str | None, known: Collection[str], total_pages: int | None
) -> "Reading":
    """Runs in a child process: the readers are imported there."""
    from spiders.readers import read
    from spiders.readers.believing import believed

    return believed(read(body, url=url, content_type=content_type))


def follow(feed: Feed, page: Page) -> list[str]:
    """A sitemap index among the feeds leads to its maps.

    A feed leads to its older entries (RFC 5005, next_url of JSON Feed, WordPress) where no entry was known and all are
    later than the last poll: after a pause more may have come than the feed holds. What is older is for backfilling.
    """
    if page.reading.children:
        from spiders.sitemaps import follow as follow_index

        return list(follow_index(feed, page))
    entries = page.reading.entries
    if feed.succeeded is None or not entries or page.number + 1 >= page.limits.list_pages:
        return []
    # A poll that broke off has stored its first page: that this one is known proves nothing then.
    if page.fresh < len(entries) and (page.known or page.number > 0):
        return []
    first = oldest(entries)
    if page.known and first and first <= feed.succeeded:
        return []
    older = page.reading.next_url or paged(polled_address(feed), page.number + 1)
    return [older] if older else []


WAY = Way("feed", read_body, lambda feed: feed.url, follow)
