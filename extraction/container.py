"""Which element of a page holds the article, and how its blocks are told from what stands around them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml.html import HtmlElement

from extraction.blocks import Block, Layout

DOMINANCE = 0.8
BODY_SHARE = 0.4
# Never the whole of an article: what stands around the list or table belongs to it.
_PARTS = frozenset(("p", "li", "blockquote", "ul", "ol", "dl", "pre"))
_WORD = re.compile(r"\w+")
SENTENCE_END = re.compile(r"[.!?…。！？؟।»”\"')\]]\s*$")
_DIGITS = re.compile(r"\d+")


def folded(text: str) -> str:
    """Letters and digits only, in lower case: how two headlines are compared."""
    return " ".join(_WORD.findall(text.lower()))


def prose(block: Block) -> float:
    """How much a block weighs as running text, in characters; 0 for what is none."""
    # Some pages mark whole paragraphs as headings.
    if block.zone is not None or block.kind == "caption" or (block.kind == "h" and block.words < 20):
        return 0.0
    if block.link_density > 0.8 or (block.link_density > 0.5 and block.words < 20):
        return 0.0
    weight = min(len(block.text), 1200) - min(block.link_chars, 1200) * 0.5
    if block.words < 9 and not (block.words >= 6 and SENTENCE_END.search(block.text)):
        return 0.0
    return weight if block.kind in ("p", "h", "quote", "pre") else weight * 0.5


def headline_block(layout: Layout, titles: Iterable[str]) -> int | None:
    """Index of the block that is the page's headline: the heading that the page's titles repeat, else its first h1."""
    wanted = [t for t in map(folded, titles) if t]
    best, best_score, top = None, 0.0, 0
    for index, block in enumerate(layout.blocks):
        if block.kind != "h":
            continue
        text = folded(block.text)
        if not text:
            continue
        score = 0.0
        for title in wanted:
            if text == title:
                score = 3.0
            elif len(text) > 12 and (text in title or title in text):
                score = max(score, 2.0)
        if block.level == 1 and block.link_density < 0.5 and block.words > 2:
            score += 0.9
            top += 1
        if score > best_score:
            best, best_score = index, score
    return None if best_score < 1 and top > 2 else best


def find_container(layout: Layout, usual: str | None = None) -> int:
    """The element that holds the article: the smallest with most of the page's running text.

    Where the site's bodies are known to stand in an element called ``usual``, that one, if it holds enough of it.
    """
    nodes = layout.nodes
    sums = [0.0] * len(nodes)
    for index, block in enumerate(layout.blocks):
        if weight := prose(block):
            sums[block.node] += weight * (0.1 if teases(layout, index) else 1.0)
    children: dict[int, list[int]] = {}
    for index in range(len(nodes) - 1, 0, -1):
        if sums[index] > 0:
            parent = nodes[index].parent
            sums[parent] += sums[index]
            children.setdefault(parent, []).append(index)
    if usual is not None:
        known = [i for i, total in enumerate(sums) if total > 0 and signature(layout, i) == usual]
        if len(known) == 1 and sums[known[0]] >= BODY_SHARE * sums[0]:
            return known[0]
    here = 0
    while inner := children.get(here):
        best = max(inner, key=sums.__getitem__)
        if sums[best] >= DOMINANCE * sums[here]:
            if nodes[best].tag in _PARTS:
                return here
            here = best
            continue
        named = [
            i
            for i, node in enumerate(nodes)
            if node.cue == "body" and i != here and sums[i] >= BODY_SHARE * sums[here] and here in layout.ancestors(i)
        ]
        if not named:
            return here
        here = max(named, key=lambda i: (sums[i], i))
    return here


def signature(layout: Layout, node: int) -> str | None:
    """What the element of a node is called, numbers aside; None for one without a name."""
    return element_signature(layout.nodes[node].element)


def element_signature(element: HtmlElement) -> str | None:
    """Tag, classes and id of an element, numbers aside: "div.entry-content#"; None for one without a name."""
    names, identity = element.get("class"), element.get("id")
    if not names and not identity:
        return None
    return _signature(str(element.tag), names or "", identity or "")


@lru_cache(maxsize=10_000)
def _signature(tag: str, names: str, identity: str) -> str:
    return _DIGITS.sub("", f"{tag}.{' '.join(names.split())}#{identity}")[:200]


def linky(block: Block) -> bool:
    return block.link_density > 0.8 and block.words > 2


def teases(layout: Layout, index: int) -> bool:
    """True for the description on a card: between a linked title of its own and the linked title of the next card."""
    blocks = layout.blocks
    zone = blocks[index].zone
    # Links in a box of their own between two paragraphs make no card of them.
    if index == 0 or not linky(blocks[index - 1]) or blocks[index - 1].zone != zone:
        return False
    for following in blocks[index + 1 : index + 4]:
        if linky(following):
            return True
        if prose(following):
            return False
    return True


def shelf_of(layout: Layout, block: Block) -> tuple[str, ...]:
    """What the element of a block and the two around it are called: blocks of one text stand on equal shelves."""
    names: list[str] = []
    node = block.node
    while node >= 0 and len(names) < 3:
        if len(names) == 2 and len(names[1]) > len(layout.nodes[block.node].tag) + 6:
            break
        element = layout.nodes[node].element
        names.append(f"{layout.nodes[node].tag}.{_DIGITS.sub('', element.get('class') or '')}")
        node = layout.nodes[node].parent
    return tuple(names)


def inside_of(layout: Layout, container: int) -> list[bool]:
    inside = [False] * len(layout.nodes)
    inside[container] = True
    for index in range(container + 1, len(layout.nodes)):
        inside[index] = inside[layout.nodes[index].parent]
    return inside


def homes_of(layout: Layout, inside: list[bool]) -> set[int]:
    """The elements whose children are the article's paragraphs, and what holds them.

    Where each paragraph has a wrapper of its own, the element around the wrappers is the home.
    """
    nodes = layout.nodes
    weights: dict[int, float] = {}
    for index, block in enumerate(layout.blocks):
        if inside[index] and block.kind == "p" and (weight := prose(block)):
            parent = nodes[block.node].parent if nodes[block.node].tag == "p" else block.node
            weights[parent] = weights.get(parent, 0.0) + weight
    total = sum(weights.values())
    for _ in range(2):
        if not weights or max(weights.values()) >= 0.3 * total or len(weights) < 4:
            break
        lifted: dict[int, float] = {}
        for node, weight in weights.items():
            above = max(nodes[node].parent, 0)
            lifted[above] = lifted.get(above, 0.0) + weight
        weights = lifted
    most = max(weights.values(), default=0.0)
    homes: set[int] = set()
    for node, weight in weights.items():
        if weight >= 0.25 * most and weight > 500:
            homes.update(layout.ancestors(node))
    return homes
