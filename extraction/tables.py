"""The word lists of this room: tab-separated files beside the code, with their origin and date in comments on top."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def read_table(name: str) -> Iterator[tuple[str, str]]:
    """(first cell, rest of the line) of every row of a table."""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, _, rest = line.partition("\t")
            yield first, rest


@cache
def words(name: str, kind: str) -> frozenset[str]:
    """The forms of one kind: rows ``kind<TAB>form ; form``, which may come in several lines."""
    return frozenset(form.strip() for first, rest in read_table(name) if first == kind for form in rest.split(" ; "))


@cache
def any_of(name: str, kind: str) -> re.Pattern[str]:
    """A pattern for any form of one kind, whatever the case; a form that begins with "=" only as a whole word."""
    forms = sorted(words(name, kind), key=lambda form: (-len(form), form))
    return re.compile("|".join(_pattern(form) for form in forms), re.I)


def _pattern(form: str) -> str:
    return rf"(?<![a-z]){re.escape(form[1:])}(?![a-z])" if form.startswith("=") else re.escape(form)
