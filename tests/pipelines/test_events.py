"""When things happen: what counts as a date, what it is counted from, and what only looks like one."""

import time
from datetime import UTC, date, datetime

import pytest

from items import Article
from pipelines.reading.events import find_events
from pipelines.reading.inference import infer
from pipelines.reading.tokens import tokens_of

FRIDAY = date(2026, 11, 20)


def told(text: str, language: str = "en", *, published: date | None = FRIDAY) -> list[tuple[str, str]]:
    found = find_events(tokens_of(text), published=published, language=language)
    for each in found:
        assert text[each.start : each.end] == each.found
        assert each.first_day <= each.last_day
    return [(each.first_day.isoformat(), each.precision) for each in found]


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("it fell on Wednesday.", "en", "2026-11-18"),
        ("es fiel am Mittwoch.", "de", "2026-11-18"),
        ("il est tombé mercredi.", "fr", "2026-11-18"),
        ("cayó el miércoles.", "es", "2026-11-18"),
        ("è caduto mercoledì.", "it", "2026-11-18"),
        ("spadł w środę.", "pl", "2026-11-18"),
        ("упав у середу.", "uk", "2026-11-18"),
        ("упал в среду.", "ru", "2026-11-18"),
        ("it fell yesterday.", "en", "2026-11-19"),
        ("gestern fiel es.", "de", "2026-11-19"),
        ("hier, il est tombé.", "fr", "2026-11-19"),
        ("cayó ayer.", "es", "2026-11-19"),
        ("è caduto ieri.", "it", "2026-11-19"),
        ("spadł wczoraj.", "pl", "2026-11-19"),
        ("упав учора.", "uk", "2026-11-19"),
        ("упал вчера.", "ru", "2026-11-19"),
        ("it fell on 12 March.", "en", "2026-03-12"),
        ("es fiel am 12. März.", "de", "2026-03-12"),
        ("il est tombé le 12 mars.", "fr", "2026-03-12"),
        ("cayó el 12 de marzo.", "es", "2026-03-12"),
        ("è caduto il 12 marzo.", "it", "2026-03-12"),
        ("spadł 12 marca.", "pl", "2026-03-12"),
        ("упав 12 березня.", "uk", "2026-03-12"),
        ("упал 12 марта.", "ru", "2026-03-12"),
    ],
)
def test_a_day_is_counted_from_publication_in_eight_languages(text: str, language: str, day: str) -> None:
    assert told(text, language) == [(day, "day")]


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("last week", "en", "2026-11-09"),
        ("vergangene Woche", "de", "2026-11-09"),
        ("la semaine dernière", "fr", "2026-11-09"),
        ("la semana pasada", "es", "2026-11-09"),
        ("la settimana scorsa", "it", "2026-11-09"),
        ("w zeszłym tygodniu", "pl", "2026-11-09"),
        ("минулого тижня", "uk", "2026-11-09"),
        ("на прошлой неделе", "ru", "2026-11-09"),
    ],
)
def test_a_week_runs_from_monday(text: str, language: str, first: str) -> None:
    assert told(text, language) == [(first, "week")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The court will rule on Tuesday.", [("2026-11-24", "day")]),
        ("They said on Tuesday that the ship will sail.", [("2026-11-17", "day")]),
        ("On Friday it fell.", [("2026-11-20", "day")]),
        ("Last Friday it fell.", [("2026-11-13", "day")]),
        ("Next Monday it ends.", [("2026-11-23", "day")]),
        ("It fell in October.", [("2026-10-01", "month")]),
        ("Tests are expected in March.", [("2027-03-01", "month")]),
        ("It fell in May 2019.", [("2019-05-01", "month")]),
        ("It ended in 1994, too.", [("1994-01-01", "year")]),
        ("It began on 24 February 2022.", [("2022-02-24", "day")]),
        ("It began on February 24, 2022.", [("2022-02-24", "day")]),
        ("It fell on Wednesday, November 18.", [("2026-11-18", "day")]),
        ("It fell three days ago.", [("2026-11-17", "day")]),
        ("It fell two years ago.", [("2024-01-01", "year")]),
        ("It ends on 3 January.", [("2027-01-03", "day")]),
        ("It started Monday.", [("2026-11-16", "day")]),
        ("The October 7 attack by Hamas.", [("2023-10-07", "day")]),
        ("It fell on 7 October.", [("2026-10-07", "day")]),
        ("It fell on 2026-11-02.", [("2026-11-02", "day")]),
    ],
)
def test_tense_and_modifiers_say_which_one_is_meant(text: str, found: list[tuple[str, str]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Black Friday, Bloody Sunday and the Sunday Times", "en"),
        ("every Monday and on Wednesdays", "en"),
        ("Theresa May may march with March", "en"),
        ("today's youth and yesterday’s heroes", "en"),
        ("in 2000 metres, in 1990 pages, flight 2026", "en"),
        ("31 February, 45 March, 0 May", "en"),
        ("in 9999 and in 1066", "en"),
        ("over the last year", "en"),
        ("99999999999 days ago, 500 days ago", "en"),
        ("tous les mercredis et le vendredi", "fr"),
        ("por la mañana", "es"),
        ("bis heute", "de"),
        ("каждую среду", "ru"),
        ("вулиця 8 Березня", "uk"),
        ("on Wednesday", "xx"),
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str, language: str) -> None:
    assert told(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("am Donnerstagabend", "de", "2026-11-19"),
        ("am 2.11.2026", "de", "2026-11-02"),
        ("le 02/11/2026", "fr", "2026-11-02"),
        ("минулого понеділка", "uk", "2026-11-16"),
        ("02.11.2026", "ru", "2026-11-02"),
        ("rok temu", "pl", "2025-01-01"),
        ("рік тому", "uk", "2025-01-01"),
    ],
)
def test_other_forms_of_a_date(text: str, language: str, day: str) -> None:
    assert [first for first, _ in told(text, language)] == [day]


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("It fell on 18 and 19 November.", "en", ["2026-11-18", "2026-11-19"]),
        ("On the night of 9-10 September it fell.", "en", ["2026-09-09", "2026-09-10"]),
        ("vom 10. bis 14. November", "de", ["2026-11-10", "2026-11-14"]),
        ("la nuit du 18 au 19 novembre", "fr", ["2026-11-18", "2026-11-19"]),
        ("el 18 y 19 de noviembre", "es", ["2026-11-18", "2026-11-19"]),
        ("il 18 e 19 novembre", "it", ["2026-11-18", "2026-11-19"]),
        ("od 10 do 14 listopada", "pl", ["2026-11-10", "2026-11-14"]),
        ("18 і 19 листопада", "uk", ["2026-11-18", "2026-11-19"]),
        ("18 и 19 ноября", "ru", ["2026-11-18", "2026-11-19"]),
        ("It killed 3 and 19 November was quiet.", "en", ["2026-11-19"]),
    ],
)
def test_two_days_of_one_month_are_both_told(text: str, language: str, days: list[str]) -> None:
    assert [first for first, _ in told(text, language)] == days


def test_without_a_day_of_publication_only_dates_with_a_year_count() -> None:
    assert told("On Wednesday, on 12 March and on 24 February 2022.", published=None) == [("2022-02-24", "day")]


def test_the_turn_of_the_year_is_no_border() -> None:
    assert told("It fell on Thursday, after 30 December.", published=date(2027, 1, 1)) == [
        ("2026-12-31", "day"),
        ("2026-12-30", "day"),
    ]


TEXT = "{} The ministry said that the ship had been hit on Wednesday, and that it would not go on with its trip."


@pytest.mark.parametrize(
    ("dateline", "day", "wednesday"),
    [
        ("WASHINGTON —", "2026-11-24", "2026-11-18"),  # 01:00 UTC on Wednesday is Tuesday evening there
        ("TOKYO —", "2026-11-25", "2026-11-25"),
        ("", "2026-11-25", "2026-11-25"),
    ],
)
def test_the_day_is_the_one_where_the_dateline_lies(dateline: str, day: str, wednesday: str) -> None:
    night = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    article = infer(Article(url="https://example.org/", text=TEXT.format(dateline), published=night))
    assert article.inferred.day == day
    assert [each.first_day.isoformat() for each in article.events] == [wednesday]


def test_the_publishers_own_day_goes_before() -> None:
    night = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    own = date(2026, 11, 24)
    article = infer(Article(url="https://example.org/", text=TEXT.format(""), published=night, published_day=own))
    assert article.inferred.day == "2026-11-24"


@pytest.mark.parametrize(
    "text",
    [
        "Monday " * 50_000,
        "1.1." * 50_000,
        "2026-01-" * 50_000,
        "7 October " * 40_000,
        "on 12 March " * 30_000,
        "in 2020 " * 50_000,
        "last week " * 30_000,
        "3 days " * 40_000,
    ],
)
def test_hostile_texts_cost_time_in_proportion(text: str) -> None:
    start = time.process_time()
    assert len(find_events(tokens_of(text), published=FRIDAY, language="en")) <= 60
    assert time.process_time() - start < 2
