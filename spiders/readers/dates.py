"""Dates as feeds write them, to aware datetimes in UTC.

RFC 822 and its relatives, W3C-DTF, seconds since 1970, and what editors type: month names of many languages, AM and PM,
`14/09/2024 18:33`. What has two readings (`03/04/2024`) or none gives None: a missing date can be found on the page, a
wrong one stays. A time without a zone is UTC, as RFC 2822 (4.3) has it for zones that nobody knows.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

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
_SECONDS = re.compile(r"(\d{9,10})(?:\.\d{1,6})?|(\d{12,13})")
_TIME = re.compile(r"(?<!\d)(\d{1,2})(?::|h|\.)(\d\d)(?:[:.](\d\d?))?(?:[.,]\d{1,9})?\s{0,3}([ap]\.?m\.?\b)?")
_ZONE = re.compile(r"(?:\b(?:gmt|utc)\s?)?([+-]\d\d?:?(?:\d\d)?)\s{0,9}$|\b([a-z]{1,5})\s{0,9}$")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,15}")
_NUMBER = re.compile(r"\d{1,4}")


def parse_date(text: str) -> datetime | None:
    """The moment that `text` names, in UTC, or None if it names none that can be relied on."""
    text = text.strip().lower()
    if not 4 <= len(text) <= 100:
        return None
    try:
        found = _rfc822(text) or _iso(text) or _plain_numbers(text) or _typed(text)
    except (ValueError, OverflowError):
        return None
    return found if found and found.year >= _EARLIEST else None


def _moment(
    date: tuple[int, int, int], clock: tuple[str | None, str | None, str | None] = (None,) * 3, zone: str | None = None
) -> datetime | None:
    offset = _offset(zone)
    if offset is None:
        return None
    hour, minute, second = (int(part or 0) for part in clock)
    # A leap second has no place in datetime.
    local = datetime(*date, hour, minute, min(second, 59) if second <= 60 else second, tzinfo=UTC)
    return local - timedelta(minutes=offset)


def _offset(zone: str | None) -> int | None:
    """Minutes east of Greenwich; None if the offset does not exist on earth."""
    if not zone:
        return 0
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        hours, minutes = (int(digits[:-2] or 0), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        if hours > 14 or minutes > 59:
            return None
        return (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)
    return _zones().get(zone, 0)


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 70 else 1900)  # RFC 2822, 4.3


def _rfc822(text: str) -> datetime | None:
    match = _RFC822.fullmatch(text)
    if match is None:
        return None
    day, word, year, *clock, zone = match.groups()
    month = _month(word)
    return _moment((_year(year), month, int(day)), (clock[0], clock[1], clock[2]), zone) if month else None


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


def _typed(text: str) -> datetime | None:
    """A date as people type it, in any order that has one reading."""
    text = re.sub(r"\([^()]{0,40}\)\s*$", "", text).rstrip()
    numeric = _YEAR_FIRST.search(text) or _NUMERIC.search(text)
    rest = text[: numeric.start()] + " " + text[numeric.end() :] if numeric else text
    clock: tuple[str | None, str | None, str | None] = (None, None, None)
    zone = None
    if time := _TIME.search(rest):
        hour, half = int(time[1]), (time[4] or "")[:1]
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        clock = (str(hour), time[2], time[3])
        after = rest[time.end() :]
        if named := _ZONE.search(after):
            zone, after = named[1] or named[2], after[: named.start()]
        rest = rest[: time.start()] + " " + after
    if zone and zone[0] not in "+-" and zone not in _zones():
        rest, zone = f"{rest} {zone}", None  # "18:30 sept": not a zone
    date = _numeric_date(numeric) if numeric else _worded_date(rest)
    return _moment(date, clock, zone) if date else None


def _numeric_date(match: "re.Match[str]") -> tuple[int, int, int] | None:
    if match.re is _YEAR_FIRST:
        return int(match[1]), int(match[2]), int(match[3])
    first, separator, second, year = int(match[1]), match[2], int(match[3]), _year(match[4])
    # With dots the day comes first wherever dots are used; slashes say nothing unless one number cannot be a month.
    if separator == "." or first > 12 or first == second:
        return year, second, first
    return (year, first, second) if second > 12 else None


def _worded_date(text: str) -> tuple[int, int, int] | None:
    months = [month for word in _WORD.findall(text) if (month := _month(word))]
    numbers = _NUMBER.findall(text)
    years = [number for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    # A weekday may begin as a month does ("mar" is Tuesday in French and Italian): it comes first.
    if not months or len(years) != 1 or len(days) != 1:
        return None
    return int(years[0]), months[-1], days[0]


@cache
def _zones() -> dict[str, int]:
    return {name: int(minutes) for name, minutes in _table("time_zones.tsv")}


@cache
def _months() -> dict[str, int]:
    return {_bare(start): int(number) for number, starts in _table("months.tsv") for start in starts.split()}


def _table(name: str) -> list[tuple[str, str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [(first, rest) for first, _, rest in (line.partition("\t") for line in lines if not line.startswith("#"))]


def _bare(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


def _month(word: str) -> int | None:
    known, bare = _months(), _bare(word)
    return next((known[bare[:size]] for size in range(min(len(bare), 9), 2, -1) if bare[:size] in known), None)
