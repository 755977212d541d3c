"""What a page states about itself, gathered in one pass over its tree; nothing is judged here.

``tree.iter(names)`` filters in C, so the pass costs what the few matching elements cost, not the page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from lxml.html import HtmlElement

from bounds import bounds, note_cut
from extraction import jsonld
from extraction.plain import plain_text
from extraction.tables import read_table

_MAX_VALUES = 30  # of one key: tags are many, the rest is one or two
_HEADINGS = ("h1", "h2")
_MICRODATA = frozenset(
    {"datepublished", "datemodified", "datecreated", "headline", "articlesection", "inlanguage", "thumbnailurl"}
)


@dataclass(slots=True)
class Claims:
    """The raw evidence. Keys of ``meta`` are lower case; name, property and itemprop share it, as sites mix them."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    canonicals: list[str] = field(default_factory=list)  # as written, each once; more than one is a contradiction
    head_title: str = ""
    headings: dict[str, list[HtmlElement]] = field(default_factory=lambda: {"h1": [], "h2": []})  # in order
    nodes: list[jsonld.Node] = field(default_factory=list)
    language: str = ""

    def first(self, *keys: str) -> tuple[str, str]:
        """(value, key) of the first of ``keys`` that the page fills, ("", "") where it fills none."""
        for key in keys:
            for value in self.meta.get(key, ()):
                return value, key
        return "", ""

    def all(self, *keys: str) -> list[str]:
        return [value for key in keys if key in self.meta for value in self.meta[key]]

    def stated(self, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(value, origin) of every key that the page fills, in the order of the keys."""
        return ((value, origin_of(key)) for key in keys if key in self.meta for value in self.meta[key])


def gather(tree: HtmlElement) -> Claims:
    """The claims of a page. Reads only, in document order."""
    claims = Claims(language=plain_text(tree.get("lang") or tree.get("xml:lang"), max_chars=20))
    blocks: list[str] = []
    strays: list[str] = []
    most = bounds().json_nodes
    for count, element in enumerate(tree.iter("meta", "link", "title", "script", *_HEADINGS)):
        if count == most:
            note_cut("data")
            break
        tag = element.tag
        if tag == "meta":
            _meta(element, claims)
        elif tag == "link":
            if (element.get("rel") or "").lower() == "canonical":
                in_head = next(element.iterancestors("head"), None) is not None
                _add((element.get("href") or "").strip(), claims.canonicals if in_head else strays)
        elif tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                blocks.append(element.text)
        elif tag == "title":
            # An <svg> has titles too: the page's own comes first.
            claims.head_title = claims.head_title or plain_text(element.text, max_chars=500)
        else:
            claims.headings[tag].append(element)
    # In the body stands what readers and widgets bring, and the head's own where a tag that is none ended the head.
    claims.canonicals = claims.canonicals or strays
    claims.nodes = jsonld.read_blocks(blocks)
    return claims


def origin_of(key: str) -> str:
    """The vocabulary that a meta element's name is from: "og", "microdata" or "meta"."""
    if key.startswith(("og:", "article:")):
        return "og"
    return "microdata" if key in _MICRODATA else "meta"


@cache
def meta_keys() -> dict[str, tuple[str, ...]]:
    """Field -> the names of meta elements that state it, the most trusted first."""
    return {name: tuple(keys.split()) for name, keys in read_table("meta_keys.tsv")}


@cache
def known_keys() -> frozenset[str]:
    """All names of meta elements that anybody asks for: pages carry dozens that nobody does."""
    return frozenset(key for keys in meta_keys().values() for key in keys)


def _meta(element: HtmlElement, claims: Claims) -> None:
    get, known = element.get, known_keys()
    for attribute in ("property", "name", "itemprop"):
        key = get(attribute)
        if key and (key := key.strip().lower()) in known and (text := plain_text(get("content"))):
            _add(text, claims.meta.setdefault(key, []))


def _add(text: str, values: list[str]) -> None:
    if text and len(values) < _MAX_VALUES and text not in values:
        values.append(text)


def heading_text(element: HtmlElement) -> str:
    """A heading's text; line breaks inside it part words."""
    return plain_text(" ".join(element.itertext()) if len(element) else element.text, max_chars=500)
