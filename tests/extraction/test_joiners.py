"""Joiners spell words in Persian and in the scripts of India; anywhere else they are invisible marks of a page."""

from collections.abc import Callable

import pytest

from extraction.plain import plain_text
from extraction.runs import clean
from tests.extraction.making import article_of

PERSIAN = "نیروی دریایی رادارها را به شمال می\u200cفرستد و مقام\u200cهای محلی آن را تأیید می\u200cکنند."


def test_persian_keeps_its_spelling() -> None:
    article = article_of(
        f"<html lang='fa'><head><title>{PERSIAN[:40]}</title></head><body><main><h1>{PERSIAN[:40]}</h1>"
        f"<p>{PERSIAN} {PERSIAN}</p><p>{PERSIAN}\u200c</p></main></body></html>"
    )
    assert article.title == PERSIAN[:40]
    assert article.text == f"{PERSIAN} {PERSIAN}\n\n{PERSIAN}"


@pytest.mark.parametrize("read", [clean, plain_text])
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ra\u200cdar\u200d", "radar"),
        ("می\u200c\u200c\u200cفرستد", "می\u200cفرستد"),
        ("\u200cرادار\u200c ها", "رادار ها"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_joiners_stay_between_their_letters(read: Callable[[str], str], text: str, kept: str) -> None:
    assert read(text) == kept
