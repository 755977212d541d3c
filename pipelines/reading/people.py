"""People named beside their office: "Defence Minister NAME", whoever that is."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pipelines.reading.gazetteer import Gazetteer, rows, spelled, words_of
from pipelines.reading.tokens import Tokens

_NAMES_AT_MOST = 3  # words of a name, without particles
_LINKS = 3  # words between an office and its country: "de la"
_DEMONYMS = ("an", "ish", "ese", "ch", "i", "sh", "ek", "ot", "ic", "ss", "ian", "tch", "'s", "er")
_SMALL = 2  # words in small letters that show a headline to be no line of capitals

# (office, its country or None, number of its first word, of the name's first and last)
Held = tuple[str, str | None, int, int, int]
Geography = Mapping[int, tuple[int, str]]  # where a country or place begins -> where it ends, its country


def find_held(tokens: Tokens, geography: Geography, *, language: str | None, capitals: bool = False) -> Iterator[Held]:
    """Names of two words or more that stand behind an office, or behind its country: "President of Ukraine NAME"."""
    if capitals:
        return  # "Defence Minister Visits Berlin": every word has a capital
    most = 2 if language == "de" else _NAMES_AT_MOST  # German nouns have capitals: "Friedrich Merz Ende Mai"
    offices = _offices()
    for at, word in enumerate(tokens.words):
        for office in offices.names(word):
            if office.fits(tokens, at):
                first, country = _past_country(tokens, at + len(office.parts), geography)
                first += first < len(tokens) and tokens.words[first] in _lists()["title"]  # "Admiral Sir NAME"
                named = first < len(tokens) and not offices.names(tokens.words[first])  # "Chief of Staff, General NAME"
                last = _name_end(tokens, first, most) if named else None
                joined = tokens.gap(first - 1) in (" ", ", ", ". ", "\u00a0")
                if last is not None and joined and _of_state(tokens, at, office.name, language):
                    yield office.name, country, at, first, last
                break


def _past_country(tokens: Tokens, first: int, geography: Geography) -> tuple[int, str | None]:
    """Where the name begins, and the country that stands between it and the office."""
    at = first
    while at < len(tokens) and at - first < _LINKS and tokens.words[at] in _lists()["link"]:
        at += 1
    known = geography.get(tokens.starts[at]) if at < len(tokens) else None
    if known is None:
        return first, None
    end, country = known
    while at < len(tokens) and tokens.starts[at] < end:
        at += 1
    return at, country


def in_capitals(headline: Tokens) -> bool:
    """Whether a headline gives every word a capital, so that they say nothing."""
    return sum(word.islower() and len(word) > 3 for word in headline.words) < _SMALL


def _of_state(tokens: Tokens, at: int, office: str, language: str | None) -> bool:
    """Not the president of a club, nor an Inspector General."""
    before = tokens.words[at - 1] if at and tokens.gap(at - 1) in (" ", "-") else ""
    if before in _lists().get(f"no {office}", ()):
        return False
    # "Tournament of Roses President NAME"; but "French President NAME", "On Monday President NAME".
    strange = office == "president" and language == "en" and before[:1].isupper()
    return not strange or before.endswith(_DEMONYMS) or before in _no_names() or before in _lists()["before president"]


def _name_end(tokens: Tokens, first: int, most: int) -> int | None:
    """The last word of the name that begins there; None where none does."""
    names, at, last = 0, first, None
    while at < len(tokens):
        word = tokens.words[at]
        if word in _particles():
            if at == first:
                return None
        elif (
            word[0].isupper()
            and not word.isnumeric()
            and word not in _no_names()
            and not (word.isupper() and len(word) > 2)
        ):
            joined = at > first and tokens.gap(at - 1) in ("-", "'", "’")
            names += not joined
            if names > most:
                break
            last = at
        else:
            break
        gap = tokens.gap(at)
        if not (gap in (" ", "-", "'", "’", "\u00a0") or (gap == ". " and len(word) <= 2)):
            break
        at += 1
    if last is None or names < 2:
        return None
    return last


@cache
def _offices() -> Gazetteer:
    table = rows(Path(__file__).with_name("offices.tsv"))
    return Gazetteer(each for office, phrases in table for each in spelled(phrases, "office", office))


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in rows(Path(__file__).with_name("name_words.tsv"))}


def _particles() -> frozenset[str]:
    return _lists()["particle"]


def _no_names() -> frozenset[str]:
    return _lists()["no name"]


def streets_and_dishes() -> frozenset[str]:
    """Behind these a place only lends its name."""
    return _lists()["street"]


def given_places() -> frozenset[str]:
    """Names of countries and cities that people bear too."""
    return _lists()["given place"]


def prepositions() -> frozenset[str]:
    """Behind these a place is a place, whatever follows."""
    return _lists()["preposition"]


def shouted_words() -> frozenset[str]:
    """Short names that are daily words in a headline in which every letter is a capital."""
    return _lists()["shouted"]


@cache
def given_names() -> frozenset[str]:
    """After them the name of a place is a surname."""
    return words_of(Path(__file__).with_name("given_names.txt"))


@cache
def followers() -> frozenset[str]:
    """Before them a name of a country that is a given name too is the country."""
    return words_of(Path(__file__).with_name("followers.txt"))
