"""Dates as pages and feeds write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dates import month_names, parse_date
from extraction.date_spans import cut_dates

MINUTE = datetime(2022, 9, 8, 16, 18, tzinfo=UTC)
DAY = datetime(2022, 9, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2022-09-08T16:18:00Z",
        "2022-09-08T18:18:00+02:00",
        "2022-09-08T16:18:00.1234567Z",
        "2022-09-08 16:18:00 +0000",
        "20220908T161800Z",
        "1662653880",
        "1662653880000",
        "Thu, 08 Sep 2022 16:18:00 GMT",
        "Thu, 8 Sep 22 18:18 +0200",
        "Thu Sep 08 2022 18:18:00 GMT+0200 (CEST)",
        "Thu Sep  8 16:18:00 UTC 2022",
        "Thu 8 Sep 2022 17.18 BST",
        "September 8, 2022 12:18 pm ET",
        "2022-9-8 12:18 PM EDT",
        "8 вересня 2022, 19:18 EEST",
        "8 сентября 2022, 19:18 МСК",
        "16:18 GMT 08.09.2022",
    ],
)
def test_moments_with_a_zone_come_out_in_utc(text: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert (found.value, found.precision, found.zone_known) == (MINUTE, "minute", True)


@pytest.mark.parametrize(
    "text",
    [
        "SEPTEMBER 8, 2022 16:18",
        "September 8, 2022 at 4:18 PM",
        "Published 4:18 pm, September 8, 2022",
        "8. September 2022, 16:18 Uhr",
        "8 septembre 2022 à 16h18",
        "8 de septiembre de 2022 a las 16:18",
        "08 set 2022 16:18",
        "8.9.2022 klo 16.18",
        "2022年9月8日 16時18分",
        "2022年9月8日 午後4時18分",
        "2022년 9월 8일 오후 4:18",
    ],
)
def test_a_clock_without_zone_is_read_in_the_default_zone(text: str) -> None:
    assert parse_date(text) == parse_date("2022-09-08 16:18")
    east = parse_date(text, default_zone=timezone(timedelta(hours=3)))
    assert east is not None
    assert east.value == MINUTE - timedelta(hours=3)
    assert not east.zone_known


@pytest.mark.parametrize(
    "text",
    [
        "2022-09-08",
        "20220908",
        "2022/9/8",
        "2022-09-08T00:00:00+02:00",
        "Sept. 8, 2022",
        "September 8th, 2022",
        "Thursday (8 September 2022)",
        "Donnerstag, 8. September 2022",
        "8 września 2022",
        "8 de setembro de 2022",
        "8 september 2022",
        "8. syyskuuta 2022",
        "8. septembris 2022",
        "2022. gada 8. septembris, 00:00",
        "2022 m. rugsėjo 8 d.",
        "2022. szeptember 8.",
        "8 Eylül 2022",
        "8. září 2022",
        "8 سبتمبر 2022",
        "٨ سبتمبر ٢٠٢٢",
        "8 Σεπτεμβρίου 2022",
        "08.09.2022",
        "08.09.22",
    ],
)
def test_days_come_out_as_midnight_of_the_day_that_is_written(text: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert (found.value, found.precision, found.local) == (DAY, "day", date(2022, 9, 8))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "May 2022",
        "yesterday",
        "1970-01-01",
        "0001-01-01T00:00:00Z",
        "2022-W36-4",
        "2022-13-45",
        "99.99.2022",
        "(a(a(a",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_date(text) is None


def test_day_and_month_are_told_by_language_separator_or_clock() -> None:
    def day(text: str, **known: object) -> date | None:
        found = parse_date(text, **known)  # type: ignore[arg-type]
        return found.local if found else None

    assert day("03/04/2022") is None
    assert day("03/04/2022", language="en") is None
    assert day("03/04/2022", language="en-US") == date(2022, 3, 4)
    assert day("03/04/2022", language="en-GB") == date(2022, 4, 3)
    assert day("03/04/2022", language="fr") == date(2022, 4, 3)
    assert day("03.04.2022") == date(2022, 4, 3)
    assert day("Thu, 09/08/2022 - 16:18") == date(2022, 9, 8)
    assert day("25/04/2022") == day("04/25/2022") == date(2022, 4, 25)
    assert day("08/02/2022", language="en", reference=datetime(2022, 3, 1, tzinfo=UTC)) == date(2022, 2, 8)


def test_the_written_day_and_its_offset_are_kept() -> None:
    found = parse_date("2025-01-14T01:28:54+09:00")
    assert found is not None
    assert found.value.date() == date(2025, 1, 13)
    assert (found.local, found.offset) == (date(2025, 1, 14), timedelta(hours=9))


def test_a_month_of_one_language_is_read_in_that_language_first() -> None:
    # "listopad" is November to Poles and Czechs, October to Croats.
    assert parse_date("8 listopada 2022") == parse_date("2022-11-08")
    assert parse_date("8. listopada 2022.", language="hr") == parse_date("2022-10-08")


def test_every_language_names_twelve_months() -> None:
    _, by_language = month_names()
    assert all(set(table.values()) == set(range(1, 13)) for table in by_language.values())


@given(st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2200, 1, 1)), st.integers(-12 * 60, 14 * 60))
def test_iso_moments_survive(moment: datetime, minutes_east: int) -> None:
    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes_east)))
    found = parse_date(aware.isoformat())
    assert found is not None
    if (aware.hour, aware.minute, aware.second) == (0, 0, 0):
        assert (found.precision, found.local) == ("day", aware.date())
    else:
        assert (found.value, found.local) == (aware.astimezone(UTC), aware.date())


@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    parse_date(text)
    cut_dates(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ann Lee Friday, March 15, 2019 7:30 AM EST", "Ann Lee"),
        ("Max Kern am 21. April 2020", "Max Kern"),
        ("Ann Lee on Thu, 09/08/2022 - 16:18", "Ann Lee"),
        ("May Lindt", "May Lindt"),
        ("Ann Lee 2019-03-15", "Ann Lee"),
        ("Ann Lee", "Ann Lee"),
    ],
)
def test_dates_are_cut_out_of_bylines(text: str, left: str) -> None:
    assert [part for piece in cut_dates(text).split(";") if (part := piece.strip(" ,-"))] == [left]


@pytest.mark.parametrize("piece", ["1 ", "May ", "12:", "2/", "a", " ", "1", "(a", "年"])
def test_only_the_first_characters_of_a_megabyte_are_read(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert parse_date(text) == parse_date(text[:400])
    assert len(cut_dates(text[:2_000])) <= 3 * 2_000
