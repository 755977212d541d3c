"""JSON as servers send it: behind a warning or a guard, with a comma too many, cut off in the middle."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bounds import bounds, note_cut

MAX_STARTS = 8
WORDS = 60  # characters: a bracket in a warning is closed, or no JSON, so soon

_DECODER = json.JSONDecoder(strict=False)
_FAULTS = (ValueError, RecursionError)
# A document begins with an object or a list of objects; "[3]" in a warning does not look like that.
_START = re.compile(r'\{\s{0,200}"|\[\s{0,200}(?:\{|\])')
# A string, or what JSON does not have between its strings: a comma before a bracket, a remark.
_STRAY = re.compile(
    r'("(?:[^"\\]|\\.)*+")|,(?=\s{0,200}[\]}])|(?<=[\s,\[{}\]])(?://[^\n]{0,2000}|/\*[^*]{0,2000}\*/)', re.DOTALL
)
_LIST = re.compile(r'"items"\s{0,20}:\s{0,20}\[|^\s{0,20}\[')
_FIRST_KEY = re.compile(r'\{\s{0,200}"[^"\\]{1,100}"\s{0,20}:')


def read_json(text: str) -> Any:
    """The document, or as much of it as is whole: a list, or an object whose `items` are those that could be read.

    Raises ValueError where there is none.
    """
    text = text.lstrip("\ufeff \t\r\n")
    try:
        return _DECODER.decode(text)
    except _FAULTS:
        pass
    start = 0
    for match, _ in zip(_START.finditer(text, 0, 100_000), range(MAX_STARTS), strict=False):
        start = match.start()
        try:
            return _DECODER.raw_decode(text, start)[0]
        except RecursionError:
            break
        except json.JSONDecodeError as error:
            if error.pos > start + WORDS:  # this is the document, and damaged; before it were words
                break
    else:
        raise ValueError("no JSON")
    text = _STRAY.sub(lambda match: match[1] or "", text[start:])
    try:
        return _DECODER.raw_decode(text)[0]
    except _FAULTS:
        pass
    opening = _LIST.search(text)
    records = list(_records(text, opening.end())) if opening else []
    if not records or opening is None:
        raise ValueError("broken JSON")
    return records if opening[0].strip() == "[" else _head(text[: opening.start()]) | {"items": records}


def _records(text: str, at: int) -> Iterator[dict[str, Any]]:
    """The objects of a list whose inside begins at `at`; behind a damaged one the next that begins as the first did."""
    first = _FIRST_KEY.search(text, at)
    if first is None:
        return
    key = first[0].partition('"')[2].rpartition('"')[0]
    opening = re.compile(rf'\{{\s{{0,200}}"{re.escape(key)}"\s{{0,20}}:')
    keys: set[str] = set()
    damaged = 0
    following: re.Match[str] | None = first
    while following:
        if damaged > bounds().damaged_records:  # each may cost a walk through what follows
            note_cut("damaged")
            break
        try:
            record, end = _DECODER.raw_decode(text, following.start())
        except _FAULTS:
            damaged, end = damaged + 1, following.end()
        else:
            # What stands inside a damaged record, or behind the list, has other keys.
            if isinstance(record, dict) and 2 * len(keys & record.keys()) >= len(keys):
                keys = keys or set(record)
                yield record
        following = opening.search(text, end)


def _head(text: str) -> dict[str, Any]:
    """What an object says before its list."""
    try:
        known = _DECODER.decode(text.rstrip(" \t\r\n,") + "}")
    except _FAULTS:
        return {"version": "https://jsonfeed.org/version/1.1"} if "jsonfeed.org/version" in text else {}
    return known if isinstance(known, dict) else {}
