"""An article is extracted again only where what was learned since has to do with it."""

import pytest

from extraction.habits import Habits, Observation, fingerprint, learn
from extraction.hindsight import concerned, would_change

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


def test_a_title_that_reaches_into_what_others_end_in_is_looked_at() -> None:
    pages = [(f"b{n}", [f"Another text {n}."], "div.body", f"Title {n} | Docks | The Outlet") for n in range(3)]
    habits = site(("aa", own(), "div.body", "One | Docks | The Outlet"), *pages)
    assert asked(habits, title="One | Docks")
    assert not asked(habits, title="One")


def test_a_page_that_was_looked_through_for_the_usual_container_is_not_looked_at_for_it() -> None:
    pages = [(f"b{n}", [f"Another text {n}."], "div.body", f"T{n}") for n in range(4)]
    habits = site(*pages, ("aa", own(), "main", "One"))
    assert not asked(habits, known=4)
    assert asked(habits, known=2)


def test_a_body_that_was_looked_for_where_bodies_no_longer_are_is_looked_at() -> None:
    led = [(f"b{n}", [f"Another text {n}."], "div.body", f"T{n}") for n in range(3)]
    others = [(f"c{n}", [f"A third text {n}."], f"div.other-{n}", f"U{n}") for n in range(4)]
    habits = site(*led, ("aa", own(), "div.body", "One"), *others)
    assert habits.usual[0] is None
    assert asked(habits, known=3)
    assert not asked(habits, known=0)  # nothing was usual yet


def test_headings_and_quotations_that_others_have_too_are_no_reason() -> None:
    text = f"{TEXT}\n\nWhat comes next\n\nIt sails in May."
    habits = site(("aa", own(text), "div.body", "One"), ("bb", ["What comes next"], "div.body", "Two"))
    told = {"page": "aa", "known": 0, "title": "One", "text": text, "status": "full"}
    assert would_change(habits, markdown=text, **told)  # type: ignore[arg-type]
    for mark in ("## ", "> "):
        marked = text.replace("What", f"{mark}What")
        assert not would_change(habits, markdown=marked, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "usual", "wanted"), [("full", 400, True), ("full", 50, False), ("partial", 50, True)]
)
def test_a_short_text_is_measured_by_what_is_usual_now(status: str, usual: int, wanted: bool) -> None:
    habits = Habits()
    for number in range(6):
        habits = learn(habits, Observation(f"b{number}", (f"line {number}",), "div.body", usual, f"T{number}"))
    assert asked(habits, status=status, known=6) is wanted


def test_of_the_older_pages_those_are_concerned_that_share_what_few_have() -> None:
    rare, common = ["Signed by the harbour master."], ["All rights of the harbour reserved."]
    pages = [(f"b{n}", [f"Text {n}.", *common, *(rare if n == 2 else [])], "div.body", f"T{n}") for n in range(8)]
    habits = site(*pages, ("new", ["Text of the new one.", *rare, *common], "div.body", "New"))
    assert concerned(habits, {"new"}, settled=8) == {"new", "b2"}
    assert concerned(habits, {"new"}, settled=0) == {"new", *(f"b{n}" for n in range(8))}


def test_of_the_older_pages_those_are_concerned_whose_titles_end_alike() -> None:
    pages = [(f"b{n}", [f"Text {n}."], "div.body", f"T{n} | Docks" if n == 3 else f"T{n}") for n in range(8)]
    habits = site(*pages, ("new", ["Text of the new one."], "div.body", "New | Docks"))
    assert concerned(habits, {"new"}, settled=8) == {"new", "b3"}
