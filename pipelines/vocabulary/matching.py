"""Finding terms in a text: whole words in one pass, whatever the number of terms."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.vocabulary.words import WORD, fold

_ENDS = -1  # the key in a node of the tree under which the terms stand that end there
_MEMORY = 100_000  # words whose patterns are remembered


@dataclass(frozen=True, slots=True)
class Term:
    """Words, and what they are worth.

    `*` at either end of a word stands for any letters; a word in capitals is met in capitals only.
    """

    pattern: str
    scope: float
    topics: Mapping[str, float] = field(default_factory=dict, hash=False)
    shield: bool = False  # hides what is found inside it


@dataclass(frozen=True, slots=True)
class Found:
    """A term at a place: from and to are numbers of words."""

    term: Term
    start: int
    end: int


class Matcher:
    """A tree of word patterns. A word of the text is looked up once, then only words that begin a term are followed."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._numbers: dict[str, int] = {}
        self._tree: dict[int, object] = {}
        for term in terms:
            self._plant(term)
        self._capitals = {pattern: number for pattern, number in self._numbers.items() if pattern.isupper()}
        self._exact = {p: n for p, n in self._numbers.items() if "*" not in p and not p.isupper()}
        self._beginnings = {p[:-1]: n for p, n in self._numbers.items() if p.endswith("*") and p[0] != "*"}
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._elsewhere = [
            (re.compile(re.escape(p.strip("*")) + ("" if p.endswith("*") else r"\Z")), n)
            for p, n in self._numbers.items()
            if p[0] == "*"
        ]
        self._known: dict[str, tuple[int, ...]] = {}

    def find(self, words: Sequence[str]) -> list[Found]:
        """All terms in a sequence of words, also those inside one another; none that a shield hides.

        Time grows with the length of the text, whatever stands in it.
        """
        numbers = [self._patterns(word) for word in words]
        found = [each for at, known in enumerate(numbers) if known for each in self._from(numbers, at)]
        covered: dict[int, int] = {}  # number of a word -> length of the longest shield over it
        for each in found:
            if each.term.shield:
                for at in range(each.start, each.end):
                    covered[at] = max(covered.get(at, 0), each.end - each.start)
        return [each for each in found if not each.term.shield and not _hidden(each, covered)]

    def _plant(self, term: Term) -> None:
        words = [part if part == "*" else _pattern(part) for part in _parts(term.pattern)]
        node = self._tree
        for word in words:
            number = self._numbers.setdefault(word, len(self._numbers))
            node = node.setdefault(number, {})  # type: ignore[assignment]
        node.setdefault(_ENDS, []).append(term)  # type: ignore[attr-defined]

    def _from(self, numbers: Sequence[tuple[int, ...]], at: int) -> Iterator[Found]:
        nodes = [self._tree]
        for end in range(at, len(numbers)):
            nodes = [node[number] for node in nodes for number in numbers[end] if number in node]  # type: ignore[misc]
            if not nodes:
                return
            for node in nodes:
                for term in node.get(_ENDS, ()):  # type: ignore[attr-defined]
                    yield Found(term, at, end + 1)

    def _patterns(self, word: str) -> tuple[int, ...]:
        """The numbers of the patterns that a word fits."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            known = self._known[word] = tuple(self._fitting(word))
        return known

    def _fitting(self, written: str) -> Iterator[int]:
        if written in self._capitals:
            yield self._capitals[written]
        word = fold(written)
        if word in self._exact:
            yield self._exact[word]
        for length in self._lengths:
            if length > len(word):
                break
            if word[:length] in self._beginnings:
                yield self._beginnings[word[:length]]
        for pattern, number in self._elsewhere:
            if pattern.search(word):
                yield number


def _hidden(found: Found, covered: Mapping[int, int]) -> bool:
    """A shield hides what it overlaps, unless that is longer."""
    return any(covered.get(at, 0) >= found.end - found.start for at in range(found.start, found.end))


def _parts(pattern: str) -> list[str]:
    """The words of a pattern with their stars; hyphens part words as they do in a text."""
    return re.findall(r"\*?[^\W_]+\*?", pattern)


def _pattern(part: str) -> str:
    core = WORD.findall(part)[0]
    if part.isupper() and "*" not in part:
        return part  # the headquarters SHAPE, and not the shape of things
    return f"{'*' if part[0] == '*' else ''}{fold(core)}{'*' if part[-1] == '*' else ''}"
