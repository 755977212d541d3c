"""Table `event_dates`: when things happen, as an article says it."""

from items import Article
from storage.database import NewsDatabase


def write_events(db: NewsDatabase, id: int, article: Article) -> bool:
    """Put these dates in the place of those that the row had; returns whether that changed anything."""
    wanted = sorted(
        (
            each.place,
            each.start,
            each.end,
            each.found,
            each.first_day.isoformat(),
            each.last_day.isoformat(),
            each.precision,
        )
        for each in article.events
    )
    had = db.execute(
        "select place, start, end, found, first_day, last_day, precision from event_dates where article = ?"
        " order by place, start",
        (id,),
    ).fetchall()
    if [tuple(row) for row in had] == wanted:
        return False
    with db.atomic():
        db.execute("delete from event_dates where article = ?", (id,))
        db.conn.executemany("insert into event_dates values (?, ?, ?, ?, ?, ?, ?, ?)", [(id, *row) for row in wanted])
    return True
