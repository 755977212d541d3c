"""Search: what a reader types is never a syntax error, and finds what it says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from items import Article
from storage.articles import save_article
from storage.database import NewsDatabase, open_database
from storage.listings import Filters
from storage.search import END, FOUND, match_expression, search
from storage.sources import sync_sources
from tests.publishing.press import catalogue

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

TEXTS = {
    "ship": "A cable ship left the harbour before the storm.",
    "sabotage": "Cable sabotage is a crime; the ship was not involved.",
    "drones": "Drone flights over the Übungsplatz were banned by the mayor.",
    "frigate": "The frigate returned. A corvette stayed.",
}


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    db = open_database(tmp_path / "news.db")
    sync_sources(db, catalogue())
    for days, (name, text) in enumerate(TEXTS.items()):
        save(db, name, text, published=NOON - timedelta(days=days))
    return db


def save(db: NewsDatabase, name: str, text: str | None, **more: Any) -> None:
    url = f"https://signal-lamp.example/{name}"
    values = {"source": "signal-lamp", "title": f"On {name}", "language": "en", **more}
    article = Article(url=url, found_url=url, fetched_url=url, text=text, fetched=NOON, **values)
    save_article(db, article, now=NOON)


def found(db: NewsDatabase, words: str, filters: Filters | None = None, **more: Any) -> set[str]:
    hits = search(db.conn, words, filters or Filters(), **more)
    names = {row["url"].rsplit("/", 1)[1] for row in hits.rows}
    assert hits.total == len(names)
    return names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("cable", {"ship", "sabotage"}),
        ("CABLE ship", {"ship", "sabotage"}),
        ('"cable ship"', {"ship"}),
        ('"cable ship', {"ship"}),
        ("cable -harbour", {"sabotage"}),
        ('cable -"cable ship"', {"sabotage"}),
        ("cable NOT harbour", {"sabotage"}),
        ("frigate OR sabotage", {"frigate", "sabotage"}),
        ("cable frigate OR sabotage", {"sabotage"}),
        ("drone*", {"drones"}),
        ("ubungsplatz", {"drones"}),
        ("cable AND storm", {"ship"}),
        ("title:cable", set()),
        ("NEAR(cable ship)", set()),
        ("-cable", set()),
        ("OR", set()),
        ("", set()),
        ("???", set()),
    ],
)
def test_operators_find_what_they_say(db: NewsDatabase, words: str, names: set[str]) -> None:
    assert found(db, words) == names


@settings(max_examples=300, deadline=None)
@given(
    words=st.text(max_size=60)
    | st.lists(st.sampled_from(['"', "-", "*", "OR", "NOT", "(", "^", "a", ":"])).map(" ".join)
)
def test_nothing_that_is_typed_is_a_syntax_error(words: str) -> None:
    db = _empty()
    expression = match_expression(words)
    if expression:
        db.execute("select 1 from t where t match ?", (expression,)).fetchall()


def _empty(cache: list[Any] = []) -> Any:  # noqa: B006 one table for all examples
    if not cache:
        import sqlite3

        cache.append(sqlite3.connect(":memory:"))
        cache[0].execute("create virtual table t using fts5(a, b)")
    return cache[0]


def test_found_words_are_marked_where_they_stand(db: NewsDatabase) -> None:
    row = search(db.conn, "storm", Filters()).rows[0]
    assert f"before the {FOUND}storm{END}." in row["snippet"]
    row = search(db.conn, "sabotage", Filters()).rows[0]
    assert row["headline"] == f"On {FOUND}sabotage{END}"


def test_best_first_prefers_headlines_and_newest_first_the_date(db: NewsDatabase) -> None:
    save(db, "late", "The word frigate stands in this text among many others that do not matter here.", published=NOON)
    best = search(db.conn, "frigate", Filters(), order="best").rows
    newest = search(db.conn, "frigate", Filters(), order="newest").rows
    assert [row["url"].rsplit("/", 1)[1] for row in best] == ["frigate", "late"]
    assert [row["url"].rsplit("/", 1)[1] for row in newest] == ["late", "frigate"]


def test_filters_narrow_a_search(db: NewsDatabase) -> None:
    save(
        db,
        "german",
        "Das Kabel, auf Englisch cable, ist gerissen.",
        source="lagebericht",
        language="de-AT",
        published=NOON,
    )
    assert found(db, "cable", Filters(source="lagebericht")) == {"german"}
    assert found(db, "cable", Filters(country="US")) == {"ship", "sabotage"}
    assert found(db, "cable", Filters(language="de")) == {"german"}
    assert found(db, "cable", Filters(since="2026-11-20")) == {"ship", "german"}
    assert found(db, "cable", Filters(until="2026-11-19")) == {"sabotage"}
    assert found(db, "cable", Filters(since="2026-11-20", until="2026-11-20", language="en")) == {"ship"}


def test_a_reserved_article_is_found_by_its_headline_and_shows_nothing_else(db: NewsDatabase) -> None:
    save(db, "kept", None, status="reserved", title="Submarine deal", summary="The submarine deal in short.")
    row = search(db.conn, "submarine", Filters()).rows[0]
    assert (row["snippet"], row["opening"]) == (None, None)


def test_pages_of_hits_follow_each_other(db: NewsDatabase) -> None:
    for number in range(30):
        save(db, f"part-{number}", f"Chapter {number} of the convoy report.", published=NOON - timedelta(hours=number))
    first = search(db.conn, "convoy", Filters(), order="newest", limit=20)
    second = search(db.conn, "convoy", Filters(), order="newest", limit=20, offset=20)
    assert first.total == second.total == 30
    assert len({row["id"] for row in first.rows + second.rows}) == 30
