"""A new layout shows in what is no longer found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.drift import Sample, drift_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def usual(count: int, *, words: tuple[int, ...] = (400, 620, 510, 380, 700)) -> list[Sample]:
    """Articles of every six hours, the newest first."""
    return [Sample(NOW - timedelta(hours=6 * n), True, True, True, True, words[n % len(words)]) for n in range(count)]


def with_latest(count: int, **changes: object) -> list[Sample]:
    samples = usual(40)
    return [replace(each, **changes) for each in samples[:count]] + samples[count:]  # type: ignore[arg-type]


def test_what_stays_as_it_was_is_no_drift() -> None:
    assert drift_of(usual(40)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"has_title": False}, "4 of 4 articles without a title, before 0 of 36"),
        ({"has_date": False}, "4 of 4 articles whose date could not be read, before 0 of 36"),
        ({"has_authors": False}, "4 of 4 articles without an author, before 0 of 36"),
        ({"is_whole": False}, "4 of 4 articles with only a part of the text, before 0 of 36"),
        ({"words": 120}, "texts of 120 words, usually 510"),
    ],
)
def test_a_change_shows_within_a_day(changes: dict[str, object], said: str) -> None:
    assert drift_of(with_latest(4, **changes)) == [said]


def test_one_odd_article_is_none() -> None:
    assert drift_of(with_latest(1, has_title=False, words=30)) == []


def test_a_source_that_never_has_authors_is_at_peace() -> None:
    assert drift_of([replace(each, has_authors=False) for each in usual(40)]) == []


def test_short_notes_in_a_row_are_usual_where_they_have_come_in_a_row_before() -> None:
    samples = usual(40)
    for start in (0, 16):
        for number in range(start, start + 5):
            samples[number] = replace(samples[number], words=90)
    assert drift_of(samples) == []


def test_of_a_new_source_nothing_is_said() -> None:
    assert drift_of([replace(each, has_title=False) for each in usual(8)]) == []
    assert drift_of([]) == []
