"""Way in: sitemaps, plain or for news, and their indexes."""

from datetime import datetime, time, timedelta

from spiders.archives import article_maps
from spiders.feeds import read_body
from spiders.ways import Page, Way
from storage.feeds import Feed


def follow(feed: Feed, page: Page) -> list[str]:
    """The newest maps of an index, where news sites put the latest articles, and all that changed since the last poll.

    The rest is for backfilling.
    """
    if page.number > page.limits.index_depth * page.limits.index_maps:
        return []
    newest = (address for address, _ in article_maps(page.reading)[: page.limits.index_maps])
    return list(dict.fromkeys([*newest, *_changed(feed, page)]))


def passed_over(feed: Feed, page: Page) -> list[str]:
    """The maps of an index that are not asked for though they may hold something new: their lastmod does not say."""
    told = {address for address, lastmod in article_maps(page.reading) if lastmod} if _tells(feed, page) else set()
    asked = {*follow(feed, page)}
    return [address for address, _ in article_maps(page.reading) if address not in told | asked] if asked else []


def _changed(feed: Feed, page: Page) -> list[str]:
    if feed.succeeded is None or not _tells(feed, page):
        return []
    return [
        address for address, lastmod in article_maps(page.reading) if lastmod and _is_after(lastmod, feed.succeeded)
    ]


def _tells(feed: Feed, page: Page) -> bool:
    """Whether the index says when its maps changed: one that stamps all of them with the hour says nothing."""
    dates = [lastmod for _, lastmod in article_maps(page.reading) if lastmod]
    return not all(_is_after(lastmod, feed.succeeded) for lastmod in dates) if feed.succeeded else bool(dates)


def _is_after(lastmod: datetime, moment: datetime) -> bool:
    if lastmod.time() == time.min:  # a date only, of any zone
        lastmod += timedelta(days=2)
    return lastmod >= moment


WAY = Way("sitemap", read_body, lambda feed: feed.url, follow)
