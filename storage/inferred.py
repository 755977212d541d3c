"""Table `inferred`: what was read out of a text though no field states it."""

from dataclasses import astuple

from items import Article, Inferred
from storage.database import NewsDatabase
from storage.topics import holds


def save_inferred(db: NewsDatabase, id: int, article: Article) -> None:
    """Write what was inferred, if the article's row holds this version of it."""
    with db.atomic():
        if holds(db, id, article):
            write_inferred(db, id, article)


def write_inferred(db: NewsDatabase, id: int, article: Article) -> bool:
    """Put this in the place of what the row had; returns whether that changed anything."""
    had = db.execute(
        "select language, dateline_place, dateline_country, dateline_agency from inferred where article = ?", (id,)
    ).fetchone()
    wanted = astuple(article.inferred)
    if (tuple(had) if had else astuple(Inferred())) == wanted:
        return False
    with db.atomic():
        db.execute("delete from inferred where article = ?", (id,))
        if any(wanted):
            db.execute("insert into inferred values (?, ?, ?, ?, ?)", (id, *wanted))
    return True
