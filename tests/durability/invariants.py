"""What has to be true of a database after any end of a run, and what a reader saw that must still be there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

Sightings = dict[str, frozenset[str]]  # feed -> addresses that it names

# Decided for good: another run may add to these, it never takes one back.
SETTLED = ("done", "rejected", "gone")


@dataclass(frozen=True)
class Seen:
    """What a reader was shown at one moment: it was acknowledged, so it stays."""

    frontier: dict[str, str]  # address -> state
    articles: dict[int, bool]  # id -> whether it had a text
    pages: frozenset[str]
    runs: frozenset[int]  # that had ended


def look(path: Path) -> Seen | None:
    """One consistent state of the database as any other program reads it; None before the schema is there."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30, isolation_level=None)) as db:
            db.execute("begin")
            return Seen(
                frontier=dict(db.execute("select url, state from frontier")),
                articles={id: bool(text) for id, text in db.execute("select id, text is not null from articles")},
                pages=frozenset(url for (url,) in db.execute("select url from pages")),
                runs=frozenset(id for (id,) in db.execute("select id from runs where finished is not null")),
            )
    except sqlite3.OperationalError as error:
        if "no such table" in str(error) or "unable to open" in str(error):
            return None
        raise


def lost(before: Seen, after: Seen | None) -> Iterator[str]:
    """What a reader saw and is not there any more, a sentence each."""
    if after is None:
        yield "the database is gone"
        return
    for url, state in before.frontier.items():
        now = after.frontier.get(url)
        if now is None or (state in SETTLED and now != state):
            yield f"frontier: {url} was {state} and is {now}"
    for id, had_text in before.articles.items():
        if id not in after.articles:
            yield f"article {id} is gone"
        elif had_text and not after.articles[id]:
            yield f"article {id} lost its text"
    yield from (f"page {url} is gone" for url in sorted(before.pages - after.pages))
    yield from (f"run {id} has not ended any more" for id in sorted(before.runs - after.runs))


def halves(path: Path, *, named: Sightings) -> Iterator[str]:
    """What is half-written, a sentence each. `named` says what a feed with validators must have brought."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as source:
        if not source.execute("select 1 from sqlite_master where name = 'articles'").fetchone():
            return  # killed within the first migration, which is one transaction
        if not source.execute("select 1 from sqlite_master where name = 'sightings'").fetchone():
            return  # the same, between two of them
        with closing(sqlite3.connect(":memory:")) as db:
            source.backup(db)
            yield from _of_sqlite(db)
            for sentence, sql in RULES.items():
                yield from (f"{sentence}: {row[0]}" for row in db.execute(sql))
            yield from _validators_without_entries(db, named)


RULES = {
    "done without an article": "select url from frontier where state = 'done' and article is null",
    "done without an archived page": (
        "select f.url from frontier f join articles a on a.id = f.article where f.state = 'done'"
        " and a.status <> 'reserved' and not exists"
        " (select 1 from pages p join frontier o on o.url = p.url where o.key = f.key)"
    ),
    "reserved with an archived page": (
        "select p.url from pages p join frontier f on f.url = p.url join articles a on a.id = f.article"
        " where a.status = 'reserved'"
    ),
    "reserved with a text": "select url from articles where status = 'reserved' and (text or markdown or summary)",
    "article without an address that is done": (
        "select url from articles a where not exists"
        " (select 1 from frontier f where f.article = a.id and f.state = 'done')"
    ),
    "article that no reader of changes is told of": (
        "select url from articles a where not exists (select 1 from changes c where c.article = a.id)"
    ),
    "leader that follows another": (
        "select a.url from articles a join articles b on a.duplicate_of = b.id where b.duplicate_of is not null"
    ),
    "story without a row": (
        "select url from articles a where story is not null and not exists"
        " (select 1 from stories s where s.id = a.story)"
    ),
    "one key in two states": "select key from frontier group by key having count(distinct state) > 1",
}


def _of_sqlite(db: sqlite3.Connection) -> Iterator[str]:
    (answer,) = db.execute("pragma integrity_check").fetchone()
    if answer != "ok":
        yield f"integrity_check: {answer}"
    yield from (f"foreign key: {row}" for row in db.execute("pragma foreign_key_check"))
    try:
        db.execute("insert into articles_fts(articles_fts, rank) values ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        yield f"search index: {error}"


def _validators_without_entries(db: sqlite3.Connection, named: Sightings) -> Iterator[str]:
    with_validators = {
        feed
        for (feed,) in db.execute("select url from feeds where coalesce(etag, last_modified, body_hash) is not null")
    }
    entered = {url for (url,) in db.execute("select url from frontier")}
    for feed in sorted(with_validators & named.keys()):
        missing = named[feed] - entered
        if missing:
            yield f"validators of {feed} without {len(missing)} of its entries"


def sightings(path: Path) -> Sightings:
    """Which addresses each feed named, from a database that a whole run left."""
    named: dict[str, set[str]] = {}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        for feed, url in db.execute("select feed, url from frontier where feed is not null"):
            named.setdefault(feed, set()).add(url)
        for feed, url in db.execute("select s.feed, f.url from sightings s join frontier f on f.id = s.address"):
            named.setdefault(feed, set()).add(url)
    return {feed: frozenset(urls) for feed, urls in named.items()}
