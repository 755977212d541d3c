"""Lists of subscriptions: OPML bytes to outlines and back (OPML 1.0 and 2.0, http://opml.org/spec2.opml).

Lists are made by feed readers and by hand: attribute names in any case, ampersands that are none, feeds inside
folders. What does not parse as XML is read as far as it goes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin
from xml.sax.saxutils import quoteattr

from lxml import etree

from errors import ReadError

MAX_BYTES = 4 * 1024 * 1024  # some 30,000 feeds
MAX_TAG_BYTES = 16 * 1024
MAX_TITLE_CHARS = 200

# An ampersand that starts no entity; queries in addresses hold them ("?a=1&b=2").
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of a list, as the list describes it; none of it is checked."""

    xml_url: str  # the feed
    html_url: str | None = None  # the site
    title: str | None = None
    language: str | None = None
    folders: tuple[str, ...] = ()  # the outlines around it, outermost first


def read_opml(body: bytes, *, url: str = "") -> list[Outline]:
    """The feeds of an OPML document, in its order. Raises ReadError for what is no OPML."""
    if len(body) > MAX_BYTES:
        raise ReadError(f"{url}: over {MAX_BYTES // 2**20} MiB; split the list", url=url)
    # The parser's time grows with the square of the attributes of a tag: 100,000 took 36 s.
    if max(map(len, body.split(b"<"))) > MAX_TAG_BYTES:
        raise ReadError(f"{url}: holds a tag of over {MAX_TAG_BYTES // 1024} KiB: no list of feeds", url=url)
    # recover: half of the lists in the wild are not well-formed, and the rest of such a list is still good.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(_mended(body, url), parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(f"{url}: cannot be read as XML ({error.msg})", url=url) from None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise ReadError(f"{url}: is no OPML: no <opml> element; export the list as OPML again", url=url)
    return list(_outlines(root, url))


def _mended(body: bytes, url: str) -> bytes:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = body.decode("utf-16", "replace").encode()
    start = re.search(rb"<opml\b", body, re.IGNORECASE)
    if start is None:
        raise ReadError(f"{url}: is no OPML: no <opml> element; export the list as OPML again", url=url)
    # Everything before the root but the declaration goes, and with it a DOCTYPE and the entities it could define.
    declaration = re.match(rb"(?:\xef\xbb\xbf)?\s*(<\?xml[^>]{0,200}\?>)", body)
    keep = b"" if declaration is None or b"utf-16" in declaration[1].lower() else declaration[1]
    return keep + _BARE_AMPERSAND.sub(b"&amp;", body[start.start() :])


def _outlines(root: etree._Element, url: str) -> Iterator[Outline]:
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        attributes = {str(name).lower(): " ".join(str(value).split()) for name, value in element.attrib.items()}
        # Titles are often escaped once too often; an address is not: "&copy=1" is a parameter.
        title = unescape(attributes.get("title") or attributes.get("text") or "")[:MAX_TITLE_CHARS].strip() or None
        if feed := _feed_address(attributes):
            yield Outline(
                xml_url=_join(url, feed),
                html_url=_join(url, attributes["htmlurl"]) if attributes.get("htmlurl") else None,
                title=title,
                language=attributes.get("language") or None,
                folders=folders,
            )
        elif title:
            folders = (*folders, title)
        # An outline with a feed may hold others: nothing forbids it, and some readers write it.
        waiting += [(child, folders) for child in reversed(element) if isinstance(child.tag, str)]


def _feed_address(attributes: dict[str, str]) -> str:
    address = attributes.get("xmlurl", "")
    if not address and attributes.get("type", "").lower() in ("rss", "atom"):
        address = attributes.get("url", "")  # OPML 1.0 of Radio UserLand
    # What browsers once handed to readers: feed:https://host/path and feed://host/path.
    without = re.sub(r"^feed:(?://)?(?=https?:)", "", address)
    return re.sub(r"^feed:(?=//)", "http:", without)


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # "http://[": not ours to mend, whoever uses the address says so
        return address


def write_opml(outlines: Iterable[Outline], *, title: str) -> bytes:
    """The OPML 2.0 document of these feeds, UTF-8; outlines of one folder (the outermost) stand together."""
    folders: dict[str, list[Outline]] = {}
    for outline in outlines:
        folders.setdefault(outline.folders[0] if outline.folders else "", []).append(outline)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"  <head><title>{_text(title)}</title></head>", "  <body>"]
    for folder, inside in folders.items():
        if folder:
            lines.append(f"    <outline text={_quoted(folder)}>")
        lines += ["    " + ("  " if folder else "") + _element(outline) for outline in inside]
        if folder:
            lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode()


def _element(outline: Outline) -> str:
    title = outline.title or outline.xml_url
    values = {"text": title, "title": title, "xmlUrl": outline.xml_url, "htmlUrl": outline.html_url}
    values["language"] = outline.language
    return '<outline type="rss" ' + " ".join(f"{key}={_quoted(value)}" for key, value in values.items() if value) + "/>"


def _quoted(value: str) -> str:
    return quoteattr(_NOT_XML.sub("", value), {"\n": "&#10;", "\t": "&#9;"})


def _text(value: str) -> str:
    return _NOT_XML.sub("", value).replace("&", "&amp;").replace("<", "&lt;")
