"""Table `mentions`: the names in an article, one row each."""

import json
from collections import defaultdict

from items import Article
from storage.database import NewsDatabase


def write_mentions(db: NewsDatabase, id: int, article: Article) -> bool:
    """Put these mentions in the place of those that the row had; returns whether that changed anything."""
    gathered: dict[tuple[str, str], list[dict[str, str | int]]] = defaultdict(list)
    about: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    for each in article.mentions:
        place: dict[str, str | int] = {"found": each.found, "place": each.place, "start": each.start, "end": each.end}
        gathered[each.kind, each.name].append(place)
        # The first that is told beside the name: an office may stand there once and not again.
        about.setdefault((each.kind, each.name), (each.about, each.country))
    wanted = [
        (
            *key,
            len(places),
            int(any(place["place"] == "title" for place in places)),
            json.dumps(places, ensure_ascii=False),
            *about[key],
        )
        for key, places in sorted(gathered.items())
    ]
    had = db.execute(
        "select kind, name, count, in_title, places, about, country from mentions where article = ?"
        " order by kind, name",
        (id,),
    ).fetchall()
    if [tuple(row) for row in had] == wanted:
        return False
    with db.atomic():
        db.execute("delete from mentions where article = ?", (id,))
        db.conn.executemany("insert into mentions values (?, ?, ?, ?, ?, ?, ?, ?)", [(id, *row) for row in wanted])
    return True
