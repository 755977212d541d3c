"""Trees deeper than the limit lose what is deeper, and say so."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from lxml import etree
from scrapy.settings import Settings

from bounds import Bounds, keep_to
from extraction.article import extract_article
from extraction.outcome import TOO_DEEP
from extraction.parse import parse_page
from trees import bound_depth, is_cut
from workers import Limits, Workers

FETCHED = datetime(2026, 3, 5, 12, tzinfo=UTC)
PAGE = (
    "<html><body><article><h1>Cranes</h1>"
    + "".join(f"<p>Part {number} of the report names the crane and its driver once more.</p>" for number in range(9))
    + f"{'<div>' * 30}<p>What is deep.</p>{'</div>' * 30}<p>The end of the report comes after it.</p></article></body>"
).encode()


@pytest.fixture
def at_most() -> Iterator[int]:
    keep_to(Bounds(tree_depth=20))
    yield 20
    keep_to(Bounds())


def deepest(root: etree._Element) -> int:
    return max(sum(1 for _ in element.iterancestors()) + 1 for element in root.iter())


def test_what_is_within_the_limit_is_as_it_was() -> None:
    assert not is_cut(parse_page(PAGE))
    assert deepest(parse_page(PAGE)) == 34


def test_what_is_deeper_is_removed_and_what_follows_is_there(at_most: int) -> None:
    tree = parse_page(PAGE)
    assert (is_cut(tree), deepest(tree)) == (True, at_most)
    assert "What is deep." not in tree.text_content()
    assert "The end of the report" in tree.text_content()


def test_such_a_page_is_a_part(at_most: int) -> None:
    extraction = extract_article(PAGE, url="https://one.example/a", fetched=FETCHED)
    assert extraction.article is not None
    assert (extraction.article.status, extraction.article.reasons) == ("partial", (TOO_DEEP,))
    assert "The end of the report" in (extraction.article.text or "")


def test_a_page_cannot_say_it_of_itself() -> None:
    assert not is_cut(parse_page(PAGE.replace(b"<html>", b'<html data-cut="depth">')))


@pytest.mark.parametrize(("asked", "given"), [(-3, 1), (0, 1), (7, 7), (256, 256), (100_000, 256)])
def test_the_limit_is_one_that_a_parser_can_keep(asked: int, given: int) -> None:
    assert Bounds.from_settings(Settings({"MAX_TREE_DEPTH": asked})).tree_depth == given


def test_at_every_limit_no_tree_is_deeper() -> None:
    try:
        for limit in range(1, 12):
            keep_to(Bounds(tree_depth=limit))
            root = etree.fromstring("<a>1<b>2<c>3<d>4<e/>5</d>6</c>7</b>8<b><c/></b>9</a>")
            bound_depth(root)
            assert (deepest(root), is_cut(root)) == (min(limit, 5), limit < 5)
            assert root.text == "1"
    finally:
        keep_to(Bounds())


def test_a_child_keeps_to_the_limit_it_was_given() -> None:
    workers = Workers(1, Limits(bounds=Bounds(tree_depth=20)))
    try:
        extraction = asyncio.run(workers.run(extract_article, PAGE, url="https://one.example/a", fetched=FETCHED))
    finally:
        workers.close()
    assert extraction.article is not None
    assert extraction.article.reasons == (TOO_DEEP,)
