"""Way in: sitemaps, plain or for news, and their indexes."""

from datetime import datetime, time, timedelta
from zlib import crc32

from spiders.archives import article_maps
from spiders.feeds import read_body
from spiders.ways import Page, Way
from storage.feeds import Feed

_LAG = timedelta(hours=1)  # an index is often a cached one: its maps were changed before it was seen to say so


def follow(feed: Feed, page: Page) -> list[str]:
    """The newest maps of an index, where news sites put the latest articles, and all that changed since the last poll.

    The rest is for backfilling.
    """
    if page.number > page.limits.index_depth * page.limits.index_maps:
        return []
    return list(dict.fromkeys([*_newest(feed, page), *_changed(feed, page)]))


def passed_over(feed: Feed, page: Page) -> list[str]:
    """The maps of an index that are not asked for though they may hold something new: their lastmod does not say."""
    told = {address for address, lastmod in article_maps(page.reading) if lastmod} if _tells(feed, page) else set()
    asked = {*follow(feed, page)}
    return [address for address, _ in article_maps(page.reading) if address not in told | asked] if asked else []


def _newest(feed: Feed, page: Page) -> list[str]:
    """So many maps as an index may have of a poll: the newest, and among them one by turns that has no time; where
    nothing tells them apart the first, the last (WordPress' own index has no times, and its newest posts in the last
    map), and others by turns."""
    maps, most = article_maps(page.reading), page.limits.index_maps
    addresses = [address for address, _ in maps]
    if len(maps) <= most or most < 2:
        return addresses[:most]
    turn = crc32(str(feed.polled).encode())
    if len({lastmod for _, lastmod in maps}) == 1:
        return [addresses[0], addresses[-1], *_turned(addresses[1:-1], turn)][:most]
    untold = [address for address, lastmod in maps if lastmod is None]
    told = [address for address, lastmod in maps if lastmod]
    return [*told[: most - 1], *_turned(untold, turn), *told[most - 1 :]][:most]


def _turned(addresses: list[str], turn: int) -> list[str]:
    """The same addresses, beginning with another one at each turn."""
    start = turn % max(1, len(addresses))
    return [*addresses[start:], *addresses[:start]]


def _changed(feed: Feed, page: Page) -> list[str]:
    if feed.succeeded is None or not _tells(feed, page):
        return []
    since = feed.succeeded - _LAG
    return [address for address, lastmod in article_maps(page.reading) if lastmod and _is_after(lastmod, since)]


def _tells(feed: Feed, page: Page) -> bool:
    """Whether the index says when its maps changed: one that stamps all of them with the hour says nothing."""
    dates = [lastmod for _, lastmod in article_maps(page.reading) if lastmod]
    return not all(_is_after(lastmod, feed.succeeded) for lastmod in dates) if feed.succeeded else bool(dates)


def _is_after(lastmod: datetime, moment: datetime) -> bool:
    if lastmod.time() == time.min:  # a date only, of any zone
        lastmod += timedelta(days=2)
    return lastmod >= moment


WAY = Way("sitemap", read_body, lambda feed: feed.url, follow)
