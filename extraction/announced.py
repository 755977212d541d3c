"""Is this the page that the feed announced? Soft 404s, front pages and offers answer at any address."""

import re
from collections.abc import Iterable

from items import Entry

MIN_MARKS = 3  # of a headline; fewer words say too little
STEM = 5  # letters of a word that count, since languages inflect their ends
# Share of the headline's words that a text about it holds. One in ten articles has less than the larger, one in a
# hundred less than the smaller; few of them have none of the words in any of their titles.
ENOUGH, ENOUGH_SIGNED = 0.6, 0.3
MAX_CHARS = 40_000

_WORD = re.compile(r"[^\W\d_]{4,}|\d{2,}")
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")  # scripts without spaces, and Korean


def marks(text: str) -> set[str]:
    """What a text is known again by: the beginnings of its words, numbers, pairs of characters of wide scripts."""
    text = text[:MAX_CHARS].casefold()
    found = {word[:STEM] for word in _WORD.findall(text) if not _WIDE.search(word)}
    for run in _WIDE.findall(text):
        found.update(run[i : i + 2] for i in range(len(run) - 1))
    return found


def is_another(entry: Entry | None, titles: Iterable[str], text: str, *, signed: bool, renamed: bool = False) -> bool:
    """Whether a page with these titles and this text shares neither with the headline that the feed gives it.

    One that signs and dates itself, or says that it is an article, is more likely to be one under another headline;
    one that names another address as its own (`renamed`) is not.
    """
    announced = marks((entry.title if entry else None) or "")
    if len(announced) < MIN_MARKS:
        return False
    titled = len(announced & marks("\n".join(titles)))
    if titled or renamed:
        return renamed and titled < ENOUGH_SIGNED * len(announced)
    return len(announced & marks(text)) < (ENOUGH_SIGNED if signed else ENOUGH) * len(announced)
