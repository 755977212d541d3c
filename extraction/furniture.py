"""Lines that stand around articles everywhere: share and follow lines, sign-ups, "read more", ends of articles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extraction.blocks import Block

# Furniture is short; a paragraph that happens to begin like it is not.
MAX_WORDS = 60
REPEATED = "repeated on the site"  # why a block is cut that other pages carry to the letter
MAX_CHARS = 2_000  # a line of words without end is none that a site prints, and would be remembered
MAX_LABEL_WORDS = 25  # a label and a headline
_MARKS = " \t:;.,!?…*•·|–—-_→←↓↑»«›‹>▶►▸■●◆➤✔✓#()[]{}'\"“”„…/\\"
# Those of East Asia, Arabic and Persian.
_MARKS += "\u3000：；。，、！？｜・※＞＜≫≪（）［］【】「」『』〔〕《》〈〉〖〗□◇○△▲▼▽☆★■◎،؛؟"
_ADDRESS = re.compile(r"https?://\S+")
# Letters of languages that part their words by no blank: a phrase of theirs may begin a word that goes on.
_UNPARTED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
# The dot that lower case makes of the Turkish İ is dropped, and so are the vowel signs of Arabic and the joiners of
# Persian, which few write.
_QUOTES = str.maketrans(
    dict.fromkeys([*range(0x64B, 0x653), 0x640, 0x200C, 0x200D])
    | {"\u0307": None, "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "\u00a0": " "}
)


def fold_line(text: str) -> str:
    """A line as the phrases are written: lower case, straight quotes, no marks at either end."""
    return " ".join(text.lower().translate(_QUOTES).split()).strip(_MARKS)


@dataclass(frozen=True)
class _Phrases:
    whole: frozenset[str]
    # first word -> patterns (first letter, where words are not parted); those that begin with "*" stand under ""
    patterns: dict[str, tuple[re.Pattern[str], ...]]

    def match(self, line: str) -> bool:
        if line in self.whole:
            return True
        first = line.split(" ", 1)[0]
        if _UNPARTED.match(line) and any(p.fullmatch(line) for p in self.patterns.get(line[0], ())):
            return True
        if any(pattern.fullmatch(line) for key in {first, first.strip(":,")} for pattern in self.patterns.get(key, ())):
            return True
        # What may begin with anything must be short: "12 comments", not a sentence that ends in "comments".
        return line.count(" ") < 6 and any(pattern.fullmatch(line) for pattern in self.patterns.get("", ()))


def _compile(phrases: Iterable[str]) -> _Phrases:
    whole: set[str] = set()
    patterns: dict[str, list[re.Pattern[str]]] = {}
    for phrase in phrases:
        phrase = phrase.lower().translate(_QUOTES)
        if "*" not in phrase:
            whole.add(phrase.strip(_MARKS))
            continue
        # "related *" wants a word after it, "related*" takes anything.
        body = ".{0,300}".join(re.escape(piece) for piece in phrase.split("*"))
        first = "" if phrase.startswith("*") else re.split(r"[ *]", phrase, maxsplit=1)[0]
        if phrase[len(first) : len(first) + 1] == "*":
            # The first word itself is open ("synopsis*"): its own line, and what begins with it as a word.
            whole.add(first)
        patterns.setdefault(first[0] if _UNPARTED.match(first) else first, []).append(re.compile(body))
    return _Phrases(frozenset(whole), {key: tuple(value) for key, value in patterns.items()})


@lru_cache(maxsize=1)
def _phrases() -> dict[str, _Phrases]:
    sections: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("furniture.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), [])
        elif line.strip() and not line.startswith("#"):
            section.append(line)
    return {kind: _compile(phrases) for kind, phrases in sections.items()}


@lru_cache(maxsize=1)
def _pleas() -> tuple[dict[str, list[str]], list[str]]:
    """The pleas by a word that stands whole inside them, and those of two words: most lines need not be searched."""
    by_word: dict[str, list[str]] = {}
    short = []
    for phrase in _phrases()["pleas"].whole:
        if inner := phrase.split()[1:-1]:
            by_word.setdefault(max(inner, key=len), []).append(phrase)
        else:
            short.append(phrase)
    return by_word, short


def _pleads(line: str) -> bool:
    by_word, short = _pleas()
    for word in line.split():
        for phrase in by_word.get(word, ()):
            if phrase in line:
                return True
    for phrase in short:  # noqa: SIM110 a generator takes as long for each phrase as the look for it
        if phrase in line:
            return True
    return False


def furniture_kind(block: Block) -> str | None:
    """ "line", "end" or "label" when all of a block is furniture that sites everywhere print; None when it is not.

    What stands in quotation blocks and tables is the article's.
    """
    if block.words > MAX_WORDS or len(block.text) > MAX_CHARS or block.kind in ("quote", "row", "pre"):
        return None
    linked = block.link_density > 0.5
    if linked and block.links == 1 and block.words <= MAX_LABEL_WORDS:
        # "News at six. Subscribe to our newsletter": the sentence is there for its link.
        before, link = block.text[: -block.link_chars], block.text[-block.link_chars :]
        if " " in link and not before[-1:].isalnum() and _phrases()["lines"].match(fold_line(link)):
            return "line"
    return _kind(block.text, linked, block.text[: -block.link_chars] if linked and block.links == 1 else "")


def line_kind(text: str) -> str | None:
    """The same of a line without links that is no block of its own."""
    return _kind(text, False, "")


@lru_cache(maxsize=8_000)
def _kind(text: str, linked: bool, before: str) -> str | None:
    """``before`` is what stands before the only link of a line that is mostly link."""
    phrases, line = _phrases(), fold_line(text)
    quoted = any(mark in text for mark in '"“„«»「『')
    if not line:
        # Nothing but marks: a divider, unless it closes a press release as "-30-" or "***" do.
        return None
    if line in phrases["ends"].whole or (line.count(" ") < 9 and text[-1:] not in ".!" and phrases["ends"].match(line)):
        return "end"
    if phrases["lines"].match(line) or _ADDRESS.fullmatch(line):
        return "line"
    if " " in line and not quoted and _pleads(line):
        return "line"
    if linked:
        head = re.split(r"\s*[:：|｜–—►▶→>»】]\s*|\s-\s|\n", text, maxsplit=1)[0]
        # In a language without a phrase here, capitals before a link are a label all the same.
        if len(head) < len(text) and (phrases["labels"].match(fold_line(head)) or (head.isupper() and " " in head)):
            return "label"
        if before and fold_line(before) in phrases["labels"].whole:
            return "label"
    # Capitals and a colon make a label of "READ ALSO: the headline of another article" where its link was lost too.
    head, colon, rest = text.partition(":")
    if colon and head.isupper() and rest.strip() and not quoted and text.count(" ") < MAX_LABEL_WORDS:
        head = fold_line(head)
        if " " in head and head in phrases["labels"].whole and text[-1] not in ".!…":
            return "label"
    return None
