"""Tables `stories`, `story_ties` and `report_terms`: which articles tell of one event, and what says so.

Copies of one text share a story from the moment they are stored. Reports in different words are brought together by
`cluster_stories`, which solves all of the days round new articles at once, so that their order does not matter.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from storage.clusters import APART, Cluster, Report, Tie, cluster
from storage.copies import component
from storage.database import NewsDatabase, timestamp
from storage.terms import Terms, stem

_MOMENT = "coalesce(min(a.published, a.first_seen), a.first_seen)"  # as readers sort; the index articles_moment has it
SHOWN = 12  # terms of a story


def save_terms(db: NewsDatabase, article: int, terms: Terms) -> None:
    """Keep what an article is about; the next clustering looks at it."""
    db.execute(
        "insert into report_terms (article, terms, clustered) values (?1, ?2, 0) on conflict do update"
        " set terms = ?2, clustered = 0 where terms <> ?2",
        (article, json.dumps({"names": terms.names, "words": terms.words}, ensure_ascii=False)),
    )


def share_story(db: NewsDatabase, article: int) -> None:
    """All copies of an article's text, and copies of those, are one story."""
    copies = component(db, [article]).keys()
    if len(copies) < 2:
        return
    marks = ",".join("?" * len(copies))
    known = [
        story
        for (story,) in db.execute(
            f"select distinct story from articles where id in ({marks}) and story is not null order by story",  # noqa: S608
            tuple(copies),
        )
    ]
    story = known[0] if known else _new(db)
    for other in known[1:]:
        db.execute("update articles set story = ? where story = ?", (story, other))
    db.execute(f"update articles set story = ? where id in ({marks})", (story, *copies))  # noqa: S608
    refresh(db, known or [story])


def cluster_stories(db: NewsDatabase, *, everything: bool = False) -> int:
    """Bring the reports of one event together, in the days round articles that are new or changed; how many stories.

    Their order of arrival does not matter. With `everything` all articles are looked at, whatever their age.
    """
    reports = _reports(db, everything=everything)
    if not reports:
        return 0
    clusters = cluster(reports)
    with db.atomic():
        touched = _assign(db, {report.id for report in reports}, clusters)
        refresh(db, touched)
        db.execute("update report_terms set clustered = 1 where clustered = 0")
    return len(clusters)


def _reports(db: NewsDatabase, *, everything: bool) -> list[Report]:
    """Everything near in time to what has not been clustered yet, and the rest of the stories that lie there."""
    span = db.execute(
        f"select min({_MOMENT}), max({_MOMENT}) from articles a join report_terms t on t.article = a.id"  # noqa: S608
        " where t.clustered = 0 or ?",
        (everything,),
    ).fetchone()
    if span[0] is None:
        return []
    first, last = (datetime.fromisoformat(moment) for moment in span)
    around = (timestamp(first - APART), timestamp(last + APART))
    rows = db.execute(
        f"with near(id, story) as (select a.id, a.story from articles a where {_MOMENT} between ? and ?)"  # noqa: S608
        f" select a.id, a.url, a.source, {_MOMENT}, t.terms from articles a join report_terms t on t.article = a.id"
        " where a.duplicate_of is null and (a.id in (select id from near)"
        " or a.story in (select story from near where story is not null))",
        around,
    )
    return [
        Report(id, url, source, datetime.fromisoformat(moment).astimezone(UTC), _terms(terms))
        for id, url, source, moment, terms in rows
    ]


def _terms(text: str) -> Terms:
    return Terms(**{kind: tuple(words) for kind, words in json.loads(text).items()})


def _assign(db: NewsDatabase, looked_at: set[int], clusters: Iterable[Cluster]) -> set[int]:
    """Write each article's story and tie; returns the numbers of all stories that had or have one of them."""
    groups, ties = _with_copies(db, looked_at, clusters)
    everyone = [article for group in groups for article in group]
    before = {
        article: db.execute("select story from articles where id = ?", (article,)).fetchone()[0] for article in everyone
    }
    taken: set[int] = set()
    for group in groups:
        known = sorted({before[article] for article in group} - {None} - taken)
        story = None if len(group) == 1 else known[0] if known else _new(db)
        if story is not None:
            taken.add(story)
        db.conn.executemany(
            "update articles set story = ?1 where id = ?2 and story is not ?1", [(story, article) for article in group]
        )
    db.conn.executemany("delete from story_ties where article = ?", [(article,) for article in everyone])
    db.conn.executemany(
        "insert into story_ties (article, other, score, terms) values (?, ?, ?, ?)",
        [
            (article, tie.other, tie.score, json.dumps(tie.terms, ensure_ascii=False))
            for article, tie in sorted(ties.items())
        ],
    )
    return taken | {story for story in before.values() if story is not None}


def _with_copies(
    db: NewsDatabase, looked_at: set[int], clusters: Iterable[Cluster]
) -> tuple[list[list[int]], Mapping[int, Tie]]:
    """The groups, each with the copies of its reports; reports that are copies of each other's copies are one group."""
    group_of: dict[int, set[int]] = {}
    ties: dict[int, Tie] = {}
    for found in clusters:
        group = set(found.reports)
        group_of |= dict.fromkeys(group, group)
        ties |= found.ties
    for report in sorted(looked_at):
        group = group_of.setdefault(report, {report})
        edges = component(db, [report])
        for article in edges:
            joined = group_of.get(article, {article})
            if joined is not group:
                group |= joined
                group_of |= dict.fromkeys(joined, group)
        for article in edges.keys() - {report}:
            ties.setdefault(article, Tie(report if report in edges[article] else min(edges[article]), 1.0, ()))
            if report not in ties:
                ties[report] = Tie(article, 1.0, ())
    groups = {id(group): sorted(group) for group in group_of.values()}
    return sorted(groups.values()), ties


def refresh(db: NewsDatabase, stories: Iterable[int]) -> None:
    """Bring the rows of stories up to their articles; a story without articles is none."""
    for story in sorted(set(stories)):
        rows = db.execute(
            f"select a.id, a.title, a.source, {_MOMENT}, a.duplicate_of, t.terms from articles a"  # noqa: S608
            f" left join story_ties t on t.article = a.id where a.story = ? order by {_MOMENT}, a.url",
            (story,),
        ).fetchall()
        if len(rows) < 2:
            db.execute("update articles set story = null where story = ?", (story,))
            db.execute("delete from stories where id = ?", (story,))
            continue
        db.table("stories").upsert(
            {
                "id": story,
                "first_report": rows[0][0],
                "title": rows[0][1],
                "articles": len(rows),
                "sources": len({source for _, _, source, _, leader, _ in rows if leader is None}),
                "began": rows[0][3],
                "latest": rows[-1][3],
                "terms": json.dumps(_common(json.loads(row[5] or "[]") for row in rows), ensure_ascii=False),
            },
            pk="id",
        )


def refresh_of(db: NewsDatabase, article: int) -> None:
    """Bring the row of an article's story up to it."""
    (story,) = db.execute("select story from articles where id = ?", (article,)).fetchone()
    refresh(db, [story] if story else [])


def _common(ties: Iterable[list[str]]) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for terms in ties:
        for term in terms:
            counts[stem(term)] += 1
            words.setdefault(stem(term), term)
    ranked = sorted(counts, key=lambda term: (-counts[term], term))
    return [{"term": words[term], "articles": counts[term]} for term in ranked[:SHOWN]]


def _new(db: NewsDatabase) -> int:
    row = db.execute(
        "insert into stories (articles, sources, began, latest, terms) values (0, 0, '', '', '[]') returning id"
    ).fetchone()
    return int(row[0])


def story(connection: Any, id: int) -> dict[str, Any] | None:
    """The row of a story, `terms` as a list; with `language`, `source` and `outlet` of the first report."""
    found = _stories(connection, "where s.id = ?", (id,))
    return found[0] if found else None


def widest(connection: Any, *, since: str, limit: int) -> list[dict[str, Any]]:
    """Stories with a report since then, as `story` gives them; the most independent sources first."""
    return _stories(
        connection, "where s.latest >= ? order by s.sources desc, s.latest desc, s.id limit ?", (since, limit)
    )


def _stories(connection: Any, which: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    cursor = connection.execute(
        "select s.*, a.language, a.source, coalesce(p.title, a.source) as outlet from stories s"  # noqa: S608
        f" left join articles a on a.id = s.first_report left join sources p on p.name = a.source {which}",
        values,
    )
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{**row, "terms": json.loads(row["terms"] or "[]")} for row in rows]


def timeline(connection: Any, story: int) -> list[dict[str, Any]]:
    """The articles of a story, first report first, each with its `copies`, and `other`, `score`, `terms` of its tie."""
    rows = connection.execute(
        f"select a.id, a.title, a.url, a.source, coalesce(s.title, a.source), {_MOMENT}, a.duplicate_of, a.agency,"  # noqa: S608
        " t.other, t.score, t.terms, a.language, a.status, s.state_affiliated"
        " from articles a left join sources s on s.name = a.source"
        f" left join story_ties t on t.article = a.id where a.story = ? order by {_MOMENT}, a.url",
        (story,),
    ).fetchall()
    names = "id title url source outlet moment duplicate_of agency other score terms language status state_affiliated"
    found = [dict(zip(names.split(), row, strict=True)) for row in rows]
    copies: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        row["terms"] = json.loads(row["terms"] or "[]")
        copies[row["duplicate_of"]].append(row)
    return [{**row, "copies": copies[row["id"]]} for row in found if row["duplicate_of"] is None]
