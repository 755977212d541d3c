"""Bytes to text: gzip by its magic number, then the encoding by evidence, because declarations are often wrong.

The order: a byte order mark; UTF-16 and UTF-32 by their zero bytes; UTF-8, which other encodings hardly ever are by
accident, even if some strays are among it; what the document, then what the server declares, if the bytes fit; the
alphabet that the bytes are letters of; last Windows-1252, as browsers do.
"""

import codecs
import re
import zlib

from alphabets import EAST, alphabet_of, latin_of, meant_by, wide_of
from bounds import bounds, note_cut

_SAMPLE = 200_000
_SEVEN_BITS = re.compile(rb"\x1b\$[@B]")  # ISO-2022-JP, which would be valid UTF-8

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}[\"']([A-Za-z0-9_.:-]{1,40})")
_CHARSET = re.compile(r"charset\s{0,20}=\s{0,20}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


def inflate(body: bytes) -> bytes:
    """The body out of gzip, as far as it goes and never beyond the bound; a body that is not gzip as it is.

    A damaged end costs only itself: servers cut compressed files too. The sitemap protocol allows 50 MB, but a reader
    needs ten times the bytes in memory: of a longer file the beginning is read.
    """
    limit = bounds().unpacked_bytes
    for _ in range(2):  # a .gz file that the server compressed once more
        if body[:2] != b"\x1f\x8b":
            break
        engine = zlib.decompressobj(31)  # gzip with header and checksum
        pieces: list[bytes] = []
        room = limit + 1  # one more than is kept tells that there is more
        try:
            for start in range(0, len(body), 65536):
                pieces.append(engine.decompress(body[start : start + 65536], room))
                room -= len(pieces[-1])
                if engine.eof or room <= 0:  # zlib takes 0 for "no limit"
                    break
        except zlib.error:
            pass
        body = b"".join(pieces)
    if len(body) > limit:
        note_cut("unpacked")
    return body[:limit]


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of `body`; never fails. The byte order mark is gone, line ends are as they were."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            # Some servers put the mark before text in another encoding.
            if name.startswith("utf-16") and b"\0" not in body[:200]:
                break
            return body[len(mark) :].decode(name, "replace" if name != "utf-8" else "stray")
    wide = wide_of(body)
    if wide is not None and body[:400].decode(wide, "replace").lstrip()[:1] in tuple("<{["):  # what an archive has not
        return body.decode(wide, "replace")
    declared = _known(_DECLARED.search(body[:2000].lstrip()))
    served = _known(_CHARSET.search(content_type)) if content_type else None
    if (declared and declared.startswith("iso2022")) or _SEVEN_BITS.search(body, 0, _SAMPLE):
        return body.decode(declared if declared and declared.startswith("iso2022") else "iso2022_jp", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(body)  # which forgives a character cut in two at the end
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8", "replace")
    strays = text.count("\ufffd")
    whole = sum(1 for char in text[:500_000] if char > "\x7f") - strays
    if strays * 4 < whole:
        return body.decode("utf-8", "stray")
    for label in (declared, served):
        if label and label not in ("utf-8", "cp1252"):
            try:
                return body.decode(label)
            except UnicodeDecodeError:
                continue
    # Nothing, UTF-8 or a Western encoding was declared: the default of many systems, and no evidence. In Western text
    # one sequence in a hundred is UTF-8 by accident ("é", no-break space, "»").
    sample = body[:_SAMPLE]
    named = alphabet_of(sample)
    # Two bytes of East Asia are often one character of UTF-8; those of other alphabets are not.
    if named not in EAST and strays < whole * 4:
        named = "utf-8"
    return body.decode(named or latin_of(sample)[0], "stray")


def _known(match: "re.Match[bytes] | re.Match[str] | None") -> str | None:
    if match is None:
        return None
    label = match[1]
    return meant_by(label if isinstance(label, str) else label.decode("ascii"))


def _stray(error: UnicodeError) -> tuple[str, int]:
    """A byte that does not fit is taken as Windows-1252: text pasted from elsewhere."""
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    if error.end == len(error.object) and error.reason == "unexpected end of data":
        return "", error.end  # a character cut in two by a cut document
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("stray", _stray)
