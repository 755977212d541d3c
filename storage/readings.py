"""All that was read out of an article's text, written together: languages and datelines, names, countries, dates."""

from items import Article
from storage.countries import write_countries
from storage.database import NewsDatabase
from storage.events import write_events
from storage.inferred import write_inferred
from storage.mentions import write_mentions
from storage.topics import holds, write_topics


def save_readings(db: NewsDatabase, id: int, article: Article) -> None:
    """Write what was read and its topics, if the article's row holds this version of it: another's may have won."""
    with db.atomic():
        if holds(db, id, article):
            write_topics(db, id, article)
            write_readings(db, id, article)


def write_readings(db: NewsDatabase, id: int, article: Article) -> bool:
    """Put all of it in the place of what the row had; returns whether that changed anything."""
    with db.atomic():
        changed = [write(db, id, article) for write in (write_inferred, write_mentions, write_countries, write_events)]
    return any(changed)
