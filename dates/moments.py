"""Dates as feeds state them, to aware datetimes in UTC.

RFC 822 and its relatives, W3C-DTF and seconds since 1970 exactly; then what editors type, as pages show it. What has
two readings (`03/04/2024`) or none gives None: a missing date can be found on the page, a wrong one stays. A time
without a zone is UTC, as RFC 2822 (4.3) has it for zones that nobody knows.
"""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

from dates.finding import find
from dates.tables import month_names, zones

_EARLIEST = 1971  # 1970-01-01 and 0001-01-01 are what systems write that have no date

_RFC822 = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s{0,9})?(\d{1,2})[\s-]{1,9}([a-z]{3,9})\.?,?[\s-]{1,9}(\d{4}|\d\d)"
    r"(?:,?\s{1,9}(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s{0,9}([a-z]{1,5}|[+-]\d\d:?\d\d)?)?"
)
_ISO = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
    r"(?:(?:t|\s{1,9}|t\s{1,9})(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,:]\d{1,12})?)?\s{0,9}([a-z]{1,5}|[+-]\d\d?:?(?:\d\d)?)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d)?([a-z]{1,5}|[+-]\d\d:?\d\d)?)?")
_MONTH_ONLY = re.compile(r"(\d{4})(?:-(\d\d))?")
_NAMED_ZONE = re.compile(r"(?<=\d\s)([A-Z]{2,5})$|(?<=[AP]M\s)([A-Z]{2,5})$")
_SECONDS = re.compile(r"(\d{9,10})(?:\.\d{1,6})?|(\d{12,13})")


def parse_moment(text: str) -> datetime | None:
    """The moment that `text` names, in UTC, or None if it names none that can be relied on."""
    moment = stated_moment(text)
    return moment if moment and is_set(moment) else None


def is_set(moment: datetime) -> bool:
    """Whether a date is one, and not what a system writes that has none."""
    return moment.year >= _EARLIEST


def stated_moment(text: str) -> datetime | None:
    """The same as it is written, be it the year 1."""
    text = text.strip().lower()
    if not 4 <= len(text) <= 100:
        return None
    try:
        for exact in (_rfc822, _iso, _plain_numbers):
            if moment := exact(text):
                return moment
        found = find(_NAMED_ZONE.sub(_as_offset, " ".join(text.upper().split())))
        if found is None:
            return None
        day, clock, zone = found
        return datetime.combine(day, time(*(clock or ())), zone or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _as_offset(match: "re.Match[str]") -> str:
    """The offset of a zone that only feeds name so: "04:42 PM IST"."""
    name = match[1] or match[2]
    if name in zones().printed or name not in zones().machine:
        return name
    return datetime(2000, 1, 1, tzinfo=zones().machine[name]).strftime("%z")


def _moment(
    date: tuple[int, int, int], clock: tuple[str | None, str | None, str | None] = (None,) * 3, zone: str | None = None
) -> datetime | None:
    hour, minute, second = (int(part or 0) for part in clock)
    # A leap second has no place in datetime.
    moment = datetime(*date, hour, minute, min(second, 59) if second <= 60 else second, tzinfo=_zone(zone))
    return moment.astimezone(UTC)


def _zone(name: str | None) -> tzinfo:
    """Raises ValueError for an offset that does not exist on earth."""
    if not name:
        return UTC
    if name[0] not in "+-":
        return zones().machine.get(name.upper(), UTC)
    digits = name[1:].replace(":", "")
    hours, minutes = (int(digits[:-2] or 0), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        raise ValueError(name)
    return timezone(timedelta(minutes=(hours * 60 + minutes) * (-1 if name[0] == "-" else 1)))


def _rfc822(text: str) -> datetime | None:
    match = _RFC822.fullmatch(text)
    if match is None:
        return None
    day, word, digits, *clock, zone = match.groups()
    month = month_names()[0].get(word)
    year = int(digits) if len(digits) > 2 else int(digits) + (2000 if int(digits) < 70 else 1900)  # RFC 2822, 4.3
    return _moment((year, month, int(day)), (clock[0], clock[1], clock[2]), zone) if month else None


def _iso(text: str) -> datetime | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, _, month, day, hour, minute, second, zone = match.groups()
    return _moment((int(year), int(month), int(day)), (hour, minute, second), zone)


def _plain_numbers(text: str) -> datetime | None:
    if match := _SECONDS.fullmatch(text):
        seconds, milliseconds = match.groups()
        return datetime.fromtimestamp(int(seconds) if seconds else int(milliseconds) / 1000, UTC)
    if match := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second, zone = match.groups()
        return _moment((int(year), int(month), int(day)), (hour, minute, second), zone)
    if match := _MONTH_ONLY.fullmatch(text):  # W3C-DTF: "2024-09", "2024"
        return _moment((int(match[1]), int(match[2] or 1), 1))
    return None
