"""Last stage: the article's row and the end of its address in the frontier, in one transaction."""

from typing import Self

from scrapy.crawler import Crawler

from items import Article
from spiders.run import Run
from storage.articles import save_article


class StorePipeline:
    """Article -> row."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    def process_item(self, article: Article) -> Article:
        """Store the article; what is the same as a row that is there joins it."""
        outcome, _ = save_article(self.run.db, article, now=self.run.now())
        self.run.count(article.source, {"duplicate": "duplicates"}.get(outcome, outcome))
        return article
