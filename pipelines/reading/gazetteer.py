"""Tables of names, and finding them word by word: however many names there are, a word of a text is looked up once."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipelines.reading.tokens import Tokens

FOLDER = Path(__file__).with_name("names")
MILITARY = "@military"  # stands for the words of military_words.txt
NONE = "none"  # the table of names that only hold another one

_PART = re.compile(r"([^\W_]+)([*~]?)")
_GAP = re.compile(r"[ \u00a0\u202f\-\u2010\u2011/.'’&]{0,2}")  # between the words of one name
_SHORT = 5  # letters of a word that says nothing of an office
_VARIANT = 3  # letters or digits that may follow a word with a star
_MEMORY = 100_000  # words whose names are remembered
_KINDS = {
    "countries": "country",
    "organisations": "organisation",
    "systems": "system",
    "places": "place",
    "units": "unit",
    "people": "person",
}
_NAMED_FIRST = frozenset({"place", "unit", "person"})  # their tables have the other spellings behind the name


@dataclass(frozen=True, slots=True)
class Doubt:
    """What must hold for a name that has another daily sense."""

    wanted: frozenset[str]  # one of these words stands in the text, where there are any
    unwanted: frozenset[str]  # none of these does
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling of a name."""

    parts: tuple[tuple[str, str], ...]  # words, each with its mark: "*" a variant may follow, "~" an ending of case
    dots: bool  # "U.S." is the country, "US" may be "us" in capitals
    inner_dots: bool  # "U.S. Army"; in other names a full stop ends a sentence
    kind: str
    name: str
    about: str | None = None
    country: str | None = None
    doubt: Doubt | None = None

    def fits(self, tokens: Tokens, at: int) -> bool:
        """Whether it stands at a word whose beginning is known to fit."""
        last = at + len(self.parts) - 1
        if last >= len(tokens):
            return False
        for number, (word, mark) in enumerate(self.parts[1:], start=at + 1):
            if tokens.words[number] != word and not _goes_on(tokens.words[number], word, mark):
                return False
            gap = tokens.gap(number - 1)
            if not _GAP.fullmatch(gap) or (not self.inner_dots and ". " in gap):
                return False
        return not self.dots or tokens.gap(last)[:1] == "."


class Gazetteer:
    """Names by their first word."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._exact: dict[str, list[Name]] = {}
        self._beginnings: dict[str, list[Name]] = {}
        for name in sorted(names, key=_length, reverse=True):
            word, mark = name.parts[0]
            (self._beginnings if mark else self._exact).setdefault(word, []).append(name)
        self._lengths = sorted({len(word) for word in self._beginnings})
        self._known: dict[str, tuple[Name, ...]] = {}

    def names(self, word: str) -> tuple[Name, ...]:
        """Those that may begin with a word, the longest first."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            known = self._known[word] = self._look_up(word)
        return known

    @property
    def remembered(self) -> Collection[str]:
        """The words that have been looked up."""
        return self._known.keys()

    def _look_up(self, word: str) -> tuple[Name, ...]:
        found = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            for name in self._beginnings.get(word[:length], ()):
                if length == len(word) or _goes_on(word, *name.parts[0]):
                    found.append(name)
        return tuple(sorted(found, key=_length, reverse=True)) if found else ()


def _goes_on(word: str, beginning: str, mark: str) -> bool:
    """Whether a word is a beginning with a variant or an ending that its mark allows."""
    if not mark or not word.startswith(beginning):
        return False
    rest = word[len(beginning) :]
    if mark == "~":
        return rest in _endings()
    # The "s" of two F-35s, the "B3" of a T-72B3; not the "0" of an F-350.
    return rest == "s" or (rest[0].isupper() and len(rest) <= _VARIANT)


@cache
def _endings() -> frozenset[str]:
    return words_of(FOLDER.with_name("endings.txt"))


def _length(name: Name) -> tuple[int, int, bool]:
    return len(name.parts), sum(len(word) for word, _ in name.parts), name.doubt is not None


@cache
def our_names() -> Gazetteer:
    """The tables in the folder `names`, read once."""
    doubtful = list(_doubtful(FOLDER / "doubtful.tsv"))
    # What stands in doubt stands so in every table.
    ruled = {name.parts for name in doubtful if name.doubt and not name.doubt.languages}
    known = (name for path in sorted(FOLDER.glob("*.tsv")) if path.stem != "doubtful" for name in table(path))
    return Gazetteer([*doubtful, *(name for name in known if name.parts not in ruled)])


def table(path: Path) -> Iterator[Name]:
    """The names of one table. The columns between the name and its spellings differ: sort, country, date."""
    kind = _KINDS.get(path.stem, path.stem)
    for name, *between, spellings in rows(path):
        about = between[0] if between else None
        country = between[1] if len(between) > 1 else None
        first = [name] if kind in _NAMED_FIRST else []
        for spelling in spelled(", ".join([*first, spellings]), kind, name):
            country_known = None if country in ("-", "") else country
            doubt = _surname_alone(spelling, [name, *spellings.split(",")], about) if kind == "person" else None
            yield replace(spelling, about=about, country=country_known, doubt=doubt)


def _surname_alone(spelling: Name, spellings: list[str], office: str | None) -> Doubt | None:
    """A surname counts where first name or office stand in the text too, or it is about war: there are namesakes."""
    if len(spelling.parts) > 1 or spelling.parts[0][0] in _unmistakable():
        return None
    first_names = {parts[0][0] for parts in map(_PART.findall, spellings) if len(parts) > 1}
    return Doubt(_wanted(MILITARY) | first_names | _office_words(office or ""), frozenset(), frozenset())


@cache
def _office_words(office: str) -> frozenset[str]:
    """The long words of an office in every language: "Verteidigungsminister", "Difesa"."""
    phrases = (each for known, each in rows(FOLDER.with_name("offices.tsv")) if office.startswith(known))
    return frozenset(word for phrase in phrases for word, _ in _PART.findall(phrase) if len(word) > _SHORT)


@cache
def _unmistakable() -> frozenset[str]:
    return next(frozenset(words.split()) for what, words in rows(FOLDER.with_name("name_words.tsv")) if what == "alone")


def _doubtful(path: Path) -> Iterator[Name]:
    for row in rows(path):
        kind, name, about, country, spellings, wanted, unwanted, languages = [*row, "", "", ""][:8]
        doubt = Doubt(_wanted(wanted), _listed(unwanted), _listed(languages))
        for spelling in spelled(spellings, kind, name):
            place = None if kind.endswith("country") or country in ("-", "") else country
            yield replace(spelling, about=about or None, country=place, doubt=doubt)


def spelled(spellings: str, kind: str, name: str) -> Iterator[Name]:
    """One name in each of its spellings, which commas part."""
    for spelling in dict.fromkeys(each.strip() for each in spellings.split(",")):
        parts = tuple((word, mark) for word, mark in _PART.findall(spelling))
        if parts:
            yield Name(parts, spelling.endswith("."), ". " in spelling, kind, name)


def rows(path: Path) -> list[list[str]]:
    """The lines of a table without its remarks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def states() -> frozenset[str]:
    """States of the United States as they stand behind a town."""
    ((_, names),) = rows(FOLDER.with_name("states.tsv"))
    return frozenset(names.split(", "))


def words_of(path: Path) -> frozenset[str]:
    """The words of a list without its remarks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _wanted(text: str) -> frozenset[str]:
    words = _listed(text)
    return words | words_of(FOLDER.with_name("military_words.txt")) if MILITARY in words else words


def _listed(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(str.strip, text.split(","))))
