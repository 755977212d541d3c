"""Days, weeks, months and years around a day of publication. Pure arithmetic; nothing beyond what news speaks of."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

EARLIEST = 1900
AHEAD_YEARS = 30  # contracts and deliveries reach that far
_MONTHS_AHEAD = 1  # "im August" in July is the next one, "in January" in November the last one
_DAYS_AHEAD = 50

Precision = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date
    precision: Precision


def sane(year: int, base: date | None) -> bool:
    """Whether news of that day may speak of a year."""
    return EARLIEST <= year <= (base.year if base else 2_100 - AHEAD_YEARS) + AHEAD_YEARS


def on_day(year: int, month: int, day: int) -> Period | None:
    """A day; None for 31 February."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Period(found, found, "day")


def days_from(base: date, distance: int) -> Period:
    """The day that lies so many days ahead, or back."""
    found = base + timedelta(days=distance)
    return Period(found, found, "day")


def week_from(base: date, distance: int) -> Period:
    """Monday to Sunday (ISO 8601)."""
    monday = base - timedelta(days=base.weekday()) + timedelta(weeks=distance)
    return Period(monday, monday + timedelta(days=6), "week")


def in_month(year: int, month: int) -> Period:
    """The whole month."""
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def month_from(base: date, distance: int) -> Period:
    """The whole month that lies so many months ahead, or back."""
    number = base.year * 12 + base.month - 1 + distance
    return in_month(number // 12, number % 12 + 1)


def in_year(year: int) -> Period:
    """The whole year."""
    return Period(date(year, 1, 1), date(year, 12, 31), "year")


def from_distance(base: date, unit: Precision, distance: int) -> Period:
    """A day, week, month or year by its distance."""
    match unit:
        case "day":
            return days_from(base, distance)
        case "week":
            return week_from(base, distance)
        case "month":
            return month_from(base, distance)
        case "year":
            return in_year(base.year + distance)


Meant = Literal["past", "future", "last", "next", "next week"]


def weekday(base: date, number: int, meant: Meant) -> Period:
    """A weekday near a day: today counts for past and future, not for "last" and "next"."""
    back = (base.weekday() - number) % 7
    match meant:
        case "past":
            return days_from(base, -back)
        case "last":
            return days_from(base, -(back or 7))
        case "future":
            return days_from(base, -back % 7)
        case "next":
            return days_from(base, (-back % 7) or 7)
        case "next week":
            return days_from(base, 7 - base.weekday() + number)


def nearest_day(base: date, month: int, day: int, *, future: bool) -> Period | None:
    """A day without its year: the last one or one that is not far ahead; where that is said, the next one."""
    found = [each for each in (on_day(base.year + add, month, day) for add in (-1, 0, 1)) if each]
    if future:
        return next((each for each in found if each.first >= base), None)
    limit = base + timedelta(days=_DAYS_AHEAD)
    return next((each for each in reversed(found) if each.first <= limit), None)


def nearest_month(base: date, month: int, *, meant: Literal["near", "future", "last", "next"]) -> Period:
    """A month without its year, likewise."""
    ahead = (month - base.month) % 12
    match meant:
        case "future":
            return month_from(base, ahead)
        case "next":
            return month_from(base, ahead or 12)
        case "last":
            return month_from(base, ahead - 12)
        case "near":
            return month_from(base, ahead if ahead <= _MONTHS_AHEAD else ahead - 12)
