"""Table `sources`: the catalogue as the last run read it."""

from collections.abc import Iterable
from typing import Any

from storage.database import NewsDatabase


def sync_sources(db: NewsDatabase, sources: Iterable[dict[str, Any]]) -> None:
    """Write the catalogue's present state; a source that left it keeps its row, since its articles still name it."""
    rows = list(sources)
    if list(db.query("select * from sources order by name")) == sorted(rows, key=lambda row: row["name"]):
        return
    with db.atomic():
        db.table("sources").upsert_all(rows, pk="name")
