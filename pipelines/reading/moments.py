"""The tables of moments.yaml, ready for looking words up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from pipelines.reading.tokens import TOKEN

Sort = Literal["weekday", "month", "day", "span", "unit"]
Unit = Literal["day", "week", "month", "year"]

_FAMOUS = "famous"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that say when, or part of it."""

    words: tuple[str, ...]
    sort: Sort
    value: int  # number of the weekday (Monday 0) or month (January 1); distance in units
    unit: Unit = "day"


@dataclass(frozen=True, slots=True)
class Moments:
    """How a language says when."""

    language: str
    expressions: Mapping[str, tuple[Expression, ...]]  # by first word, the longest first
    bare: bool
    before: frozenset[str]
    within: frozenset[str]  # what stands before a month or a year
    last: frozenset[str]
    next: frozenset[str]
    every: frozenset[str]
    not_behind: frozenset[str]
    loose: frozenset[str]
    parts: frozenset[str]
    join: frozenset[str]
    year_noun: frozenset[str]
    said: tuple[str, ...]
    future: frozenset[str]
    future_endings: tuple[str, ...]
    not_day: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    ago_before: tuple[tuple[str, ...], ...]
    ago_behind: frozenset[str]
    numeric: frozenset[str]
    pairs: frozenset[str]

    @property
    def capitals(self) -> bool:
        """Whether weekdays and months are written with a capital."""
        return self.language in ("en", "de")


@cache
def moments(language: str) -> Moments | None:
    """Those of a language; None for a language that the table lacks."""
    told = _table().get(language)
    return _moments(language, told) if told and language != _FAMOUS else None


@cache
def famous_days() -> Mapping[tuple[int, int], tuple[int, frozenset[str]]]:
    """Month and day -> the year that is meant, where one of these words stands in the text."""
    return {(int(day[:2]), int(day[3:])): (year, frozenset(words)) for day, (year, *words) in _table()[_FAMOUS].items()}


@cache
def _table() -> Mapping[str, Any]:
    path = Path(__file__).with_name("moments.yaml")
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # type: ignore[no-any-return]  # noqa: S506 a safe loader, in C


def _moments(language: str, told: Mapping[str, Any]) -> Moments:
    def words(key: str) -> frozenset[str]:
        return frozenset(told.get(key, ()))

    found: dict[str, list[Expression]] = {}

    def add(phrase: str, sort: Sort, value: int, unit: Unit = "day") -> None:
        parts = tuple(TOKEN.findall(phrase))
        found.setdefault(parts[0], []).append(Expression(parts, sort, value, unit))

    for number, forms in enumerate(told["weekdays"]):
        for form in forms:
            add(form, "weekday", number)
    for number, forms in enumerate(told["months"], start=1):
        for form in forms:
            add(form, "month", number, "month")
    for phrase, distance in told["days"].items():
        add(phrase, "day", distance)
    for unit, phrases in told["spans"].items():
        for phrase, distance in phrases.items():
            add(phrase, "span", distance, unit)
    for unit, forms in told["units"].items():
        for form in forms:
            add(form, "unit", 0, unit)
    return Moments(
        language,
        {word: tuple(sorted(each, key=lambda one: -len(one.words))) for word, each in found.items()},
        bool(told.get("bare")),
        words("before"),
        words("in"),
        words("last"),
        words("next"),
        words("every"),
        words("not_behind"),
        words("loose"),
        words("parts"),
        words("join"),
        words("year_noun"),
        tuple(told.get("said", ())),
        words("future"),
        tuple(told.get("future_endings", ())),
        {word: frozenset(before) for word, before in told.get("not_day", {}).items()},
        told["numbers"],
        tuple(tuple(phrase.split()) for phrase in told.get("ago_before", ())),
        words("ago_behind"),
        words("numeric"),
        words("pairs"),
    )
