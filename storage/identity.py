"""When two texts are the same article: fingerprints of the whole, and the share of words in common. Pure."""

import hashlib
import re
import unicodedata

_WORD = re.compile(r"\w+")

# Fewer words than that are a stub ("Subscribe to read on"), which many pages of a site share.
MIN_WORDS = 40


def text_hash(text: str | None) -> str | None:
    """Fingerprint of the words of a text, whatever their case and what stands between them; None for stubs."""
    words = _words(text)
    if len(words) < MIN_WORDS:
        return None
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:32]


def overlap(one: str | None, other: str | None) -> float:
    """Share of the shorter text's four-word shingles that the longer has too: 0 to 1."""
    a, b = _shingles(one), _shingles(other)
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))


def _words(text: str | None) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text or "").casefold())


def _shingles(text: str | None) -> set[tuple[str, ...]]:
    words = _words(text)
    return set(zip(*(words[i:] for i in range(4)), strict=False)) if len(words) >= 4 else {tuple(words)} - {()}
