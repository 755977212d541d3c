"""Table `rejected`: what was turned away as out of scope, so that the decision can be checked and undone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from items import Article, Entry
from storage.database import NewsDatabase, timestamp
from storage.entries import entry_from_json


def save_rejected(
    db: NewsDatabase,
    article: Article,
    *,
    score: float,
    threshold: float,
    language: str,
    terms: Sequence[Mapping[str, Any]],
    now: datetime,
) -> None:
    """Keep title, address, score and terms; a later decision on the same address replaces it.

    The row leaves by itself when its address leads to an article after all (a trigger on `frontier`).
    """
    with db.atomic():
        db.execute(
            "insert or replace into rejected (url, source, title, published, section, language, score, threshold,"
            " terms, decided) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(article.found_url or article.url, article.source, article.title),
                *(timestamp(article.published) if article.published else None, article.section, language),
                *(score, threshold, json.dumps(terms, ensure_ascii=False), timestamp(now)),
            ),
        )


@dataclass(frozen=True, slots=True)
class Rejected:
    """An address that was turned away."""

    url: str
    source: str
    title: str | None
    language: str
    entry: Entry  # what the feed said of it
    archived: bool  # its page can be judged again; where it is not kept, only title and entry can


def turned_away(db: NewsDatabase, *, source: str | None = None) -> list[Rejected]:
    """What stands in the table, of one source or of all, in order of address."""
    rows = db.execute(
        "select r.url, r.source, r.title, r.language, f.guid, f.entry, p.url is not null"
        " from rejected r join frontier f on f.url = r.url left join pages p on p.url = r.url"
        " where f.state = 'rejected' and (?1 is null or r.source = ?1) order by r.url",
        (source,),
    ).fetchall()
    return [
        Rejected(url, name, title, language, entry_from_json(entry, url=url, guid=guid), bool(archived))
        for url, name, title, language, guid, entry, archived in rows
    ]
