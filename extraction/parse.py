"""Bytes of a page to one lxml tree, with its encoding found and its size bounded."""

import re

from lxml import etree, html

from errors import ExtractionError
from extraction.encodings import decode
from trees import bound_depth, open_shadows, without_early_ends, without_stuffed_tags

MAX_BYTES = 12_000_000

_PARSER = html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
)
# "input", "form" and their like need no classes of their own here: without those no element's class is asked of Python.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
# lxml rejects none of these while parsing, but refuses them when a text is assigned to a node. Everything is looked for
# in UTF-8: to delete or find bytes costs a tenth of what a set of characters does.
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x20), 0x7F))
# A form feed parts words and attributes (HTML, "ASCII whitespace"), a vertical tab is a line's end out of Word.
_BLANKS = bytes.maketrans(b"\x0b\x0c", b"  ")
# U+FFFE and U+FFFF; U+202D and U+202E turn the direction of all that follows. One pattern for all would be ten times
# slower than two that begin with letters.
_NO_CHARACTER, _OVERRIDE = re.compile(rb"\xef\xbf[\xbe\xbf]"), re.compile(rb"\xe2\x80[\xad\xae]")
# C1 controls are what Windows-1252 has at their place, as in references to them (HTML, "numeric character reference
# end state"); the parser heeds that in references only.
_C1 = re.compile(rb"\xc2([\x80-\x9f])")
# Written as references, the same characters get past everything that looks at characters.
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127|129|141|143|144|157|823[78]|6553[45])(?!\d)"
    rb"|x0*(?:[0-8bcef]|1[0-9a-f]|7f|81|8d|8f|90|9d|202[de]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"ID3", b"OggS", b"RIFF")


def parse_page(body: bytes, *, content_type: str | None = None, url: str = "") -> html.HtmlElement:
    """The page as one tree (root ``html``); text is Unicode whatever the page or its server declares.

    Raises ExtractionError for what is no page: empty, binary, over 12 MB.
    """
    if not body or body.isspace():
        raise ExtractionError("the page is empty", url=url)
    if len(body) > MAX_BYTES:
        raise ExtractionError(f"the page has {len(body):,} bytes; {MAX_BYTES:,} are read at most", url=url)
    if body[:1000].lstrip().startswith(_MAGIC):
        raise ExtractionError("the body is a binary file, not a page", url=url)
    text = _without_controls(decode(body, content_type=content_type, url=url).encode("utf-8", "replace"), url)
    text = without_early_ends(without_stuffed_tags(text))
    try:
        tree = html.document_fromstring(text, parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ExtractionError(f"the page holds no markup that can be read: {error}", url=url) from None
    open_shadows(tree)
    last = _PARSER.error_log.last_error
    bound_depth(tree, stopped=last is not None and last.type_name == "ERR_RESOURCE_LIMIT")
    return tree


def _without_controls(text: bytes, url: str) -> bytes:
    plain = text.translate(_BLANKS, _CONTROLS)
    if len(plain) < len(text):
        opening = text[:20_000]
        if len(opening) - len(opening.translate(None, _CONTROLS)) > len(opening) / 50:
            raise ExtractionError("the body is binary, not a page", url=url)
    if not plain.isascii():
        plain = _OVERRIDE.sub(b"", _NO_CHARACTER.sub(b"", _C1.sub(_from_windows, plain)))
    return _CONTROL_REFERENCE.sub(b"", plain) if b"&#" in plain else plain


def _from_windows(match: re.Match[bytes]) -> bytes:
    return match[1].decode("cp1252", "ignore").encode()
