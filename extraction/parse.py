"""Bytes of a page to one lxml tree, with its encoding found and its size bounded."""

import re

from lxml import etree, html

from errors import ExtractionError
from extraction.encodings import decode

MAX_BYTES = 12_000_000
MAX_TAG_CHARS = 65_536

# lxml needs a second for each 30,000 attributes of one tag (duplicates are looked for pair by pair), so overlong
# tags lose theirs. No page of a newsroom was seen whose tag held more than 2,000 attributes.
MAX_ATTRIBUTES = 2_000

_PARSER = html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
)
# lxml rejects none of these while parsing, but refuses them when a text is assigned to a node. The last two turn the
# direction of all that follows.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff\u202d\u202e]")
# C1 controls are what Windows-1252 has at their place, as in references to them (HTML, "numeric character reference
# end state"); the parser heeds that in references only.
_C1 = re.compile(r"[\x80-\x9f]")
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
# Written as references, the same characters get past everything that looks at characters.
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127|129|141|143|144|157|823[78]|6553[45])(?!\d)"
    r"|x0*(?:[0-8bcef]|1[0-9a-f]|7f|81|8d|8f|90|9d|202[de]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
_TAG_NAME = re.compile(r"<[a-zA-Z][\w:-]{0,40}")
_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"ID3", b"OggS", b"RIFF")


def parse_page(body: bytes, *, content_type: str | None = None, url: str = "") -> html.HtmlElement:
    """The page as one tree (root ``html``); text is Unicode whatever the page or its server declares.

    Raises ExtractionError for what is no page: empty, binary, over 12 MB.
    """
    if not body.strip():
        raise ExtractionError("the page is empty", url=url)
    if len(body) > MAX_BYTES:
        raise ExtractionError(f"the page has {len(body):,} bytes; {MAX_BYTES:,} are read at most", url=url)
    if body.lstrip()[:8].startswith(_MAGIC):
        raise ExtractionError("the body is a binary file, not a page", url=url)
    text = decode(body, content_type=content_type, url=url)
    if _CONTROLS.search(text):
        if len(_CONTROLS.findall(text[:20_000])) > len(text[:20_000]) / 50:
            raise ExtractionError("the body is binary, not a page", url=url)
        text = _CONTROLS.sub("", text)
    if _C1.search(text):
        text = text.translate(_WINDOWS)
    if "&#" in text:
        text = _CONTROL_REFERENCE.sub("", text)
    text = _without_monstrous_tags(text)
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ExtractionError(f"the page holds no markup that can be read: {error}", url=url) from None
    return tree


def _without_monstrous_tags(text: str) -> str:
    if len(text) < MAX_TAG_CHARS:
        return text
    # The stretch between two ">" holds one tag at most: where it is long and full of "=", the attributes go. Splitting
    # is linear; a regular expression for such stretches would start anew at every character.
    stretches = text.split(">")
    if max(map(len, stretches)) <= MAX_ATTRIBUTES * 4:
        return text
    for number, stretch in enumerate(stretches):
        if len(stretch) > MAX_ATTRIBUTES * 4 and stretch.count("=") > MAX_ATTRIBUTES:
            name = _TAG_NAME.search(stretch, 0, 300)
            stretches[number] = stretch[: name.end()] if name else stretch
    return ">".join(stretches)
