"""All that is read out of an article's text at once. Pure, and without Scrapy: it runs in the child processes."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from items import Article, Inferred


def infer(article: Article) -> Article:
    """The article with `inferred`, `mentions` and `events`: nothing is guessed into the publisher's own fields."""
    # Imported with the first article: a poll with nothing new does without their tables.
    from pipelines.reading.dateline import find_dateline
    from pipelines.reading.events import find_events
    from pipelines.reading.language import guess_language
    from pipelines.reading.mentions import names_in
    from pipelines.reading.tokens import tokens_of

    guess = guess_language("\n".join(filter(None, (article.title, article.summary, article.text))))
    dateline = find_dateline(article.text or "")
    language = guess.language if guess else (article.language or "").partition("-")[0].lower() or None
    title, text = tokens_of(article.title), tokens_of(article.text)
    day = day_of_publication(article, dateline.country if dateline else None)
    return replace(
        article,
        inferred=Inferred(
            language=guess.language if guess else None,
            dateline_place=dateline.place if dateline else None,
            dateline_country=dateline.country if dateline else None,
            dateline_agency=dateline.agency if dateline else None,
            day=day.isoformat() if day else None,
        ),
        mentions=names_in(article, title, text, language),
        events=(
            *find_events(title, published=day, language=language, place="title"),
            *find_events(text, published=day, language=language),
        ),
    )


def day_of_publication(article: Article, country: str | None) -> date | None:
    """The day on which an article came out: where the publisher stands, else where its dateline lies, else in UTC."""
    if article.published_day or not article.published:
        return article.published_day
    zone = _zones().get(country or "")
    if zone:
        try:
            return article.published.astimezone(ZoneInfo(zone)).date()
        except ZoneInfoNotFoundError:  # a system without the tz database
            pass
    return article.published.date()


@cache
def _zones() -> dict[str, str]:
    from pipelines.reading.gazetteer import rows

    return dict(rows(Path(__file__).with_name("zones.tsv")))
