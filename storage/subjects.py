"""What the news is about, as readers look for it: topics and names, and what in the articles says so.

Reads `topics`, `article_topics`, `mentions`, `article_countries`. A country is in an article that names it or one of
its places, or whose dateline lies in it.
"""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import json
import sqlite3
from typing import Any

KINDS = ("country", "organisation", "system", "unit", "person", "place", "cyber", "vulnerability")

# (kind, name, article) of all names.
_NAMED = """(select 'country' as kind, country as name, article, count, in_title from article_countries union all
    select kind, name, article, count, in_title from mentions where kind <> 'country')"""


def topic(connection: sqlite3.Connection, name: str) -> dict[str, Any] | None:
    """A topic, its codes in other schemes as lists."""
    row = connection.execute("select title, about, iptc, gdelt, eurovoc from topics where name = ?", (name,)).fetchone()
    if row is None:
        return None
    codes = {scheme: json.loads(text) for scheme, text in zip(("iptc", "gdelt", "eurovoc"), row[2:], strict=True)}
    return {"name": name, "title": row[0], "about": row[1], **codes}


def names(connection: sqlite3.Connection, kind: str, *, limit: int) -> list[dict[str, Any]]:
    """The names of a kind that most articles have, copies among these: [{"name", "articles"}]."""
    sql = "select name, count(*) from mentions where kind = ?1 group by name order by 2 desc, 1 limit ?2"
    if kind == "country":
        sql = "select country, count(*) from article_countries group by country order by 2 desc, 1 limit ?2"
    return [{"name": name, "articles": number} for name, number in connection.execute(sql, (kind, limit))]


def what_it_is(connection: sqlite3.Connection, kind: str, name: str) -> dict[str, str | None]:
    """The class of a system, the office of a person and the like, and its country, as an article with it says."""
    row = connection.execute(
        "select about, country from mentions where kind = ? and name = ? and (about is not null or country is not null)"
        " limit 1",
        (kind, name),
    ).fetchone()
    return dict(zip(("about", "country"), row or (None, None), strict=True))


def among(connection: sqlite3.Connection, chosen: str, values: tuple[str, ...], *, limit: int) -> dict[str, Any]:
    """What the articles that SQL `chosen` gives the ids of are about: {"topics", "names": {kind: rows}}, most first."""
    ids = json.dumps([id for (id,) in connection.execute(chosen, values)])
    topics = connection.execute(
        "select t.name, t.title, count(*) from json_each(?) cross join article_topics m on m.article = value"
        " join topics t on t.name = m.topic group by 1 order by 3 desc, 1 limit ?",
        (ids, limit),
    )
    counted: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for kind, name, number in connection.execute(
        "select 'country', country, count(*) from json_each(?1) cross join article_countries on article = value"
        " group by country union all select kind, name, count(*) from json_each(?1) cross join mentions"
        " on article = value and kind <> 'country' group by kind, name order by 3 desc, 2",
        (ids,),
    ):
        if len(counted.setdefault(kind, [])) < limit:
            counted[kind].append({"name": name, "articles": number})
    return {
        "topics": [{"name": name, "title": title, "articles": number} for name, title, number in topics],
        "names": {kind: rows for kind, rows in counted.items() if rows},
    }


def evidence(connection: sqlite3.Connection, topic: str, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Why articles have a topic: by article the terms that were found, as rows of `article_topics` have them."""
    rows = connection.execute(
        f"select article, terms from article_topics where topic = ? and article in ({_marks(ids)})", (topic, *ids)
    )
    return {article: json.loads(terms) for article, terms in rows}


def spellings(connection: sqlite3.Connection, kind: str, name: str, ids: list[int]) -> dict[int, dict[str, Any]]:
    """How articles have a name: by article {"count", "in_title", "found"}, `found` as it stands there.

    Of a country also its places; where an article has it in its dateline alone, `found` is empty.
    """
    wanted = "kind = ?1 and name = ?2"
    if kind == "country":
        wanted = "((kind = 'country' and name = ?2) or (kind = 'place' and country = ?2))"
    told: dict[int, dict[str, Any]] = {id: {"count": 0, "in_title": False, "found": []} for id in ids}
    for article, number, in_title, places in connection.execute(
        f"select article, count, in_title, places from mentions where article in (select value from json_each(?3))"
        f" and {wanted} order by article, kind, count desc",
        (kind, name, json.dumps(ids)),
    ):
        row = told[article]
        row["count"] += number
        row["in_title"] = row["in_title"] or bool(in_title)
        row["found"] = list(dict.fromkeys([*row["found"], *(place["found"] for place in json.loads(places))]))
    return told


def of_article(connection: sqlite3.Connection, id: int) -> dict[str, list[dict[str, Any]]]:
    """What one article is about: its `topics` with their terms, and its `names`, those it has most often first."""
    topics = connection.execute(
        "select t.name, t.title, m.score, m.terms from article_topics m join topics t on t.name = m.topic"
        " where m.article = ? order by m.score desc, t.name",
        (id,),
    )
    names = connection.execute(
        f"select kind, name, count, in_title from {_NAMED} where article = ? order by in_title desc, count desc, name",
        (id,),
    )
    return {
        "topics": [
            {"name": name, "title": title, "score": score, "terms": json.loads(terms)}
            for name, title, score, terms in topics
        ],
        "names": [
            {"kind": kind, "name": name, "count": number, "in_title": bool(in_title)}
            for kind, name, number, in_title in names
        ],
    }


def _marks(ids: list[int]) -> str:
    return ",".join("?" * len(ids))
