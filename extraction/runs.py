"""A run of text between two elements: cleaned, and taken apart at its line breaks."""

import re

from extraction.plain import STRAY_JOINERS

# Stands for <br> in a run. The parser leaves no NUL in any text, so nothing else is taken for one.
BREAK = "\0"
# Among them what turns the direction of all that follows: a text that is taken out of its page has none to turn back.
_UNSEEN = "\u00ad\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_HAS_INVISIBLE = re.compile(f"[{_UNSEEN}\u200c\u200d]")
_INVISIBLE = dict.fromkeys(map(ord, _UNSEEN))

Counts = tuple[int, int, int]  # characters of links, links, characters without emphasis


def visible(text: str) -> str:
    """A text without its invisible characters."""
    return STRAY_JOINERS.sub("", text.translate(_INVISIBLE))


def clean(text: str) -> str:
    """White space folded, invisible characters out."""
    if not text.isascii() and _HAS_INVISIBLE.search(text):
        text = visible(text)
    return " ".join(text.split())


def paragraphs(raw: str, counts: list[Counts]) -> list[tuple[str, Counts]]:
    """Paragraphs parted by two line breaks or more, each with its own share of the counts; one break is a line's end.

    ``counts`` are the sums at the end of each line.
    """
    pieces: list[tuple[str, Counts]] = []
    current: list[str] = []
    start = before = (0, 0, 0)
    for line, sums in zip(raw.split(BREAK), counts, strict=True):
        if text := clean(line):
            current.append(text)
        elif current:
            pieces.append(("\n".join(current), _between(start, before)))
            current, start = [], before
        before = sums
    if current:
        pieces.append(("\n".join(current), _between(start, before)))
    return pieces


def _between(start: Counts, end: Counts) -> Counts:
    return end[0] - start[0], end[1] - start[1], end[2] - start[2]
