"""What stands around a word that says when: its neighbours, its case, the tense of its clause."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipelines.reading.moments import Moments
from pipelines.reading.tokens import Tokens

_CLAUSE = re.compile(r"[,;:.!?—–\n]")
_SENTENCE = re.compile(r"[.!?:\n»“”\"—–]")
NEAR = frozenset({" ", "\u00a0", "-", "'", "’", "\u202f"})  # between words of one expression
_BACK, _ON = 14, 8  # words of a clause that are looked through for its tense
_NAMING = frozenset({"named", "called", "titled", "entitled", "dubbed", "need", "red"})


@dataclass
class Surroundings:
    """A text and how its language says when."""

    tokens: Tokens
    moments: Moments

    @cached_property
    def low(self) -> list[str]:
        """The words in small letters."""
        return [word.lower() for word in self.tokens.words]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word once."""
        return frozenset(self.low)

    def meant(self, at: int) -> Literal["past", "future"]:
        """Whether the clause around a word speaks of what will be."""
        words, how = self.low, self.moments
        opens = at
        for back in range(at - 1, max(-1, at - _BACK), -1):
            if _CLAUSE.search(self.tokens.gap(back)):
                break
            opens = back
            if at - back <= 5 and how.said and words[back].startswith(how.said):
                return "past"
            if self.ahead(words[back]):
                return "future"
        if at - opens > 3:
            return "past"
        for on in range(at + 1, min(len(words), at + _ON)):
            if _CLAUSE.search(self.tokens.gap(on - 1)) or (how.said and words[on].startswith(how.said)):
                break
            if self.ahead(words[on]):
                return "future"
        return "past"

    def ahead(self, word: str) -> bool:
        """Whether a word speaks of what will be."""
        how = self.moments
        return word in how.future or (len(word) > 5 and bool(how.future_endings) and word.endswith(how.future_endings))

    def stands(self, words: tuple[str, ...], at: int) -> bool:
        """Whether these words stand there, one beside the other."""
        return tuple(self.low[at : at + len(words)]) == words and all(
            self.tokens.gap(number) in NEAR for number in range(at, at + len(words) - 1)
        )

    def before(self, at: int) -> str:
        """The word before it, in small letters; "" where something parts them."""
        return self.low[at - 1] if at > 0 and self.tokens.gap(at - 1) in NEAR else ""

    def behind(self, at: int) -> str:
        """The word behind it, likewise."""
        return self.low[at + 1] if at + 1 < len(self.tokens) and self.tokens.gap(at) in NEAR else ""

    def capital_behind(self, last: int) -> bool:
        """Whether the next word has a capital."""
        return last + 1 < len(self.tokens) and self.tokens.gap(last) == " " and self.tokens.words[last + 1][0].isupper()

    def opens(self, at: int) -> bool:
        """Whether a sentence begins there."""
        return at == 0 or bool(_SENTENCE.search(self.tokens.gap(at - 1)))

    def cased(self, at: int) -> bool:
        """Whether the word's case is that of a weekday or month, and not of a name: "Robinson et Vendredi"."""
        upper = self.tokens.words[at][0].isupper()
        return upper if self.moments.capitals else not upper or self.opens(at)

    def is_month(self, word: str) -> bool:
        """Whether it is the name of a month."""
        return any(each.sort == "month" for each in self.moments.expressions.get(word, ()))

    def verb(self, word: str) -> bool:
        """A verb behind which a weekday needs nothing: "The exercise started Monday"."""
        return self.moments.language == "en" and word.endswith("ed") and word not in _NAMING
