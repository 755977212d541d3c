"""Tables `watches` and `watch_hits`: what each watchlist looks for, what it has found, and what has been told.

A look compares all articles that a watchlist wants now with those that it has found before. So nothing is missed,
whatever made an article fit: that it was stored, revised, judged anew, or that its source was described better.
"""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage import listings
from storage.changes import Condition
from storage.database import NewsDatabase, timestamp
from storage.listings import COLUMNS, decoded
from storage.search import match_expression

# A watchlist that begins tells what was found in the days before; what is older it takes as told.
BEGINS_WITH = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A named search; of each kind any one must hold, and every kind that is given."""

    name: str
    title: str
    search: tuple[str, ...] = ()  # phrases as on the search page
    sources: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()  # of the sources
    languages: tuple[str, ...] = ()  # "pt" is "pt-BR" too
    topics: tuple[str, ...] = ()

    @property
    def asks(self) -> str:
        """What it looks for, as JSON; the title is no part of it."""
        kinds = ("search", "sources", "countries", "languages", "topics")
        return json.dumps({kind: getattr(self, kind) for kind in kinds if getattr(self, kind)}, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One text that a watchlist has found: the copy that leads among its hits, and the others."""

    article: Mapping[str, Any]  # a row as storage/listings.py has it
    also: tuple[str, ...]  # names of the outlets whose copies were found too
    ids: tuple[int, ...]  # the hits (watch_hits.id) that are told with it, the first found first
    found: str  # when the latest of them was found


def wanted(watch: Watch) -> Condition:
    """The articles that a watchlist looks for."""
    parts, values = [], []
    # The word that a publisher gives counts, and what was read out of the text only where there is none.
    spoken = "coalesce(articles.language, (select language from inferred where article = articles.id))"
    expressions = [found for phrase in watch.search if (found := match_expression(phrase))]
    if expressions:
        parts.append("articles.id in (select rowid from articles_fts where articles_fts match ?)")
        values.append(" OR ".join(f"({each})" for each in expressions))
    for names, sql in (
        (watch.sources, "articles.source in ({places})"),
        (watch.countries, "articles.source in (select name from sources where country in ({places}))"),
        (watch.topics, "articles.id in (select article from article_topics where topic in ({places}))"),
    ):
        if names:
            parts.append(sql.format(places=",".join("?" * len(names))))
            values += names
    if watch.languages:
        one = f"{spoken} = ? or {spoken} like ? || '-%'"
        parts.append(f"({' or '.join([one] * len(watch.languages))})")
        values += [name for name in watch.languages for _ in range(2)]
    return Condition(" and ".join(parts), tuple(values))


def is_due(connection: sqlite3.Connection, watches: Iterable[Watch]) -> bool:
    """Whether a look would find anything, or a call has anything to tell. Reads only."""
    if not connection.execute("select 1 from sqlite_master where name = 'watches'").fetchone():
        return True  # a database of an older version: the writer brings it up to date
    return any(
        _asked(connection, watch.name) != watch.asks
        or _missing(connection, watch)
        or connection.execute(
            "select 1 from watch_hits where watch = ? and told is null and article is not null limit 1", (watch.name,)
        ).fetchone()
        for watch in watches
    )


def look(db: NewsDatabase, watches: Iterable[Watch], *, now: datetime) -> dict[str, int]:
    """Enter what each watchlist wants by now and has not found before; how many of them count as told at once."""
    older = {}
    with db.atomic():
        for watch in watches:
            begins = _asked(db.conn, watch.name) != watch.asks
            _enter(db, watch, begins=begins, now=now)
            _find_again(db, watch)
            # What a new or edited watchlist would bring up out of the past is history, not news.
            past = timestamp(now - BEGINS_WITH) if begins else ""
            missing = _missing(db.conn, watch)
            older[watch.name] = sum(first_seen < past for _, _, first_seen in missing)
            db.conn.executemany(
                "insert into watch_hits (watch, article, url, found, told)"
                " values (?1, ?2, ?3, ?4, iif(?5 < ?6, ?4, null))",
                [(watch.name, article, url, timestamp(now), first_seen, past) for article, url, first_seen in missing],
            )
    return older


def hits(connection: sqlite3.Connection, watch: str, *, untold: bool = False, limit: int = -1) -> list[Hit]:
    """What a watchlist has found, each text once, the latest found first; with `untold` only what was never told.

    A text one copy of which was told is told. An article that is no more has no hit.
    """
    cursor = connection.execute(
        f"select {COLUMNS}, h.id as hit, h.found, h.told from watch_hits h"
        " join articles a on a.id = h.article left join sources s on s.name = a.source"
        " where h.watch = ? order by h.id",
        (watch,),
    )
    names = [column[0] for column in cursor.description]
    texts: dict[int, list[dict[str, Any]]] = {}
    for row in cursor:
        found = dict(zip(names, row, strict=True))
        texts.setdefault(found["duplicate_of"] or found["id"], []).append(found)
    folded = [_folded(rows) for rows in texts.values() if not untold or all(row["told"] is None for row in rows)]
    folded.sort(key=lambda hit: (hit.found, hit.article["moment"], hit.ids), reverse=True)
    return folded[: limit if limit >= 0 else None]


def latest(
    connection: sqlite3.Connection, watch: Watch, *, before: str | None = None, limit: int
) -> list[dict[str, Any]]:
    """The newest articles that a watchlist wants by now, found or not, each text once; as `listings.latest`."""
    return listings.latest(connection, before=before, limit=limit, among=wanted(watch))


def numbers(connection: sqlite3.Connection, watch: Watch, *, since: str) -> tuple[int, int]:
    """How many texts a watchlist wants by now: of articles since that moment, and of all."""
    condition = wanted(watch)
    recent, total = connection.execute(
        f"select count(*) filter (where {listings.MOMENT} >= ?), count(*) from articles a"
        f" where a.duplicate_of is null and a.id in ({condition.chosen})",
        (since, *condition.values),
    ).fetchone()
    return int(recent), int(total)


def settle(db: NewsDatabase, watch: str, told: Iterable[Hit], *, now: datetime) -> None:
    """Mark these hits as told, and with them copies of texts that were told before."""
    ids = [(timestamp(now), id) for hit in told for id in hit.ids]
    with db.atomic():
        db.conn.executemany("update watch_hits set told = ? where id = ? and told is null", ids)
        waiting = {id for hit in hits(db.conn, watch, untold=True) for id in hit.ids}
        rows = db.execute(
            "select id from watch_hits where watch = ? and told is null and article is not null", (watch,)
        ).fetchall()
        folded = [(timestamp(now), id) for (id,) in rows if id not in waiting]
        db.conn.executemany("update watch_hits set told = ? where id = ?", folded)


def _folded(rows: Sequence[dict[str, Any]]) -> Hit:
    """One hit of all copies of a text; `rows` in the order in which they were found."""
    leading = min(rows, key=lambda row: (row["duplicate_of"] is not None, row["moment"], row["id"]))
    others = sorted((row for row in rows if row is not leading), key=lambda row: (row["moment"], row["id"]))
    outlets = dict.fromkeys(row["outlet"] for row in others if row["outlet"] != leading["outlet"])
    return Hit(
        article=decoded(leading),
        also=tuple(outlets),
        ids=tuple(row["hit"] for row in rows),
        found=max(row["found"] for row in rows),
    )


def _enter(db: NewsDatabase, watch: Watch, *, begins: bool, now: datetime) -> None:
    db.execute(
        "insert into watches (name, title, asks, begun, looked) values (?1, ?2, ?3, ?4, ?4)"
        " on conflict (name) do update set title = ?2, asks = ?3, looked = ?4, begun = iif(?5, ?4, begun)",
        (watch.name, watch.title, watch.asks, timestamp(now), begins),
    )


def _find_again(db: NewsDatabase, watch: Watch) -> None:
    """An article that was deleted and has come back, as another row, is the one that was found."""
    db.execute(
        "update or ignore watch_hits set article = (select id from articles where articles.url = watch_hits.url)"
        " where watch = ? and article is null and url in (select url from articles)",
        (watch.name,),
    )


def _asked(connection: sqlite3.Connection, name: str) -> str | None:
    row = connection.execute("select asks from watches where name = ?", (name,)).fetchone()
    return row[0] if row else None


def _missing(connection: sqlite3.Connection, watch: Watch) -> list[tuple[int, str, str]]:
    """id, url and first_seen of what it wants and has not found."""
    condition = wanted(watch)
    return connection.execute(
        f"select a.id, a.url, a.first_seen from articles a where a.id in ({condition.chosen})"
        " and a.id not in (select article from watch_hits where watch = ? and article is not null) order by a.id",
        (*condition.values, watch.name),
    ).fetchall()
