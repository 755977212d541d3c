"""Whether a page is the one that the feed announced."""

import pytest

from extraction.announced import is_another
from items import Entry

TEXT = "The board will repair the old cranes of the harbour before winter, its chair said. " * 4


def another(headline: str | None, *titles: str, text: str = TEXT, signed: bool = False, renamed: bool = False) -> bool:
    entry = Entry(url="https://one.example/a", title=headline)
    return is_another(entry, titles, text, signed=signed, renamed=renamed)


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("Harbour cranes to be repaired", "Harbour cranes to be repaired - Odd Times"),
        ("Harbour cranes to be repaired", "Why the harbour waits"),  # another headline for the same
        ("Harbour cranes repaired before winter", "Odd Times"),  # the site's name; the text tells
        ("Cranes", "Not found"),  # says too little
        (None, "Not found"),
        ("港の起重機を修理へ", "港の起重機、修理へ"),
        ("Відремонтують портові крани", "Портовий кран відремонтовано"),
    ],
)
def test_the_announced_page_is_not_another(headline: str | None, title: str) -> None:
    assert not another(headline, title)


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("Parliament adopts the budget for patrol aircraft", "Odd Times"),
        ("Parliament adopts the budget for patrol aircraft", "Our best offers"),
        ("議会が予算案を可決した", "見つかりません"),
        ("Верховна Рада ухвалила бюджет", "Сторінку не знайдено"),
    ],
)
def test_a_page_without_headline_and_subject_is(headline: str, title: str, signed: bool) -> None:
    assert another(headline, title, signed=signed)


def test_of_a_page_without_a_signature_more_is_asked() -> None:
    headline = "Board of the harbour counts seven missing pontoons"
    assert another(headline, "Odd Times")
    assert not another(headline, "Odd Times", signed=True)


def test_a_page_that_names_another_address_has_to_have_the_headline() -> None:
    headline = "Harbour cranes repaired before winter"
    assert another(headline, "Gulls refuse to leave the mast", signed=True, renamed=True)
    assert not another(headline, "Harbour cranes repaired before winter", signed=True, renamed=True)
