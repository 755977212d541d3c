"""What is usual for a source, and which silence is not."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.rhythm import rhythm_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def every(hours: float, *, count: int, ago_days: float = 0) -> list[datetime]:
    last = NOW - timedelta(days=ago_days)
    return [last - timedelta(hours=hours * number) for number in range(count)]


@pytest.mark.parametrize(
    ("hours", "count", "words"),
    [(6, 60, "4 a day"), (84, 20, "2 a week"), (24 * 15, 12, "2 a month"), (24 * 120, 6, "3 a year")],
)
def test_a_rhythm_has_words(hours: float, count: int, words: str) -> None:
    assert rhythm_of(every(hours, count=count), now=NOW).words == words


def test_four_a_day_and_nothing_for_nine_days_is_silence() -> None:
    rhythm = rhythm_of(every(6, count=80, ago_days=9), now=NOW)
    assert rhythm.is_silent(NOW)
    assert (rhythm.silence(NOW).days, rhythm.words) == (9, "4 a day")


def test_a_weekend_is_no_silence() -> None:
    weekdays = [moment for moment in every(6, count=120, ago_days=2.5) if moment.weekday() < 5]
    assert not rhythm_of(weekdays, now=NOW).is_silent(NOW)


def test_one_a_month_may_be_silent_for_seven_weeks() -> None:
    rhythm = rhythm_of(every(24 * 30, count=12, ago_days=49), now=NOW)
    assert not rhythm.is_silent(NOW)
    assert rhythm.is_silent(NOW + timedelta(days=20))


def test_a_history_of_a_day_allows_the_weekend_that_it_has_not_seen() -> None:
    rhythm = rhythm_of(every(1, count=20, ago_days=4), now=NOW)
    assert not rhythm.is_silent(NOW)
    assert rhythm.is_silent(NOW + timedelta(days=2))


def test_of_little_history_only_a_very_long_silence_counts() -> None:
    rhythm = rhythm_of(every(6, count=4, ago_days=40), now=NOW)
    assert not rhythm.is_silent(NOW)
    assert rhythm.is_silent(NOW + timedelta(days=30))


def test_announcements_of_coming_events_are_no_sign_of_life() -> None:
    times = [*every(6, count=80, ago_days=9), NOW + timedelta(days=30)]
    assert rhythm_of(times, now=NOW).is_silent(NOW)


def test_without_any_time_nothing_is_known() -> None:
    rhythm = rhythm_of([], now=NOW)
    assert (rhythm.last, rhythm.words, rhythm.is_silent(NOW)) == (None, "", False)
