"""Table `revisits`: when each recent article is looked at again, and since when its page is gone."""

# ruff: noqa: S608 only names of ours and placeholders are put into SQL

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from items import Article
from storage.database import NewsDatabase, timestamp

# After publication: most corrections are made within hours, take-downs come late.
STEPS = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 168))
SOON = timedelta(minutes=30)  # a step so near to a visit is left out
YOUNG = timedelta(days=3)
SLACK = timedelta(days=1)  # of clocks that are put right by and by


@dataclass(frozen=True, slots=True)
class Visit:
    """An article to be looked at, at the address that it was read from."""

    article: int
    url: str  # the frontier's key
    fetched_url: str
    source: str
    base: datetime  # from when its age counts
    etag: str | None
    last_modified: str | None
    body_hash: str


def next_visit(base: datetime, *, now: datetime) -> datetime | None:
    """When an article of that age is looked at next; None: not any more."""
    return next((base + step for step in STEPS if base + step >= now + SOON), None)


def schedule(db: NewsDatabase, id: int, article: Article, *, now: datetime) -> None:
    """Have a new article looked at again; one that is older than the last step, or without a text, is not."""
    base = article.published if article.published and article.published <= now else now
    due = next_visit(base, now=now) if article.text else None
    db.execute("insert or ignore into revisits (article, due) values (?, ?)", (id, timestamp(due) if due else None))


_MOMENT = "coalesce(min(a.published, a.first_seen), a.first_seen)"


def due_visits(
    db: NewsDatabase, *, now: datetime, sources: Collection[str], young_too: bool = False, urls: Collection[str] = ()
) -> list[Visit]:
    """What is to be looked at, newest articles first.

    With `young_too` also what is not due, if it is younger than YOUNG. With `urls` only those, due or not, but none
    that was looked at only now.
    """
    rows = db.execute(
        f"select a.id, p.url, p.fetched_url, a.source, {_MOMENT},"
        " p.etag, p.last_modified, p.body_hash"
        " from revisits r join articles a on a.id = r.article join frontier f on f.article = a.id"
        " join pages p on p.url = f.url and p.fetched_url = a.fetched_url"
        f" where r.due is not null{_wanted(urls)}"
        f" and (r.due <= :now or (:by_url and coalesce(r.visited, '') < :soon) or (:young_too and {_MOMENT} >= :young))"
        " group by a.id order by 5 desc, a.id desc",
        {
            "now": timestamp(now),
            "by_url": bool(urls),
            "soon": timestamp(now - SOON),
            "young_too": young_too,
            "young": timestamp(now - YOUNG),
            "urls": json.dumps([*urls]),  # one parameter: SQLite takes some thousands, a feed may name more
        },
    ).fetchall()
    return [
        Visit(id, url, fetched_url, source, datetime.fromisoformat(base).astimezone(UTC), *rest)
        for id, url, fetched_url, source, base, *rest in rows
        if source in sources
    ]


def _wanted(urls: Collection[str]) -> str:
    return (
        " and a.id in (select article from frontier where url in (select value from json_each(:urls)))" if urls else ""
    )


def correct(db: NewsDatabase, *, now: datetime) -> int:
    """Plan anew what a clock from the future has planned, visited or found; how many articles that were.

    No honest plan reaches beyond the last step, and nothing was visited or found after now. An article whose page was
    gone for good may be asked once more.
    """
    beyond, later = timestamp(now + STEPS[-1] + SLACK), timestamp(now + SLACK)
    with db.atomic():
        rows = db.execute(
            f"select a.id, {_MOMENT}, r.visited from revisits r join articles a on a.id = r.article where a.id in"
            " (select article from revisits where due > ?1 or visited > ?2"
            # By the index of moments: whatever is older is not looked at again anyhow.
            f" union select a.id from articles a where {_MOMENT} >= ?3 and a.first_seen > ?2) and a.text is not null",
            (beyond, later, timestamp(now - STEPS[-1])),
        ).fetchall()
        for id, base, seen in rows:
            due = next_visit(min(datetime.fromisoformat(base), now), now=now)
            db.execute(
                "update revisits set due = ?, visited = ? where article = ?",
                (timestamp(due) if due else None, min(seen, timestamp(now)) if seen else None, id),
            )
            db.execute("update articles set first_seen = min(first_seen, ?) where id = ?", (timestamp(now), id))
        return len(rows)


def visited(db: NewsDatabase, article: int, outcome: str, *, now: datetime) -> None:
    """Write what came of a visit, a word, and when the next is due; a page that answered is not gone."""
    with db.atomic():
        row = db.execute(f"select {_MOMENT} from articles a where id = ?", (article,)).fetchone()
        if row is None:
            return
        due = next_visit(datetime.fromisoformat(row[0]), now=now)
        db.execute(
            "update revisits set due = ?, visits = visits + 1, visited = ?, outcome = ? where article = ?",
            (timestamp(due) if due else None, timestamp(now), outcome, article),
        )
        if outcome in ("unchanged", "revised"):
            db.execute("update articles set gone_since = null where id = ? and gone_since is not null", (article,))


def due_now(db: NewsDatabase, url: str, *, now: datetime) -> None:
    """Have the article of an address looked at, even if it was so a moment ago or was not to be any more."""
    db.execute(
        "update revisits set due = ? where article = (select article from frontier where url = ?)",
        (timestamp(now), url),
    )


def gone(db: NewsDatabase, article: int, *, now: datetime, for_good: bool) -> None:
    """Mark an article whose page answers that it is gone; its text stays. `for_good`: it is not looked at again."""
    with db.atomic():
        db.execute("update articles set gone_since = ? where id = ? and gone_since is null", (timestamp(now), article))
        visited(db, article, "gone", now=now)
        if for_good:
            db.execute("update revisits set due = null where article = ?", (article,))


def answers_at(db: NewsDatabase, article: int, fetched_url: str) -> None:
    """The page of an article answers at another address by now: `due_visits` goes by it."""
    db.execute("update articles set fetched_url = ?1 where id = ?2 and fetched_url <> ?1", (fetched_url, article))
