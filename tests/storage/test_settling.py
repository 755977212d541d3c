"""Which sites have pages to be looked at again, and which pages were extracted before how many were known."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database import NewsDatabase, open_database
from storage.extractions import early_refusals, save_extraction
from storage.habits import load_habits, save_habits, settle_sites, taught_sites

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    return open_database(tmp_path / "news.db")


def test_a_site_is_settled_up_to_the_pages_that_were_known(db: NewsDatabase) -> None:
    save_habits(db, "old.example", "{}", pages=4, now=NOW - timedelta(hours=1))
    save_habits(db, "new.example", "{}", pages=7, now=NOW)
    assert taught_sites(db, since=NOW) == {"new.example": 0}
    settle_sites(db, since=NOW)
    assert taught_sites(db, since=NOW - timedelta(days=1)) == {"new.example": 7, "old.example": 0}


def test_what_is_learned_later_unsettles_nothing(db: NewsDatabase) -> None:
    save_habits(db, "new.example", "{}", pages=7, now=NOW)
    settle_sites(db, since=NOW)
    save_habits(db, "new.example", '{"pages": 8}', pages=8, now=NOW)
    assert taught_sites(db, since=NOW) == {"new.example": 7}
    assert load_habits(db, "new.example") == '{"pages": 8}'


def test_a_page_without_an_article_is_asked_again_while_it_was_an_early_one(db: NewsDatabase) -> None:
    for known in (0, 2, 4, 5):
        save_extraction(db, f"https://new.example/{known}", site="new.example", known=known)
    assert early_refusals(db, "new.example", known=8) == ["https://new.example/0", "https://new.example/2"]
    assert early_refusals(db, "other.example", known=8) == []
