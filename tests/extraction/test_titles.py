"""Headlines without the site's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.titles import clean_title, learned_suffixes

NAMES = ["Harbour Today", "harbourtoday.example", "harbourtoday"]


@pytest.mark.parametrize(
    "title",
    [
        "Crane falls on quay - Harbour Today",
        "Crane falls on quay | Harbour Today",
        "Harbour Today | Crane falls on quay",
        "Crane falls on quay – News – Harbour Today",
        "Crane falls on quay | Harbour Today | 07.09.2022",
        "Crane falls on quay - https://harbourtoday.example",
        "Crane falls on quay :: Harbour Today",
        "Crane falls on quay « The Harbour Today",
        "Crane falls on quay > Harbour Today > Harbour Today News",
        "Crane falls on quay",
    ],
)
def test_the_site_is_cut(title: str) -> None:
    assert clean_title(title, site_names=NAMES) == "Crane falls on quay"


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Harbour dues: who pays – and who will not", NAMES),
        ("Nobody knows the harbour - Berlin", ["Berliner Zeitung", "berliner-zeitung.de"]),
        ("The war - day 100", NAMES),
        ("Interview | Ann Lee", NAMES),
        ("A-10 or F-35", NAMES),
        ("Harbour Today", NAMES),
    ],
)
def test_no_part_of_the_headline_is_cut_without_evidence(title: str, names: list[str]) -> None:
    assert clean_title(title, site_names=names) == title


def test_the_part_that_other_evidence_states_is_the_headline() -> None:
    title = "Ports - Crane falls – two hurt - Some Unknown Site"
    assert clean_title(title, other_evidence=["Crane falls – two hurt"]) == "Crane falls – two hurt"


def test_what_other_titles_of_the_site_end_in_is_learned() -> None:
    titles = ["Herring prices fall ~ Quay Bulletin", "Mayor sinks yacht ~ Quay Bulletin", "On a rope - and a prayer"]
    suffixes = learned_suffixes(titles)
    assert suffixes == [" ~ Quay Bulletin"]
    assert clean_title("Ice reaches the mole ~ Quay Bulletin", site_suffixes=suffixes) == "Ice reaches the mole"


def test_one_title_teaches_nothing() -> None:
    assert learned_suffixes(["Rope factory closes - and reopens"]) == []


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3))
def test_cleaning_ends_and_leaves_a_part_of_the_title(title: str, names: list[str]) -> None:
    cleaned = clean_title(title, site_names=names, site_suffixes=names, other_evidence=names)
    assert cleaned in " ".join(title.split())
    assert bool(cleaned) == bool(title.split())


@pytest.mark.parametrize("piece", [" - ", " ", "|", ": ", "a"])
def test_a_title_of_a_megabyte_is_cut_first(piece: str) -> None:
    assert len(clean_title(piece * 300_000, site_names=NAMES)) <= 500
