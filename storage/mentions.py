"""Table `mentions`: the names in an article, one row each."""

import json
from collections import defaultdict

from items import Article
from storage.database import NewsDatabase
from storage.topics import holds


def save_mentions(db: NewsDatabase, id: int, article: Article) -> None:
    """Write an article's mentions, if its row holds this version of it."""
    with db.atomic():
        if holds(db, id, article):
            write_mentions(db, id, article)


def write_mentions(db: NewsDatabase, id: int, article: Article) -> bool:
    """Put these mentions in the place of those that the row had; returns whether that changed anything."""
    gathered: dict[tuple[str, str], list[dict[str, str | int]]] = defaultdict(list)
    for each in article.mentions:
        place: dict[str, str | int] = {"found": each.found, "place": each.place, "start": each.start, "end": each.end}
        gathered[each.kind, each.name].append(place)
    wanted = [
        (
            *key,
            len(places),
            int(any(place["place"] == "title" for place in places)),
            json.dumps(places, ensure_ascii=False),
        )
        for key, places in sorted(gathered.items())
    ]
    had = db.execute(
        "select kind, name, count, in_title, places from mentions where article = ? order by kind, name", (id,)
    ).fetchall()
    if [tuple(row) for row in had] == wanted:
        return False
    with db.atomic():
        db.execute("delete from mentions where article = ?", (id,))
        db.conn.executemany("insert into mentions values (?, ?, ?, ?, ?, ?)", [(id, *row) for row in wanted])
    return True
