"""Links that are remarks on an article: the authority, author or topic that a list names beside a headline."""

from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from bounds import bounds, note_cut
from spiders.readers.cards import headline_around
from spiders.readers.links import shape_of
from spiders.readers.webpage import text_of

_ITEMS = frozenset({"article", "li", "tr"})
_BLOCKS = frozenset({"div", "section", "td"})
_HEIGHT = 8  # how far above a link its item is looked for
_FEW = 8  # an item of a list links to few things; what links to more is the list
_SHORT = 4  # words

Link = tuple[str, str, HtmlElement]  # identity, address, anchor


def without_remarks(links: Iterable[Link]) -> Iterator[Link]:
    """The links without those of a few words beside the one headline of an item, and no better by their address."""
    every: list[Link] = []
    for link in links:
        if len(every) == bounds().links:
            note_cut("links")
            break
        every.append(link)
    headlines = {anchor: headline_around(anchor) is not None for _, _, anchor in every}
    remarks: set[HtmlElement] = set()
    for item in _items(every).values():
        named = {target for target, _, anchor in item if headlines[anchor]}
        if len(named) != 1 or len({target for target, _, _ in item}) > _FEW:
            continue
        best = max(1, *(shape_of(target) for target in named))
        for target, _, anchor in item:
            if target not in named and shape_of(target) <= best and len(text_of(anchor).split()) <= _SHORT:
                remarks.add(anchor)
    return (link for link in every if link[2] not in remarks)


def _items(links: list[Link]) -> dict[HtmlElement, list[Link]]:
    """The links in each element that has siblings like itself."""
    items: dict[HtmlElement, list[Link]] = {}
    alike: dict[HtmlElement, bool] = {}
    for link in links:
        for height, above in enumerate(link[2].iterancestors()):
            if height == _HEIGHT:
                break
            if above not in alike:
                alike[above] = above.tag in _ITEMS or (above.tag in _BLOCKS and _has_like(above))
            if alike[above]:
                items.setdefault(above, []).append(link)
    return items


def _has_like(element: HtmlElement) -> bool:
    """Whether the next or the previous sibling has the same tag and class."""
    name = element.get("class")
    beside = (element.getnext(), element.getprevious())
    return bool(name) and any(
        other is not None and other.tag == element.tag and other.get("class") == name for other in beside
    )
