"""Text out of what feeds put into titles and summaries, and addresses out of what they put into links."""

import codecs
import re
import unicodedata
from html import unescape
from html.entities import html5
from urllib.parse import quote, urljoin, urlsplit

from bounds import bounds, note_cut
from spiders.readers.slips import unslipped

# The tags that stand in titles and summaries as markup. Other names in angle brackets ("<your name here>") are text.
_TAG_NAMES = (
    "a|abbr|acronym|address|area|article|aside|audio|b|base|basefont|bdi|bdo|big|blink|blockquote|body|br|button|canvas|"
    "caption|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset|"
    "figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd|"
    "label|legend|li|link|main|map|mark|marquee|math|menu|meta|meter|nav|nobr|noframes|noscript|object|ol|optgroup|"
    "option|output|p|param|picture|pre|progress|q|rp|rt|ruby|s|samp|script|section|select|small|source|span|strike|"
    "strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|"
    "video|wbr"
)
_TAG = re.compile(rf"</?(?:{_TAG_NAMES})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|figure|figcaption|section|article|hr|dd|dt)(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
_C1 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
_HAS_C1 = re.compile("[\x80-\x9f]")


def plain(text: str | None, *, limit: int | None = None, html: bool = True) -> str | None:
    """One line of text, without markup, references and control characters, in NFC; or None.

    At most `limit` characters, by default those of a title.

    With `html` false the text is literal by its format (Atom's type="text"), and tags in it stay.
    """
    if not text:
        return None
    if limit is None:
        limit = bounds().title_chars
    text = text[: limit * 20 + 10_000]
    text = mojibake(text)
    # References are resolved even in literal text: no headline is about "&#8217;", many are escaped once too often.
    for _ in range(2):
        if html and "<" in text:
            text = _untagged(text)
        if "&" not in text or not _REFERENCE.search(text):
            break
        text = _REFERENCE.sub(_character, text)
    if html and "<" in text:
        text = _untagged(text)
    text = clean(" ".join(text.split())[: limit * 2])
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text or None


def passage(text: str | None, *, html: bool = True) -> str | None:
    """The same of a summary, as long as a field may be."""
    return plain(text, limit=bounds().field_chars, html=html)


def named(text: str | None) -> str | None:
    """The same of a name or a tag."""
    return plain(text, limit=bounds().name_chars)


def spoken(markup: str) -> str:
    """The text of well-formed markup, in which every tag is one."""
    return unescape(_ANY_TAG.sub("", _BREAK.sub(" ", markup)))


def clean(text: str, *, normal: bool = True) -> str:
    """NFC, if `normal`, without controls, direction overrides, surrogates; C1 controls as Windows-1252 meant them."""
    if text.isascii():
        return _UNWANTED.sub("", text).strip()
    if _HAS_C1.search(text):
        text = text.translate(_C1)
    text = _UNWANTED.sub("", text).strip()
    # Quadratic in the length of a run of combining marks: for short texts only.
    return unicodedata.normalize("NFC", text) if normal else text


def mojibake(text: str) -> str:
    """UTF-8 that was read as Latin-1 or Windows-1252 and encoded again, put right if every character fits."""
    if text.isascii():
        return text
    try:
        return text.encode("cp1252", "c1").decode()
    except UnicodeError:
        return text


def _c1(error: UnicodeError) -> tuple[bytes, int]:
    """Characters that Windows-1252 has no byte for, by their Latin-1 byte: those who misread UTF-8 use either."""
    assert isinstance(error, UnicodeEncodeError)
    return error.object[error.start : error.end].encode("latin-1"), error.end


codecs.register_error("c1", _c1)


def _character(match: "re.Match[str]") -> str:
    reference = match[0]
    if reference[1] != "#" and reference[1:] not in html5:
        return reference
    return unescape(reference)


def _untagged(text: str) -> str:
    text = _without(_without(_without(text, "<!--", "-->"), "<script", "</script>"), "<style", "</style>")
    return _TAG.sub("", _BREAK.sub(" ", text))


def _without(text: str, start: str, end: str) -> str:
    """Without the spans from `start` to `end`; one that has no end is none. Linear, unlike a regular expression."""
    lower = text.lower()
    if start not in lower or len(lower) != len(text):
        return text
    pieces, position = [], 0
    while (opening := lower.find(start, position)) >= 0 and (closing := lower.find(end, opening)) >= 0:
        pieces.append(text[position:opening])
        position = closing + len(end)
    return "".join([*pieces, text[position:]])


def content(html: str | None) -> str | None:
    """HTML as it is, without what no document may hold, within the bound."""
    if not html or not html.strip():
        return None
    most = bounds().content_chars
    if len(html) > most:
        note_cut("content")
    return clean(html[:most], normal=False)


def address(link: str | None, base: str) -> str | None:
    """The absolute http or https address of a link, or None."""
    if not link:
        return None
    link = _UNWANTED.sub("", link).strip()
    # Inside an address browsers drop line ends and tabs (WHATWG URL).
    link = "".join(link.splitlines()).replace("\t", "")
    if not link:
        return None
    if len(link) > bounds().address_chars:
        if not link[:5].lower().startswith("data:"):  # pictures and scripts, which are no addresses
            note_cut("addresses")
        return None
    link = unslipped(link, base)
    if "&" in link:
        # Escaped once too often: "?p=1&amp;page=2", "&#038;" (WordPress).
        link = re.sub(r"&(?:amp|#0{0,3}38);", "&", link)
    path, mark, query = link.partition("?")
    try:
        link = path.replace("\\", "/") + mark + query
        if not link[:8].lower().startswith(("http://", "https://")):
            link = urljoin(base, link)
        parts = urlsplit(link)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            return None
    except ValueError:
        return None
    if _HAS_C1.search(link):  # browsers send them percent-encoded, and no host has any (WHATWG URL)
        return None if _HAS_C1.search(parts.netloc) else _HAS_C1.sub(lambda found: quote(found[0]), link)
    return link
