"""The ledger of rights: what applied when an article was fetched stays, whatever is said later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from items import Article
from storage import changes
from storage.articles import save_article
from storage.database import NewsDatabase, open_database
from storage.hosts import HostStore, SiteFile
from storage.rights import extractor_version, set_extractor
from storage.sources import sync_sources
from tests.publishing.press import catalogue, wire_story

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ARTICLE = wire_story(NOW - timedelta(hours=3))[0]


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    db = open_database(tmp_path / "news.db")
    sync_sources(db, [{**row, "terms": "https://lamp.example/terms"} for row in catalogue()])
    robots(db, 200, NOW)
    return db


def robots(db: NewsDatabase, status: int, read: datetime, origin: str = "https://signal-lamp.example") -> None:
    HostStore(db).save_robots(origin, origin.partition("//")[2], SiteFile(status, "User-agent: *", read), None)


def ledger(db: NewsDatabase, id: int = 1) -> dict[str, Any]:
    return next(db.query("select * from rights where article = ?", (id,)))


def test_robots_reservation_and_terms_are_kept_with_the_article(db: NewsDatabase) -> None:
    save_article(db, ARTICLE, now=NOW)
    assert ledger(db) == {
        "article": 1,
        "robots": "allowed",
        "robots_read": "2026-11-20T12:00:00Z",
        "tdm": "not reserved",
        "terms": "https://lamp.example/terms",
        "extractor": None,
    }


def test_what_is_said_later_does_not_change_what_applied(db: NewsDatabase) -> None:
    save_article(db, ARTICLE, now=NOW)
    before = ledger(db)
    robots(db, 404, NOW + timedelta(days=1))
    sync_sources(db, [{**row, "terms": "none of this"} for row in catalogue()])
    save_article(db, ARTICLE, now=NOW + timedelta(days=1))  # the same page again, from the archive
    assert ledger(db) == before
    save_article(db, replace(ARTICLE, fetched=NOW + timedelta(days=1)), now=NOW + timedelta(days=1))
    assert (ledger(db)["robots"], ledger(db)["terms"]) == ("none", "none of this")


def test_a_reservation_has_its_reason(db: NewsDatabase) -> None:
    reason = ("reserved by the publisher: tdm-reservation header",)
    save_article(db, replace(ARTICLE, text=None, status="reserved", reasons=reason), now=NOW)
    assert ledger(db)["tdm"] == "reserved: tdm-reservation header"


@pytest.mark.parametrize(
    "origin", ["http://a.example", "https://b.example:8443", "http://127.0.0.1:8800", "https://[::1]:9"]
)
def test_the_origin_of_an_address_is_found(db: NewsDatabase, origin: str) -> None:
    robots(db, 404, NOW, origin)
    save_article(db, replace(ARTICLE, fetched_url=f"{origin}/2026/a//b?c=https://d.example/"), now=NOW)
    assert ledger(db)["robots"] == "none"


def test_a_host_that_is_not_known_leaves_the_ledger_empty_and_not_wrong(db: NewsDatabase) -> None:
    save_article(db, replace(ARTICLE, fetched_url="https://elsewhere.example/x"), now=NOW)
    assert ledger(db)["robots"] is None


def test_a_better_extraction_of_the_same_page_has_its_version(db: NewsDatabase) -> None:
    set_extractor(db, "first")
    save_article(db, ARTICLE, now=NOW)
    set_extractor(db, "second")
    save_article(db, ARTICLE, now=NOW)
    assert ledger(db)["extractor"] == "first"  # the content is what the first made
    cursor = changes.last_sequence(db.conn)
    save_article(db, replace(ARTICLE, title="Cable ship at the break"), now=NOW)
    assert ledger(db)["extractor"] == "second"
    assert changes.count_since(db.conn, cursor, removals=True) == 1  # readers of exports are told


def test_the_ledger_of_a_removed_article_goes_with_it(db: NewsDatabase) -> None:
    save_article(db, ARTICLE, now=NOW)
    db.execute("update frontier set article = null")
    db.execute("delete from articles")
    assert db.execute("select count(*) from rights").fetchone() == (0,)


def test_the_version_of_the_extraction_follows_from_its_files(tmp_path: Path) -> None:
    (tmp_path / "text.py").write_text("keep = 1")
    version = extractor_version(tmp_path)
    (tmp_path / "notes.md").write_text("no part of it")
    assert extractor_version(tmp_path) == version
    (tmp_path / "words.tsv").write_text("share\n")
    assert extractor_version(tmp_path) != version
    assert len(version) == 12


def test_every_article_has_a_ledger(db: NewsDatabase) -> None:
    for article in wire_story(NOW):
        save_article(db, article, now=NOW)
    save_article(db, Article(url="https://x.example/", source="north-sea-post", title="X", fetched_url=""), now=NOW)
    assert (
        db.execute("select count(*) from articles").fetchone() == db.execute("select count(*) from rights").fetchone()
    )
