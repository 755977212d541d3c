"""The names that dates are made of: months, weekdays, zones and the words around them, from the tables in this room."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

TOKEN = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones by the names that they have in print, in capitals."""

    printed: dict[str, tzinfo]  # what a page means by them
    machine: dict[str, tzinfo]  # and what a feed does: more names, which in print are words or have two meanings


@cache
def month_names() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """All month names -> number (the first language of the table wins), and the same by language."""
    every: dict[str, int] = {}
    by_language: dict[str, dict[str, int]] = {}
    for language, *cells in _rows("months.tsv"):
        table = by_language.setdefault(language, {})
        for number, cell in enumerate(cells, 1):
            for form in cell.split():
                table.setdefault(form, number)
                every.setdefault(form, number)
    return every, by_language


@cache
def weekdays() -> dict[str, int]:
    """Names of weekdays in all languages -> 1 (Monday) to 7."""
    return {form: number for number in range(1, 8) for form in date_words(f"weekday{number}")}


@cache
def zones() -> Zones:
    machine = {name: _zone(offset) for name, offset, *_ in _rows("zones.tsv")}
    machine_only = {name for name, _, *where in _rows("zones.tsv") if where}
    return Zones({name: zone for name, zone in machine.items() if name not in machine_only}, machine)


@cache
def date_words(kind: str) -> frozenset[str]:
    """The forms of one kind in words.tsv."""
    return frozenset(
        form.strip() for first, *rest in _rows("words.tsv") if first == kind for form in rest[0].split(" ; ")
    )


def _zone(offset: str) -> tzinfo:
    return ZoneInfo(offset) if "/" in offset else timezone(timedelta(minutes=int(offset)))


def _rows(name: str) -> Iterator[list[str]]:
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
