"""The words of a text with their places, made once for all that is read out of it."""

import re
from dataclasses import dataclass, field
from itertools import islice

from bounds import bounds, note_cut

TOKEN = re.compile(r"[^\W_]+")
LETTERS_AT_MOST = 64  # longer ones are no words, and they would stay in the memories of those who look words up


@dataclass(slots=True)
class Tokens:
    """The words of a text; `starts` and `ends` are their offsets in characters."""

    text: str
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)

    def gap(self, at: int) -> str:
        """What stands between a word and the next one; what stands behind it, for the last."""
        end = self.starts[at + 1] if at + 1 < len(self.words) else self.ends[at] + 2
        return self.text[self.ends[at] : end]


def tokens_of(text: str | None) -> Tokens:
    """The words of a text, as many of the first as the bounds of this process allow."""
    tokens = Tokens(text or "")
    found = TOKEN.finditer(tokens.text)
    for match in islice(found, bounds().words_read):
        start, end = match.span()
        if end - start > LETTERS_AT_MOST:
            continue
        tokens.words.append(match[0])
        tokens.starts.append(start)
        tokens.ends.append(end)
    if next(found, None):
        note_cut("words")
    return tokens
