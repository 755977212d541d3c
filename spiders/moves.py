"""Where a way in has moved for good: a permanent redirect counts when it was confirmed three times."""

from typing import TYPE_CHECKING

from scrapy.http import Response

from spiders.ways import ways

if TYPE_CHECKING:
    from storage.feeds import Feed

PERMANENT = frozenset({301, 308})  # RFC 9110, 15.4
CONFIRMED = 3  # polls: a mistake in a server's configuration seldom lives so long


def permanent_target(response: Response) -> str | None:
    """The address that answered, where every redirect on the way to it was a permanent one; None where there was none.

    A temporary hop in the chain makes all that comes behind it temporary.
    """
    reasons = response.meta.get("redirect_reasons", ()) if response.request else ()
    if not reasons or not set(reasons) <= PERMANENT:
        return None
    return response.url


def is_adopted(feed: "Feed") -> bool:
    """Whether the new address is asked instead of the one in the source file."""
    return feed.moved_to is not None and feed.moved_times >= CONFIRMED


def polled_address(feed: "Feed") -> str:
    """The address that a poll of the way in begins with."""
    return feed.moved_to if feed.moved_to and is_adopted(feed) else ways()[feed.way].address(feed)


def moved(feed: "Feed", target: str | None, *, same: bool) -> tuple[str | None, int]:
    """What is known of the move after a poll that was led to `target`, None where no permanent redirect did.

    (moved_to, moved_times); `same` says whether what answered is the feed that we know. A redirect to something else is
    no move: many sites send every dead address to their front page.
    """
    if target is None:
        return (feed.moved_to, feed.moved_times) if is_adopted(feed) else (None, 0)
    if not same or ways()[feed.way].address(feed) != feed.url:  # an API's root cannot be read off a page of posts
        return feed.moved_to, feed.moved_times
    return target, feed.moved_times + 1 if target == feed.moved_to else 1
