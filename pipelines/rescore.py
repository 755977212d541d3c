"""A new vocabulary applied to everything: what was kept is judged again, and so is what was turned away."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from items import Article
from pipelines.reading.inference import infer
from pipelines.scope import filtered, turn_away
from pipelines.vocabulary.languages import language_of
from pipelines.vocabulary.scoring import score
from pipelines.vocabulary.terms import Vocabulary
from spiders.run import Run
from storage import frontier
from storage.articles import remove_article
from storage.readings import write_readings
from storage.rejected import Rejected
from storage.topics import write_judgement

BATCH = 200  # articles in a transaction


def rescore_kept(
    run: Run, vocabulary: Vocabulary, *, source: str | None = None, done: Callable[[], None] = lambda: None
) -> Counter[str]:
    """Judge every stored article; counts "articles", "score", "topics", "inferred", "removed" and "unchanged".

    What a filtered source has out of scope by now goes to `rejected`; its page stays in the archive.
    """
    counts: Counter[str] = Counter()
    ids = [
        id for (id,) in run.db.execute("select id from articles where ?1 is null or source = ?1 order by id", (source,))
    ]
    for start in range(0, len(ids), BATCH):
        with run.db.atomic():
            for id in ids[start : start + BATCH]:
                counts.update(["articles", *_again(run, vocabulary, id)])
                done()
    return counts


def reopen(run: Run, vocabulary: Vocabulary, rejected: Rejected) -> bool:
    """Back to pending, to be fetched again, if title and feed entry alone speak for an address without a kept page."""
    entry = rejected.entry
    article = Article(
        url=rejected.url,
        title=rejected.title or entry.title,
        summary=entry.summary,
        section=entry.section,
        tags=entry.tags,
    )
    judged = score(article, vocabulary, rejected.language)
    if filtered(run, rejected.source) and not judged.in_scope:
        return False
    frontier.settle(run.db, rejected.url, "pending", now=run.now())
    return True


def _again(run: Run, vocabulary: Vocabulary, id: int) -> Iterator[str]:
    row = next(
        run.db.query("select a.*, i.day from articles a left join inferred i on i.article = a.id where a.id = ?", (id,))
    )
    article = infer(_article(row))
    if write_readings(run.db, id, article):
        yield "inferred"
    source = run.sources.get(article.source)
    language = language_of(article, vocabulary, otherwise=source.language if source else None)
    if language is None:
        yield "unchanged"
        return
    judged = score(article, vocabulary, language)
    if not judged.in_scope and filtered(run, article.source):
        for (url,) in run.db.execute("select min(url) from frontier where article = ? group by key", (id,)).fetchall():
            turn_away(run, replace(article, found_url=url), judged, language)
        remove_article(run.db, id)
        yield "removed"
        return
    changed = write_judgement(run.db, id, replace(article, relevance=judged.value, topics=judged.topics))
    yield from changed or ["unchanged"]


def _article(row: dict[str, Any]) -> Article:
    """As much of the article as is judged, or kept of one that is turned away."""
    published = datetime.fromisoformat(row["published"]) if row["published"] else None
    kept = {name: row[name] for name in ("url", "title", "text", "section", "language", "summary", "source")}
    # The page said in what zone its time is; the row of the article keeps it in UTC.
    day = date.fromisoformat(row["day"]) if row["day"] else None
    return Article(**kept, tags=tuple(json.loads(row["tags"])), published=published, published_day=day)
