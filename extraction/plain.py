"""Foreign strings made plain: NFC, one line, no markup, no control characters, no lone surrogates, bounded."""

import html
import re
import unicodedata
from functools import lru_cache

# C0, C1, surrogates, zero-width and direction marks, soft hyphen, byte order mark: never part of a stored value.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
# Between two letters of Arabic script or of India a (non-)joiner spells the word: without it Persian is misspelt.
_JOINED = "\u0600-\u06ff\u0750-\u077f\u0900-\u0dff"
STRAY_JOINERS = re.compile(f"(?<![{_JOINED}\u200c\u200d])[\u200c\u200d]+|[\u200c\u200d]+(?![{_JOINED}])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


def plain_text(value: object, *, max_chars: int = 1000) -> str:
    """``value`` as one line of plain text, "" where it is no string or says nothing.

    Entities are decoded twice at most: templates escape what an editor has escaped already (``&amp;quot;``).
    Only tags that a page wrote as entities are taken off, so a headline's own "<lost>" stays where it was escaped once.
    """
    if not isinstance(value, str) or not value:
        return ""
    text = value[: max_chars * 8]
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", STRAY_JOINERS.sub("", _DROPPED.sub("", text)))
    elif not text.isprintable():
        text = _DROPPED.sub("", text)
    text = " ".join(text.split())
    return text[:max_chars].rstrip()


def without_tags(text: str) -> str:
    """``text`` without inline markup such as ``<em>``: only known-looking pairs, so "a < b" and "<lost>" stay."""
    if "<" not in text:
        return text
    return " ".join(_INLINE.sub("", text).split())


_INLINE = re.compile(
    r"</?(?:a|abbr|b|br|cite|em|font|i|mark|p|q|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]{0,300})?/?>", re.I
)


@lru_cache(maxsize=512)
def fold(text: str) -> str:
    """``text`` reduced to its letters and digits in lower case, for comparing."""
    return _NO_LETTER.sub("", text[:2000].casefold())


_NO_LETTER = re.compile(r"[\W_]+")
