"""When two texts are copies of one another: keys that copies have in common, and the comparison that decides. Pure.

Candidates come from two kinds of keys. Bands of a MinHash find texts that are alike as wholes: 42 bands of 3 find a
pair with 47 % of its shingles in common, which is what 20 % of rewritten words leave, in 99 of 100 cases. Anchors, an
even sample of the text's four-word phrases, find a text inside a longer one, however long that is. What decides is the
comparison of the texts themselves.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from rensa import RMinHash

# Part of what a database holds: whoever changes anything here has all articles signed anew.
SEED = 20261124
BANDS, ROWS = 42, 3
ANCHOR_EVERY = 16  # of so many phrases one is kept
MAX_ANCHORS = 256
MIN_SHINGLES = 12  # different ones; shorter texts are stubs ("Subscribe to read on"), which all pages of a site share
MAX_WORDS = 40_000  # what follows in a longer text adds nothing to knowing it again

# Pairs of words with fewer letters ("of the", "in a") stand in every text and would make all texts a little alike.
MIN_LETTERS = 8

ALIKE = 0.25  # Jaccard, from which on two texts are copies
CONTAINED = 0.5  # share of the shorter text, from which on it is a copy inside the longer
# A bulletin that comes out every day has the same sentences round other numbers; in a copy the numbers stay.
MIN_NUMBERS = 6
SAME_NUMBERS = 0.3

# Scripts that put no space between words count by letters: Thai, Lao, Burmese, Khmer, kana, Han.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Shingled:
    """A text made ready for comparisons."""

    shingles: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts share: of all their shingles, and of those of the shorter text; 0 to 1."""

    jaccard: float
    contained: float


def words(text: str | None) -> list[str]:
    """The words of a text, whatever their case and what stands between them."""
    found = _WORD.findall(unicodedata.normalize("NFKC", text or "").casefold())
    return found[:MAX_WORDS]


def sign(text: str | None) -> tuple[int, ...]:
    """The keys by which copies of the text find it, each below 2**38; none for a stub."""
    found = words(text)
    shingles = _shingles(found)
    if len(set(shingles)) < MIN_SHINGLES:
        return ()
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update(shingles)
    digest = sketch.digest()
    keys = [
        band << 32 | crc32(b"".join(value.to_bytes(4, "little") for value in digest[band * ROWS : (band + 1) * ROWS]))
        for band in range(BANDS)
    ]
    return (*keys, *_anchors(found))


def shingled(text: str | None) -> Shingled:
    """The text, ready for `compare`."""
    found = words(text)
    numbers = (number.replace(",", "").replace(".", "") for number in _NUMBER.findall(text or ""))
    return Shingled(frozenset(_shingles(found)), frozenset(number for number in numbers if len(number) > 1))


def compare(one: Shingled, other: Shingled) -> Likeness | None:
    """How alike two texts are, or None where they are no copies."""
    shorter = min(len(one.shingles), len(other.shingles))
    if shorter < MIN_SHINGLES:
        return None
    shared = len(one.shingles & other.shingles)
    likeness = Likeness(shared / (len(one.shingles) + len(other.shingles) - shared), shared / shorter)
    if likeness.jaccard < ALIKE and likeness.contained < CONTAINED:
        return None
    return None if _another_edition(one.numbers, other.numbers) else likeness


def _another_edition(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return fewer >= MIN_NUMBERS and len(one & other) < SAME_NUMBERS * fewer


def _shingles(found: list[str]) -> list[str]:
    pairs = [f"{one} {other}" for one, other in pairwise(found) if len(one) + len(other) >= MIN_LETTERS]
    if len(pairs) * 4 >= len(found):
        return pairs
    if sum(map(len, found)) <= 1.5 * len(found):  # letters of an unspaced script: four say about as much as two words
        return [" ".join(run) for run in zip(found, found[1:], found[2:], found[3:], strict=False)]
    return [f"{one} {other}" for one, other in pairwise(found)]  # short words, as in Korean


def _anchors(found: list[str]) -> list[int]:
    every = ANCHOR_EVERY
    while len(found) > every * MAX_ANCHORS:
        every *= 2  # a multiple: what is kept of a long text is kept of a shorter one too
    hashes = {
        crc32(" ".join(phrase).encode("utf-8", "replace"))
        for phrase in zip(found, found[1:], found[2:], found[3:], strict=False)
    }
    return sorted(BANDS << 32 | value for value in hashes if value % every == 0)[:MAX_ANCHORS]
