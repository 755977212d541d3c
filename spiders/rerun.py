"""Everything after the archive once more: the archived pages through the stages of the pipeline, without a request."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from scrapy.exceptions import DropItem

from items import Page
from spiders.run import Run
from storage.articles import find_article, remove_article
from storage.pages import archived, load_page
from urls import host_of

SITES_AT_ONCE = 8
COMPARED = ("title", "text", "authors", "published", "section", "language", "status")


async def rerun(
    run: Run, stages: Sequence[Any], *, source: str | None, since: datetime | None, done: Callable[[], None]
) -> Counter[str]:
    """What changed, by column; "new", "removed", "unchanged" and "pages" count whole articles.

    A site's pages go one after the other in order of address, so that what is learned does not depend on chance.
    """
    sites: dict[str, list[str]] = defaultdict(list)
    for url, fetched_url in archived(run.db, source=source, since=since):
        sites[host_of(fetched_url)].append(url)
    counts: Counter[str] = Counter()
    places = asyncio.Semaphore(max(SITES_AT_ONCE, run.workers.count * 2))

    async def site(urls: list[str]) -> None:
        for url in urls:
            async with places:
                page = load_page(run.db, url)
                if page:
                    counts.update(await _again(run, stages, page))
                    counts["pages"] += 1
                done()

    await asyncio.gather(*(site(urls) for _, urls in sorted(sites.items())))
    return counts


async def _again(run: Run, stages: Sequence[Any], page: Page) -> list[str]:
    before = find_article(run.db, page.url)
    item: Any = page
    try:
        for stage in stages:
            result = stage.process_item(item)
            item = await result if asyncio.iscoroutine(result) else result
    except DropItem:
        if before is None:
            return ["unchanged"]
        remove_article(run.db, before["id"])
        return ["removed"]
    after = find_article(run.db, page.url)
    if before is None or after is None:
        return ["new"]
    return [column for column in COMPARED if before[column] != after[column]] or ["unchanged"]
