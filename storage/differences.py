"""What a publisher changed between two versions of an article: by paragraph, then word by word. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Literal

from items import Article

Sign = Literal["=", "-", "+"]
Words = list[tuple[Sign, str]]

# What moves on a page without anybody's writing: counters, "3 hours ago", "12 comments".
COUNTER_WORDS = 12
NOTE_WORDS = 60  # a note on a correction is short; in a long paragraph the words are the article's own
# Comparing words takes time by the square of their number: longer stretches are shown as replaced.
MAX_WORDS, MAX_PARAGRAPHS = 1_500, 3_000
CONTEXT = 12  # words shown around a change

_MARKS = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."}
)
_DIGITS = re.compile(r"\d+")
_ENDS = re.compile(r"[.!?…。؟][\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed, what the publisher says of it, and the words: by changed column a list of (sign, words)."""

    changed: tuple[str, ...]
    says: Literal["corrected", "updated"] | None
    note: str | None
    words: dict[str, Words] = field(default_factory=dict)


def difference(
    before: Article, after: Article, *, furniture: Callable[[str], bool] = lambda paragraph: False
) -> Difference | None:
    """What the publisher changed, or None where nothing but marks, spaces, counters and furniture did.

    `furniture` says of a paragraph whether the site has it in other articles too.
    """
    old, new = _paragraphs(before.text), _paragraphs(after.text)
    gone, come = _without_counters(Counter(old) - Counter(new), Counter(new) - Counter(old))
    note = _note(_plain(after.title), _plain(before.title), come)
    moving = {each for each in [*gone, *come] if not _says(each) and furniture(each)}
    gone, come = (Counter({each: n for each, n in some.items() if each not in moving}) for some in (gone, come))
    changed: dict[str, Words] = {}
    if _plain(before.title) != _plain(after.title):
        changed["title"] = _by_word(_plain(before.title), _plain(after.title))
    if (gone or come) and before.text and after.text:
        same = set(old) & set(new)
        changed["text"] = _by_paragraph(
            [each for each in old if each in same or gone[each]], [each for each in new if each in same or come[each]]
        )
    if sorted(map(_plain, before.authors)) != sorted(map(_plain, after.authors)) and after.authors:
        changed["authors"] = _by_word(", ".join(before.authors), ", ".join(after.authors))
    if not changed:
        return None
    says, sentence = note or (None, None)
    if says is None and after.modified and (before.modified is None or after.modified > before.modified):
        says = "updated"
    return Difference(tuple(changed), says, sentence, changed)


def _plain(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").translate(_MARKS).split())


def _paragraphs(text: str | None) -> list[str]:
    return [plain for plain in map(_plain, (text or "").split("\n\n")) if plain]


def _without_counters(gone: Counter[str], come: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """Without the short lines of which nothing but the numbers changed."""
    both = {_masked(each) for each in gone} & {_masked(each) for each in come} - {None}
    return tuple(Counter({each: n for each, n in some.items() if _masked(each) not in both}) for some in (gone, come))  # type: ignore[return-value]


def _masked(paragraph: str) -> str | None:
    if len(paragraph) > 200 or len(paragraph.split()) > COUNTER_WORDS or _ENDS.search(paragraph):
        return None
    return _DIGITS.sub("#", paragraph)


def _note(title: str, former: str, come: Counter[str]) -> tuple[Literal["corrected", "updated"], str] | None:
    """The strongest thing that the publisher says of the change, with the sentence."""
    said = [(_says(each), each) for each in come]
    if title != former:
        said.append((_says(title), title))
    for kind in ("corrected", "updated"):
        for says, sentence in said:
            if says == kind:
                return says, sentence
    return None


def _says(paragraph: str) -> Literal["corrected", "updated"] | None:
    if len(paragraph.split()) > NOTE_WORDS:
        return None
    for kind, pattern in _corrections():
        if pattern.search(paragraph):
            return kind
    return None


@cache
def _corrections() -> list[tuple[Literal["corrected", "updated"], re.Pattern[str]]]:
    lines = (Path(__file__).parent / "corrections.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(kind, re.compile(pattern.replace("’", "'"), re.I)) for kind, _, pattern in rows]  # type: ignore[misc]


def _by_paragraph(old: Sequence[str], new: Sequence[str]) -> Words:
    if len(old) + len(new) > MAX_PARAGRAPHS:
        return [("-", "\n\n".join(old)), ("+", "\n\n".join(new))]
    words: Words = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            words.append(("=", f"{'… ' if a else ''}{_shortened(old[b - 1])}" if b - a > 1 else _shortened(old[a])))
        else:
            words += _by_word("\n\n".join(old[a:b]), "\n\n".join(new[c:d]))
        words.append(("=", "\n\n"))
    return words[:-1]


def _shortened(paragraph: str) -> str:
    found = paragraph.split(" ")
    return paragraph if len(found) <= CONTEXT else f"… {' '.join(found[-CONTEXT:])}"


def _by_word(old: str, new: str) -> Words:
    a, b = re.findall(r"\n\n|\S+", old), re.findall(r"\n\n|\S+", new)
    if not a or not b or len(a) + len(b) > MAX_WORDS:
        return [(sign, text) for sign, text in (("-", old), ("+", new)) if text]  # type: ignore[misc]
    words: Words = []
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            words.append(("=", " ".join(a[i:j])))
        else:
            words += [(sign, " ".join(part)) for sign, part in (("-", a[i:j]), ("+", b[k:m])) if part]  # type: ignore[misc]
    return words
