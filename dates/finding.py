"""The first date in a text, as it stands there: ISO 8601, RFC 822, epochs, dates in the languages of months.tsv.

Linear in the length of the text, of which the caller gives the beginning.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from dates.tables import TOKEN, date_words, month_names, weekdays, zones

_EARLIEST_YEAR = 1990  # in "Thu Sep  8 16:18:00 UTC 2022" smaller numbers of four digits are something else

_ISO = re.compile(
    r"(?<!\d)(\d{4})([-/]|\.\s?|)(\d{1,2})\2(\d{1,2})(?!\d)"
    r"(?:(?:[T ,]|\s?[T@|-]\s?)?\s?(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?(?!\d))?",
    re.I,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?!\d)", re.I)
_CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.h٫]|\s?(?=[ap]\.?m\b))(\d{2})?(?::(\d{1,2}))?(?!\.?\d)\s{0,2}([ap]\.?m\b\.?)?", re.I
)
_HALF = re.compile(r"\s?([ap])\.?m\b", re.I)
_ZONE = re.compile(r"\(?(?:(?:GMT|UTC)\s?)?([+-])(\d{1,2}):?(\d{2})?(?!\d)|\(?\b([A-ZМСК]{2,5}|Z)\b")
_SIGNED = re.compile(r"\s?[+-]\d")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d/-])")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_CJK_CLOCK = re.compile(r"(午前|午後|上午|下午|오전|오후)?\s?(\d{1,2})[時时시:]\s?(\d{1,2})?")

Clock = tuple[int, int, int]
Found = tuple[date, Clock | None, tzinfo | None]


def find(text: str, *, language: str | None = None, reference: datetime | None = None) -> Found | None:
    """(day, time of day, zone) of the first date; None where there is none or its day cannot be told (03/04/2022).

    ``reference`` (the time of fetching) settles the order of day and month where one reading lies in the future.
    """
    return (
        _iso(text)
        or _epoch_or_compact(text)
        or _cjk(text)
        or _named(text, language)
        or _numeric(text, language, reference)
    )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1000 <= year <= 9000 else None
    except ValueError:
        return None


def _time_of_day(hour: str, minute: str | None, second: str | None = None, half: str | None = None) -> Clock | None:
    h, m, s = int(hour), int(minute or 0), int(second or 0)
    if half and 1 <= h <= 12:
        h = h % 12 + (12 if half[0] in "pP" else 0)
    return (h, m, min(s, 59)) if h < 24 and m < 60 else None


def _zone(text: str) -> tzinfo | None:
    """The zone named at the start of ``text``, close behind a clock: "+02:00", "GMT+2", "(CET)", "BST"."""
    for match in _ZONE.finditer(text[:24]):
        sign, hours, minutes, name = match.groups()
        if sign:
            offset = int(hours) * 60 + int(minutes or 0)
            if offset <= 15 * 60:
                return timezone(timedelta(minutes=-offset if sign == "-" else offset))
        elif name in zones().printed and not _SIGNED.match(text, match.end()):
            return zones().printed[name]
    return None


def _iso(text: str) -> Found | None:
    match = _ISO.search(text)
    if match is None or (not match[2] and (len(match[3]), len(match[4])) != (2, 2)):
        return None
    day = _day(int(match[1]), int(match[3]), int(match[4]))
    if day is None:
        return None
    if not match[5]:
        return day, None, None
    rest = text[match.end() :]
    half = _HALF.match(rest)
    clock = _time_of_day(match[5], match[6], match[7], half[1] if half else None)
    return day, clock, _zone(rest) if clock else None


def _epoch_or_compact(text: str) -> Found | None:
    if not (text.isascii() and text.isdecimal()):
        return None
    if len(text) in (10, 13) and text[0] == "1":
        moment = datetime.fromtimestamp(int(text[:10]), UTC)
        return moment.date(), (moment.hour, moment.minute, moment.second), UTC
    match = _COMPACT.fullmatch(text)
    day = match and _day(int(match[1]), int(match[2]), int(match[3]))
    if not match or not day:
        return None
    return day, _time_of_day(match[4], match[5], match[6]) if match[4] else None, None


def _cjk(text: str) -> Found | None:
    match = _CJK.search(text)
    day = match and _day(int(match[1]), int(match[2]), int(match[3]))
    if not match or not day:
        return None
    clock = _CJK_CLOCK.search(text, match.end())
    if clock is None:
        return day, None, None
    half = "p" if clock[1] in date_words("afternoon") else "a" if clock[1] else None
    return day, _time_of_day(clock[2], clock[3], None, half), None


def _named(text: str, language: str | None) -> Found | None:
    """A date with the month in letters, in any order of its parts."""
    every, by_language = month_names()
    table = by_language.get((language or "")[:2].lower(), {})
    tokens = list(TOKEN.finditer(text))
    for at, token in enumerate(tokens):
        if token[0][0].isdigit():
            continue
        month, width = _month(tokens, at, table, every)
        if not month:
            continue
        found = _around_month(tokens, at, width)
        if found is None:
            continue
        year, day_number, used = found
        day = _day(year, month, day_number)
        if day is not None:
            first, last = min(at, *used), max(at, *used)
            return day, *_clock_near(text, tokens[first].start(), tokens[last].end())
    return None


def _month(tokens: list[re.Match[str]], at: int, table: dict[str, int], every: dict[str, int]) -> tuple[int, int]:
    """(month, number of tokens that name it); (0, 0) where the token is no month."""
    word = tokens[at][0].lower()
    if at + 1 < len(tokens):
        pair = f"{word}_{tokens[at + 1][0]}"  # Levantine Arabic names some months with two words
        if pair in every:
            return every[pair], 2
    month = table.get(word) or every.get(word) or 0
    return month, 1 if month else 0


def _around_month(tokens: list[re.Match[str]], at: int, width: int) -> tuple[int, int, tuple[int, int]] | None:
    """(year, day, indexes of both) of the numbers beside a month's name."""
    before, after = _neighbour(tokens, at, -1), _neighbour(tokens, at + width - 1, 1)
    after2 = _neighbour(tokens, after, 1) if after >= 0 else -1
    if (day := _number(tokens, before, 1, 31)) and (year := _year(tokens, after)):
        return year, day, (before, after)
    if (day := _number(tokens, after, 1, 31)) and (year := _year(tokens, after2)):
        return year, day, (after, after2)
    if (year := _year(tokens, before)) and (day := _number(tokens, after, 1, 31)):
        return year, day, (before, after)
    # Latvian: "2022. gada 8. septembris"
    before2 = _neighbour(tokens, before, -1) if before >= 0 else -1
    if (day := _number(tokens, before, 1, 31)) and (year := _number(tokens, before2, 1900, 2200)):
        return year, day, (before2, before)
    # ctime: "Thu Sep  8 16:18:00 UTC 2022"
    if (day := _number(tokens, after, 1, 31)) and (year := _late_year(tokens, after)):
        return year, day, (after, after)
    return None


def _neighbour(tokens: list[re.Match[str]], at: int, step: int) -> int:
    """Index of the next token in that direction that is not a filler, -1 at the end."""
    at += step
    while 0 <= at < len(tokens) and tokens[at][0].lower() in date_words("filler"):
        at += step
    return at if 0 <= at < len(tokens) else -1


def _number(tokens: list[re.Match[str]], at: int, low: int, high: int) -> int:
    if at < 0:
        return 0
    token, text = tokens[at][0], tokens[at].string
    if ":" in (text[tokens[at].end() : tokens[at].end() + 1], text[tokens[at].start() - 1 : tokens[at].start()]):
        return 0  # hours and minutes
    return int(token) if token.isdecimal() and len(token) <= 4 and low <= int(token) <= high else 0


def _year(tokens: list[re.Match[str]], at: int) -> int:
    token = tokens[at][0] if at >= 0 else ""
    if len(token) == 4:
        return _number(tokens, at, 1900, 2200)
    if len(token) != 2 or not token.isdecimal() or int(token) >= 70:
        return 0
    # RFC 822 wrote two digits ("8 Sep 22"); an hour with its minutes is no year.
    text, start, end = tokens[at].string, tokens[at].start(), tokens[at].end()
    clock = text[start - 1 : start] == ":" or text[end : end + 1] in (":", "h") or text[end : end + 2].startswith(".")
    return 0 if clock else 2000 + int(token)


def _late_year(tokens: list[re.Match[str]], after: int) -> int:
    for at in range(after + 1, min(after + 7, len(tokens))):
        if len(tokens[at][0]) == 4 and (year := _number(tokens, at, _EARLIEST_YEAR, 2200)):
            return year
    return 0


def _clock_near(text: str, start: int, end: int) -> tuple[Clock | None, tzinfo | None]:
    """The time of day close behind the date, else close before it."""
    for low, high in ((end, end + 40), (max(0, start - 30), start)):
        for match in _CLOCK.finditer(text[low:high]):
            if match[2] is None and match[4] is None:
                continue
            clock = _time_of_day(match[1], match[2], match[3], match[4])
            if clock:
                return clock, _zone(text[low + match.end() :])
    return None, None


def _numeric(text: str, language: str | None, reference: datetime | None) -> Found | None:
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if len(match[4]) == 2:
            if year >= 70 or match[2] == "-":
                continue
            year += 2000
        days = [day for day in (_day(year, second, first), _day(year, first, second)) if day is not None]
        if not days:
            continue
        day = days[0] if len(set(days)) == 1 else _day_or_month_first(days, match[2], text, language, reference)
        if day is not None:
            return day, *_clock_near(text, match.start(), match.end())
    return None


def _day_or_month_first(
    days: list[date], separator: str, text: str, language: str | None, reference: datetime | None
) -> date | None:
    """One of ``days`` (read day first, read month first), None where nothing decides."""
    # "Thu, 09/08/2022" can only be one of the two.
    named = weekdays()
    spoken = {named[word] for token in TOKEN.finditer(text) if (word := token[0].lower()) in named}
    fitting = [day for day in days if day.isoweekday() in spoken]
    if len(fitting) == 1:
        return fitting[0]
    # Full stops and other languages put the day first, whatever that means for the future.
    if separator == "." or (language and language[:2].lower() != "en"):
        return days[0]
    if reference is not None:
        past = [day for day in days if day <= reference.date() + timedelta(days=1)]
        if len(past) == 1:
            return past[0]
    region = (language or "").replace("_", "-").lower()
    if region in ("en-us", "en-ph"):
        return days[1]
    return days[0] if region.startswith("en-") else None
