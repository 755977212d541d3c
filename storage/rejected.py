"""Table `rejected`: what was turned away as out of scope, so that the decision can be checked and undone."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from items import Article
from storage.database import NewsDatabase, timestamp


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
