"""Table `copies`: pairs of articles that carry one text, and from it `articles.duplicate_of`, the copy that leads.

Which copy leads follows from the rows and not from their arrival: an agency's own page first, then a copy that credits
an agency, then the earliest published, then the first by address. Every other article that is a copy of the leader
points to it. An article that is only a copy of a copy (an edit of an edit) leads itself.
"""

from collections.abc import Iterable, Iterator, Sequence

from storage import signatures
from storage.database import NewsDatabase
from storage.signing import Likeness, Shingled, compare, shingled

# Below this share of the shorter text's anchors the texts need not be compared: where a half is common, more are.
SHARED_ANCHORS = 0.15
LETTERS_AN_ANCHOR = 100
FEW_ANCHORS = 8  # so few say nothing by their absence
MISSES = 24  # in a row, of candidates in order of what they share, after which nothing better is to come
# So many articles are looked through for who leads. No text of the press travels further; pages of one mould would.
MAX_COMPONENT = 500

_PLACES = 500  # values in one statement


def relate(db: NewsDatabase, article: int, text: str | None, keys: Sequence[int]) -> None:
    """Find the copies of an article's new text and let the one that leads be known. `keys` are its signature."""
    signatures.save_keys(db, article, keys)
    for other, likeness in copies_of(db, article, text, keys) if keys else ():
        db.execute(
            "insert or replace into copies (one, other, jaccard, contained) values (?, ?, ?, ?)",
            (*sorted((article, other)), round(likeness.jaccard, 3), round(likeness.contained, 3)),
        )
    lead(db, [article])


def copies_of(db: NewsDatabase, article: int, text: str | None, keys: Sequence[int]) -> Iterator[tuple[int, Likeness]]:
    """The articles that carry a text, whole or in part, with how alike they are."""
    same = db.execute(
        "select o.id from articles a join articles o on o.text_hash = a.text_hash"
        " where a.id = ?1 and o.id <> ?1 limit ?2",
        (article, MAX_COMPONENT),
    ).fetchall()
    yield from ((other, Likeness(1, 1)) for (other,) in same)
    own: Shingled | None = None
    anchors, misses = signatures.anchors_among(keys), 0
    for candidate in signatures.candidates(db, keys, but={article, *(other for (other,) in same)}):
        row = db.execute("select text from articles where id = ?", (candidate.article,)).fetchone()
        if row is None:  # a key left behind by a row that was deleted by hand
            continue
        fewer = min(anchors, len(row[0] or "") // LETTERS_AN_ANCHOR)
        enough = 1 if fewer < FEW_ANCHORS else 2
        if candidate.bands < enough and candidate.anchors < SHARED_ANCHORS * fewer:
            continue  # a phrase or two of the trade
        own = own or shingled(text)
        likeness = compare(own, shingled(row[0]))
        if likeness:
            yield candidate.article, likeness
        misses = 0 if likeness else misses + 1
        if misses == MISSES:
            return  # pages of one mould, round other facts


def unrelate(db: NewsDatabase, article: int, keys: Iterable[int]) -> None:
    """An article loses its text: its copies find another leader. `keys` are the signature of the text that goes."""
    signatures.drop_keys(db, article, keys)
    neighbours = {other for _, other in _edges(db, [article])}
    db.execute("delete from copies where one = ? or other = ?", (article, article))
    db.execute("update articles set duplicate_of = null where id = ? and duplicate_of is not null", (article,))
    lead(db, neighbours)


def lead(db: NewsDatabase, articles: Iterable[int]) -> None:
    """Decide anew who leads among these articles and all that are copies of them, directly or over others."""
    edges = component(db, articles)
    led: dict[int, int] = {}
    for article in _ranked(db, edges):
        if article not in led:
            led[article] = article
            for other in edges[article]:
                led.setdefault(other, article)
    db.conn.executemany(
        "update articles set duplicate_of = ?1 where id = ?2 and duplicate_of is not ?1",
        [(None if leader == article else leader, article) for article, leader in sorted(led.items())],
    )


def component(db: NewsDatabase, articles: Iterable[int]) -> dict[int, set[int]]:
    """These articles and all that are their copies, directly or over others: article -> its direct copies."""
    edges: dict[int, set[int]] = {article: set() for article in articles}
    fresh, looked_at = set(edges), set[int]()
    while fresh and len(looked_at) < MAX_COMPONENT:
        for article, other in _edges(db, sorted(fresh)):
            edges[article].add(other)
            edges.setdefault(other, set()).add(article)
        looked_at |= fresh
        fresh = edges.keys() - looked_at
    return edges


def _edges(db: NewsDatabase, articles: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start in range(0, len(articles), _PLACES):
        part = articles[start : start + _PLACES]
        places = ",".join("?" * len(part))
        found += db.execute(f"select one, other from copies where one in ({places})", part).fetchall()  # noqa: S608
        found += db.execute(f"select other, one from copies where other in ({places})", part).fetchall()  # noqa: S608
    return found


def _ranked(db: NewsDatabase, articles: Iterable[int]) -> list[int]:
    """In the order of their right to lead."""
    ranks = []
    for article in articles:
        row = db.execute(
            "select s.kind is not 'wire', a.agency is null, a.published is null, a.published, a.url"
            " from articles a left join sources s on s.name = a.source where a.id = ?",
            (article,),
        ).fetchone()
        if row:
            ranks.append((*row[:3], row[3] or "", row[4], article))
    return [rank[-1] for rank in sorted(ranks)]
