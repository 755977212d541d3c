"""Lines of a text that say who wrote it and when: bylines and dates above and below it, and who its authors are."""

import re
from collections.abc import Sequence

from extraction.blocks import Block
from extraction.bylines import split_byline
from extraction.container import SENTENCE_END, folded, prose
from extraction.furniture import line_kind
from extraction.tables import words

MAX_LINE_WORDS = 14
MAX_JOINED_WORDS = 24  # of a line of several: "24 November 2026 · 5 min read · By Ann Lee and Bo Kay"
MAX_BIO_WORDS = 75
MIN_TEXT_WORDS = 60  # before a biography: of a shorter text the last paragraph may be half
_EDGE, _FOOT = 6, 3  # blocks above and below a text that may be such lines
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|door|text|autor(?:in|zy|es|i)?|от|автор[иы]?|av|af|yazan|szerző|بقلم|מאת|作者|記者|记者)\b[:：\s]",
    re.I,
)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b|\d年|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_BAR = re.compile(r"\s+[|•·/–—-]\s+|\s*[|•·\n]\s*")
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w|(?<!\w)@\w{2,40}")


def cut_credits(kept: Sequence[Block], authors: Sequence[str]) -> None:
    """Marks the lines above and below a text that are names and dates, and the closing paragraphs about its authors."""
    names = [folded(name) for name in authors]
    edge = 0
    for block in kept[:_EDGE]:
        if prose(block) and block.words > MAX_LINE_WORDS and not _is_joined(block, names):
            break
        edge += 1
    for at, block in enumerate(kept):
        if edge <= at < len(kept) - _FOOT or block.kind not in ("p", "h", "li"):
            continue
        block.cut = block.cut or _line(block, names, above=at < edge)
    _cut_biographies([block for block in kept if block.cut is None], authors)


def _line(block: Block, names: Sequence[str], *, above: bool) -> str | None:
    if _is_joined(block, names):
        return "byline"
    if block.words > MAX_LINE_WORDS or block.text.endswith((".", "!", "?", "”", '"', ":")):
        return None
    if _is_byline(block.text, names):
        return "byline"
    return "date" if above and _is_date(block.text) else None


def _is_byline(text: str, names: Sequence[str]) -> bool:
    plain = folded(text)
    return any(len(name) > 4 and name in plain for name in names) or (
        _BYLINE.match(text) is not None and text.count(" ") < 7
    )


def _is_date(text: str) -> bool:
    return _DATE.search(text) is not None and sum(c.isdigit() for c in text) * 4 > len(text)


def _is_joined(block: Block, names: Sequence[str]) -> bool:
    """Whether a line is several such things between bars or line ends, and nothing else."""
    if block.words > MAX_JOINED_WORDS:
        return False
    parts = [part for part in _BAR.split(block.text) if part]
    if len(parts) < 2:
        return False
    signed = [(part.count(" ") < 7 and _is_byline(part, names)) or _is_date(part) for part in parts]
    return any(signed) and all(known or line_kind(part) == "line" for known, part in zip(signed, parts, strict=True))


def _cut_biographies(kept: Sequence[Block], authors: Sequence[str]) -> None:
    """The closing paragraphs that say what an author is, or where to reach one."""
    people = [name for name in authors if split_byline(name).people and " " in name.strip()]
    if not people:
        return
    total = sum(block.words for block in kept)
    for at in range(len(kept) - 1, max(0, len(kept) - _FOOT - len(people)), -1):
        block = kept[at]
        total -= block.words
        if total < MIN_TEXT_WORDS:
            break
        if block.kind == "p" and block.words <= MAX_BIO_WORDS and _is_biography(block, people):
            block.cut = "biography"


def _is_biography(block: Block, people: Sequence[str]) -> bool:
    text = block.text
    for name in people:
        if text.startswith(name):
            spoken = text[len(name) :].lstrip(" ,").split(" ", 1)[0].lower()
            if spoken in words("byline_words.tsv", "biography"):
                return True
        if name in text and SENTENCE_END.search(text) and _CONTACT.search(text):
            return True
    return False
