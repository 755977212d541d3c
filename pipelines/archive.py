"""Stage 1: the page is kept before anything is made of it: a killed run and a better extraction can start from it."""

from typing import Self

from scrapy.crawler import Crawler

from items import Page
from spiders.run import Run
from storage.pages import save_page
from storage.reserved import forget_address


class ArchivePipeline:
    """Page -> Page."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    def process_item(self, page: Page) -> Page:
        """Keep the page, unless its publisher reserves the text: then none is kept, nor one from before."""
        if page.reserved is None:
            save_page(self.run.db, page)
        else:
            forget_address(self.run.db, page.url)
        return page
