"""Pages and the text that belongs to them, to the letter; each pair of files in pages/ is a case."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from extraction.article import extract_article
from items import Article

PAGES = Path(__file__).parent / "pages"
FETCHED = datetime(2026, 11, 24, tzinfo=UTC)


def article_of(name: str) -> Article:
    body = (PAGES / f"{name}.html").read_bytes()
    article = extract_article(body, url=f"https://site.example/{name}", fetched=FETCHED).article
    assert article is not None
    return article


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_the_text_is_the_article_and_nothing_else(name: str) -> None:
    assert article_of(name).text == (PAGES / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")


def test_the_theme_of_the_first_source_gives_its_record_to_the_letter() -> None:
    article = article_of("soledad")
    assert article.title == "Harbour ministers condemn “reckless” jamming of coastal radio"
    assert article.authors == ("petra",)
    assert article.section == "SECURITY & DEFENCE"
    assert article.published == datetime(2024, 3, 7, 10, 20, tzinfo=UTC)
    assert article.status == "full"


def test_markdown_keeps_headings_lists_tables_and_quotations() -> None:
    marked = article_of("nameless_classes").markdown or ""
    assert "## What the silt holds" in marked
    assert "- Tin, in three of nine samples\n- Lead, in one" in marked
    assert "| Station | Depth |\n| --- | --- |\n| North | 11.2 m |" in marked
    assert "> Share this" in marked
