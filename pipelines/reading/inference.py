"""All that is read out of an article's text at once. Pure, and without Scrapy: it runs in the child processes."""

from dataclasses import replace

from items import Article, Inferred


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
