"""Table `inferred`: what was read out of a text though no field states it."""

from dataclasses import astuple

from items import Article, Inferred
from storage.database import NewsDatabase


def write_inferred(db: NewsDatabase, id: int, article: Article) -> bool:
    """Put this in the place of what the row had; returns whether that changed anything."""
    had = db.execute(
        "select language, dateline_place, dateline_country, dateline_agency, day from inferred where article = ?",
        (id,),
    ).fetchone()
    wanted = astuple(article.inferred)
    if (tuple(had) if had else astuple(Inferred())) == wanted:
        return False
    with db.atomic():
        db.execute("delete from inferred where article = ?", (id,))
        if any(wanted):
            db.execute("insert into inferred values (?, ?, ?, ?, ?, ?)", (id, *wanted))
    return True
