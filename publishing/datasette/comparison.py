"""Two texts side by side: which paragraphs are the same, which words differ in the others. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# A run of words, and whether the other text has them at this place.
Parts = list[tuple[bool, str]]

ALIKE = 0.4  # paragraphs with so many of their words in common are two versions of one
# Comparing takes time by the product of the lengths: what is beyond stands there without its words marked.
WORK = 3_000_000
MAX_PARAGRAPHS = 400

_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of each text, or of one of them; `moved` where the other has the very same elsewhere."""

    kind: Literal["same", "changed", "left", "right"]
    left: Parts
    right: Parts
    moved: bool = False


def side_by_side(left: Sequence[str], right: Sequence[str]) -> list[Row]:
    """The paragraphs of both texts in their order, those that belong together in one row."""
    left, right = left[:MAX_PARAGRAPHS], right[:MAX_PARAGRAPHS]
    one, other = [_key(each) for each in left], [_key(each) for each in right]
    rows: list[Row] = []
    budget = [WORK]
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [Row("same", [(True, paragraph)], [(True, paragraph)]) for paragraph in left[a:b]]
            continue
        for i, k in _pairs(one[a:b], other[c:d]):
            if i is not None and k is not None:
                rows.append(compared(left[a + i], right[c + k], budget))
            elif i is not None:
                rows.append(Row("left", [(False, left[a + i])], [], moved=one[a + i] in other))
            elif k is not None:
                rows.append(Row("right", [], [(False, right[c + k])], moved=other[c + k] in one))
    return rows


def words_in_common(left: Sequence[str], right: Sequence[str]) -> float:
    """Which share of the shorter text's words the other has too, from 0 to 1."""
    one, other = (Counter(word for paragraph in text for word in _key(paragraph).split()) for text in (left, right))
    shorter = min(one.total(), other.total())
    return (one & other).total() / shorter if shorter else 0.0


def _key(paragraph: str) -> str:
    """By what two paragraphs are the same: not by marks and spaces, which every system sets in its own way."""
    return " ".join(unicodedata.normalize("NFKC", paragraph).translate(_MARKS).split())


def _pairs(one: Sequence[str], other: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which paragraphs belong together, in the order of both; each stands once."""
    words = [Counter(each.split()) for each in other]
    found: list[tuple[int | None, int | None]] = []
    following = 0
    for i, paragraph in enumerate(one):
        mine = Counter(paragraph.split())
        shares = [(_share(mine, words[k]), -k) for k in range(following, min(len(other), following + 40))]
        best, place = max(shares, default=(0.0, 0))
        if best < ALIKE:
            found.append((i, None))
            continue
        found += [(None, k) for k in range(following, -place)]
        found.append((i, -place))
        following = -place + 1
    return found + [(None, k) for k in range(following, len(other))]


def _share(one: Counter[str], other: Counter[str]) -> float:
    return (one & other).total() / max(1, min(one.total(), other.total()))


def compared(left: str, right: str, budget: list[int] | None = None) -> Row:
    """Two paragraphs, or headlines, that belong together, word by word; `budget` is what may be spent on it."""
    one, other = left.split(), right.split()
    spent = budget or [WORK]
    spent[0] -= len(one) * len(other)
    if spent[0] < 0:
        return Row("changed", [(False, left)], [(False, right)])
    mine: Parts = []
    theirs: Parts = []
    for tag, a, b, c, d in SequenceMatcher(None, [*map(_key, one)], [*map(_key, other)], autojunk=False).get_opcodes():
        if b > a:
            mine.append((tag == "equal", " ".join(one[a:b])))
        if d > c:
            theirs.append((tag == "equal", " ".join(other[c:d])))
    same = all(each for each, _ in (*mine, *theirs))
    return Row("same" if same else "changed", mine, theirs)
