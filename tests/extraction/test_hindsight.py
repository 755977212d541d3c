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


def test_a_page_that_shares_nothing_with_the_others_comes_out_as_it_did() -> None:
    habits = site(
        ("aa", own(), "div.body", "One"), *((f"b{n}", [f"Another text {n}."], "div.body", f"T{n}") for n in range(5))
    )
    assert not would_change(habits, page="aa", title="One", text=TEXT)


@pytest.mark.parametrize("shared", own(), ids=["paragraph", "list item", "last line"])
def test_a_line_that_another_page_carries_is_looked_at(shared: str) -> None:
    habits = site(("aa", own(), "div.body", "One"), ("bb", [shared.upper()], "div.body", "Two"))
    assert would_change(habits, page="aa", title="One", text=TEXT)


def test_a_body_outside_of_where_the_site_keeps_its_bodies_is_looked_at() -> None:
    pages = [(f"b{n}", [f"Another text {n}."], "div.body", f"T{n}") for n in range(4)]
    assert would_change(site(("aa", own(), "main", "One"), *pages), page="aa", title="One", text=TEXT)
    assert not would_change(site(("aa", own(), "div.body", "One"), *pages), page="aa", title="One", text=TEXT)


def test_a_title_that_ends_as_others_do_is_looked_at() -> None:
    pages = [(f"b{n}", [f"Another text {n}."], "div.body", f"Title {n} - The Outlet") for n in range(3)]
    habits = site(("aa", own(), "div.body", "One - The Outlet"), *pages)
    assert would_change(habits, page="aa", title="One - The Outlet", text=TEXT)
    assert not would_change(habits, page="aa", title="One", text=TEXT)
