"""Rows whose neighbours change: who leads, which address is whose, what a story says."""

from dataclasses import replace
from datetime import timedelta

from storage import stories
from storage.articles import save_article
from storage.database import NewsDatabase
from tests.storage.test_articles import NOW, OTHER, TEXT, article, db, found, rows

__all__ = ["db"]

REPORTS = [
    "Captain Nowak of the Gdynia flotilla said that the corvette Slazak had left Hel for Bornholm, where Admiral Olsen"
    " awaits her with the frigate Peder Skram.",
    "The corvette Slazak is on her way to Bornholm. Admiral Olsen told Danish reporters that Captain Nowak had sailed"
    " from Hel at dawn, and that Peder Skram would meet her.",
]


def tied(db: NewsDatabase) -> None:
    for name, src, text, h in (
        ("https://one.example/a", "one", REPORTS[0], 5),
        ("https://two.example/b", "two", REPORTS[1], 4),
    ):
        found(db, name, source=src)
        save_article(db, article(name, source=src, text=text, published=NOW - timedelta(hours=h)), now=NOW)
    stories.cluster_stories(db)
    assert db.execute("select count(*) from stories").fetchone() == (1,)


def test_agency(db: NewsDatabase) -> None:
    for name, src in (("https://one.example/a", "one"), ("https://two.example/b", "two")):
        found(db, name, source=src)
    save_article(db, article("https://one.example/a"), now=NOW)
    save_article(db, article("https://two.example/b", source="two", published=NOW + timedelta(hours=1)), now=NOW)
    save_article(
        db,
        article("https://two.example/b", source="two", published=NOW + timedelta(hours=1), agency="Reuters"),
        now=NOW,
    )
    assert [r["url"] for r in rows(db) if r["leads"]] == ["https://two.example/b"]


def test_chain_absorb(db: NewsDatabase) -> None:
    third = " ".join(f"crane{n} museum{n} choir{n} song" for n in range(60))
    for name in ("p3", "p1", "p2"):
        found(db, f"https://one.example/{name}")
    save_article(db, article("https://one.example/p3", text=third, title="Three"), now=NOW)
    save_article(
        db, article("https://one.example/p2", found_url="https://one.example/p1", text=TEXT, title="One"), now=NOW
    )
    save_article(
        db, article("https://one.example/p3", found_url="https://one.example/p2", text=OTHER, title="Two"), now=NOW
    )
    assert sorted(str(r["title"]) for r in rows(db)) == ["One", "Three", "Two"]


def test_story_of_reports_follows_dates(db: NewsDatabase) -> None:
    tied(db)
    save_article(
        db, article("https://two.example/b", source="two", text=REPORTS[1], published=NOW - timedelta(hours=9)), now=NOW
    )
    stories.cluster_stories(db)
    (s,) = db.query("select * from stories")
    assert (s["first_report"], s["began"]) == (2, "2026-03-01T22:00:00Z")


def test_words_of_a_reserved_report(db: NewsDatabase) -> None:
    tied(db)
    save_article(db, replace(article("https://one.example/a"), text=None, status="reserved"), now=NOW)
    stories.cluster_stories(db)
    assert not list(db.query("select * from story_ties where article=1"))
