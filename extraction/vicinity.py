"""The elements around the headline, walked only as far as somebody asks.

What stands further off belongs to other articles more often than to this one, and walking a whole page in Python costs
more than parsing it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from extraction.plain import plain_text

_MAX_AFTER = 100  # elements behind the headline: lead image, share bar, byline and date
_MAX_BEFORE = 45
_MAX_LEVELS = 5
_MAX_PROSE = 900  # characters of paragraphs behind which the body is well under way

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "svg",
        "iframe",
        "form",
        "select",
        "option",
        "template",
        "video",
        "audio",
        "object",
        "nav",
        "footer",
        "blockquote",  # an embedded post has an author and a date of its own
    ]
)
_NOT_BEFORE = frozenset(["script", "style", "header", "form"])
_INLINE = frozenset(
    ["span", "b", "strong", "em", "i", "font", "u", "small", "abbr", "sup", "sub", "mark", "cite", "bdi"]
)


class Walk:
    """Elements in order, each found once however often it is asked for."""

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


def around(heading: HtmlElement | None) -> Vicinity:
    """The vicinity of the headline; empty where the page shows none."""
    if heading is None:
        return Vicinity(Walk(iter(())), Walk(iter(())))
    return Vicinity(Walk(_behind(heading)), Walk(islice(_preceding(heading), _MAX_BEFORE)))


def page_part(heading: HtmlElement | None, tree: HtmlElement) -> HtmlElement:
    """What a page marks as the place of its content: the <main> around the headline, or what holds its <article>.

    Menus, sidebars and footers stand outside. The whole page where it marks nothing.
    """
    part: HtmlElement | None = None
    for above in heading.iterancestors("main", "article") if heading is not None else ():
        if above.tag == "main":
            return above
        part = above.getparent()
    return tree if part is None else part


def inside(element: HtmlElement) -> Iterator[HtmlElement]:
    """``element`` and what is in it, in document order, without scripts, forms and menus."""
    stack = [element]
    while stack:
        current = stack.pop()
        if current.tag in _SKIPPED or not isinstance(current.tag, str):
            continue
        yield current
        if len(current):
            stack.extend(reversed(current))


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
    current = element
    while True:
        sibling = current.getnext()
        while sibling is None:
            current = current.getparent()
            if current is None:
                return
            sibling = current.getnext()
        yield from inside(sibling)
        current = sibling


def _behind(heading: HtmlElement) -> Iterator[HtmlElement]:
    prose = 0
    for element in islice(_following(heading), _MAX_AFTER):
        yield element
        if element.tag == "p":
            prose += len(element.text or "") + sum(len(child.tail or "") for child in element)
            if prose > _MAX_PROSE:
                return


def _preceding(heading: HtmlElement) -> Iterator[HtmlElement]:
    current = heading
    for _ in range(_MAX_LEVELS):
        for sibling in current.itersiblings(preceding=True):
            if sibling.tag in _NOT_BEFORE or not isinstance(sibling.tag, str):
                continue
            # Breadcrumbs are often a <nav>: the walk itself may enter one, deeper ones are menus.
            yield from sibling.iter("*") if sibling.tag == "nav" else inside(sibling)
        current = current.getparent()
        if current is None or current.tag in ("body", "html"):
            return


def hints(element: HtmlElement) -> str:
    """The names that a page gives an element: class, id, itemprop, rel, data-testid."""
    get = element.get
    names = (get("class"), get("id"), get("itemprop"), get("rel"), get("data-testid"))
    return " ".join([name for name in names if name])[:300]


def _adjoins(node: HtmlElement) -> bool:
    """Whether nothing, not even a space, parts an element from the one before it: "<span>A</span><span>B</span>"."""
    previous = node.getprevious()
    return previous is not None and not previous.tail


def text_of(element: HtmlElement, *, max_chars: int = 300, separator: str = " ; ") -> str:
    """Text of an element; parts that stand apart on the page are kept apart by ``separator``."""
    pieces: list[str] = []
    length = 0
    for node in inside(element):
        apart = node is not element and (node.tag not in _INLINE or _adjoins(node))
        if apart:
            pieces.append(separator)
        if node.text:
            pieces.append(node.text)
        if node is not element and node.tail:
            pieces.append((separator if apart and len(node) else " ") + node.tail)
        length += len(pieces[-1]) if pieces else 0
        if length > max_chars * 4:
            break
    return plain_text(" ".join(pieces), max_chars=max_chars)
