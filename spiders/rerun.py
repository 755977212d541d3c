"""Everything after the archive once more: the archived pages through the stages of the pipeline, without a request."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.utils.misc import load_object

from extraction.habits import MAX_SEEN, Habits, page_mark
from extraction.hindsight import concerned, would_change
from items import Page
from spiders.commits import gathered_commits
from spiders.run import Run
from storage import frontier
from storage.articles import find_article, remove_article
from storage.extractions import early_refusals, extractions_since
from storage.habits import load_habits, settle_sites, taught_sites
from storage.pages import load_page
from urls import host_of

PAGES_PER_WORKER = 4  # read ahead, so that no worker waits
UNREAD = ("limits", "extraction")  # reasons that say nothing of the page: its child was killed, or met a fault
COMPARED = ("title", "text", "authors", "published", "section", "language", "status")


async def rerun(
    run: Run, stages: Sequence[Any], urls: Iterable[str], *, done: Callable[[], None] = lambda: None
) -> Counter[str]:
    """What changed in these archived pages, by column; "new", "removed", "unchanged" and "pages" count whole articles.

    A site's pages go one after the other in the order given, so that what is learned does not depend on chance.
    """
    sites: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        sites[host_of(url)].append(url)
    counts: Counter[str] = Counter()
    places = asyncio.Semaphore(run.workers.count * PAGES_PER_WORKER)

    async def site(urls: list[str]) -> None:
        for url in urls:
            async with places:
                page = load_page(run.db, url)
                if page:
                    counts.update(await _again(run, stages, page))
                    counts["pages"] += 1
                done()

    async with gathered_commits(run.db):
        await asyncio.gather(*(site(urls) for _, urls in sorted(sites.items())))
        for stage in stages:
            if hasattr(stage, "close_spider"):
                stage.close_spider()
    return counts


def stages_after_archive(run: Run, order: Mapping[str, int]) -> list[Any]:
    """The stages of ITEM_PIPELINES in their order, without the archive: what they work on comes from there."""
    names = sorted(order, key=lambda name: order[name])
    run = replace(run, rereads=True)
    return [load_object(name)(run) for name in names if not name.endswith("ArchivePipeline")]


def unsettled_pages(run: Run) -> list[str]:
    """Archived pages that would come out otherwise by what this run's pages have taught of their sites."""
    sites = taught_sites(run.db, since=run.started)
    return [url for site, settled in sites.items() for url in _unsettled(run, site, settled)]


def settle(run: Run) -> None:
    """The pages of this run's sites have been read again where they had to be."""
    settle_sites(run.db, since=run.started)


def _unsettled(run: Run, site: str, settled: int) -> Iterator[str]:
    """Extracting costs twenty times what this costs; of a page that gave no article there is nothing to compare."""
    habits = Habits.from_json(load_habits(run.db, site) or "{}")
    if habits.pages < 2:
        return
    yield from early_refusals(run.db, site, known=habits.pages)
    rows = extractions_since(run.db, site, known=min(settled, habits.pages - MAX_SEEN))
    taught = habits.pages - settled
    new = set(habits.seen[-taught:] if taught else ())  # also those that were turned away
    # What was read again when the site was settled last knew as many: it is news no more.
    first = settled if taught > MAX_SEEN else settled + 1
    new.update(page_mark(address) for _, known, address in rows if known >= first)
    asked = concerned(habits, new, settled=settled)
    for url, known, address in rows:
        mark = page_mark(address)
        article = find_article(run.db, url) if mark in asked else None
        if article and would_change(
            habits,
            page=mark,
            known=known,
            title=article["title"],
            text=article["text"] or "",
            markdown=article["markdown"] or "",
            status=article["status"],
        ):
            yield url


async def _again(run: Run, stages: Sequence[Any], page: Page) -> list[str]:
    before = find_article(run.db, page.url)
    item: Any = page
    try:
        for stage in stages:
            result = stage.process_item(item)
            item = await result if asyncio.iscoroutine(result) else result
    except DropItem as error:
        if before is None:
            return ["unchanged"]
        unread = str(error).partition(":")[0] in UNREAD
        if unread or before["fetched_url"] != page.fetched_url:
            # Nothing is wrong with the article: no page was read this time, or only another address of it is none.
            if unread:
                frontier.settle(run.db, page.url, "done", now=run.now(), article=before["id"])
            return ["unchanged"]
        remove_article(run.db, before["id"])
        return ["removed"]
    after = find_article(run.db, page.url)
    if before is None or after is None:
        return ["new"]
    return [column for column in COMPARED if before[column] != after[column]] or ["unchanged"]
