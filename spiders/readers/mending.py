"""Text that is nearly a feed to text that a strict parser reads.

Linear, and on characters only: everything before the root goes (a DOCTYPE with it, so that no entity is ever expanded),
references become characters, bare ampersands and CDATA sections are escaped. Tags are the matter of `balancing`.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_REFERENCE = re.compile(r"&(?:#(\d{1,10});|#[xX]([0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_DECLARED = re.compile(r"<!ENTITY\s{1,20}([A-Za-z][\w.-]{0,30})\s")
_VALUE = r"(?:[^{0}<&]|&#[xX]?[0-9a-fA-F]{{1,7}};){{0,64}}"
_ENTITY = re.compile(
    r"<!ENTITY\s{1,20}([A-Za-z][\w.-]{0,30})\s{1,20}"
    rf"(?:\"({_VALUE.format(chr(34))})\"|'({_VALUE.format(chr(39))})')\s{{0,20}}>"
)
_CDATA = "<![CDATA["
_XML_OWN = ("lt", "gt", "amp", "quot", "apos")


def mend(text: str, start: int) -> str:
    """`text` from the root on, with only the references and characters that XML allows."""
    prolog = text[: min(start, 20_000)]
    # Only those that stand for a few characters are believed; one that is anything else stands for nothing.
    entities = dict.fromkeys(_DECLARED.findall(prolog), "")
    entities |= {m[1]: unescape(m[2] or m[3] or "") for m in _ENTITY.finditer(prolog)}
    text = _FORBIDDEN.sub("", text[start:])

    def reference(match: "re.Match[str]") -> str:
        decimal, hexadecimal, word = match.groups()
        if word:
            if word in _XML_OWN:
                return match[0]
            if word in entities:
                return _escape(entities[word])
            return _escape(html5[word + ";"]) if word + ";" in html5 else "&amp;" + match[0][1:]
        if decimal or hexadecimal:
            return _numbered(int(decimal) if decimal else int(hexadecimal, 16))
        return "&amp;"

    return "".join(
        _escape(piece) if literal else _REFERENCE.sub(reference, piece) for piece, literal in _cdata_sections(text)
    )


def _cdata_sections(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at its CDATA sections, and whether a piece is the inside of one. What is not closed is none."""
    position, closing = 0, -1
    while (opening := text.find(_CDATA, position)) >= 0:
        if closing < opening and (closing := text.find("]]>", opening)) < 0:
            break
        yield text[position:opening], False
        position = opening + len(_CDATA)
        # Another one before the end: the first was not closed, and would swallow the entries between them.
        if text.find(_CDATA, position, closing) < 0:
            yield text[position:closing], True
            position = closing + 3
    yield text[position:].replace(_CDATA, ""), False


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _numbered(code: int) -> str:
    if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000:
        return _escape(chr(code))
    return ""  # surrogates ("&#xD83D;") and control characters are no characters of XML
