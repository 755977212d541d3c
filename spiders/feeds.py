"""Way in: feeds. RSS, Atom, RDF and JSON Feed, told by their content."""

from collections.abc import Collection
from typing import TYPE_CHECKING

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
    """A sitemap index among the feeds leads to its maps; an older page (RFC 5005) is for backfilling, not for polls."""
    from spiders.sitemaps import follow as follow_index

    return list(follow_index(feed, page))


WAY = Way("feed", read_body, lambda feed: feed.url, follow)
