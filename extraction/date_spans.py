"""Where dates stand in a text, to take them out of bylines."""

import re
from functools import cache

from dates import MAX_CHARS, TOKEN, date_words, month_names, weekdays, zones


def cut_dates(text: str) -> str:
    """``text`` with " ; " in place of its dates and times of day: "Ann Lee Friday March 15, 2019" -> "Ann Lee  ; "."""
    if not any(character.isdigit() for character in text):
        return text
    every, _ = month_names()
    tokens = list(TOKEN.finditer(text[: MAX_CHARS * 4]))
    spans: list[tuple[int, int]] = []
    for at, token in enumerate(tokens):
        span = _span(tokens, at) if token[0].lower() in every else None
        if span is not None and (not spans or span[0] >= spans[-1][1]):
            spans.append(span)
    for start, end in reversed(spans):
        text = text[:start] + " ; " + text[end:]
    return _numeric().sub(" ; ", text)


def _span(tokens: list[re.Match[str]], at: int) -> tuple[int, int] | None:
    """Start and end of the date around the month at ``at``, weekday included; None where no number stands beside it."""
    first = last = at
    while last + 1 < len(tokens) and last - at < 4 and _is_part(tokens[last + 1][0]):
        last += 1
        if len(tokens[last][0]) == 4 and tokens[last][0].isdecimal():
            break  # the year; what follows is the time of day
    while first > 0 and at - first < 3 and _is_part(tokens[first - 1][0]):
        first -= 1
    if not any(token[0].isdecimal() for token in tokens[first : last + 1]):
        return None
    return tokens[_from_preposition(tokens, first)].start(), tokens[last].end()


def _from_preposition(tokens: list[re.Match[str]], first: int) -> int:
    """Index of the first word of "on Thursday, 8 …", where ``first`` is that of the date itself."""
    if first > 0 and tokens[first - 1][0].lower() in weekdays():
        first -= 1
    if first > 0 and tokens[first - 1][0] in date_words("before"):
        first -= 1
    return first


def _is_part(word: str) -> bool:
    return (word.isdecimal() and len(word) <= 4) or word.lower() in date_words("filler")


@cache
def _numeric() -> re.Pattern[str]:
    """Times of day with their zone, and dates in figures."""
    names = "|".join(map(re.escape, zones().printed))
    day = "|".join(map(re.escape, sorted(weekdays(), key=len, reverse=True)))
    before = "|".join(map(re.escape, date_words("before")))
    return re.compile(
        rf"(?:\b(?:{before})\s)?(?:\b(?:{day})\b,?\s)?\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|"
        rf"\b\d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?(?:\s?(?:[ap]\.?m\b\.?|uhr\b))?(?:\s(?:{names})\b)?(?!\w)"
        r"|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{1,2}-\d{1,2}\b",
        re.I,
    )
