"""On a site that is known only a part of the page is read; what its styles hide is looked for in that part."""

import pytest

from extraction.article import extract_article
from extraction.habits import Habits, learn
from tests.extraction.making import FETCHED, article_of

SENTENCE = "Berth {} was surveyed before the ice, and the harbour office has put the soundings of it on the wall. "


def page_of(number: int, inside: str = "", outside: str = "") -> str:
    body = "".join(f"<p>{SENTENCE.format(number * 10 + place) * 3}</p>" for place in range(8))
    return (
        f"<html><head><title>Berth {number} is open</title><style>.kept-back {{ display: none }}</style></head><body>"
        f"<main class='story'><h1>Berth {number} is open</h1><div class='story-text'>{body}{inside}</div></main>"
        f"{outside}</body></html>"
    )


@pytest.fixture(scope="module")
def known() -> Habits:
    habits = Habits()
    for number in range(1, 6):
        url = f"https://site.example/berth-{number}"
        seen = extract_article(page_of(number).encode(), url=url, fetched=FETCHED, habits=habits)
        assert seen.observation is not None
        habits = learn(habits, seen.observation)
    return habits


def test_what_styles_hide_in_it_is_no_text(known: Habits) -> None:
    page = page_of(9, f"<p class='kept-back'>{SENTENCE.format(700) * 3}</p>")
    warm = article_of(page, habits=known)
    assert warm.text == article_of(page).text == article_of(page_of(9)).text
