"""Stage 3: what the text says though no field of the page does: its language, dateline and names."""

from typing import Self

from scrapy.crawler import Crawler

from items import Article
from pipelines.reading.inference import infer
from spiders.run import Run


class InferPipeline:
    """Article -> Article with what was inferred."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    async def process_item(self, article: Article) -> Article:
        """The article with what was inferred of it when its page was read, or now, in a child too.

        Of a text that its publisher reserves nothing is read: what was found before that was known is dropped.
        """
        if article.prepared.get("read") and article.status != "reserved":
            return article
        return await self.run.workers.run(infer, article)
