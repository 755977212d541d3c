"""Way in: section pages of sites without a feed."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from spiders.ways import Page, Way
from storage.feeds import Feed

if TYPE_CHECKING:
    from spiders.readers.reading import Reading


def read_body(
    body: bytes, *, url: str, content_type: str | None, known: Collection[str], total_pages: int | None
) -> "Reading":
    """Runs in a child process: the reader is imported there."""
    from spiders.readers.believing import once_each
    from spiders.readers.section import read_section

    reading = read_section(body, url=url, content_type=content_type, known=known)
    return replace(reading, entries=tuple(once_each(reading.entries)))


def follow(feed: Feed, page: Page) -> list[str]:
    """The next page, as long as the one before had something new; endless calendars end with `list_pages`."""
    further = page.reading.next_url
    more = page.fresh or not page.known
    return [further] if further and more and page.number + 1 < page.limits.list_pages else []


WAY = Way("section", read_body, lambda feed: feed.url, follow)
