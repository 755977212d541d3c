"""A reader that loops over what is new ends with the same records as a whole export: with any condition, whatever
publishers revise, reserve and take down, and wherever it dies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from items import Article, ArticleTopic
from publishing.records import Record, records
from publishing.selection import Selection
from storage import changes
from storage.articles import remove_article, save_article
from storage.database import NewsDatabase, open_database
from storage.sources import sync_sources
from storage.topics import sync_topics, write_judgement
from storage.watches import Watch
from tests.publishing.press import articles, catalogue

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PRINTED = list(articles(8, until=NOW, seed=3))

OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["store", "revise", "reserve", "remove", "gone", "judge", "read", "read and die"]),
        st.integers(0, len(PRINTED) - 1),
    ),
    max_size=30,
)


class Reader:
    """Keeps a copy as docs/exports.md says."""

    def __init__(self, db: NewsDatabase, selection: Selection) -> None:
        self.db, self.selection = db, selection
        self.cursor: str | None = None
        self.copy: dict[int, Record] = {}

    def read(self, *, dies: bool = False) -> None:
        connection = self.db.conn
        since = changes.sequence_of(connection, self.cursor) if self.cursor else None
        found = list(records(connection, since, self.selection.condition(connection)))
        cursor = changes.cursor(connection)
        if self.cursor is None:
            self.copy.clear()
        for record in found[: len(found) // 2] if dies else found:
            if record["removed"]:
                self.copy.pop(record["id"], None)
            else:
                self.copy[record["id"]] = record
        if not dies:
            self.cursor = cursor


def happen(db: NewsDatabase, operation: str, article: Article, step: int) -> None:
    now = NOW + timedelta(hours=step + 1)
    row = db.execute("select id from articles where url = ?", (article.url,)).fetchone()
    if operation == "store" and row is None:
        save_article(db, article, now=now)
    elif operation == "revise" and row and article.text:
        text = f"{article.text}\n\nCorrection: an earlier version named another harbour at hour {step}."
        save_article(db, replace(article, text=text, earlier=article, fetched=now), now=now)
    elif operation == "reserve" and row:
        reserved = replace(article, text=None, summary=None, status="reserved", fetched=now, reasons=("reserved",))
        save_article(db, reserved, now=now)
    elif operation == "remove" and row:
        remove_article(db, row[0])
    elif operation == "judge" and row:
        topics = (ArticleTopic(topic="sea", score=step),) if step % 3 else ()
        write_judgement(db, row[0], replace(article, topics=topics, relevance=2.0))
    elif operation == "gone" and row:
        db.execute("update articles set gone_since = 'x' where id = ?", row)


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(where="status <> 'reserved' and gone_since is null"),
        Selection(search="correction"),
        Selection(topic="sea"),
        Selection(watch=Watch(name="w", title="W", search=("correction",), languages=("en",), topics=("sea",))),
    ],
    ids=["all", "where", "search", "topic", "watch"],
)
@settings(max_examples=25, deadline=None)
@given(operations=OPERATIONS)
def test_a_reader_that_dies_anywhere_ends_with_the_whole(
    selection: Selection, operations: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    db = opened(tmp_path_factory.mktemp("loop"))
    reader = Reader(db, selection)
    for step, (operation, which) in enumerate([*operations, ("read", 0)]):
        if operation.startswith("read"):
            reader.read(dies=operation == "read and die")
        else:
            happen(db, operation, PRINTED[which], step)
    whole = {record["id"]: record for record in records(db.conn, None, selection.condition(db.conn))}
    assert reader.copy == whole
    reader.read()
    assert reader.copy == whole
    db.close()


def opened(folder: Path) -> NewsDatabase:
    db = open_database(folder / "news.db")
    sync_sources(db, catalogue())
    sync_topics(db, [{"name": "sea", "title": "Sea", "about": "-", "iptc": "[]", "gdelt": "[]", "eurovoc": "[]"}])
    return db


def test_a_revision_comes_with_its_article(tmp_path: Path) -> None:
    db = opened(tmp_path)
    article = next(each for each in PRINTED if each.text)
    save_article(db, article, now=NOW)
    cursor = changes.last_sequence(db.conn)
    happen(db, "revise", article, 1)
    (record,) = records(db.conn, cursor)
    told: list[dict[str, Any]] = record["revisions"]
    assert [(each["changed"], each["says"]) for each in told] == [(["text"], "corrected")]
    assert "another harbour" in told[0]["note"]
