"""Finding terms: words, endings, capitals, marks, and what hides what."""

import time

import pytest

from pipelines.vocabulary.matching import Matcher, Term
from pipelines.vocabulary.words import WORD


def found(text: str, *patterns: str, shields: tuple[str, ...] = ()) -> list[str]:
    terms = [*(Term(pattern, 1.0) for pattern in patterns), *(Term(pattern, 0.0, shield=True) for pattern in shields)]
    words = WORD.findall(text)
    return [" ".join(words[each.start : each.end]) for each in Matcher(terms).find(words)]


@pytest.mark.parametrize(
    ("pattern", "text", "meets"),
    [
        ("soldier*", "Two soldiers met", ["soldiers"]),
        ("soldier", "Two soldiers met", []),
        ("isr", "the disruption of disrupted plans", []),
        ("*panzer*", "Der Schützenpanzer und die Panzerung", ["Schützenpanzer", "Panzerung"]),
        ("*panzer", "Die Panzerung", []),
        ("armée", "ARMÉE, Armée, armee", ["ARMÉE", "Armée", "armee"]),
        ("f-35*", "the F-35A and the F35", ["F 35A"]),
        ("SHAPE", "Shape the shape of SHAPE", ["SHAPE"]),
        ("air defence", "air-defence, air defence, air and defence", ["air defence", "air defence"]),
        ("об'єкт*", "Об’єкти", ["Об єкти"]),
        ("łódź", "lodz", ["lodz"]),
    ],
)
def test_a_pattern_meets(pattern: str, text: str, meets: list[str]) -> None:
    assert found(text, pattern) == meets


def test_a_shield_hides_what_stands_inside_it_and_only_there() -> None:
    assert found("A think tank looks at a tank", "tank", shields=("think tank*",)) == ["tank"]


def test_a_shield_does_not_hide_what_is_longer() -> None:
    assert found("air strike action group", "air strike action group", shields=("strike action",)) == [
        "air strike action group"
    ]


def test_terms_inside_one_another_are_all_found() -> None:
    assert sorted(found("ballistic missile test", "missile", "ballistic missile", "missile test")) == [
        "ballistic missile",
        "missile",
        "missile test",
    ]


def test_time_grows_with_the_text_and_no_faster() -> None:
    terms = [Term("war", 1.0), Term("war war", 1.0), Term("war*", 0.0, shield=True)]
    matcher = Matcher(terms)

    def cpu_s(words: int) -> float:
        start = time.process_time()
        matcher.find(["war"] * words)
        return time.process_time() - start

    cpu_s(20_000)
    assert cpu_s(80_000) < 12 * max(cpu_s(20_000), 0.005)
