"""What counts as a word, and when two words are the same."""

import re
import unicodedata
from functools import lru_cache

# Hyphens and apostrophes part words: "air-defence" is "air defence", "F-35" is "f 35", "Russia's" begins with "russia".
WORD = re.compile(r"[^\W_]+")

# Letters that Unicode does not take apart, though addresses and headlines write them without their mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Lower case without marks: "Armée", "ARMEE" and the "armee" of an address are one word."""
    word = word.casefold()
    if word.isascii():
        return word
    word = unicodedata.normalize("NFKD", word.translate(_PLAIN))
    return "".join(letter for letter in word if not unicodedata.combining(letter))
