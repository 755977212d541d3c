"""Way in: the REST API that every WordPress has at /wp-json/."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from spiders.ways import Page, Way
from storage.feeds import Feed

if TYPE_CHECKING:
    from spiders.readers.reading import Reading

POSTS_PER_PAGE = 50
PAGES_PER_POLL = 4


def read_body(body: bytes, *, url: str, content_type: str | None, known: Collection[str]) -> "Reading":
    """Runs in a child process: the reader is imported there."""
    from spiders.readers.wordpress import read_posts

    return read_posts(body, url=url)


def address(feed: Feed) -> str:
    """The latest posts of the API whose root the catalogue names."""
    from spiders.readers.wordpress import posts_url

    return posts_url(feed.url, per_page=POSTS_PER_PAGE)


def follow(feed: Feed, page: Page) -> list[str]:
    """Older posts, as long as all of a page were new: after a pause more than a page may have come."""
    from spiders.readers.wordpress import posts_url

    full = len(page.reading.entries) >= POSTS_PER_PAGE
    more = page.fresh == len(page.reading.entries) or not page.known
    if not (full and more) or page.number + 1 >= PAGES_PER_POLL:
        return []
    return [posts_url(feed.url, page=page.number + 2, per_page=POSTS_PER_PAGE)]


WAY = Way("wordpress", read_body, address, follow)
