"""Names in a text: countries, places, organisations, systems, units, people with office, cyber names.

From tables and patterns. Case counts, and a name that has other senses stands in doubtful.tsv with what tells it apart:
a missed mention costs less than a wrong one.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Literal

from items import Article, Mention
from pipelines.reading.gazetteer import NONE, Doubt, Name, our_names, states
from pipelines.reading.people import (
    find_held,
    followers,
    given_names,
    given_places,
    in_capitals,
    prepositions,
    shouted_words,
    streets_and_dishes,
)
from pipelines.reading.tokens import Tokens, tokens_of
from pipelines.reading.units import find_numbered

_MENTIONS_AT_MOST = 500  # a list of all the world's countries needs no more
_CVE = re.compile(r"\bCVE-(?:19|20)\d\d-\d{4,7}\b")
_GEOGRAPHY = ("country", "place")
_CASES = frozenset({"pl", "uk", "ru"})  # "prezydent Ukrainy Wołodymyr Zełenski": the ending says enough
_POSSESSIVE = 3  # characters between "Norway" and "defence minister": "'s "

Place = Literal["title", "text"]


def names_in(article: Article, title: Tokens, text: Tokens, language: str | None) -> tuple[Mention, ...]:
    """Every mention in title and text, those of the title first."""
    context = frozenset(title.words) | frozenset(text.words)
    return (
        *find_mentions(title, "title", context=context, language=language),
        *find_mentions(text, context=context, language=language),
    )


def find_mentions(
    text: Tokens | str, place: Place = "text", *, context: frozenset[str] | None = None, language: str | None = None
) -> tuple[Mention, ...]:
    """Every mention, in order, the longest where several begin at one place; offsets count characters.

    `context` are the words among which a doubtful name is to be confirmed; its own text's, where none are given.
    """
    tokens = tokens_of(text) if isinstance(text, str) else text
    if not tokens.words and not tokens.text:
        return ()
    context = frozenset(tokens.words) if context is None else context
    found = [
        *_named(tokens, place, context, language),
        *_numbered(tokens, place, language),
        *_flaws(tokens.text, place),
    ]
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(
        islice(
            (mention for mention in _with_offices(kept, tokens, place, language) if mention.kind != NONE),
            _MENTIONS_AT_MOST,
        )
    )


def _flaws(text: str, place: Place) -> Iterator[Mention]:
    for match in islice(_CVE.finditer(text), _MENTIONS_AT_MOST):
        yield Mention(
            kind="vulnerability", name=match[0], found=match[0], place=place, start=match.start(), end=match.end()
        )


def _named(tokens: Tokens, place: Place, context: frozenset[str], language: str | None) -> Iterator[Mention]:
    names, text = our_names(), tokens.text
    capitals = place == "title" and in_capitals(tokens)
    shouted = capitals and not any(word.islower() for word in tokens.words)
    for at, word in enumerate(tokens.words):
        for name in names.names(word):
            last = at + len(name.parts) - 1
            if shouted and word in shouted_words():
                continue  # "TELL US MORE", "THINGS TAKE SHAPE"
            if name.fits(tokens, at) and _certain(name, tokens, at, last, context, language, capitals=capitals):
                start, end = tokens.starts[at], tokens.ends[last] + name.dots
                told = {"kind": name.kind, "name": name.name, "about": name.about, "country": name.country}
                yield Mention(**told, found=text[start:end], place=place, start=start, end=end)  # type: ignore[arg-type]
                break


def _numbered(tokens: Tokens, place: Place, language: str | None) -> Iterator[Mention]:
    for name, echelon, first, last in find_numbered(tokens, language=language):
        start, end = tokens.starts[first], tokens.ends[last]
        found = tokens.text[start:end]
        yield Mention(kind="unit", name=name, about=echelon, found=found, place=place, start=start, end=end)


def _certain(
    name: Name,
    tokens: Tokens,
    first: int,
    last: int,
    context: frozenset[str],
    language: str | None,
    *,
    capitals: bool,
) -> bool:
    """Whether the name means here what the tables say."""
    if name.doubt and not _confirmed(name.doubt, context, language):
        return False
    if first and tokens.gap(first - 1) == "-" and tokens.words[first - 1].lower() in ("al", "el"):
        return False  # "al-Golani"
    if name.kind not in _GEOGRAPHY:
        return True
    if first and tokens.gap(first - 1) in (" ", ". ", " «") and _names_otherwise(tokens, first - 1):
        return False
    if len(name.parts) == 1 and not capitals and language not in _CASES and _somebody(tokens, first, last):
        return False
    # "Lebanon, Pennsylvania" and "Moscow, Idaho" are towns of the United States.
    return name.country == "US" or not _in_a_state(tokens, last, of=name.country or name.name)


def _names_otherwise(tokens: Tokens, at: int) -> bool:
    """After this word a place gives its name to somebody or something: "Jack London", "rue de Moscou", "à la Kiev"."""
    before = tokens.words[at]
    if before in given_names():
        return True
    streets = streets_and_dishes()
    if before in ("de", "du", "di", "of", "la") and at:
        return tokens.words[at - 1].lower() in streets or f"{tokens.words[at - 1]} {before}".lower() in ("à la", "a la")
    return before.lower() in streets


def _in_a_state(tokens: Tokens, last: int, *, of: str) -> bool:
    if tokens.gap(last) != ", " or last + 1 >= len(tokens):
        return False
    following = " ".join(tokens.words[last + 1 : last + 3])
    return (following in states() or following.partition(" ")[0] in states()) and not (
        of == "GE" and following.startswith("Georgia")
    )


def _confirmed(doubt: Doubt, context: frozenset[str], language: str | None) -> bool:
    if doubt.languages and language not in doubt.languages:
        return False
    if doubt.wanted and doubt.wanted.isdisjoint(context):
        return False
    return doubt.unwanted.isdisjoint(context)


def _somebody(tokens: Tokens, first: int, last: int) -> bool:
    """Before a word with a capital it is a first name or part of another name: "Paris Hilton", "Israel Vance"."""
    if tokens.words[last] not in given_places() or (first and tokens.words[first - 1].lower() in prepositions()):
        return False  # "setzte Russland Drohnen ein", "in Israel Soldaten"
    if last + 1 >= len(tokens) or tokens.gap(last) != " ":
        return False
    following = tokens.words[last + 1]
    return following[0].isupper() and not following.isupper() and following not in followers()


def _with_offices(kept: list[Mention], tokens: Tokens, place: Place, language: str | None) -> Iterator[Mention]:
    """The mentions with those people whose office stands beside their name; it goes before the one of the table."""
    geography = {
        each.start: (each.end, each.name if each.kind == "country" else each.country or "")
        for each in kept
        if each.kind in _GEOGRAPHY
    }
    capitals = place == "title" and in_capitals(tokens)
    held = {
        tokens.starts[first]: (office, country, tokens.starts[at], tokens.ends[last])
        for office, country, at, first, last in find_held(tokens, geography, language=language, capitals=capitals)
    }
    for number, mention in enumerate(kept):
        office = held.pop(mention.start, None)
        if office and mention.kind == "person":
            mention = replace(mention, about=office[0])
        kept[number] = mention
    taken = [(mention.start, mention.end) for mention in kept]
    for start, (office_name, country, office_start, end) in held.items():
        if any(one < end and start < other for one, other in taken):
            continue
        country = country or next(
            (each.name for each in kept if each.kind == "country" and 0 < office_start - each.end <= _POSSESSIVE), None
        )
        found = tokens.text[start:end]
        kept.append(
            Mention(
                kind="person",
                name=found,
                about=office_name,
                country=country,
                found=found,
                place=place,
                start=start,
                end=end,
            )
        )
    return iter(sorted(kept, key=lambda mention: mention.start))
