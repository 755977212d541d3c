"""An article is extracted again only where what was learned since has to do with it."""

import pytest

from extraction.habits import Habits, Observation, fingerprint, learn
from extraction.hindsight import would_change

TEXT = "The minister signed the contract on Monday.\n\n- Twelve boats are to follow.\n\nSigned copies were handed out."


def site(*pages: tuple[str, list[str], str, str]) -> Habits:
    """The habits of a site after pages of (mark, lines, container, title)."""
    habits = Habits()
    for mark, lines, container, title in pages:
        habits = learn(
            habits, Observation(mark, tuple(fingerprint(line.lower()) for line in lines), container, 9, title)
        )
    return habits


def own(text: str = TEXT) -> list[str]:
    return [line.removeprefix("- ") for line in text.split("\n\n")]


def asked(habits: Habits, *, known: int = 0, title: str = "One", text: str = TEXT, status: str = "full") -> bool:
    return would_change(habits, page="aa", known=known, title=title, text=text, markdown=text, status=status)


def test_a_page_that_shares_nothing_with_the_others_comes_out_as_it_did() -> None:
    habits = site(
        ("aa", own(), "div.body", "One"), *((f"b{n}", [f"Another text {n}."], "div.body", f"T{n}") for n in range(5))
    )
    assert not asked(habits)


@pytest.mark.parametrize(
    ("shared", "pages"), [*zip(own(), (1, 2, 1), strict=True)], ids=["paragraph", "list item", "last line"]
)
def test_a_line_that_enough_other_pages_carry_is_looked_at(shared: str, pages: int) -> None:
    def with_others(count: int) -> Habits:
        others = ((f"b{n}", [shared.upper()], "div.body", f"T{n}") for n in range(count))
        return site(("aa", own(), "div.body", "One"), *others)

    assert asked(with_others(pages))
    assert not asked(with_others(pages - 1))


def test_a_body_outside_of_where_the_site_keeps_its_bodies_is_looked_at() -> None:
    pages = [(f"b{n}", [f"Another text {n}."], "div.body", f"T{n}") for n in range(4)]
    assert asked(site(("aa", own(), "main", "One"), *pages))
    assert not asked(site(("aa", own(), "div.body", "One"), *pages))


def test_a_title_that_ends_as_others_do_is_looked_at() -> None:
    pages = [(f"b{n}", [f"Another text {n}."], "div.body", f"Title {n} - The Outlet") for n in range(3)]
    habits = site(("aa", own(), "div.body", "One - The Outlet"), *pages)
    assert asked(habits, title="One - The Outlet")
    assert not asked(habits)
