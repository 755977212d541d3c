"""The language of a text, by its most frequent short words and its script: 40 languages in one small table."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+")
_WORDS_AT_MOST = 400  # more do not change the answer
_LEAST_WORDS = 20  # shorter texts were told wrongly now and then
_LEAST_SHARE = 0.12  # of a text's words in its own language, a quarter to a half are in the table
_LEAST_LEAD = 1.15  # the best language counts that many times the next: names and quotations mix in others
# Scripts that one language of the news is written in; others are told by words.
_SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "THAI": "th",
}


@dataclass(frozen=True, slots=True)
class Guess:
    """A language and the share of the words that speak for it."""

    language: str
    share: float


def guess_language(text: str) -> Guess | None:
    """The language of a text, or None where it is too short or too mixed to say."""
    script = _script(text)
    if script:
        return script
    words = [match[0].lower() for match in islice(_WORD.finditer(text), _WORDS_AT_MOST)]
    if len(words) < _LEAST_WORDS:
        return None
    votes: Counter[str] = Counter()
    table = function_words()
    for word in words:
        speaking = table.get(word, ())
        for language in speaking:
            votes[language] += 1
            # What few languages have says more: it tells Norwegian from Danish and Czech from Slovak.
            votes[f"{language}!"] += len(speaking) < 3
    ranked = sorted(
        ((votes[language] + votes[f"{language}!"] / 2, language) for language in votes if not language.endswith("!")),
        reverse=True,
    )
    if not ranked or ranked[0][0] < _LEAST_SHARE * len(words):
        return None
    if len(ranked) > 1 and ranked[0][0] < _LEAST_LEAD * ranked[1][0]:
        return None
    return Guess(ranked[0][1], round(votes[ranked[0][1]] / len(words), 2))


def _script(text: str) -> Guess | None:
    """Japanese, Chinese, Korean and others, from a sample of the letters."""
    letters = [letter for letter in text[:2_000] if letter > "\u0530" and letter.isalpha()]
    if len(letters) < _LEAST_WORDS or len(letters) < 0.3 * min(len(text), 2_000):
        return None
    names = Counter(_SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "") for letter in letters)
    if names["ja"] > 0.05 * len(letters):  # kana beside Chinese characters
        return Guess("ja", round((names["ja"] + names["zh"]) / len(letters), 2))
    language, number = names.most_common(1)[0]
    return Guess(language, round(number / len(letters), 2)) if language else None


@cache
def function_words() -> dict[str, tuple[str, ...]]:
    """Word -> the languages that have it."""
    table: dict[str, list[str]] = {}
    path = Path(__file__).with_name("function_words.tsv")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        language, words = line.split("\t")
        for word in dict.fromkeys(words.split()):
            table.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in table.items()}
