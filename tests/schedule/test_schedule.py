"""When a way in is asked again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.schedule import Answer, Decision, Limits, next_poll

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday
URL = "https://news.example/feed/"
WEEK = timedelta(days=7)


def every(gap: timedelta, count: int = 20, until: datetime = NOW) -> tuple[datetime, ...]:
    return tuple(until - gap * number for number in range(1, count + 1))


def wait(answer: Answer, url: str = URL, limits: Limits | None = None, now: datetime = NOW) -> timedelta:
    return next_poll(url, answer, now=now, limits=limits).at - now


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "someday")
ANSWERS = st.builds(
    Answer,
    published=st.lists(MOMENTS, max_size=50).map(tuple),
    fresh=st.integers(0, 50),
    overlap=st.none() | st.booleans(),
    waited_s=st.none() | st.floats(0, 10_000_000),
    error=st.none() | st.sampled_from(["dns", "timeout", "http-403", "http-418", "http-503", "unreadable", "mystery"]),
    failures=st.integers(0, 100_000),
    retry_after=st.none() | MOMENTS,
    fresh_until=st.none() | MOMENTS,
    ttl_s=st.none() | st.integers(0, 10**12),
    skip_hours=st.lists(st.integers(-5, 30)).map(tuple),
    skip_days=st.lists(st.sampled_from(DAYS)).map(tuple),
)


@given(ANSWERS, MOMENTS)
def test_no_source_is_forgotten_and_none_is_asked_before_it_may(answer: Answer, now: datetime) -> None:
    at = next_poll(URL, answer, now=now).at
    assert now < at <= now + WEEK
    if at < now + WEEK:
        assert answer.retry_after is None or at >= answer.retry_after
        assert (
            at.hour not in answer.skip_hours
            or set(range(24)) <= set(answer.skip_hours)
            or len(set(DAYS[:7]) & set(answer.skip_days)) == 7
        )
        if answer.error is None:
            assert answer.fresh_until is None or at >= answer.fresh_until
            assert not answer.ttl_s or at >= now + timedelta(seconds=answer.ttl_s)
            assert at >= now + timedelta(seconds=Limits().min_s)


@given(ANSWERS, MOMENTS)
def test_the_same_answer_gives_the_same_decision(answer: Answer, now: datetime) -> None:
    assert next_poll(URL, answer, now=now) == next_poll(URL, answer, now=now)


@given(st.integers(1, 40), st.floats(0.02, 60))
def test_a_slower_feed_is_not_asked_more_often(count: int, days: float) -> None:
    slow = wait(Answer(published=every(timedelta(days=days * 4), count)))
    fast = wait(Answer(published=every(timedelta(days=days), count)))
    assert slow >= fast * 0.5  # the hours of its entries, and chance, have their share


def test_pace_follows_the_history() -> None:
    waits = [wait(Answer(published=every(gap))) for gap in (timedelta(hours=h) for h in (0.1, 3, 25.3, 24.7 * 14))]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=30)
    assert waits[1] < timedelta(hours=1)
    assert timedelta(hours=1) < waits[2] < timedelta(hours=3)
    assert timedelta(hours=3) < waits[3] <= timedelta(hours=24)


def test_a_burst_is_one_event() -> None:
    burst = tuple(NOW - timedelta(days=3, seconds=number) for number in range(30))
    assert wait(Answer(published=burst)) > wait(Answer(published=every(timedelta(hours=2), 30)))


def test_nights_and_weekends_without_entries_are_asked_less() -> None:
    office = tuple(
        datetime(2026, 11, day, hour, 15, tzinfo=UTC) for day in (16, 17, 18, 19, 20) for hour in (8, 10, 12, 14)
    )
    noon, night = datetime(2026, 11, 20, 15, 0, tzinfo=UTC), datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
    saturday = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
    limits = Limits(min_s=60)
    by_day = wait(Answer(published=office), now=noon - timedelta(hours=3), limits=limits)
    assert wait(Answer(published=office), now=night, limits=limits) > by_day * 1.5
    assert wait(Answer(published=office), now=saturday, limits=limits) > by_day * 1.3


def test_a_feed_that_fell_silent_is_asked_less_and_at_last_weekly() -> None:
    waits = [
        wait(Answer(published=every(timedelta(days=1), until=NOW - timedelta(days=days))))
        for days in (1, 30, 200, 2000)
    ]
    assert waits == sorted(waits)
    assert waits[2] > timedelta(hours=24)
    assert waits[3] > timedelta(days=6.5)


def test_a_feed_without_dates_is_asked_by_what_polls_found() -> None:
    found, nothing = Answer(fresh=3, waited_s=7_200), Answer(fresh=0, waited_s=7_200)
    assert wait(found) < timedelta(hours=1.5) < timedelta(hours=2) < wait(nothing)


def test_dates_of_the_future_say_nothing() -> None:
    ahead = tuple(NOW + timedelta(days=number) for number in range(1, 9))
    assert wait(Answer(published=ahead, waited_s=7_200)) == wait(Answer(waited_s=7_200))


def test_a_poll_that_shares_nothing_with_the_one_before_raises_the_rate() -> None:
    history = every(timedelta(days=5), 10)
    calm = wait(Answer(published=history, overlap=True, waited_s=14_400))
    hurried = next_poll(URL, Answer(published=history, overlap=False, waited_s=7_200), now=NOW)
    assert hurried.at - NOW < calm
    assert (hurried.reason, hurried.at - NOW <= timedelta(hours=1.1)) == ("overlap", True)


@pytest.mark.parametrize(
    ("answer", "at", "reason"),
    [
        (Answer(ttl_s=6 * 3600), NOW + timedelta(hours=6), "ttl"),
        (Answer(fresh_until=NOW + timedelta(hours=9)), NOW + timedelta(hours=9), "max-age"),
        (Answer(retry_after=NOW + timedelta(days=2)), NOW + timedelta(days=2), "retry-after"),
        (Answer(ttl_s=10**9), NOW + WEEK, "weekly"),
        (
            Answer(error="http-503", failures=1, retry_after=NOW + timedelta(days=1)),
            NOW + timedelta(days=1),
            "retry-after",
        ),
        (Answer(skip_hours=(10, 11, 12)), datetime(2026, 11, 24, 13, tzinfo=UTC), "skip"),
        (Answer(skip_days=("tuesday", "wednesday")), datetime(2026, 11, 26, tzinfo=UTC), "skip"),
        (Answer(ttl_s=3600, skip_hours=(10,)), datetime(2026, 11, 24, 11, tzinfo=UTC), "skip"),
    ],
)
def test_what_the_publisher_asks_for_is_kept(answer: Answer, at: datetime, reason: str) -> None:
    busy = replace(answer, published=every(timedelta(minutes=40)))
    assert next_poll(URL, busy, now=NOW) == Decision(at, reason)


def test_a_feed_that_skips_every_hour_skips_none() -> None:
    assert wait(Answer(published=every(timedelta(minutes=40)), skip_hours=tuple(range(24)))) < timedelta(hours=1)


def test_errors_back_off_by_their_kind_up_to_a_week() -> None:
    tries = {
        word: [wait(Answer(error=word, failures=count)) for count in range(1, 12)] for word in ("timeout", "http-403")
    }
    for waits in tries.values():
        assert waits == sorted(waits)
        assert waits[3] > waits[0] * 4
        assert waits[-1] == WEEK
    assert tries["timeout"][0] < timedelta(hours=1) < timedelta(hours=10) < tries["http-403"][0]


def test_feeds_of_one_host_do_not_come_back_at_one_moment() -> None:
    waits = {wait(Answer(error="timeout", failures=1), f"{URL}{number}") for number in range(50)}
    assert len(waits) > 40


def test_bounds_are_settings() -> None:
    quick, slow = every(timedelta(minutes=5)), every(timedelta(days=60))
    limits = Limits(min_s=600, max_s=7_200)
    assert wait(Answer(published=quick), limits=limits) == timedelta(minutes=10)
    assert wait(Answer(published=slow, fresh=0), limits=limits) <= timedelta(hours=2)
