"""Stage 3: what the text says though no field of the page does: its language, dateline and names."""

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from items import Article, Inferred
from spiders.run import Run


class InferPipeline:
    """Article -> Article with what was inferred."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    def process_item(self, article: Article) -> Article:
        """The article with what was inferred of it in the child, or now."""
        return article if article.inferred != Inferred() else infer(article)


def infer(article: Article) -> Article:
    """The article with `inferred` and `mentions`: nothing is guessed into the fields that the publisher fills."""
    # Imported with the first article: a poll with nothing new does without their tables.
    from pipelines.reading.dateline import find_dateline
    from pipelines.reading.language import guess_language
    from pipelines.reading.mentions import find_mentions

    guess = guess_language("\n".join(filter(None, (article.title, article.summary, article.text))))
    dateline = find_dateline(article.text or "")
    return replace(
        article,
        inferred=Inferred(
            language=guess.language if guess else None,
            dateline_place=dateline.place if dateline else None,
            dateline_country=dateline.country if dateline else None,
            dateline_agency=dateline.agency if dateline else None,
        ),
        mentions=find_mentions(article.title or "", "title") + find_mentions(article.text or ""),
    )
