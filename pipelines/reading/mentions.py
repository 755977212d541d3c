"""Names in a text: organisations, countries, weapon systems, cyber names, from tables; what they lack goes unseen.

Case counts, and a name that has other senses stands in the tables with what tells it apart ("Patriot battery",
"Leopard 2"): a missed mention costs less than a wrong one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Literal

from items import Mention

_FOLDER = Path(__file__).with_name("names")
_TOKEN = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ \u00a0\u202f\-\u2010\u2011/.'’&]{0,2}")  # between the words of one name
_VARIANT = 3  # letters or digits that may follow a spelling with a star
_TOKENS_AT_MOST = 20_000
_MENTIONS_AT_MOST = 500  # a list of all the world's countries needs no more
_NONE = "none"  # the table of names that only hold another one
_CVE = re.compile(r"\bCVE-(?:19|20)\d\d-\d{4,7}\b")

_Place = tuple[str, str, int, int]  # kind, name, from, to


@dataclass(frozen=True, slots=True)
class _Spelling:
    tokens: tuple[str, ...]
    dots: bool  # "U.S." is the country, "US" may be "us" in capitals
    inner_dots: bool  # "U.S. Army"; in other names a full stop ends a sentence
    variants: bool
    kind: str
    name: str


def find_mentions(text: str, place: Literal["title", "text"] = "text") -> tuple[Mention, ...]:
    """Every mention, in order, the longest where several begin at one place; offsets count characters."""
    found = [
        Mention(kind=kind, name=name, found=text[start:end], place=place, start=start, end=end)
        for kind, name, start, end in (*_named(text), *_flaws(text))
    ]
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(islice((mention for mention in kept if mention.kind != _NONE), _MENTIONS_AT_MOST))


def _flaws(text: str) -> Iterator[_Place]:
    for match in islice(_CVE.finditer(text), _MENTIONS_AT_MOST):
        yield "vulnerability", match[0], match.start(), match.end()


def _named(text: str) -> Iterator[_Place]:
    exact, beginnings = _tables()
    tokens = list(islice(_TOKEN.finditer(text), _TOKENS_AT_MOST))
    for at, token in enumerate(tokens):
        word = token[0]
        for spelling in chain(exact.get(word, ()), beginnings.get(word[:2], ())):
            last = at + len(spelling.tokens) - 1
            if last < len(tokens) and _fits(spelling, text, tokens[at : last + 1]):
                yield spelling.kind, spelling.name, token.start(), tokens[last].end() + spelling.dots
                break


def _fits(spelling: _Spelling, text: str, tokens: list[re.Match[str]]) -> bool:
    *before, last = zip(spelling.tokens, tokens, strict=True)
    if any(token[0] != wanted for wanted, token in before):
        return False
    wanted, token = last
    rest = token[0].removeprefix(wanted)
    if not token[0].startswith(wanted) or (rest and not (spelling.variants and _is_variant(rest))):
        return False
    if spelling.dots and text[token.end() : token.end() + 1] != ".":
        return False
    gaps = (text[one.end() : other.start()] for one, other in pairwise(tokens))
    return all(_GAP.fullmatch(gap) and (spelling.inner_dots or ". " not in gap) for gap in gaps)


def _is_variant(rest: str) -> bool:
    """The "s" of two F-35s, the "B3" of a T-72B3; not the "0" of an F-350."""
    return rest == "s" or (rest[0].isupper() and len(rest) <= _VARIANT)


@cache
def _tables() -> tuple[dict[str, tuple[_Spelling, ...]], dict[str, tuple[_Spelling, ...]]]:
    """Spellings by first word; those of one word with variants by its first two letters. The longest come first."""
    exact: dict[str, list[_Spelling]] = {}
    beginnings: dict[str, list[_Spelling]] = {}
    for spelling in sorted(_spellings(), key=_length, reverse=True):
        first = spelling.tokens[0]
        if len(spelling.tokens) == 1 and spelling.variants:
            beginnings.setdefault(first[:2], []).append(spelling)
        else:
            exact.setdefault(first, []).append(spelling)
    return _frozen(exact), _frozen(beginnings)


def _frozen(table: dict[str, list[_Spelling]]) -> dict[str, tuple[_Spelling, ...]]:
    return {key: tuple(spellings) for key, spellings in table.items()}


def _length(spelling: _Spelling) -> tuple[int, int]:
    return len(spelling.tokens), len("".join(spelling.tokens))


def _spellings() -> Iterator[_Spelling]:
    for path in sorted(_FOLDER.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            name, *_, spellings = line.split("\t")
            kind = {"countries": "country", "organisations": "organisation", "systems": "system"}.get(
                path.stem, path.stem
            )
            for spelling in dict.fromkeys(each.strip() for each in spellings.split(",")):
                tokens = tuple(_TOKEN.findall(spelling))
                yield _Spelling(tokens, spelling.endswith("."), ". " in spelling, spelling.endswith("*"), kind, name)
