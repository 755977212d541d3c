"""Last stage: the article's row and the end of its address in the frontier, in one transaction."""

from typing import Self

from scrapy.crawler import Crawler

from items import Article
from spiders.lengths import shortened_article
from spiders.run import Run
from storage.articles import save_article
from storage.readings import save_readings
from storage.stories import cluster_stories


class StorePipeline:
    """Article -> row."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    def process_item(self, article: Article) -> Article:
        """Store the article; what is the same as a row that is there joins it."""
        article, cut = shortened_article(article, self.run.lengths)
        self.run.count_cuts(article.source, cut)
        with self.run.db.atomic():
            outcome, id = save_article(self.run.db, article, now=self.run.now())
            save_readings(self.run.db, id, article)
        if outcome in ("new", "updated"):
            self.run.count(article.source, outcome)
            self.run.count(article.source, "earlier", number=int(article.earlier is not None))
        elif article.earlier is None:  # an article that is there already; of a poll "unchanged" is said
            self.run.count(article.source, "duplicates")
        return article

    def close_spider(self) -> None:
        """With all of the run's articles there, those on one event find each other, whatever their order was."""
        cluster_stories(self.run.db)
