"""Units with a number: "82nd Airborne Division", "47-ма механізована бригада", "Panzerbrigade 45".

Those that go by a name stand in units.tsv.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipelines.reading.gazetteer import rows
from pipelines.reading.tokens import Tokens
from pipelines.vocabulary.words import fold

_NUMBER = re.compile(r"(\d{1,3})(?:st|nd|rd|th|e|er|re|ère|ème|º|ª|ma|та|ша|я|а)?")
_SUFFIX = re.compile(r"[ºªa-zа-яіїє]{1,3}")  # the "ма" of "47-ма", the "º" of "3.º"
_ROMAN = (
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
    "XIX",
    "XX",
)
_WORDS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twelfth": 12,
}
_BEFORE = _BEHIND = 6  # words at most between the number and the noun, and behind the noun
_CONNECTORS = frozenset({"de", "d", "des", "du", "di", "della", "la", "e", "et"})
_GROUPS = frozenset({"Group", "Squadron", "Force"})  # "Task Force 59"
_LEAGUES = 4  # "3rd Division" is football's; armies count further
_HONORARY = re.compile(
    r"[A-ZŁŚŻА-ЯІЇЄҐ][a-ząćęłńóśźżа-яіїєґ]+(?:a|i|e|ej|ą|ę|а|я|ої|ой|ій|у|ю)"
)  # "1 Warszawska Brygada Pancerna"
_HONORING = frozenset({"pl", "uk", "ru"})
_CASE = 3  # letters of an ending of case
_PHRASE = 3  # words of the longest branch

# (canonical name, echelon, number of the first word, of the last)
Numbered = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class _Words:
    echelons: dict[str, tuple[str, bool]]  # exact words
    stems: tuple[tuple[str, str, bool], ...]
    beginnings: tuple[str, ...]  # of the stems, for a quick no
    endings: tuple[str, ...]  # of compounds, likewise
    branches: dict[tuple[str, ...], str | None]  # None: left out of the name
    branch_stems: dict[int, tuple[tuple[tuple[str, ...], tuple[bool, ...], str | None], ...]]
    firsts: dict[str, str]


def find_numbered(tokens: Tokens, *, language: str | None) -> Iterator[Numbered]:
    """Units with a number, in order."""
    known = _echelon_memory()
    for at, word in enumerate(tokens.words):
        told = known.get(word, known)
        if told is known:
            if len(known) > 100_000:
                known.clear()
            told = known[word] = _echelon(word)
        if told is not None:
            found = _unit(tokens, at, told, language)  # type: ignore[arg-type]
            if found:
                yield found


def _unit(tokens: Tokens, at: int, told: tuple[str, bool, str | None], language: str | None) -> Numbered | None:
    echelon, bare, first_half = told
    before, start = _walk_back(tokens, at, honorary=language in _HONORING)
    number, begin = _number_before(tokens, start, at, branches=bool(before or first_half))
    behind, end = _walk_on(tokens, at) if number and language not in ("en", "de") else ([], at)
    if number is None:
        number, after = _number_behind(
            tokens, at, compound=first_half is not None, grouped=bool(before), language=language
        )
        if number is None:
            return None
        if before:
            return f"{' '.join([*before, echelon])} {number}", echelon.lower(), start, after
        begin, end, behind = at, after, []
    branches = list(dict.fromkeys([*before, *([first_half] if first_half else []), *behind]))
    if echelon == "Brigade" and tokens.words[end + 1 : end + 3] == ["Combat", "Team"]:
        echelon, end = "Brigade Combat Team", end + 2
    if not branches and not bare and (number <= _LEAGUES or not _stately(tokens.words[at], echelon)):
        return None
    return f"{ordinal(number)} {' '.join([*branches, echelon])}", echelon.lower(), begin, end


def _stately(word: str, echelon: str) -> bool:
    """Whether the noun with a number alone is a unit: of wings, squadrons and groups there are others."""
    return echelon in ("Division", "Army", "Corps", "Squadron") and (word[0].isupper() or not word.isascii())


def _walk_back(tokens: Tokens, at: int, *, honorary: bool) -> tuple[list[str], int]:
    """The branches before the noun, and the number of the word where they begin."""
    found: list[str] = []
    start = at
    while start > 0 and at - start < _BEFORE and _near(tokens.gap(start - 1)):
        for length in range(min(_PHRASE, start), 0, -1):
            words = tuple(fold(word) for word in tokens.words[start - length : start])
            branch = _branch(words)
            if branch is not _MISSING:
                if isinstance(branch, str):
                    found.insert(0, branch)
                start -= length
                break
        else:
            if not honorary or not _HONORARY.fullmatch(tokens.words[start - 1]):
                break
            start -= 1
    return found, start


def _walk_on(tokens: Tokens, at: int) -> tuple[list[str], int]:
    """The branches behind the noun ("brigade d'infanterie de montagne"), and the number of their last word."""
    found: list[str] = []
    end, look = at, at + 1
    while look < len(tokens) and look - at <= _BEHIND and _near(tokens.gap(look - 1)):
        for length in range(min(_PHRASE, len(tokens) - look), 0, -1):
            branch = _branch(tuple(fold(word) for word in tokens.words[look : look + length]))
            if branch is not _MISSING:
                found += [branch] if isinstance(branch, str) else []
                end = look + length - 1
                look += length
                break
        else:
            if tokens.words[look].lower() not in _CONNECTORS:
                break
            look += 1
    return found, end


def _number_before(tokens: Tokens, start: int, noun: int, *, branches: bool) -> tuple[int | None, int]:
    at = start - 1
    if at < 0:
        return None, start
    word, gap = tokens.words[at], tokens.gap(at)
    if (
        at
        and _SUFFIX.fullmatch(word)
        and tokens.words[at - 1].isdigit()
        and tokens.gap(at - 1) in ("-", ".", "‑", "")
        and _near(gap)
    ):
        return _counted(tokens.words[at - 1]), at - 1
    match = _NUMBER.fullmatch(word)
    if match and (_near(gap) or gap == ". "):
        plain = word.isdigit() and gap != ". "
        if not plain or _counted_plainly(tokens.words[noun]):
            return _counted(match[1]), at
    if gap == " " and tokens.words[noun][0].isupper():
        if tokens.words[noun] in ("Corps", "Korpus", "Korps") and word in _ROMAN:
            return _ROMAN.index(word) + 1, at
        if branches and word[0].isupper() and word.lower() in _WORDS:
            return _WORDS[word.lower()], at
    return None, start


def _counted_plainly(noun: str) -> bool:
    """ "617 Squadron", "6 Brygada Powietrznodesantowa"; but "12 brigades"."""
    return noun == "Squadron" or noun.startswith(("Brygad", "Dywizj", "Pułk", "Batalion"))


def _number_behind(
    tokens: Tokens, at: int, *, compound: bool, grouped: bool, language: str | None
) -> tuple[int | None, int]:
    german = compound or (language == "de" and tokens.words[at] == "Brigade")
    if at + 1 < len(tokens) and tokens.gap(at) == " " and (german or (grouped and tokens.words[at] in _GROUPS)):
        return _counted(tokens.words[at + 1]), at + 1
    return None, at


def _counted(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and 0 < int(word) < 1_000 else None


def ordinal(number: int) -> str:
    """1st, 2nd, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _near(gap: str) -> bool:
    return gap in (" ", "-", "'", "’", "\u00a0", " «", ' "', " “")


_MISSING = object()


@lru_cache(maxsize=50_000)
def _branch(words: tuple[str, ...]) -> object:
    """The English name of a branch, None for an honour, _MISSING for other words."""
    known = _branches()
    if words in known.branches:
        return known.branches[words]
    for stems, open_ended, name in known.branch_stems.get(len(words), ()):
        if all(
            word.startswith(stem) and len(word) - len(stem) <= 5 if is_open else word == stem
            for word, stem, is_open in zip(words, stems, open_ended, strict=True)
        ):
            return name
    return _MISSING


def _echelon(word: str) -> tuple[str, bool, str | None] | None:
    """The echelon of a noun, whether it needs no branch, and the branch that a German compound begins with."""
    words = _branches()
    folded = fold(word)
    if folded in words.echelons:
        return (*words.echelons[folded], None)
    if folded.startswith(words.beginnings):
        for stem, name, bare in words.stems:
            if folded.startswith(stem) and len(folded) - len(stem) <= _CASE:
                return name, bare, None
    if word[0].isupper() and folded.endswith(words.endings):
        for noun, (name, bare) in words.echelons.items():
            if folded.endswith(noun) and folded[: -len(noun)] in words.firsts:
                return name, bare, words.firsts[folded[: -len(noun)]]
    return None


@cache
def _echelon_memory() -> dict[str, object]:
    return {}


@cache
def _branches() -> _Words:
    echelons: dict[str, tuple[str, bool]] = {}
    stems: list[tuple[str, str, bool]] = []
    branches: dict[tuple[str, ...], str | None] = {}
    open_ended: dict[int, list[tuple[tuple[str, ...], tuple[bool, ...], str | None]]] = {}
    firsts: dict[str, str] = {}
    for what, name, listed in rows(Path(__file__).with_name("unit_words.tsv")):
        for phrase in map(str.strip, listed.split(",")):
            words = tuple(fold(word) for word in re.findall(r"[^\W_]+~?", phrase.replace("~", "")))
            opened = tuple(part.endswith("~") for part in re.findall(r"[^\W_]+~?", phrase))
            if what == "echelon":
                noun, bare = name.removesuffix(" bare"), name.endswith(" bare")
                if opened[0]:
                    stems.append((words[0], noun, bare))
                elif len(words) == 1:
                    echelons[words[0]] = noun, bare
            elif what == "first":
                firsts[words[0]] = name
            elif any(opened):
                open_ended.setdefault(len(words), []).append((words, opened, None if what == "honour" else name))
            else:
                branches[words] = None if what == "honour" else name
    frozen = {length: tuple(found) for length, found in open_ended.items()}
    beginnings = tuple(stem for stem, _, _ in stems)
    return _Words(echelons, tuple(stems), beginnings, tuple(echelons), branches, frozen, firsts)
