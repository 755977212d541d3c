"""One article, one row, in whatever order its addresses come."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from items import Article, Entry
from storage import frontier
from storage.articles import save_article
from storage.database import NewsDatabase, open_database
from storage.sources import sync_sources

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
TEXT = "\n\n".join(
    f"Paragraph {number} tells how the river patrol took delivery of boat number {number} and what the crew of "
    f"{number + 4} made of its engine, its radar and the {number} spare parts that came in the same crate."
    for number in range(1, 6)
)
OTHER = "\n\n".join(
    f"In port {number} the harbour master counted {number * 7} trucks, opened {number * 3} of them and found that none "
    f"carried what its papers promised; the customs office of district {number} has asked for a new scanner."
    for number in range(1, 6)
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[NewsDatabase]:
    database = open_database(tmp_path / "news.db")
    sync_sources(
        database, [{"name": name, "title": name, "state_affiliated": 0, "enabled": 1} for name in ("one", "two")]
    )
    yield database
    database.close()


def found(db: NewsDatabase, url: str, *, source: str = "one", guid: str | None = None) -> str:
    frontier.add_entries(db, [Entry(url=url, guid=guid)], source=source, feed="feed", now=NOW)
    return url


def article(url: str, *, found_url: str | None = None, text: str | None = TEXT, **values: object) -> Article:
    known = {"title": "River patrol gets new boats", "source": "one", "fetched": NOW, "published": NOW} | values
    return Article(
        url=url,
        text=text,
        found_url=found_url or url,
        fetched_url=found_url or url,
        word_count=150,
        **known,  # type: ignore[arg-type]
    )


def rows(db: NewsDatabase) -> list[dict[str, object]]:
    return list(
        db.query("select url, source, title, fetched_url, duplicate_of is null as leads from articles order by url")
    )


def test_a_new_article_is_a_row_and_its_address_is_done(db: NewsDatabase) -> None:
    url = found(db, "https://one.example/a")
    outcome, id = save_article(db, article(url), now=NOW)
    assert outcome == "new"
    assert db.execute("select state, article from frontier").fetchall() == [("done", id)]


def test_the_same_page_again_changes_nothing(db: NewsDatabase) -> None:
    url = found(db, "https://one.example/a")
    save_article(db, article(url), now=NOW)
    before = list(db["articles"].rows)
    outcome, _ = save_article(db, article(url), now=NOW + timedelta(hours=1))
    assert outcome == "unchanged"
    assert list(db["articles"].rows) == before


def test_an_edited_page_updates_its_row(db: NewsDatabase) -> None:
    url = found(db, "https://one.example/a")
    save_article(db, article(url), now=NOW)
    outcome, _ = save_article(db, article(url, title="River patrol gets six boats"), now=NOW + timedelta(hours=1))
    assert outcome == "updated"
    assert [row["title"] for row in rows(db)] == ["River patrol gets six boats"]


def test_a_wall_met_later_does_not_take_the_text_away(db: NewsDatabase) -> None:
    url = found(db, "https://one.example/a")
    save_article(db, article(url), now=NOW)
    later = NOW + timedelta(hours=1)
    save_article(db, article(url, text="Subscribe to read on.", status="teaser", fetched=later), now=later)
    assert db.execute("select text from articles").fetchone() == (TEXT,)


def test_what_the_same_visit_brought_is_read_better_later(db: NewsDatabase) -> None:
    url = found(db, "https://one.example/a")
    save_article(db, article(url), now=NOW)
    outcome, _ = save_article(db, article(url, text=None, status="teaser"), now=NOW + timedelta(hours=1))
    assert (outcome, db.execute("select text from articles").fetchone()) == ("updated", (None,))


def test_one_text_at_two_addresses_of_a_site_is_one_row_in_any_order(tmp_path: Path) -> None:
    pages = [
        article("https://one.example/news/a"),
        article("https://one.example/a"),
        article("https://one.example/news/security/a"),
    ]
    tables = []
    for number, order in enumerate(itertools.permutations(pages)):
        db = open_database(tmp_path / f"{number}.db")
        sync_sources(db, [{"name": "one", "title": "One", "state_affiliated": 0, "enabled": 1}])
        for page in order:
            found(db, page.found_url)
        for page in order:
            save_article(db, page, now=NOW)
        tables.append(rows(db))
        assert db.execute("select count(distinct article), count(*) from frontier").fetchone() == (1, 3)
        db.close()
    assert all(table == tables[0] for table in tables)
    assert [row["url"] for row in tables[0]] == ["https://one.example/a"]


def test_one_text_at_two_outlets_is_two_rows_and_the_earliest_leads_in_any_order(tmp_path: Path) -> None:
    early = article("https://one.example/a", published=NOW - timedelta(hours=2))
    late = article("https://two.example/b", source="two")
    undated = article("https://two.example/c", source="one", published=None)
    for number, order in enumerate(itertools.permutations([early, late, undated])):
        db = open_database(tmp_path / f"{number}.db")
        sync_sources(
            db, [{"name": name, "title": name, "state_affiliated": 0, "enabled": 1} for name in ("one", "two")]
        )
        for page in order:
            found(db, page.found_url, source=page.source)
            save_article(db, page, now=NOW)
        leaders = [row["url"] for row in rows(db) if row["leads"]]
        assert leaders == ["https://one.example/a"]
        db.close()


def stored_in_any_order(tmp_path: Path, pages: list[Article]) -> Iterator[list[tuple[object, object]]]:
    """(address, title) of the rows, for each order in which the pages may come."""
    for number, order in enumerate(itertools.permutations(pages)):
        db = open_database(tmp_path / f"{number}.db")
        sync_sources(db, [{"name": "one", "title": "One", "state_affiliated": 0, "enabled": 1}])
        for page in order:
            found(db, page.found_url)
            save_article(db, page, now=NOW)
        yield [(row["url"], row["title"]) for row in rows(db)]
        db.close()


def test_a_false_canonical_address_loses_no_article_in_any_order(tmp_path: Path) -> None:
    honest = article("https://one.example/a")
    lying = article("https://one.example/a", found_url="https://one.example/b", text=OTHER, title="Empty trucks")
    for stored in stored_in_any_order(tmp_path, [honest, lying]):
        assert stored == [
            ("https://one.example/a", "River patrol gets new boats"),
            ("https://one.example/b", "Empty trucks"),
        ]


def test_an_address_that_all_articles_of_a_template_claim_names_none_in_any_order(tmp_path: Path) -> None:
    third = "The ministry of transport has closed the northern ring road for the exercise of three brigades. " * 6
    pages = [
        article("https://one.example/show", found_url=f"https://one.example/show?id={number}", text=text, title=title)
        for number, (text, title) in enumerate([(TEXT, "Boats"), (OTHER, "Trucks"), (third, "Roads")])
    ]
    for stored in stored_in_any_order(tmp_path, pages):
        assert stored == [
            ("https://one.example/show?id=0", "Boats"),
            ("https://one.example/show?id=1", "Trucks"),
            ("https://one.example/show?id=2", "Roads"),
        ]


def test_a_guid_used_for_another_article_does_not_merge_them(db: NewsDatabase) -> None:
    for url, text in (("https://one.example/a", TEXT), ("https://one.example/b", OTHER)):
        found(db, url, guid="17")
        save_article(db, article(url, text=text), now=NOW)
    assert len(rows(db)) == 2


def test_a_new_address_under_the_same_guid_is_the_same_article(db: NewsDatabase) -> None:
    found(db, "https://one.example/patrol", guid="17")
    save_article(db, article("https://one.example/patrol"), now=NOW)
    url = found(db, "https://one.example/patrol-gets-boats", guid="17")
    outcome, _ = save_article(db, article(url, text=TEXT + "\n\nOne more paragraph was added at noon."), now=NOW)
    assert outcome == "duplicate"
    assert len(rows(db)) == 1


def test_stubs_of_one_wording_are_not_one_article(db: NewsDatabase) -> None:
    for name in ("a", "b"):
        url = found(db, f"https://one.example/{name}")
        save_article(db, article(url, text="Subscribe to read on.", title=name, status="teaser"), now=NOW)
    assert len(rows(db)) == 2


def test_a_reserved_article_keeps_no_text(db: NewsDatabase) -> None:
    url = found(db, "https://one.example/a")
    save_article(db, article(url), now=NOW)
    save_article(db, replace(article(url), text=None, status="reserved"), now=NOW + timedelta(days=1))
    assert db.execute("select text, status from articles").fetchone() == (None, "reserved")
