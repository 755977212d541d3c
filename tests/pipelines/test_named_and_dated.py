"""How well names and dates are read on the labelled texts. Only the judging half counts; nobody looks at its errors."""

from collections.abc import Callable

import pytest

from benchmarks.mentions import PRECISION_BAR, Label, Marked, found_dates, found_names, marked, measure

KINDS = {"country", "place", "organisation", "system", "unit", "person", "cyber", "vulnerability"}
LANGUAGES = {"en", "de", "fr", "es", "it", "pl", "uk", "ru"}


@pytest.mark.parametrize("folder", ["named", "dated"])
def test_there_are_texts_with_traps_in_eight_languages(folder: str) -> None:
    texts = marked(folder)
    assert {text.language for text in texts} == LANGUAGES
    assert len({text.text for text in texts}) == len(texts) >= 100
    assert sum(not text.labels for text in texts) >= len(texts) / 5


def test_every_kind_of_name_is_labelled() -> None:
    assert {label.kind for text in marked("named") for label in text.labels} == KINDS


@pytest.mark.parametrize(("folder", "find", "recall"), [("named", found_names, 0.9), ("dated", found_dates, 0.9)])
def test_the_bars_are_met_on_the_judging_half(
    folder: str, find: Callable[[Marked], list[Label]], recall: float
) -> None:
    counts = measure([text for text in marked(folder) if text.half == "judging"], find)
    assert counts["all"].precision >= PRECISION_BAR
    assert counts["all"].recall >= recall
    assert min(counts[language].recall for language in LANGUAGES) >= 0.8


def test_what_was_found_in_later_texts_is_found_still() -> None:
    counts = measure(marked("named_later"))
    assert counts["all"].precision >= PRECISION_BAR
    assert counts["all"].recall >= 0.9
