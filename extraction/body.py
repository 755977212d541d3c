"""Where the article stands on the page: its first block, its last, and what is cut between them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extraction.blocks import Block, Layout
from extraction.boxes import cut_boxes
from extraction.container import (
    SENTENCE_END,
    find_container,
    folded,
    headline_block,
    homes_of,
    inside_of,
    prose,
    shelf_of,
    signature,
    teases,
)
from extraction.credits import cut_credits
from extraction.furniture import REPEATED, furniture_kind
from extraction.habits import pages_wanted
from extraction.standfirst import standfirst
from extraction.zones import settle_zones

_NOTE = re.compile(r"[\[(]\d{1,3}[\])]\s")  # how a footnote begins: its text is often an address and nothing else


@dataclass(frozen=True, slots=True)
class Body:
    """What was chosen of a page: the blocks of the article, and the element that held them."""

    blocks: list[Block]
    container: str | None = None  # its signature
    whole_page: bool = False  # no element was found that holds the article and less than the page


def choose(
    layout: Layout,
    titles: Iterable[str] = (),
    description: str = "",
    *,
    usual: str | None = None,
    repeats: Mapping[int, int] | None = None,
    authors: Iterable[str] = (),
) -> Body:
    """The blocks of the article in reading order; the others carry in ``cut`` why they are not among them.

    ``usual`` is the signature of the element that holds the site's bodies, ``repeats`` says which blocks (by index)
    stand on how many other pages of the site.
    """
    titles = list(titles)
    headline = headline_block(layout, titles)
    settle_zones(layout, headline)
    _cut_next_article(layout, headline)
    container = find_container(layout, usual)
    blocks = layout.blocks
    within = inside_of(layout, container)
    inside = [within[b.node] for b in blocks]
    homes = homes_of(layout, inside)
    cut_boxes(layout, container, homes)
    _cut_repeats(layout, inside, repeats or {})
    good = [i for i, b in enumerate(blocks) if inside[i] and b.cut is None and prose(b)]
    if not good:
        return Body([])
    first, last = good[0], good[-1]
    if headline is not None and first < headline < last:
        after = [i for i in good if i > headline]
        if sum(prose(blocks[i]) for i in after) > 0.6 * sum(prose(blocks[i]) for i in good):
            first = after[0]
    first, last = _spread(layout, good, headline, inside, within, first, last)
    first = _backwards(layout, first, headline)
    last = _onwards(layout, last)
    first, last = _whole_table(blocks, first, last)
    last = _end(layout, inside, homes, first, last)
    kept = _keep(layout, inside, first, last, headline, titles)
    cut_credits(kept, list(authors))
    kept = [block for block in kept if block.cut is None]
    before = standfirst(layout, headline, first, description, repeats or {})
    seen = {block.text for block in kept}
    for block in before:
        if block.text not in seen:
            block.cut = None
    return Body(
        [b for b in before if b.cut is None] + kept,
        signature(layout, container),
        container == 0 and layout.nodes[0].tag == "body",
    )


def _cut_repeats(layout: Layout, inside: list[bool], repeats: Mapping[int, int]) -> None:
    """Lines that other pages of the site carry to the letter. Subheadings, questions and quotations are left alone."""
    for index, count in repeats.items():
        block = layout.blocks[index]
        if not inside[index] or block.kind in ("h", "quote", "row", "pre"):
            continue
        if block.emphasis and block.text.endswith(("?", "？", "؟")):
            continue  # interviews ask the same questions
        if count >= pages_wanted(block.words, listed=block.kind == "li"):
            block.cut = block.cut or REPEATED


def _spread(
    layout: Layout, good: list[int], headline: int | None, inside: list[bool], within: list[bool], first: int, last: int
) -> tuple[int, int]:
    """First and last block of a body that stands in several elements: what is outside on equal shelves joins it."""
    blocks = layout.blocks
    shelves = {shelf_of(layout, blocks[i]) for i in good if blocks[i].kind == "p"}
    shelves = {shelf for shelf in shelves if any(not name.endswith(".") for name in shelf)}
    if not shelves:
        return first, last
    floor = -1 if headline is None or headline > first else headline
    for i, b in enumerate(blocks):
        if i > floor and not inside[i] and prose(b) and shelf_of(layout, b) in shelves and not teases(layout, i):
            inside[i] = True
            first, last = min(first, i), max(last, i)
    for i in range(first, last):
        inside[i] = inside[i] or not within[blocks[i].node]
    return first, last


def _cut_next_article(layout: Layout, headline: int | None) -> None:
    """Pages that go on with other articles: from the next headline that looks like the page's own."""
    if headline is None or layout.blocks[headline].level != 1:
        return
    nodes, blocks = layout.nodes, layout.blocks
    own = nodes[blocks[headline].node].element.get("class")
    if not own:
        return
    chars = 0.0
    for index in range(headline + 1, len(blocks)):
        block = blocks[index]
        chars += prose(block)
        if block.kind != "h" or block.level != 1 or block.link_density > 0.5:
            continue
        if nodes[block.node].element.get("class") == own:
            if chars > 400 and folded(block.text) != folded(blocks[headline].text):
                for following in blocks[index:]:
                    following.zone = following.zone or "next article"
            return


def _end(layout: Layout, inside: list[bool], homes: set[int], first: int, last: int) -> int:
    """The last block of the article: before "Related" and its like, or before what stands in quite other elements."""
    blocks, nodes = layout.blocks, layout.nodes

    def at_home(block: Block) -> bool:
        above = nodes[block.node].parent
        return (
            block.node in homes or above in homes or (above >= 0 and nodes[above].parent in homes and not named(above))
        )

    def named(node: int) -> bool:
        # A wrapper without a paragraph of the article: a comment, a card.
        return nodes[node].tag in ("article", "li", "section", "aside")

    at = [i for i in range(first, last + 1) if inside[i] and blocks[i].cut is None and prose(blocks[i])]
    total = sum(prose(blocks[i]) for i in at)
    left = total
    for position, i in enumerate(at):
        left -= prose(blocks[i])
        following = at[position + 1] if position + 1 < len(at) else last + 1
        for j in range(i + 1, following):
            if inside[j] and blocks[j].cut is None and not blocks[j].zone and furniture_kind(blocks[j]) == "end":
                later = [blocks[k] for k in at[position + 1 :]]
                if not any(at_home(block) and block.words > 25 for block in later) and left < 0.3 * total:
                    return j - 1
    main = [i for i in at if at_home(blocks[i])]
    if main and main[-1] < last and sum(prose(blocks[i]) for i in main) > 0.3 * total:
        rest = [i for i in at if i > main[-1] and blocks[i].kind == "p"]
        if len(rest) > 2 and sum(teases(layout, i) for i in rest) > 0.6 * len(rest):
            return main[-1]
    return last


def _keep(
    layout: Layout, inside: list[bool], first: int, last: int, headline: int | None, titles: list[str]
) -> list[Block]:
    blocks = layout.blocks
    repeats = {folded(t) for t in titles}
    if headline is not None:
        repeats.add(folded(blocks[headline].text))
    seen: set[str] = set()
    kept = []
    for i, block in enumerate(blocks):
        block.cut = block.cut or _reason(block, i, inside[i], first, last)
        if block.cut is None and (i == headline or (i < first + 6 and folded(block.text) in repeats)):
            block.cut = "headline"
        elif block.cut is None and block.words > 12 and block.text in seen:
            block.cut = "repeated"
        elif block.cut is None and (kind := furniture_kind(block)):
            block.cut = kind
        if block.cut is None:
            seen.add(block.text)
            kept.append(block)
    while kept and (kept[-1].kind == "h" or (kept[-1].text.endswith(":") and kept[-1].words < 12)):
        kept.pop().cut = "trailing heading"
    return kept


def _reason(block: Block, index: int, inside: bool, first: int, last: int) -> str | None:
    if index < first:
        return "before"
    if index > last:
        return "after"
    if not inside:
        return "outside"
    if block.zone:
        return block.zone
    if block.kind == "caption":
        return "caption"
    if block.link_density > 0.8 and block.words < 30 and block.kind != "row" and not _NOTE.match(block.text):
        return "links"
    return None


def _backwards(layout: Layout, first: int, headline: int | None) -> int:
    """Short lines right before the first paragraph belong to it when they stand in the same element."""
    start = layout.blocks[first]
    home = layout.nodes[start.node].parent
    if start.kind == "li":
        home = layout.nodes[home].parent
    floor = -1 if headline is None or headline > first else headline
    while first - 1 > floor:
        block = layout.blocks[first - 1]
        parent = layout.nodes[block.node].parent
        if block.kind == "li" and parent != home:
            parent = layout.nodes[parent].parent
        if parent != home or block.zone or block.link_density > 0.3 or block.kind == "caption":
            break
        first -= 1
    return first


def _whole_table(blocks: list[Block], first: int, last: int) -> tuple[int, int]:
    """A table is text as a whole, though few of its rows read as running text."""
    for step, end in ((-1, first), (1, last)):
        while (
            blocks[end].kind == "row" and 0 <= end + step < len(blocks) and blocks[end + step].node == blocks[end].node
        ):
            end += step
        first, last = (end, last) if step < 0 else (first, end)
    return first, last


def _onwards(layout: Layout, last: int) -> int:
    """Short sentences right after the last paragraph belong to it when they stand in the same element.

    So do the lists and tables there whose items are no links.
    """
    home = _home(layout, layout.blocks[last])
    end = at = last
    for index in range(last + 1, len(layout.blocks)):
        block = layout.blocks[index]
        own = _home(layout, block)
        if block.kind == "h" and own == home and at == index - 1 and not block.links and furniture_kind(block) is None:
            at = index
            continue
        if own == home and at == index - 1 and _NOTE.match(block.text):
            end = at = index
            continue
        if block.kind == "h" or (block.link_density > 0.5 and own != home):
            break
        if block.zone or block.kind == "caption" or block.link_density > 0.5:
            continue
        if own != home and layout.nodes[own].parent != home:
            break
        listed = block.kind in ("li", "row") and own == home and block.link_density < 0.3
        if (listed and at == index - 1) or (block.words >= 3 and SENTENCE_END.search(block.text)):
            end = at = index
    return end


def _home(layout: Layout, block: Block) -> int:
    """The element that holds a paragraph, or the whole list or table that a block is part of."""
    node = layout.nodes[block.node].parent
    while block.kind == "li" and node > 0 and layout.nodes[node].tag in ("ul", "ol", "li"):
        node = layout.nodes[node].parent
    return node
