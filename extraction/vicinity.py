"""What a reader sees around the headline: bylines, dates, the name of the section.

Bounded walks from the headline, never the whole page: what stands further off belongs to other articles more often than to this one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from extraction.dates import cut_dates
from extraction.plain import plain_text

_MAX_AFTER = 220  # elements behind the headline: lead image, share bar, byline and date
_MAX_BEFORE = 45
_MAX_PROSE = 900  # characters of paragraphs behind which the body is well under way

_AUTHOR = re.compile(
    r"author|byline|by-line|writer|auteur|autor|contributor|reporter|journalist|meta-?by|redact|redakt|(?<![a-z])fn(?![a-z])|firma",
    re.I,
)
_NOT_AUTHOR = re.compile(
    r"bio|about|avatar|image|img|photo|picture|comment|related|social|share|follow|desc|twitter|more-|card|role|job|posts|rec_|recommend"
    r"|authority|popover|tooltip|hidden-|modal|teaser|box-title|newsletter|title-author|count|authors?-list-title",
    re.I,
)
_DATE = re.compile(r"date|time|publi|posted|datum|fecha|stamp|updated|created|meta|data-", re.I)
_SECTION = re.compile(
    r"breadcrumb|crumb|categor|section|rubri|kicker|overline|eyebrow|channel|article-?tag|article-?type|dachzeile|ressort",
    re.I,
)
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|footer|newsletter|recommend|widget|popular|trending|teaser|promo|carousel|most-|latest",
    re.I,
)
_AUTHOR_LINK = re.compile(
    r"/(?:author|autor|autoren|auteur|auteurs|people|person|staff|profil|profile|writer|writers|journalist|journalists|contributor|contributors|by|team|redaktion|reporters?|columnists?|users?|member|persona|autore|firmas|autores)s?/",
    re.I,
)
_BY = re.compile(
    r"(?:by|von|par|por|door|av|af|przez|autor(?:in|en|es)?|автори?|words by|story by|written by|posted by|text|texte|tekst|foto und text)(?:\s*:\s*|\s+|$)",
    re.I,
)
_UPDATED = re.compile(
    r"update|modif|aktualisiert|geändert|mis à jour|màj|actualiz|aggiornat|bijgewerkt|oppdatert|uppdaterad|opdateret|aktualiz|обновл|оновл"
    r"|güncell|revised|stand:|muokattu|päivitetty|atualizad|更新|수정",
    re.I,
)
_PUBLISHED = re.compile(r"publi|posted|erstellt|veröffentlicht", re.I)
_DIGIT = re.compile(r"\d")
_SKIP = frozenset(["script", "style", "noscript", "svg", "iframe", "form", "select", "option", "template", "video", "audio", "object", "nav", "footer"])
_INLINE = frozenset(["span", "b", "strong", "em", "i", "font", "u", "small", "abbr", "sup", "sub", "mark", "cite", "bdi"])


class Walk:
    """Elements in order, walked only as far as somebody asks, and once."""

    def __init__(self, elements: Iterator[HtmlElement]) -> None:
        self._source, self._seen = elements, list[HtmlElement]()

    def __iter__(self) -> Iterator[HtmlElement]:
        yield from self._seen
        for element in self._source:
            self._seen.append(element)
            yield element


@dataclass(frozen=True, slots=True)
class Vicinity:
    """Elements just behind the headline in document order, and just before it, the nearest first."""

    after: Walk
    before: Walk
    known: bool  # whether there is a headline to walk from


def around(heading: HtmlElement | None) -> Vicinity:
    if heading is None:
        return Vicinity(Walk(iter(())), Walk(iter(())), False)
    return Vicinity(Walk(_behind(heading)), Walk(_before(heading)), True)


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
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
        if current.tag in _SKIP or not isinstance(current.tag, str):
            continue
        yield current
        stack.extend(reversed(current))


def _behind(heading: HtmlElement) -> Iterator[HtmlElement]:
    prose = 0
    for element in islice(_following(heading), _MAX_AFTER):
        yield element
        if element.tag == "p":
            prose += len(element.text or "") + sum(len(child.tail or "") for child in element)
            if prose > _MAX_PROSE:
                return


def _before(heading: HtmlElement) -> Iterator[HtmlElement]:
    return islice(_preceding(heading), _MAX_BEFORE)


def _preceding(heading: HtmlElement) -> Iterator[HtmlElement]:
    current = heading
    for _ in range(5):
        for sibling in current.itersiblings(preceding=True):
            if sibling.tag in ("script", "style", "header", "form") or not isinstance(sibling.tag, str):
                continue
            # Breadcrumbs are often a <nav>: the walk itself may enter one, deeper ones are menus.
            yield from (sibling, *sibling.iterdescendants()) if sibling.tag == "nav" else _inside(sibling)
        current = current.getparent()
        if current is None or current.tag in ("body", "html"):
            return


def hints(element: HtmlElement) -> str:
    """The names that a page gives an element: class, id, itemprop, rel, data-testid."""
    get = element.get
    return " ".join(filter(None, (get("class"), get("id"), get("itemprop"), get("rel"), get("data-testid"))))


def text_of(element: HtmlElement, *, max_chars: int = 300, separator: str = " ; ") -> str:
    """Text of an element; parts that stand apart on the page are kept apart by ``separator``."""
    pieces: list[str] = []
    length = 0
    for node in _inside(element):
        if node is not element and node.tag not in _INLINE:
            pieces.append(separator)
        if node.text:
            pieces.append(node.text)
            length += len(node.text)
        if node is not element and node.tail:
            pieces.append((separator if node.tag not in _INLINE and len(node) else " ") + node.tail)
            length += len(node.tail)
        if length > max_chars * 4:
            break
    return plain_text(" ".join(pieces), max_chars=max_chars)


def bylines(elements: Iterable[HtmlElement]) -> Iterator[tuple[str, bool]]:
    """(text, is marked by the page as a byline), the marked ones first, then texts that begin with "By"."""
    plain: list[str] = []
    inside: set[HtmlElement] = set()
    for element in elements:
        if element in inside:
            continue
        names = hints(element)
        if names and _AUTHOR.search(names) and not _NOT_AUTHOR.search(names):
            if text := _signature(element):
                inside.update(element.iterdescendants())
                yield text, True
        elif element.text and _BY.match(element.text.lstrip()[:40]) and len(element.text.strip()) < 100:
            text = cut_dates(text_of(element, max_chars=200, separator=" "))
            if len(text) < 8 and (parent := element.getparent()) is not None:
                text = cut_dates(text_of(parent, max_chars=200, separator=" "))
            if 4 < len(text) < 120:
                plain.append(text)
    for text in plain:
        yield text, False


def _signature(element: HtmlElement) -> str:
    """The names in a byline element: its links to authors' pages where there are any, else its whole short text."""
    links = [element] if element.tag == "a" else list(element.iter("a"))[:12]
    named = [
        text
        for link in links
        if ("author" in (link.get("rel") or "") or _AUTHOR_LINK.search(link.get("href") or ""))
        and (text := text_of(link, max_chars=80, separator=" "))
        and not any(character.isdigit() for character in text)
    ]
    if named:
        return " ; ".join(dict.fromkeys(named))
    text = cut_dates(text_of(element, max_chars=220))
    return text if 1 < len(text.strip(" ;")) < 180 else ""


def marked_anywhere(tree: HtmlElement) -> list[HtmlElement]:
    """Elements of the whole page that are marked as author in microdata, rel or class; for pages whose headline was not found."""
    found = tree.xpath(
        "//*[@itemprop='author' or @rel='author' or contains(@class, 'byline') or contains(@class, 'author')]"
    )
    return [element for element in found[:40] if not _is_elsewhere(element)]


def dated_anywhere(tree: HtmlElement) -> list[HtmlElement]:
    """Elements of the whole page whose names speak of a date, without those of lists and comments."""
    found = tree.xpath(
        "//time | //*[contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'publi') or contains(@class, 'posted')"
        " or contains(@class, 'datum') or contains(@itemprop, 'date') or contains(@id, 'date')]"
    )
    return [
        element
        for element in found[:60]
        if element.tag not in ("body", "article", "main") and not _is_elsewhere(element)
    ]


def _is_elsewhere(element: HtmlElement) -> bool:
    current = element
    for _ in range(7):
        if current is None or current.tag in ("body", "html"):
            return False
        if current.tag in ("aside", "footer", "nav") or _ELSEWHERE.search(hints(current)):
            return True
        current = current.getparent()
    return False


def date_texts(elements: Iterable[HtmlElement]) -> Iterator[tuple[str, bool, HtmlElement]]:
    """(text that may hold a date, is a <time> or named after dates, its element) of the elements, in order."""
    for element in elements:
        get = element.get
        if element.tag == "time" or (get("itemprop") or "").lower().startswith("date"):
            for text in (get("datetime") or get("content") or "", text_of(element, max_chars=100, separator=" ")):
                if text:
                    yield text, True, element
            continue
        for piece in (element.text, element.tail):
            if piece and len(piece) < 400 and _DIGIT.search(piece) and len(piece := piece.strip()) <= 110:
                named = bool(_DATE.search(hints(element)))
                if named or element.tag != "p" or len(piece) <= 70:
                    yield piece, named, element


def is_update(element: HtmlElement, text: str) -> bool:
    """Whether the words just before a date, or the element's names, say that it is the date of a change."""
    if said := _UPDATED.search(text):
        return not _PUBLISHED.search(text, 0, said.start())
    names = hints(element)
    if _UPDATED.search(names):
        return not _PUBLISHED.search(names)  # WordPress marks both at once: "entry-date published updated"
    previous = element.getprevious()
    if previous is not None and isinstance(previous.tag, str):
        label = (previous.tail or "").strip() or text_of(previous, max_chars=60, separator=" ")
        return len(label) < 40 and bool(_UPDATED.search(label))
    parent = element.getparent()
    return parent is not None and bool(_UPDATED.search((parent.text or "")[-40:]))


def section_names(vicinity: Vicinity) -> Iterator[str]:
    """What stands before (or just behind) the headline as its section, the nearest first; the last step of breadcrumbs first."""
    for element in (*vicinity.before, *islice(vicinity.after, 25)):
        names = hints(element)
        if not names or not _SECTION.search(names) or re.search(r"author|date|comment|share", names, re.I):
            continue
        steps = [
            text for part in element.iter("a", "li", "span") if (text := text_of(part, max_chars=60, separator=" "))
        ]
        yield from reversed(steps or [text_of(element, max_chars=60, separator=" ")])
