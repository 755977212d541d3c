"""Dates as pages show them: a moment, or a day only, and whether the page says in which zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

from dates.finding import Clock, find

Precision = Literal["minute", "day"]

MAX_CHARS = 160  # a date is a short thing; what stands behind the first characters of a long string is prose
_EARLIEST_YEAR = 1990  # the web's first pages; epoch zero (1970) and year 1 are unset fields
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment and how well it is known."""

    value: datetime  # aware, UTC; midnight UTC of the stated day where the precision is "day"
    precision: Precision
    local: date  # the calendar day as it was written, before the move to UTC
    offset: timedelta | None = None  # of the stated zone; None where none was stated and the default was taken

    @property
    def zone_known(self) -> bool:
        return self.offset is not None


def parse_date(
    text: str, *, language: str | None = None, reference: datetime | None = None, default_zone: tzinfo = UTC
) -> Dated | None:
    """The first date in ``text``; None where there is none or its day cannot be told (03/04/2022 in no language).

    ``reference`` (the time of fetching) settles the order of day and month where one reading lies in the future.
    ``default_zone`` is taken for clocks without a zone. Nothing before 1990 is a date.
    """
    text = " ".join(text[: MAX_CHARS * 2].split())[:MAX_CHARS]
    if not _DIGIT.search(text):
        return None
    found = find(text, language=language, reference=reference)
    return _dated(*found, default_zone) if found else None


def _dated(day: date, clock: Clock | None, zone: tzinfo | None, default_zone: tzinfo) -> Dated | None:
    if day.year < _EARLIEST_YEAR:
        return None
    # Midnight to the second is what a form without a clock is stored as, in whatever zone the server stands.
    if clock is None or clock == (0, 0, 0):
        return Dated(datetime(day.year, day.month, day.day, tzinfo=UTC), "day", day)
    moment = datetime(day.year, day.month, day.day, *clock, tzinfo=zone or default_zone)
    return Dated(moment.astimezone(UTC), "minute", day, moment.utcoffset() if zone else None)
