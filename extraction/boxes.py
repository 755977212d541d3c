"""Boxes inside the body that are not of the article: sign-ups, cards to other stories, titled lists of links."""

import re
from itertools import islice

from lxml.html import HtmlElement

from extraction.blocks import Block, Layout
from extraction.container import prose
from extraction.furniture import furniture_kind

# A box holds little text; what holds more is a part of the article, whatever its title says.
MAX_BOX_CHARS = 1_600
MAX_FORM_CHARS = 700
MAX_PLAIN_CHARS = 300
MAX_CARD_BLOCKS = 8
MIN_POSTS, MAX_POSTS = 3, 30  # of a live report; so many are compared
MAX_PIECES = 20  # of the text of each of them
_BUTTON = re.compile(r"(?<![a-z])(?:button|btn)(?![a-z])", re.I)


def cut_boxes(layout: Layout, container: int, homes: set[int]) -> None:
    """Marks the blocks of boxes inside the container (``cut`` says which kind); ``homes`` hold its paragraphs."""
    members = _members(layout, container)
    _cut_forms(layout, container, homes, members)
    for index in members.get(container, ()):
        block = layout.blocks[index]
        if block.cut or block.zone or block.kind == "quote":
            continue
        box = _box_of(layout, block, container, homes)
        if box is None:
            continue
        kind = furniture_kind(block)
        titled = (kind == "end" and (block.kind == "h" or block.words < 8)) or (kind == "line" and block.kind == "h")
        if not titled and len(members[box]) > MAX_CARD_BLOCKS:
            continue  # long lists and tables are looked at once, not once for each of their lines
        inside = [layout.blocks[i] for i in members[box]]
        if titled and _small(inside):
            _cut(inside, "box")
        elif _is_card(inside):
            _cut(inside, "card")


def _members(layout: Layout, container: int) -> dict[int, list[int]]:
    """Node -> indices of the blocks inside it, for the container and what it holds."""
    members: dict[int, list[int]] = {}
    nodes = layout.nodes
    for index, block in enumerate(layout.blocks):
        node = block.node
        # Elements are numbered in document order, so what lies before the container is not in it.
        chain = []
        while node > container:
            chain.append(node)
            node = nodes[node].parent
        if node == container:
            for held in (*chain, container):
                members.setdefault(held, []).append(index)
    return members


def _box_of(layout: Layout, block: Block, container: int, homes: set[int]) -> int | None:
    """The outermost element around a block that is neither the container nor a home of paragraphs."""
    best = None
    for node in layout.ancestors(block.node):
        if node == container or node in homes:
            break
        if layout.nodes[node].tag in ("div", "section", "aside", "ul", "ol", "figure", "table", "details", "article"):
            best = node
    return best


def _cut_forms(layout: Layout, container: int, homes: set[int], members: dict[int, list[int]]) -> None:
    """What asks for an address or a click is no text, nor are the few lines around it in the same element."""
    index_of = {layout.nodes[node].element: node for node in members}
    text = [layout.blocks[i] for i in members.get(container, ())]
    half = sum(len(block.text) for block in text if not block.cut and prose(block)) / 2
    for control in layout.nodes[container].element.iter("form", "input", "button", "a"):
        if control.tag == "a" and not _is_button(control):
            continue
        box = None
        for element in (control, *control.iterancestors()):
            node = index_of.get(element)
            if node is None:
                continue
            if node == container or node in homes or layout.nodes[node].tag in ("p", "li", "table", "blockquote"):
                break
            inside = [layout.blocks[i] for i in members[node]]
            if sum(len(block.text) for block in inside) > MAX_FORM_CHARS:
                break
            running = sum(len(block.text) for block in inside if prose(block))
            if half and running > half:
                break  # a short article, with a form beside it
            if running and control.tag in ("a", "button") and not _asks(element) and _is_post(element):
                break  # a post of a live report, with its own button to share it
            box = node
        if box is not None:
            _cut([layout.blocks[i] for i in members[box]], "form")


def _asks(element: HtmlElement) -> bool:
    """Whether an element has a field to fill in."""
    return next(element.iter("form", "input", "textarea"), None) is not None


def _is_post(element: HtmlElement) -> bool:
    """Whether an element is one of several that are called the same and say different things."""
    parent, names = element.getparent(), element.get("class")
    if parent is None:
        return False
    alike = [other for other in islice(parent.iterchildren(element.tag), MAX_POSTS) if other.get("class") == names]
    return len({" ".join(islice(other.itertext(), MAX_PIECES))[:MAX_PLAIN_CHARS] for other in alike}) >= MIN_POSTS


def _is_button(link: HtmlElement) -> bool:
    names = link.get("class")
    return names is not None and _BUTTON.search(names) is not None


def _small(blocks: list[Block]) -> bool:
    """True where hardly anything in a titled box is plain text; a line under a linked title is its description."""
    plain = 0
    for before, block in zip([None, *blocks], blocks, strict=False):
        described = before is not None and before.link_density > 0.8
        if block.words > 11 and block.link_density < 0.5 and not described:
            plain += len(block.text)
    return plain <= MAX_PLAIN_CHARS and sum(len(b.text) for b in blocks) <= MAX_BOX_CHARS


def _is_card(blocks: list[Block]) -> bool:
    """A linked title with a line or two about it, and nothing else."""
    if not 1 <= len(blocks) <= MAX_CARD_BLOCKS or any(b.kind in ("row", "quote", "pre") for b in blocks):
        return False
    # "Keep reading" may stand in one line with the title that it leads to.
    linked = [
        b
        for b in blocks
        if b.words > 2
        and (b.link_density > 0.8 or (b.links == 1 and b.link_density > 0.5 and furniture_kind(b) in ("line", "label")))
    ]
    rest = [b for b in blocks if b not in linked]
    return bool(linked) and all(b.words < 45 for b in rest) and sum(b.words for b in rest) < 70


def _cut(blocks: list[Block], reason: str) -> None:
    for block in blocks:
        block.cut = block.cut or reason
