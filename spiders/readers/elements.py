"""Text out of parsed elements: lxml's trees as the readers of feeds and sitemaps need them."""

from typing import Any

from lxml import etree

from bounds import bounds
from spiders.readers.names import name
from spiders.readers.plain import plain

Element = Any  # lxml.etree._Element: lxml has no types
Children = dict[str, list[Element]]  # by the spelling of `names`


def children_of(element: Element, own: str) -> Children:
    found: Children = {}
    for child in element.iterchildren("*"):
        found.setdefault(name(child.tag, own), []).append(child)
    return found


def string_of(element: Element) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""


def last_word(elements: list[Element] | None) -> str | None:
    """The last that has text: identifiers and single words, as they are."""
    for element in reversed(elements or []):
        if text := string_of(element).strip():
            return text[: bounds().address_chars + 1]  # an address that is longer shows it
    return None


def first_plain(elements: list[Element] | None, limit: int | None = None) -> str | None:
    return next((text for element in elements or [] if (text := plain(string_of(element), limit=limit))), None)


def inner_markup(element: Element) -> str:
    """The markup inside an element; of Atom's xhtml content without the <div> that the format asks for."""
    if len(element) == 1 and not (element.text or "").strip() and name(element[0].tag).rpartition(":")[2] == "div":
        element = element[0]
    pieces = [element.text or ""]
    pieces += [etree.tostring(child, encoding="unicode") for child in element]
    return "".join(pieces).replace(' xmlns="http://www.w3.org/1999/xhtml"', "")
