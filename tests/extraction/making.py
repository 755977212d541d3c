"""Articles made from pages of a few lines."""

from datetime import UTC, datetime

from extraction.article import extract_article
from extraction.habits import Habits
from items import Article

FETCHED = datetime(2026, 11, 29, tzinfo=UTC)


def article_of(page: str, *, habits: Habits | None = None) -> Article:
    """What is extracted from a page of a site of which `habits` are known; there has to be an article."""
    url = "https://site.example/slip"
    article = extract_article(page.encode(), url=url, fetched=FETCHED, habits=habits or Habits()).article
    assert article is not None
    return article
