"""The verdict on labelled pages, and the reasons that go with it."""

import pytest

from benchmarks.verdict_pages import Labelled, pages
from benchmarks.verdicts import FETCHED, verdict
from extraction.article import extract_article
from extraction.outcome import TOO_DEEP

ALL = list(pages())


def test_the_labelled_set_is_large_enough_to_mean_something() -> None:
    assert len(ALL) >= 120
    assert len({page.body for page in ALL}) == len(ALL)


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_the_verdict_is_the_label(page: Labelled) -> None:
    assert verdict(page) in page.expected


@pytest.mark.parametrize("page", [p for p in ALL if "full" not in p.expected][::7], ids=lambda page: page.name)
def test_whatever_is_not_whole_has_a_reason(page: Labelled) -> None:
    extraction = extract_article(page.body, url=page.url, fetched=FETCHED)
    if extraction.article is None:
        word, _, sentence = (extraction.reason or "").partition(": ")
        assert word.isalpha()
        assert sentence
    else:
        assert extraction.article.reasons


def test_a_page_that_is_nested_too_deep_is_a_part() -> None:
    text = "".join(
        f"<p>Part {number} of the report names the crane and its driver once more.</p>" for number in range(9)
    )
    body = f"<html><body><article><h1>Cranes</h1>{text}{'<div>' * 400}<p>The end.</p></article></body></html>"
    extraction = extract_article(body.encode(), url="https://one.example/a", fetched=FETCHED)
    assert extraction.article is not None
    assert (extraction.article.status, extraction.article.reasons) == ("partial", (TOO_DEEP,))
