"""Dates as pages and feeds write them: ISO 8601, RFC 822, epochs and visible dates in the catalogue's languages. Pure and linear."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

Precision = Literal["minute", "day"]

# A date is a short thing; what stands behind the first characters of a long string is prose.
_MAX_CHARS = 160
_EARLIEST_YEAR = 1990  # the web's first pages; epoch zero (1970) and year 1 are unset fields

_TABLES = Path(__file__).parent

_ISO = re.compile(
    r"(?<!\d)(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?!\d)"
    r"(?:(?:[T ,]|\s?[T@|-]\s?)?\s?(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?(?!\d))?",
    re.I,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?!\d)", re.I)
_CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.h٫]|\s?(?=[ap]\.?m\b))(\d{2})?(?::(\d{2}))?(?!\d)\s{0,2}([ap]\.?m\b\.?)?", re.I
)
_ZONE = re.compile(r"\(?(?:(?:GMT|UTC)\s?)?([+-])(\d{1,2}):?(\d{2})?(?!\d)|\(?\b([A-ZМСК]{2,5}|Z)\b")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d/-])")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_CJK_CLOCK = re.compile(r"(午前|午後|上午|下午|오전|오후)?\s?(\d{1,2})[時时시:]\s?(\d{1,2})?")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
# What may stand between the parts of a date: "8 de septiembre de 2022", "8 вересня 2022 року", "September 8th, 2022".
_FILLERS = frozenset(
    [
        "de",
        "del",
        "of",
        "d",
        "st",
        "nd",
        "rd",
        "th",
        "er",
        "º",
        "a",
        "le",
        "den",
        "the",
        "r",
        "g",
        "m",
        "е",
        "го",
        "di",
        "mes",
        "lo",
    ]
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment and how well it is known. ``zone_known`` is False where the default zone was taken for want of a stated one."""

    value: datetime  # aware, UTC; midnight UTC of the stated day where the precision is "day"
    precision: Precision
    zone_known: bool
    local: date  # the calendar day as it was written, before the move to UTC
    offset: timedelta | None = None  # of the stated zone; None where none was stated


@cache
def month_names() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """All month names -> number (the first language of the table wins), and the same by language."""
    every: dict[str, int] = {}
    by_language: dict[str, dict[str, int]] = {}
    for line in (_TABLES / "months.tsv").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        language, *cells = line.split("\t")
        table = by_language.setdefault(language, {})
        for number, cell in enumerate(cells, 1):
            for form in cell.split():
                table.setdefault(form, number)
                every.setdefault(form, number)
    return every, by_language


@cache
def _zones() -> dict[str, tzinfo]:
    zones: dict[str, tzinfo] = {}
    for line in (_TABLES / "zones.tsv").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, offset = line.split("\t")
        zones[name] = ZoneInfo(offset) if "/" in offset else timezone(timedelta(minutes=int(offset)))
    return zones


def parse_date(
    text: str, *, language: str | None = None, reference: datetime | None = None, default_zone: tzinfo = UTC
) -> Dated | None:
    """The first date in ``text``, None where there is none or where its day cannot be told (03/04/2022 without a language that decides).

    ``reference`` (the time of fetching) settles day-month ambiguity where one reading lies in the future. Nothing before 1990 is a date.
    """
    text = " ".join(text[: _MAX_CHARS * 2].split())[:_MAX_CHARS]
    if not any(character.isdigit() for character in text):
        return None
    for read in (_iso, _epoch_or_compact, _cjk, _named, _numeric):
        found = read(text, language, reference)
        if found is not None:
            day, clock, zone = found
            return _dated(day, clock, zone, default_zone)
    return None


_Found = tuple[date, tuple[int, int, int] | None, tzinfo | None]


def _dated(day: date, clock: tuple[int, int, int] | None, zone: tzinfo | None, default_zone: tzinfo) -> Dated | None:
    if day.year < _EARLIEST_YEAR:
        return None
    # Midnight to the second is what a form without a clock is stored as, in whatever zone the server stands.
    if clock is None or clock == (0, 0, 0):
        return Dated(datetime(day.year, day.month, day.day, tzinfo=UTC), "day", zone is not None, day, None)
    moment = datetime(day.year, day.month, day.day, *clock, tzinfo=zone or default_zone)
    return Dated(moment.astimezone(UTC), "minute", zone is not None, day, moment.utcoffset() if zone else None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1000 <= year <= 9000 else None
    except ValueError:
        return None


def _time_of_day(
    hour: str, minute: str | None, second: str | None = None, half: str | None = None
) -> tuple[int, int, int] | None:
    h, m, s = int(hour), int(minute or 0), int(second or 0)
    if half and 1 <= h <= 12:
        h = h % 12 + (12 if half[0] in "pP" else 0)
    if h == 24 and m == 0:
        return None
    return (h, m, min(s, 59)) if h < 24 and m < 60 else None


def _zone(text: str) -> tzinfo | None:
    """The zone named at the start of ``text``, close behind a clock: "+02:00", "GMT+2", "(CET)", "BST"."""
    for match in _ZONE.finditer(text[:24]):
        sign, hours, minutes, name = match.groups()
        if sign:
            offset = int(hours) * 60 + int(minutes or 0)
            if offset <= 15 * 60:
                return timezone(timedelta(minutes=-offset if sign == "-" else offset))
        elif name in _zones() and not re.match(r"\s?[+-]\d", text[match.end() : match.end() + 3]):
            return _zones()[name]
    return None


def _iso(text: str, language: str | None, reference: datetime | None) -> _Found | None:
    match = _ISO.search(text)
    if match is None or (not match[2] and match.end() - match.start() < 8):
        return None
    if not match[2] and (len(match[3]) != 2 or len(match[4]) != 2):
        return None
    day = _day(int(match[1]), int(match[3]), int(match[4]))
    if day is None:
        return None
    if not match[5]:
        return day, None, None
    rest = text[match.end() :]
    half = re.match(r"\s?([ap])\.?m\b", rest, re.I)
    clock = _time_of_day(match[5], match[6], match[7], half[1] if half else None)
    return day, clock, _zone(rest) if clock else None


def _epoch_or_compact(text: str, language: str | None, reference: datetime | None) -> _Found | None:
    if text.isdecimal() and text.isascii():
        if len(text) in (10, 13) and text[0] == "1":
            moment = datetime.fromtimestamp(int(text[:10]), UTC)
            return moment.date(), (moment.hour, moment.minute, moment.second), UTC
        match = _COMPACT.fullmatch(text)
        day = match and _day(int(match[1]), int(match[2]), int(match[3]))
        if match and day:
            return day, _time_of_day(match[4], match[5], match[6]) if match[4] else None, None
    return None


def _cjk(text: str, language: str | None, reference: datetime | None) -> _Found | None:
    match = _CJK.search(text)
    day = match and _day(int(match[1]), int(match[2]), int(match[3]))
    if not match or not day:
        return None
    clock = _CJK_CLOCK.search(text, match.end())
    if clock is None:
        return day, None, None
    half = {"午後": "p", "下午": "p", "오후": "p", "午前": "a", "上午": "a", "오전": "a"}.get(clock[1] or "")
    return day, _time_of_day(clock[2], clock[3], None, half), None


def _month(tokens: list[re.Match[str]], at: int, table: dict[str, int], every: dict[str, int]) -> tuple[int, int]:
    """(month, number of tokens that name it), (0, 0) where the token is no month."""
    word = tokens[at][0].lower()
    if at + 1 < len(tokens):
        pair = f"{word}_{tokens[at + 1][0]}"  # Levantine Arabic: two words
        if pair in every:
            return every[pair], 2
    month = table.get(word) or every.get(word) or 0
    return month, 1 if month else 0


def _neighbour(tokens: list[re.Match[str]], at: int, step: int) -> int:
    """Index of the next token in that direction that is not a filler, -1 at the end."""
    at += step
    while 0 <= at < len(tokens) and tokens[at][0].lower() in _FILLERS:
        at += step
    return at if 0 <= at < len(tokens) else -1


def _number(tokens: list[re.Match[str]], at: int, low: int, high: int) -> int:
    token = tokens[at][0] if at >= 0 else ""
    return int(token) if token.isdecimal() and len(token) <= 4 and low <= int(token) <= high else 0


def _named(text: str, language: str | None, reference: datetime | None) -> _Found | None:
    """A date with the month in letters, in any order of its parts."""
    every, by_language = month_names()
    table = by_language.get((language or "")[:2].lower(), {})
    tokens = list(_TOKEN.finditer(text))
    for at in range(len(tokens)):
        if tokens[at][0][0].isdigit():
            continue
        month, width = _month(tokens, at, table, every)
        if not month:
            continue
        before, after = _neighbour(tokens, at, -1), _neighbour(tokens, at + width - 1, 1)
        after2 = _neighbour(tokens, after, 1) if after >= 0 else -1
        used: tuple[int, ...]
        if (d := _number(tokens, before, 1, 31)) and (y := _year(tokens, after)):
            used = (before, after)
        elif (d := _number(tokens, after, 1, 31)) and (y := _year(tokens, after2)):
            used = (after, after2)
        elif (y := _year(tokens, before)) and (d := _number(tokens, after, 1, 31)):
            used = (before, after)
        elif (d := _number(tokens, after, 1, 31)) and (y := _last_year(tokens, after)):
            used = (after, after)  # "Thu Sep  8 16:18:00 UTC 2022"
        else:
            continue
        day = _day(y, month, d)
        if day is None:
            continue
        first, last = min(at, *used), max(at, *used)
        clock, zone = _clock_near(text, tokens[first].start(), tokens[last].end())
        return day, clock, zone
    return None


def _year(tokens: list[re.Match[str]], at: int) -> int:
    token = tokens[at][0] if at >= 0 else ""
    if not token.isdecimal():
        return 0
    if len(token) == 4:
        return _number(tokens, at, 1900, 2200)
    # "8 Sep 22" or "Sep '22": RFC 822 wrote two digits.
    nxt = tokens[at + 1].start() if at + 1 < len(tokens) else None
    clock_follows = nxt is not None and tokens[at].string[tokens[at].end() : nxt] in (":", ".", "h")
    return 2000 + int(token) if len(token) == 2 and int(token) < 70 and not clock_follows else 0


def _last_year(tokens: list[re.Match[str]], after: int) -> int:
    for at in range(after + 1, min(after + 7, len(tokens))):
        if len(tokens[at][0]) == 4 and (year := _number(tokens, at, 1990, 2200)):
            return year
    return 0


def _clock_near(text: str, start: int, end: int) -> tuple[tuple[int, int, int] | None, tzinfo | None]:
    """The time of day close behind the date, else close before it."""
    for low, piece in ((end, text[end : end + 40]), (max(0, start - 30), text[max(0, start - 30) : start])):
        for match in _CLOCK.finditer(piece):
            if match[2] is None and match[4] is None:
                continue
            clock = _time_of_day(match[1], match[2], match[3], match[4])
            if clock:
                return clock, _zone(text[low + match.end() :])
    return None, None


def _numeric(text: str, language: str | None, reference: datetime | None) -> _Found | None:
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if len(match[4]) == 2:
            if year >= 70 or match[2] == "-":
                continue
            year += 2000
        days = [d for d in (_day(year, second, first), _day(year, first, second)) if d is not None]
        if not days:
            continue
        day = days[0] if len(set(days)) == 1 else _decide(days, match[2], language, reference)
        if day is None:
            continue
        clock, zone = _clock_near(text, match.start(), match.end())
        return day, clock, zone
    return None


def _decide(days: list[date], separator: str, language: str | None, reference: datetime | None) -> date | None:
    """``days`` is (day first, month first)."""
    if reference is not None:
        past = [day for day in days if day <= reference.date() + timedelta(days=1)]
        if len(past) == 1:
            return past[0]
    if separator == "." or (language and language[:2].lower() != "en"):
        return days[0]
    region = (language or "").replace("_", "-").lower()
    if region in ("en-us", "en-ph"):
        return days[1]
    return days[0] if region.startswith("en-") else None


def cut_dates(text: str) -> str:
    """``text`` with " ; " in place of its dates and times of day, weekday before them included: "Ann Lee March 15, 2019" -> "Ann Lee ;"."""
    if not any(character.isdigit() for character in text):
        return text
    every, _ = month_names()
    tokens = list(_TOKEN.finditer(text[: _MAX_CHARS * 4]))
    spans: list[tuple[int, int]] = []
    for at, token in enumerate(tokens):
        if token[0].lower() not in every:
            continue
        first = last = at
        while last + 1 < len(tokens) and last - at < 4 and _is_date_part(tokens[last + 1][0]):
            last += 1
        while first > 0 and at - first < 3 and _is_date_part(tokens[first - 1][0]):
            first -= 1
        if any(tokens[i][0].isdecimal() for i in range(first, last + 1)):
            if first > 0 and tokens[first - 1].end() + 3 > tokens[first].start() and _is_weekday(tokens[first - 1][0]):
                first -= 1
            spans.append((tokens[first].start(), tokens[last].end()))
    for start, end in reversed(spans):
        text = text[:start] + " ; " + text[end:]
    return _CLOCKS.sub(" ; ", text)


_CLOCKS = re.compile(
    r"\b\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?|uhr)?(?!\w)|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{1,2}-\d{1,2}\b",
    re.I,
)


def _is_date_part(word: str) -> bool:
    return (word.isdecimal() and len(word) <= 4) or word.lower() in _FILLERS


def _is_weekday(word: str) -> bool:
    return word.lower() in _WEEKDAYS


_WEEKDAYS = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "mo", "di", "mi", "do", "fr", "sa", "so", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"]
)
