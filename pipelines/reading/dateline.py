"""Datelines: "KYIV (Reuters) - ", "THE HAGUE, Netherlands: ", "Berlin (dpa) - ", "(ANSA) - ROMA, 24 NOV - "."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.reading.gazetteer import FOLDER, rows, states
from pipelines.vocabulary.words import fold

_HEAD_CHARS = 160  # a dateline stands at the very beginning

_NAME = r"[^\W\d_][\w.'’-]{1,24}(?: [^\W\d_][\w.'’-]{0,24}){0,3}"  # four words at most
_LETTERS = "A-ZÀ-ÖØ-ÞĀ-ŽА-ЯІЇЄҐ"
_TITLED = rf"[{_LETTERS}][\w.'’-]{{1,24}}(?: [{_LETTERS}][\w.'’-]{{0,24}}){{0,3}}"
_CAPITALS = rf"[{_LETTERS}][{_LETTERS}.'’-]{{1,24}}(?: [{_LETTERS}][{_LETTERS}.'’-]{{0,24}}){{0,3}}"
_DATE = r"(?:\d{1,2}\.? [^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.? \d{1,2})(?:,? \d{4})?"
_DASH = r"(?:\s*[—–]\s*|\s+--?\s+|\s*\.\s?[—–-]\s*|\s*-\s+)"
_BYLINE = r"(?:By [^()\n]{3,60}? )?"
_TWO = rf"(?P<place>{_CAPITALS})(?:/{_CAPITALS})?"
_REGION = rf"(?:, (?P<region>{_NAME}))??"
_AGENCY = r"(?:\((?P<agency>[^()\n]{2,40})\)|/(?P<wire>[^/\n]{2,40})/)"

# With an agency a name in any case is a place; without one it must be in capitals and end in a dash or colon.
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_BYLINE}{_TWO}{_REGION}(?:, {_DATE})?[.,]? {_AGENCY}\.?(?:{_DASH}|\s)",
        rf"(?P<place>{_TITLED})(?:, (?P<region>{_NAME}))??(?:,? {_DATE})?\.? {_AGENCY}\.?(?:{_DASH}|:\s)",
        rf"{_AGENCY}{_DASH}(?P<place>{_CAPITALS}),? (?:{_DATE})?{_DASH}",
        rf"(?P<place>{_CAPITALS})(?:, (?P<region>{_NAME}))?(?:, {_DATE})?(?:{_DASH}|:\s)",
    )
)
_NO_PLACE = frozenset({"breaking", "exclusive", "update", "analysis", "opinion", "watch", "explainer", "live", "video"})


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a text says that it was written, and what agency it credits there."""

    place: str  # as it stands there
    country: str | None = None  # ISO 3166-1, where the place is known
    agency: str | None = None  # the name that agencies.tsv has for it


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the beginning of a text; None where there is none, or what stands there may be something else.

    A name that is neither a known place nor beside a known agency counts only with a known region ("LVIV, Ukraine -").
    """
    head = text[:_HEAD_CHARS].lstrip().split("\n", 1)[0]
    for form in _FORMS:
        match = form.match(head)
        if not match:
            continue
        found = match.groupdict()
        place, region = found["place"].strip(" ."), found.get("region")
        credit = re.split(r"[/,]", found["agency"] or found["wire"] or "")[0] if "agency" in found else ""
        agency = _agencies().get(fold(credit.strip()))
        country = _country(place, (region or "").strip(" ."))
        if fold(place) in _NO_PLACE or not (country or agency):
            continue
        return Dateline(place, country, agency)
    return None


def _country(place: str, region: str) -> str | None:
    if region in states() or re.sub(r"[. ]", "", region) in states():
        return "US"  # "PARIS, Texas (AP)", "COLUMBIA, S.C. (AP)"
    return _places().get(fold(place)) or _countries().get(fold(region))


@cache
def _places() -> dict[str, str]:
    names = (
        (country, spelling)
        for name, sort, country, spellings in rows(FOLDER / "places.tsv")
        if sort in ("capital", "city") and country != "-"
        for spelling in (name, *spellings.split(","))
        if not spelling.endswith("~")
    )
    own = (
        (country, place)
        for country, places in rows(Path(__file__).with_name("places.tsv"))
        for place in places.split(",")
    )
    # Those of datelines come last: they go before.
    return {fold(place.strip()): country for country, place in (*names, *own)}


@cache
def _countries() -> dict[str, str]:
    path = Path(__file__).parents[2] / "spiders" / "countries.tsv"  # as the catalogue names them
    return {fold(name): code for code, *names in rows(path) for name in ", ".join(names).split(", ")}


@cache
def _agencies() -> dict[str, str]:
    return {
        fold(spelling.strip()): name
        for name, others in rows(Path(__file__).with_name("agencies.tsv"))
        for spelling in (name, *others.split(","))
        if spelling.strip()
    }
