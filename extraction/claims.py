"""What a page states about itself, gathered in one pass over its tree; nothing is judged here.

``tree.iter(names)`` filters in C, so the pass costs what the few matching elements cost, not the page.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from extraction import jsonld
from extraction.plain import plain_text

_MAX_ELEMENTS = 4_000
_MAX_VALUES = 30  # of one key: tags are many, the rest is one or two
_HEADINGS = ("h1", "h2")


@dataclass(slots=True)
class Claims:
    """The raw evidence. Keys of ``meta`` are lower case; name, property and itemprop share it, as sites mix them."""

    meta: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    links: dict[str, str] = field(default_factory=dict)  # rel -> href
    head_title: str = ""
    headings: list[tuple[HtmlElement, str]] = field(default_factory=list)  # h1 and h2 with their text, in order
    times: list[HtmlElement] = field(default_factory=list)
    nodes: list[jsonld.Node] = field(default_factory=list)
    language: str = ""

    def first(self, *keys: str) -> tuple[str, str]:
        """(value, key) of the first of ``keys`` that the page fills, ("", "") where it fills none."""
        for key in keys:
            for value in self.meta.get(key, ()):
                return value, key
        return "", ""

    def all(self, *keys: str) -> list[str]:
        return [value for key in keys for value in self.meta.get(key, ())]


def gather(tree: HtmlElement) -> Claims:
    """The claims of a page. Reads only, in document order."""
    claims = Claims(language=plain_text(tree.get("lang") or tree.get("xml:lang"), max_chars=20))
    blocks: list[str] = []
    for count, element in enumerate(tree.iter("meta", "link", "title", "script", "time", *_HEADINGS)):
        if count > _MAX_ELEMENTS:
            break
        tag = element.tag
        if tag == "meta":
            _meta(element, claims)
        elif tag == "link":
            for rel in (element.get("rel") or "").lower().split():
                claims.links.setdefault(rel, (element.get("href") or "").strip())
        elif tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                blocks.append(element.text)
        elif tag == "time":
            claims.times.append(element)
        elif tag == "title":
            # An <svg> has titles too: the page's own comes first.
            claims.head_title = claims.head_title or plain_text(element.text_content(), max_chars=500)
        elif len(claims.headings) < 60 and (text := heading_text(element)):
            claims.headings.append((element, text))
    claims.nodes = jsonld.read_blocks(blocks)
    return claims


def _meta(element: HtmlElement, claims: Claims) -> None:
    content = element.get("content")
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        key = element.get(attribute)
        if key:
            values = claims.meta[key.strip().lower()[:80]]
            text = plain_text(content)
            if text and len(values) < _MAX_VALUES and text not in values:
                values.append(text)


def heading_text(element: HtmlElement) -> str:
    """A heading's text; line breaks inside it part words."""
    return plain_text(" ".join(element.itertext()) if len(element) else element.text, max_chars=500)
