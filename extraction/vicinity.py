"""What a reader sees around the headline: byline, dates, the name of the section. Bounded walks from the h1, never the whole page."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from extraction.plain import plain_text

_MAX_AFTER = 260  # elements behind the headline: lead image, share bar, byline and date
_MAX_BEFORE = 40
_MAX_PROSE = 1_200  # characters of paragraphs behind which the body is well under way

AUTHOR_HINT = re.compile(
    r"author|byline|by-line|writer|auteur|autor|contributor|reporter|journalist|credit-name|meta-?by|redact|fn\b|firma",
    re.I,
)
_NOT_BYLINE = re.compile(
    r"bio|about|avatar|image|img|photo|picture|comment|related|social|share|follow|description|twitter|more-from|desc\b|card__text|role|job|position|posts|rec_|recommend|title-author-title",
    re.I,
)
DATE_HINT = re.compile(r"date|time|publi|posted|datum|fecha|data\b|stamp|updated|created|meta", re.I)
SECTION_HINT = re.compile(
    r"breadcrumb|crumb|categor|section|rubri|kicker|overline|eyebrow|topic|channel|article-?tag|article-type|dachzeile|ressort|label",
    re.I,
)
_NOT_ARTICLE = re.compile(
    r"comment|related|sidebar|footer|newsletter|recommend|widget|popular|trending|teaser|promo|carousel", re.I
)
_SKIP = frozenset(["script", "style", "noscript", "svg", "iframe", "form", "select", "option", "button", "template", "video", "audio", "object", "nav"])


def following(element: HtmlElement) -> Iterator[HtmlElement]:
    """Elements behind ``element`` in document order, its own content left out."""
    current = element
    while current is not None:
        sibling = current.getnext()
        while sibling is None:
            current = current.getparent()
            if current is None:
                return
            sibling = current.getnext()
        yield from _inside(sibling)
        current = sibling


def _inside(element: HtmlElement) -> Iterator[HtmlElement]:
    stack = [element]
    while stack:
        current = stack.pop()
        if not isinstance(current.tag, str) or current.tag in _SKIP:
            continue
        yield current
        stack.extend(reversed(current))


def behind_headline(heading: HtmlElement) -> list[HtmlElement]:
    """The elements between the headline and the body, as far as they can be told apart."""
    found, prose = [], 0
    for element in following(heading):
        if len(found) >= _MAX_AFTER or prose > _MAX_PROSE:
            break
        found.append(element)
        if element.tag == "p" and element.text:
            prose += len(element.text) + sum(len(child.tail or "") for child in element)
    return found


def before_headline(heading: HtmlElement) -> list[HtmlElement]:
    """The elements just before the headline, up to four levels out, nearest first."""
    found: list[HtmlElement] = []
    current = heading
    for _ in range(5):
        for sibling in current.itersiblings(preceding=True):
            for element in _inside(sibling):
                found.append(element)
                if len(found) >= _MAX_BEFORE:
                    return found
        current = current.getparent()
        if current is None or current.tag in ("body", "html"):
            break
    return found


def hints(element: HtmlElement) -> str:
    """The names that a page gives an element: class, id, itemprop, rel, data-testid."""
    get = element.get
    return " ".join(filter(None, (get("class"), get("id"), get("itemprop"), get("rel"), get("data-testid"))))


def own_text(element: HtmlElement, max_chars: int = 300) -> str:
    """Text of an element as a reader sees it; parts are kept apart by spaces."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > max_chars * 4:
            break
    return plain_text(" ".join(pieces), max_chars=max_chars)


def bylines(elements: list[HtmlElement]) -> Iterator[str]:
    """Texts that may be bylines, the plainest first: itemprop and rel, then class names, then "By …" without any hint."""
    marked, plain = [], []
    inside: set[HtmlElement] = set()
    for element in elements:
        if element in inside:
            continue
        names = hints(element)
        if names and AUTHOR_HINT.search(names) and not _NOT_BYLINE.search(names):
            text = own_text(element, 160)
            if 1 < len(text) < 150:
                inside.update(element.iter())
                if element.tag == "meta":
                    continue
                marked.append(text)
        elif element.text and len(element.text) < 80 and _BY.match(element.text.strip()):
            text = own_text(element, 160)
            if len(text) < 120 and (len(text) > 5 or element.getparent() is not None):
                plain.append(text if len(text) > 5 else own_text(element.getparent(), 160))
    yield from marked
    yield from plain


_BY = re.compile(r"(?:by|von|par|por|di|door|av|af|przez|text|tekst|автор|автори?|words|story)\b\s*:?", re.I)
_UPDATED = re.compile(
    r"update|modif|aktualisiert|geändert|mis à jour|màj|actualiz|aggiornat|bijgewerkt|oppdatert|uppdaterad|opdateret|aktualiz|обновл|оновл|güncell|revised|edited|stand:",
    re.I,
)


def is_update(text: str) -> bool:
    return bool(_UPDATED.search(text))
