"""What a report is about: the names and numbers in its text, and the longer words of its headline and opening. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_WORDS_READ = 3_000
OPENING_WORDS = 120  # who did what where stands there; further down stand background and comment
MAX_NAMES, MAX_WORDS = 60, 30
_TITLE_LETTERS, _OPENING_LETTERS = 5, 7  # shorter words say little in any language that we know

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][\w-]*")
# What may stand between the end of a sentence, or a quotation mark, and the capital letter that has to follow it.
_SENTENCE_END = re.compile(r"(?:^|[.!?…:;\n“”«»„\"(–—•])[\s\"“”«»„‘’'(\[–—-]*$")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Terms:
    """The words as they stand in the text; names has the numbers too."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def terms_of(title: str | None, text: str | None) -> Terms:
    """The terms of an article; none without a text: a headline alone ties everything to everything."""
    names: dict[str, None] = {}
    words: dict[str, None] = {}
    if not text:
        return Terms()
    for number, found in enumerate(_TOKEN.finditer(text)):
        token = found[0]
        if number >= MAX_WORDS_READ or len(names) >= MAX_NAMES:
            break
        if token[0].isdigit():
            if len(token) > 2 and not _YEAR.fullmatch(token):
                names[token] = None
        elif token[0].isupper():
            if len(token) > 2 and not _SENTENCE_END.search(text, max(0, found.start() - 8), found.start()):
                names[token] = None
        elif number < OPENING_WORDS and len(token) >= _OPENING_LETTERS and len(words) < MAX_WORDS:
            words[token] = None
    for token in _TOKEN.findall(title or ""):
        if len(token) >= _TITLE_LETTERS and token not in names and len(words) < 2 * MAX_WORDS:
            words[token.casefold()] = None
    return Terms(tuple(names), tuple(words))


@lru_cache(maxsize=100_000)
def stem(term: str) -> str:
    """One form for the forms of a word: no case, no accents, and of longer words the beginning.

    Languages with cases change the end of names (Зеленський, Зеленського), those without the end of plurals.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", term.casefold()) if not unicodedata.combining(c))
    if plain[0].isdigit():
        return plain.replace(",", "").replace(".", "")
    return plain[: min(8, max(5, len(plain) - 2))]
