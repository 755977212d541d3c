"""Tables `topics` and `article_topics`: what an article is about, and the terms that say so."""

import json
from collections.abc import Iterable, Mapping

from items import Article
from storage.database import NewsDatabase


def sync_topics(db: NewsDatabase, topics: Iterable[Mapping[str, str]]) -> None:
    """Write the vocabulary's topics; one that left it keeps its row while articles still name it."""
    rows = sorted((dict(row) for row in topics), key=lambda row: row["name"])
    if list(db.query("select * from topics order by name")) == rows:
        return
    with db.atomic():
        db.table("topics").upsert_all(rows, pk="name")
        names = json.dumps([row["name"] for row in rows])
        db.execute(
            "delete from topics where name not in (select value from json_each(?))"
            " and name not in (select topic from article_topics)",
            (names,),
        )


def holds(db: NewsDatabase, id: int, article: Article) -> bool:
    """Whether a row has the title and text of this version."""
    told = (id, article.title, article.text)
    return db.execute("select 1 from articles where id = ? and title is ? and text is ?", told).fetchone() is not None


def write_topics(db: NewsDatabase, id: int, article: Article) -> bool:
    """Put these topics in the place of those that the row had; returns whether that changed anything."""
    wanted = sorted((each.topic, each.score, json.dumps(each.terms, ensure_ascii=False)) for each in article.topics)
    had = db.execute(
        "select topic, score, terms from article_topics where article = ? order by topic", (id,)
    ).fetchall()
    if [tuple(row) for row in had] == wanted:
        return False
    with db.atomic():
        db.execute("delete from article_topics where article = ?", (id,))
        db.conn.executemany(
            "insert into article_topics (article, topic, score, terms) values (?, ?, ?, ?)",
            [(id, *row) for row in wanted],
        )
    return True


def write_judgement(db: NewsDatabase, id: int, article: Article) -> list[str]:
    """Write an article's relevance and topics; returns what of them changed: "score", "topics"."""
    changed = []
    with db.atomic():
        before = db.execute("select relevance from articles where id = ?", (id,)).fetchone()[0]
        if before != article.relevance:
            db.execute("update articles set relevance = ? where id = ?", (article.relevance, id))
            changed.append("score")
        if write_topics(db, id, article):
            changed.append("topics")
    return changed
