"""`scrapy extract --explain`: one page, line by line: what was kept or cut and by which rule."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from errors import ExtractionError
from extraction.habits import Habits
from extraction.rules import Rules
from items import Page
from spiders.source import Source
from storage.database import NewsDatabase, open_database
from storage.habits import load_habits
from storage.pages import find_page
from urls import host_of
from workers import Workers


async def explained(place: str, *, database: str, catalogue: Mapping[str, Source], workers: Workers) -> list[str]:
    """The explanation of an archived page, by its address, or of a saved file.

    An archived page is read with its feed's entry, its source's rules and what is known of its site, as the crawl does.
    Raises ExtractionError when there is no such page.
    """
    from extraction.explain import explain

    if not place.startswith(("http://", "https://")):
        body = Path(place).read_bytes()
        return await workers.run(explain, body, url=Path(place).name, fetched=datetime.now(UTC))
    db = open_database(database, read_only=True)
    try:
        page, habits = _archived(db, place)
    finally:
        db.close()
    source = catalogue.get(page.source)
    return await workers.run(
        explain,
        page.body,
        url=page.fetched_url,
        fetched=page.fetched,
        content_type=page.content_type,
        entry=page.entry,
        rules=source.rules if source else Rules(),
        habits=habits,
    )


def _archived(db: NewsDatabase, url: str) -> tuple[Page, Habits]:
    page = find_page(db, url)
    if page is None:
        remedy = "collect it first, or save the page and give its file"
        raise ExtractionError(f"{url}: is not in the archive; {remedy}", url=url)
    learned = load_habits(db, host_of(page.fetched_url))
    return page, Habits.from_json(learned) if learned else Habits()
