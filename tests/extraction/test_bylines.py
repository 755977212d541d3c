"""Bylines taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.bylines import Byline, agency_of, merge, split_byline


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("By Ann Lee and Bo Dahl in Kyiv", ("Ann Lee", "Bo Dahl")),
        ("by asma", ("asma",)),
        ("asma", ("asma",)),
        ("Von Max Kern und Eva Stahl", ("Max Kern", "Eva Stahl")),
        ("Par Jean Morel avec AFP", ("Jean Morel",)),
        ("Por Luz Ferrer y Ana Gil", ("Luz Ferrer", "Ana Gil")),
        ("Ola Nordmann og Kari Holm", ("Ola Nordmann", "Kari Holm")),
        ("Ann Lee, Bo Dahl & Cy Young | Politics", ("Ann Lee", "Bo Dahl", "Cy Young")),
        ("ANN LEE, BO DAHL and CY YOUNG", ("ANN LEE", "BO DAHL", "CY YOUNG")),
        ("Frank Gale, Jr.", ("Frank Gale, Jr",)),
        ("Ann Lee, PhD", ("Ann Lee",)),
        ("Marek van-Hoorn", ("Marek van-Hoorn",)),
        ("Ursula von der Tann", ("Ursula von der Tann",)),
        ("Sinead O’Kearney", ("Sinead O’Kearney",)),
        ("大渡 美咲", ("大渡 美咲",)),
        ("김혜진 기자", ("김혜진",)),
        ("Ann Lee Ann Lee", ("Ann Lee",)),
        ("Ann Lee (ann@paper.example) @annlee https://paper.example/ann", ("Ann Lee",)),
        ("Ann Lee - September 8, 2022", ("Ann Lee",)),
        ("Ann Lee For Harbourtoday.Com", ("Ann Lee",)),
        ("Por Ana Gil — São Paulo", ("Ana Gil",)),
        ("Text: Ann Lee ; Foto: Bo Dahl", ("Ann Lee",)),
        ("Submitted by Ann Lee on Thu, 09/08/2022 - 16:18", ("Ann Lee",)),
        ("Story by Sgt. 1st Class John Doe, 1st Brigade Public Affairs", ("John Doe",)),
        ("U.S. Army Staff Sgt. Jo Roe", ("Jo Roe",)),
    ],
)
def test_people_are_told_from_the_rest(text: str, people: tuple[str, ...]) -> None:
    assert split_byline(text).people == people


@pytest.mark.parametrize(
    "text",
    [
        "admin",
        "wpadmin",
        "https://paper.example/ann",
        "ann@paper.example",
        "@annlee",
        "8 September 2022",
        "Posted on",
        "",
        "–",
    ],
)
def test_accounts_addresses_and_dates_sign_nothing(text: str) -> None:
    assert split_byline(text).names == ()


def test_agencies_and_roles_are_kept_apart() -> None:
    line = split_byline("By Ann Lee, diplomatic correspondent, with Reuters")
    assert line == Byline(("Ann Lee",), "Reuters", ("diplomatic correspondent",), (), "Reuters")


@pytest.mark.parametrize(
    ("text", "name", "agency"),
    [
        ("By REUTERS", "REUTERS", "Reuters"),
        ("The Associated Press", "The Associated Press", "AP"),
        ("dpa", "dpa", "dpa"),
    ],
)
def test_an_agency_alone_signs_as_it_is_written(text: str, name: str, agency: str) -> None:
    line = split_byline(text)
    assert (line.people, line.names, line.agency) == ((), (name,), agency)


def test_a_desk_or_the_site_signs_where_nobody_else_does() -> None:
    assert split_byline("Newsroom").names == ("Newsroom",)
    site = frozenset({"harbourtoday"})
    assert split_byline("Harbour Today", site_names=site) == Byline(others=("Harbour Today",))
    assert split_byline("Ann Lee, Harbour Today", site_names=site).names == ("Ann Lee",)


@pytest.mark.parametrize("name", ["Center for Security and Trade", "Institute for Ports and Harbours"])
def test_an_organisation_with_a_joining_word_stays_whole(name: str) -> None:
    assert split_byline(name).names == (name,)


def test_off_the_page_a_name_must_look_like_one() -> None:
    assert split_byline("found an error? tell us", from_prose=True).names == ()
    assert split_byline("Beitrag von", from_prose=True).names == ()
    assert split_byline("Ann Lee ; Oslo ; Share", from_prose=True).people == ("Ann Lee",)


def test_bylines_stated_one_by_one_are_merged() -> None:
    assert merge(map(split_byline, ["Ann Lee", "Bo Dahl", "ANN LEE", "AFP"])) == Byline(
        ("Ann Lee", "Bo Dahl"), "AFP", (), (), "AFP"
    )


def test_only_whole_names_are_agencies() -> None:
    assert agency_of("(AFP)") == "AFP"
    assert agency_of("Anna Parker") is None


@given(st.text(max_size=600), st.booleans())
def test_no_text_raises_and_names_are_plain(text: str, from_prose: bool) -> None:
    for name in split_byline(text, from_prose=from_prose).names:
        assert name == name.strip()
        assert name
        assert "\n" not in name


@given(st.lists(st.sampled_from(["Ann Lee", "Bo Dahl", "Cy Young", "Dee Moss"]), min_size=1, max_size=4, unique=True))
def test_a_list_of_names_comes_back(names: list[str]) -> None:
    joined = ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]
    assert split_byline("By " + joined).people == tuple(names)
