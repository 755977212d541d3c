"""Dates as feeds state them; what pages show is in tests/extraction/test_dates.py."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dates import parse_date, parse_moment, stated_moment, zones

MOMENT = datetime(2022, 9, 8, 16, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 08 Sep 2022 16:18:00 GMT",
        "8 Sept 22 12:18 EDT",
        "Thu, 8 Sep 2022 12:18:00 ET",  # summer: ET is four hours behind, not five
        "Thu, 08 Sep 2022 21:48:00 IST",
        "2022-09-08T16:18:00.1234567Z",
        "2022-09-08 18:18 +02:00",
        "20220908T161800",
        "1662653880",
        "1662653880000",
        "08 Sep 2022 09:48 PM IST",
        "Fri,9 Sep 2022 1:18:0 GMT+9",
        "qui, 08 set 2022 16:18",
        "8 вересня 2022, 19:18 EEST",
        "2022년 9월 8일 오후 4:18",
    ],
)
def test_a_moment_comes_out_in_utc(text: str) -> None:
    found = parse_moment(text)
    assert found == MOMENT
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize("text", ["03/04/2024", "yesterday", "", "2022", "Fri, 31 Feb 2026 10:00:00 GMT", "9" * 200])
def test_what_has_no_reading_or_two_gives_none_or_its_year(text: str) -> None:
    assert parse_moment(text) == (datetime(2022, 1, 1, tzinfo=UTC) if text == "2022" else None)


def test_dates_of_systems_that_have_none_are_stated_and_no_dates() -> None:
    for text, year in (("0001-01-01T00:00:00Z", 1), ("Thu, 01 Jan 1970 00:00:00 GMT", 1970)):
        stated = stated_moment(text)
        assert stated is not None
        assert stated.year == year
        assert parse_moment(text) is None


def test_names_that_are_words_in_print_are_zones_in_feeds_only() -> None:
    known = zones()
    assert {"IST", "AT", "CAT", "MET"} <= known.machine.keys() - known.printed.keys()
    assert known.printed.keys() <= known.machine.keys()
    shown = parse_date("8 September 2022 16:18 IST")
    assert shown is not None
    assert (shown.value, shown.zone_known) == (MOMENT, False)


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2200, 1, 1)), st.integers(-12 * 60, 14 * 60))
def test_the_formats_of_the_standards_survive(moment: datetime, minutes_east: int) -> None:
    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes_east)))
    assert parse_moment(aware.isoformat()) == aware
    assert parse_moment(aware.strftime("%a, %d %b %Y %H:%M:%S %z")) == aware


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    stated_moment(text)
