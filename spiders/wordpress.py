"""Way in: the REST API that every WordPress has at /wp-json/."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from spiders.ways import Page, Way
from storage.feeds import Feed

if TYPE_CHECKING:
    from spiders.readers.reading import Reading

POSTS_PER_PAGE = 50
# Beyond that age a text is not looked at again, as by the revisits.
CHANGES_FOR = timedelta(days=7)
_CLOCKS_DIFFER = timedelta(hours=1)


def read_body(
    body: bytes, *, url: str, content_type: str | None, known: Collection[str], total_pages: int | None
) -> "Reading":
    """Runs in a child process: the reader is imported there."""
    from spiders.readers.wordpress import changed_since, read_posts

    reading = read_posts(body, url=url, total_pages=total_pages)
    since = changed_since(url)
    if since is None:
        return reading
    # A site that saves its whole archive anew changes nothing that is looked at.
    recent = [entry for entry in reading.entries if entry.published and entry.published >= since - CHANGES_FOR]
    return replace(reading, entries=tuple(recent))


def address(feed: Feed) -> str:
    """The latest posts of the API whose root the catalogue names."""
    from spiders.readers.wordpress import posts_url

    return posts_url(feed.url, per_page=POSTS_PER_PAGE)


def follow(feed: Feed, page: Page) -> list[str]:
    """Older posts, as long as all of a page were new: after a pause more than a page may have come.

    Where the first page does not go back a week, also what was changed behind it since the last poll. New posts are not
    asked for by that: one that was written ahead and appears at its hour was changed long ago.
    """
    from spiders.readers.wordpress import changed_since, posts_url

    reading, further = page.reading, []
    more = page.fresh == len(reading.entries) or not page.known or changed_since(reading.next_url or "")
    if reading.next_url and more:
        further.append(reading.next_url)
    if page.number == 0 and page.known and feed.succeeded and reading.next_url:
        since = (feed.succeeded - _CLOCKS_DIFFER).replace(minute=0, second=0, microsecond=0)
        dates = [entry.published for entry in reading.entries if entry.published]
        if dates and min(dates) > since - CHANGES_FOR:
            further.append(posts_url(feed.url, per_page=POSTS_PER_PAGE, modified_after=since))
    return further if page.number + 1 < page.limits.list_pages else []


WAY = Way("wordpress", read_body, address, follow)
