"""Which encoding a page is in: declarations are claims, the bytes decide."""

import codecs
import re

from charset_normalizer import from_bytes

from alphabets import alphabet_of, latin_of, meant_by, wide_of

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEVEN_BITS = re.compile(rb"\x1b\$[@B]")  # ISO-2022-JP, which would be valid UTF-8
_UNSEEN = (b"script", b"style")
_PLAINLY = 0.25  # better by so much, text in another code page than the one declared
_SAMPLE = 60_000
_LOOKED_AT = 400_000


def decode(body: bytes, *, content_type: str | None = None, url: str = "") -> str:
    """The text of a page: byte order mark, then UTF-8 if it is valid, then what is declared, then what fits.

    UTF-8 goes before the declarations because text of another encoding is hardly ever valid UTF-8 by chance, whereas
    pages that were moved to UTF-8 and still declare their old encoding are common.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if (wide := wide_of(body)) is not None:
        return body.decode(wide, "replace")
    declared = _declared(body, content_type)
    if _SEVEN_BITS.search(body):
        return body.decode("iso2022_jp", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for encoding in declared:
        if encoding == "utf-8":
            # A single broken byte in a page that is UTF-8 elsewhere (a cut teaser, a pasted advertisement).
            text = body.decode("utf-8", "replace")
            broken, above = text.count("\ufffd"), sum(map(_above_ascii, text[:200_000]))
            if broken * 200 < above + 200 or broken * 2 < above:
                return text
            continue
        if not _plausible(body, encoding):
            continue
        try:
            return body.decode(encoding)
        except (LookupError, UnicodeError):
            pass
    return body.decode(_guess(body), "replace")


def _above_ascii(character: str) -> bool:
    return character > "\x7f"


def _declared(body: bytes, content_type: str | None) -> list[str]:
    found = []
    if content_type and (match := _HEADER.search(content_type)):
        found.append(match[1])
    if meta := _META.search(body[:4096]):
        found.append(meta[1].decode("ascii"))
    return list(dict.fromkeys(name for label in found if (name := meant_by(label))))


def _visible(body: bytes) -> bytes:
    """The beginning of what stands outside of tags, scripts and styles.

    In one pass: an expression for it starts anew at every "<" of a page on which nothing closes.
    """
    body = body[:_LOOKED_AT]
    lower, unclosed = body.lower(), set()
    pieces, size, position = [], 0, 0
    while size < _SAMPLE:
        start = body.find(b"<", position)
        end = body.find(b">", start) if start >= 0 else -1
        if end < 0:
            pieces.append(body[position:])
            break
        pieces.append(body[position:start])
        size += start - position + 1
        name = next((each for each in _UNSEEN if lower.startswith(each, start + 1)), None)
        if name and name not in unclosed:
            close = lower.find(b"</" + name, start)
            if close < 0:
                unclosed.add(name)
            end = max(end, lower.find(b">", close)) if close >= 0 else end
        position = end + 1
    return b" ".join(pieces)[:_SAMPLE]


def _plausible(body: bytes, encoding: str) -> bool:
    """False where a Western code page is declared for text that is plainly of another alphabet or language."""
    if encoding not in ("cp1252", "cp1254"):
        return True
    sample = _visible(body)
    latin, better = latin_of(sample)
    return alphabet_of(sample) is None and (latin == encoding or better < _PLAINLY)


def _guess(body: bytes) -> str:
    sample = _visible(body)
    if name := alphabet_of(sample):
        return name
    high = sum(1 for byte in sample if byte >= 0x80)
    if high < 4:
        return "cp1252"
    # Letters with marks among plain ones are a Latin script's.
    if high < len(sample) // 5:
        return latin_of(sample)[0]
    best = from_bytes(sample[:12_000]).best()
    if best is None or best.encoding in ("ascii", "utf_8"):
        return "cp1252"
    return best.encoding
