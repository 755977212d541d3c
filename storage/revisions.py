"""Table `revisions`: what publishers changed in articles after we had them."""

import json
from datetime import datetime
from typing import Any

from items import Article
from storage.database import NewsDatabase, timestamp
from storage.differences import Difference, difference

FURNITURE_WORDS = 40  # longer paragraphs that recur are texts, not furniture
LATEST = 60  # articles of the source that are looked through


def compare(db: NewsDatabase, article: int, before: Article, after: Article) -> Difference | None:
    """What the publisher changed in the article of that id; None where only the surroundings of the article did."""

    def furniture(paragraph: str) -> bool:
        if len(paragraph.split()) > FURNITURE_WORDS:
            return False
        row = db.execute(
            "select 1 from (select id, text from articles where source = ? order by id desc limit ?)"
            " where id <> ? and instr(text, ?) limit 1",
            (after.source or before.source, LATEST, article, paragraph),
        ).fetchone()
        return row is not None

    return difference(before, after, furniture=furniture)


def save_revision(db: NewsDatabase, article: int, before: Article, after: Article, *, now: datetime) -> bool:
    """Keep what changed in an article; whether anything did. `before` is the version that `after` replaces."""
    found = compare(db, article, before, after)
    if found is None:
        return False
    earlier: dict[str, Any] = {
        "title": before.title,
        "authors": json.dumps(before.authors, ensure_ascii=False),
        "text": before.text,
    }
    db.table("revisions").insert(
        {
            "article": article,
            "seen": timestamp(after.fetched or now),
            "before": timestamp(before.fetched or now),
            "changed": json.dumps(found.changed),
            "says": found.says,
            "note": found.note,
            **{column: value if column in found.changed else None for column, value in earlier.items()},
            "diff": json.dumps(found.words, ensure_ascii=False),
        }
    )
    return True


def revisions_of(connection: Any, article: int) -> list[dict[str, Any]]:
    """The revisions of an article, the first first; `changed` is a list, `diff` {column: [[sign, words]]}."""
    cursor = connection.execute("select * from revisions where article = ? order by seen, id", (article,))
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{**row, "changed": json.loads(row["changed"]), "diff": json.loads(row["diff"])} for row in rows]
