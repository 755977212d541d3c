"""Articles as readers meet them: the latest, one with its copies, its story. Reads `articles` and `sources`.

Every function takes a plain sqlite3 connection, since the web server opens its own, read-only.
"""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from storage.changes import EVERYTHING, Condition

# What readers sort by; the index articles_moment has the same words. Lists name the index: the planner, which does not
# know that texts lie between the columns of a row, would rather sort all rows of a source.
MOMENT = "coalesce(min(a.published, a.first_seen), a.first_seen)"

_later_moment = MOMENT.replace("a.", "later.")

# Reserved: headline and link only, whatever else a row holds.
COLUMNS = f"""a.id, a.url, a.source, coalesce(s.title, a.source) as outlet, s.country, s.state_affiliated, a.title,
    {MOMENT} as moment, a.published, a.first_seen, a.section, a.language, a.status, a.word_count, a.authors,
    a.duplicate_of, a.story, a.changed,
    iif(a.status = 'reserved', null, coalesce(a.summary, substr(a.text, 1, 400))) as opening"""

_LISTS = ("authors", "tags", "reasons")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles; None or empty: no condition. `since` and `until` are days, 2026-11-24, both included, in UTC.

    `about` is a name in them, "country:UA" or "system:F-35"; `country` is the publisher's.
    """

    source: str | None = None
    country: str | None = None
    language: str | None = None
    topic: str | None = None
    about: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None


def conditions(filters: Filters) -> tuple[str, tuple[str, ...]]:
    """The filters as SQL on `articles a` that starts with `and`, with its values."""
    parts: list[str] = []
    values: list[str] = []
    if filters.about:
        kind, _, name = filters.about.partition(":")
        chosen, given = naming(kind, name)
        parts.append(f" and a.id in ({chosen})")
        values += given
    for sql, value in (
        ("a.source = ?", filters.source),
        ("a.source in (select name from sources where country = ?)", filters.country),
        ("(a.language = ? or a.language like ? || '-%')", filters.language),
        ("a.id in (select article from article_topics where topic = ?)", filters.topic),
        ("a.status = ?", filters.status),
        (f"{MOMENT} >= ?", filters.since),
        (f"{MOMENT} < ?", f"{filters.until}T99" if filters.until else None),
    ):
        if value:
            parts.append(f" and {sql}")
            values += [value] * sql.count("?")
    return "".join(parts), tuple(values)


def naming(kind: str, name: str) -> tuple[str, tuple[str, ...]]:
    """SQL for the ids of the articles with a name, and its values.

    A country is in those that name it or one of its places, or whose dateline lies in it.
    """
    if kind == "country":
        return "select article from article_countries where country = ?", (name,)
    return "select article from mentions where kind = ? and name = ?", (kind, name)


def latest(
    connection: sqlite3.Connection,
    filters: Filters | None = None,
    *,
    before: str | None = None,
    limit: int = 50,
    offset: int = 0,
    copies: bool = False,
    stories: bool = False,
    among: Condition = EVERYTHING,
) -> list[dict[str, Any]]:
    """Articles, newest first; exact copies only where `copies` asks for it. `before` continues a list: `moment,id`.

    With `stories` a story stands once, as its latest article. `among` chooses further than filters can.
    """
    where, values = conditions(filters or Filters())
    if among.sql:
        where += f" and a.id in ({among.chosen})"
        values += among.values
    if not copies:
        where += " and a.duplicate_of is null"
    if stories:
        where += (
            " and (a.story is null or not exists (select 1 from articles later where later.story = a.story"
            f" and later.duplicate_of is null and ({_later_moment}, later.id) > ({MOMENT}, a.id)))"
        )
    if before:
        moment, _, id = before.partition(",")
        where += f" and {MOMENT} <= ? and ({MOMENT} < ? or a.id < cast(? as integer))"
        values += (moment, moment, id)
    return _rows(
        connection,
        f"select {COLUMNS} from articles a indexed by articles_moment left join sources s on s.name = a.source"
        f" where true{where}"
        f" order by {MOMENT} desc, a.id desc limit ? offset ?",
        (*values, limit, offset),
    )


def latest_ids(connection: sqlite3.Connection, filters: Filters, *, limit: int) -> list[int]:
    """Numbers of the latest articles, each text once."""
    where, values = conditions(filters)
    rows = connection.execute(
        f"select a.id from articles a indexed by articles_moment where a.duplicate_of is null{where}"
        f" order by {MOMENT} desc, a.id desc limit ?",
        (*values, limit),
    )
    return [id for (id,) in rows]


def article(connection: sqlite3.Connection, id: int) -> dict[str, Any] | None:
    """Everything about one article; a reserved one without its text."""
    rows = _rows(
        connection,
        f"select a.*, {COLUMNS}, s.homepage, s.terms from articles a left join sources s on s.name = a.source"
        " where a.id = ?",
        (id,),
    )
    if not rows:
        return None
    row = rows[0]
    row["origins"] = json.loads(row["origins"] or "{}")
    if row["status"] == "reserved":
        row |= {"text": None, "markdown": None, "summary": None, "image": None}
    return row


def same_text(connection: sqlite3.Connection, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The other articles with the same text, the one that leads first."""
    leader = row["duplicate_of"] or row["id"]
    return _rows(
        connection,
        f"select {COLUMNS} from articles a left join sources s on s.name = a.source"
        " where (a.id = ?1 or a.duplicate_of = ?1) and a.id <> ?2 order by a.duplicate_of is not null, moment, a.id",
        (leader, row["id"]),
    )


def same_story(connection: sqlite3.Connection, row: dict[str, Any], limit: int = 30) -> list[dict[str, Any]]:
    """Other articles of the same story, first report first; copies of one text stand once."""
    if row["story"] is None:
        return []
    return _rows(
        connection,
        f"select {COLUMNS} from articles a left join sources s on s.name = a.source"
        " where a.story = ? and a.id <> ? and a.duplicate_of is null order by moment, a.id limit ?",
        (row["story"], row["id"], limit),
    )


def count(connection: sqlite3.Connection, filters: Filters) -> int:
    """How many articles, copies among them."""
    where, values = conditions(filters)
    return int(connection.execute(f"select count(*) from articles a where true{where}", values).fetchone()[0])


def with_carriers(connection: sqlite3.Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with `also`: the other articles that carry its text, [{"id", "source", "outlet"}]."""
    found: dict[int, list[dict[str, Any]]] = {}
    ids = [row["id"] for row in rows]
    places = ",".join("?" * len(ids))
    for leader, id, source, outlet in connection.execute(
        "select a.duplicate_of, a.id, a.source, coalesce(s.title, a.source) from articles a"
        f" left join sources s on s.name = a.source where a.duplicate_of in ({places}) order by a.id",
        ids,
    ):
        found.setdefault(leader, []).append({"id": id, "source": source, "outlet": outlet})
    return [{**row, "also": found.get(row["id"], [])} for row in rows]


def with_stories(connection: sqlite3.Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with `reports`: of its story the independent sources and the first report, or None.

    {"sources": 4, "first": {"id", "outlet", "moment"}}; copies of a text are no independent source.
    """
    reports: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row["story"] is not None:
            told = connection.execute(
                f"select a.id, a.source, coalesce(s.title, a.source), {MOMENT} from articles a"
                " left join sources s on s.name = a.source where a.story = ? and a.duplicate_of is null order by 4, 1",
                (row["story"],),
            ).fetchall()
            id, _, outlet, moment = told[0]
            first = {"id": id, "outlet": outlet, "moment": moment}
            reports[row["story"]] = {"sources": len({source for _, source, _, _ in told}), "first": first}
    return [{**row, "reports": reports.get(row["story"])} for row in rows]


def folded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with those of the same text as one, the first that stands there; `also` names the others."""
    first: dict[int, dict[str, Any]] = {}
    for row in rows:
        kept = first.setdefault(row["duplicate_of"] or row["id"], {**row, "also": []})
        if kept["id"] != row["id"]:
            kept["also"].append({name: row[name] for name in ("id", "source", "outlet")})
    return list(first.values())


def found_at(connection: sqlite3.Connection, id: int) -> list[dict[str, Any]]:
    """The addresses that led to the article, the ways in that named them, and where in these they stood."""
    return _rows(
        connection,
        "select f.url, f.source, coalesce(s.feed, f.feed) as feed, f.found, s.position, s.first_seen, s.last_seen"
        " from frontier f left join sightings s on s.address = f.id where f.article = ?"
        " order by f.found, f.id, s.first_seen, s.feed limit 20",
        (id,),
    )


def rights_of(connection: sqlite3.Connection, id: int) -> dict[str, Any] | None:
    """What applied to the article when it was fetched, the row of `rights`, or None."""
    rows = _rows(connection, "select robots, robots_read, tdm, extractor from rights where article = ?", (id,))
    return rows[0] if rows else None


def choices(connection: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    """What a reader can filter by: sources that have articles, their countries, languages, topics."""
    sources = _rows(
        connection,
        "select name, title, country from sources s where exists (select 1 from articles where source = s.name)"
        " order by title collate nocase",
        (),
    )
    topics = _rows(
        connection,
        "select name, title from topics t where exists (select 1 from article_topics where topic = t.name)"
        " order by title",
        (),
    )
    # A walk along the index from one language to the next: `distinct` would read all rows.
    languages = connection.execute(
        "with recursive spoken(tag) as (select min(language) from articles union all"
        " select (select min(language) from articles where language > tag) from spoken where tag is not null)"
        " select tag from spoken where tag is not null"
    ).fetchall()
    return {
        "sources": sources,
        "topics": topics,
        "countries": [{"code": code} for code in sorted({row["country"] for row in sources if row["country"]})],
        "languages": [{"code": code} for code in sorted({tag.partition("-")[0] for (tag,) in languages})],
    }


def _rows(connection: sqlite3.Connection, sql: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [decoded(row) for row in rows]


def decoded(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its JSON lists as lists."""
    return row | {name: json.loads(row[name] or "[]") for name in _LISTS if name in row}
