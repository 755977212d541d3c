"""Stage 2: what surrounds the article is stripped away, in a child process."""

import logging
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from errors import WatchkeeperError, WorkerError
from extraction.habits import learn
from extraction.outcome import TOO_DEEP
from extraction.rules import Rules
from items import Article, Page
from pipelines.digest import digest
from spiders.failures import Failed
from spiders.pages import failed
from spiders.run import Run, SiteMemory
from storage.extractions import save_extraction
from urls import host_of

# Verdicts that say what the server did this time, not what the address is: it is tried again later.
PASSING = frozenset({"challenge", "consent", "elsewhere", "error", "login", "empty", "limits", "extraction"})

log = logging.getLogger(__name__)


class ExtractPipeline:
    """Page -> Article, or a reason in the frontier."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.memory = SiteMemory(run.db)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    async def process_item(self, page: Page) -> Article:
        """The page's article; DropItem when the page is none or cannot be read."""
        site = host_of(page.fetched_url)
        habits = self.memory[site]
        source = self.run.sources.get(page.source)
        try:
            done = await self.run.workers.measured(
                digest,
                page.body,
                url=page.fetched_url,
                fetched=page.fetched,
                content_type=page.content_type,
                entry=page.entry,
                rules=source.rules if source else Rules(),
                habits=habits,
                language=source.language if source else None,
            )
        except WatchkeeperError as error:
            word = "limits" if isinstance(error, WorkerError) else "extraction"
            return self._drop(page, f"{word}: {error}")
        except Exception as error:  # a fault of ours, which one page has brought to light: it costs that page
            log.exception("%s could not be read; please report this page", page.url)
            return self._drop(page, f"extraction: {type(error).__name__} {error}"[:300])
        extraction = done.result
        self.run.count_cuts(page.source, done.cut)
        if extraction.observation:
            self.memory[site] = learn(self.memory[site], extraction.observation, archived=self.run.rereads)
            self.memory.write(self.run.now())
        if page.reserved is None:
            save_extraction(self.run.db, page.url, site=site, known=habits.pages)
        if extraction.article is None or extraction.reason:
            return self._drop(page, extraction.reason or "extraction: no article found")
        self.run.count(page.source, "cut", "tree", number=int(TOO_DEEP in extraction.article.reasons))
        return with_fetch(extraction.article, page)

    def close_spider(self) -> None:
        """Nothing learned is lost with the end of the run."""
        self.memory.write(self.run.now(), everything=True)

    def _drop(self, page: Page, reason: str) -> Article:
        self.run.count(page.source, "earlier", number=int(page.earlier is not None))
        passing = reason.partition(":")[0] in PASSING
        failed(self.run, page.url, page.source, Failed(reason, "failed" if passing else "rejected"))
        raise DropItem(reason)


def with_fetch(article: Article, page: Page) -> Article:
    """The article with what only the crawl knows; without its text where the publisher reserves that."""
    article = replace(
        article,
        source=page.source,
        fetched_url=page.fetched_url,
        found_url=page.url,
        fetched=page.fetched,
        earlier=page.earlier,
    )
    if page.reserved is None:
        return article
    reason = f"reserved by the publisher: {page.reserved}"
    return replace(article, text=None, markdown=None, summary=None, word_count=0, status="reserved", reasons=(reason,))
