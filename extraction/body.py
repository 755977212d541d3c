"""Where the article stands on the page: the element that holds it, its first block and its last."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extraction.blocks import Block, Layout
from extraction.boxes import cut_boxes
from extraction.furniture import furniture_kind
from extraction.zones import settle_zones

DOMINANCE = 0.8
BODY_SHARE = 0.4
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।»”\"')\]]\s*$")


def folded(text: str) -> str:
    """Letters and digits only, in lower case: how two headlines are compared."""
    return " ".join(_WORD.findall(text.lower()))


def prose(block: Block) -> float:
    """How much a block weighs as running text, in characters; 0 for what is none."""
    if block.zone is not None or block.kind in ("h", "caption"):
        return 0.0
    if block.link_density > 0.8 or (block.link_density > 0.5 and block.words < 20):
        return 0.0
    weight = min(len(block.text), 1200) - min(block.link_chars, 1200) * 0.5
    if block.words < 9 and not (block.words >= 6 and _SENTENCE_END.search(block.text)):
        return 0.0
    return weight if block.kind in ("p", "quote", "pre") else weight * 0.5


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
            sums[block.node] += weight * (0.1 if _teases(layout, index) else 1.0)
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
            if nodes[best].tag in ("p", "li", "blockquote"):
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


def _linky(block: Block) -> bool:
    return block.link_density > 0.8 and block.words > 2


def _teases(layout: Layout, index: int) -> bool:
    """True for the description on a card: between a linked title of its own and the linked title of the next card."""
    blocks = layout.blocks
    if index == 0 or not _linky(blocks[index - 1]):
        return False
    for following in blocks[index + 1 : index + 4]:
        if _linky(following):
            return True
        if prose(following):
            return False
    return True


_DIGITS = re.compile(r"\d+")


def _shelf(layout: Layout, block: Block) -> tuple[str, ...]:
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


@dataclass(frozen=True, slots=True)
class Body:
    """What was chosen of a page: the blocks of the article, and the element that held them."""

    blocks: list[Block]
    container: str | None = None  # its signature


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
    within = _inside(layout, container)
    inside = [within[b.node] for b in blocks]
    homes = _homes(layout, inside)
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
    last = _end(layout, inside, homes, first, last)
    kept = _keep(layout, inside, first, last, headline, titles)
    _cut_credits(kept, [folded(name) for name in authors])
    kept = [block for block in kept if block.cut is None]
    standfirst = _standfirst(layout, headline, first, description)
    seen = {block.text for block in kept}
    for block in standfirst:
        if block.text not in seen:
            block.cut = None
    return Body([b for b in standfirst if b.cut is None] + kept, signature(layout, container))


def signature(layout: Layout, node: int) -> str | None:
    """What an element is called, numbers aside; None for one without a name."""
    element = layout.nodes[node].element
    names, identity = element.get("class") or "", element.get("id") or ""
    if not names and not identity:
        return None
    return _DIGITS.sub("", f"{layout.nodes[node].tag}.{' '.join(names.split())}#{identity}")[:200]


def _cut_repeats(layout: Layout, inside: list[bool], repeats: Mapping[int, int]) -> None:
    """Lines that other pages of the site carry to the letter. Subheadings and quotations are left alone."""
    for index, count in repeats.items():
        block = layout.blocks[index]
        if not inside[index] or block.kind in ("h", "quote", "row", "pre"):
            continue
        # A paragraph of background may stand in two reports of one affair; a line that short says nothing alone.
        wanted = 3 if block.words > 45 else 2 if block.words > 25 or block.words < 3 or block.kind == "li" else 1
        if count >= wanted:
            block.cut = block.cut or "repeated on the site"


def _homes(layout: Layout, inside: list[bool]) -> set[int]:
    """The elements whose children are the article's paragraphs, and what holds them."""
    weights: dict[int, float] = {}
    for index, block in enumerate(layout.blocks):
        if inside[index] and block.kind == "p" and (weight := prose(block)):
            parent = layout.nodes[block.node].parent if layout.nodes[block.node].tag == "p" else block.node
            weights[parent] = weights.get(parent, 0.0) + weight
    most = max(weights.values(), default=0.0)
    homes: set[int] = set()
    for node, weight in weights.items():
        if weight >= 0.25 * most and weight > 500:
            homes.update(layout.ancestors(node))
    return homes


def _spread(
    layout: Layout, good: list[int], headline: int | None, inside: list[bool], within: list[bool], first: int, last: int
) -> tuple[int, int]:
    """First and last block of a body that stands in several elements: what is outside on equal shelves joins it."""
    blocks = layout.blocks
    shelves = {_shelf(layout, blocks[i]) for i in good if blocks[i].kind == "p"}
    shelves = {shelf for shelf in shelves if any(not name.endswith(".") for name in shelf)}
    if not shelves:
        return first, last
    floor = -1 if headline is None or headline > first else headline
    for i, b in enumerate(blocks):
        if i > floor and not inside[i] and prose(b) and _shelf(layout, b) in shelves and not _teases(layout, i):
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
        if block.kind == "h" and block.level == 1 and nodes[block.node].element.get("class") == own:
            if chars > 400 and folded(block.text) != folded(blocks[headline].text):
                for following in blocks[index:]:
                    following.zone = following.zone or "next article"
            return


def _end(layout: Layout, inside: list[bool], homes: set[int], first: int, last: int) -> int:
    """The last block of the article: before "Related" and its like, or before what stands in quite other elements."""
    blocks, nodes = layout.blocks, layout.nodes

    def at_home(block: Block) -> bool:
        parent = nodes[block.node].parent if nodes[block.node].tag != "div" else block.node
        return parent in homes or block.node in homes

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
        if len(rest) > 2 and sum(_teases(layout, i) for i in rest) > 0.6 * len(rest):
            return main[-1]
    return last


_BYLINE = re.compile(r"(?:by|von|par|por|di|door|text|autor(?:in)?|от|автор|av|af)\b[:\s]", re.I)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b")


def _cut_credits(kept: list[Block], authors: list[str]) -> None:
    """Names and dates that stand as lines of their own above or below the text."""
    edge = 0
    for block in kept[:6]:
        if prose(block) and block.words > 14:
            break
        edge += 1
    for block in [*kept[:edge], *kept[max(edge, len(kept) - 3) :]]:
        if (
            block.words > 14
            or block.kind not in ("p", "h", "li")
            or block.text.endswith((".", "!", "?", "”", '"', ":"))
        ):
            continue
        text = folded(block.text)
        if any(len(name) > 4 and name in text for name in authors) or (_BYLINE.match(block.text) and block.words < 8):
            block.cut = "byline"
        elif (
            block in kept[:edge]
            and _DATE.search(block.text)
            and sum(c.isdigit() for c in block.text) * 4 > len(block.text)
        ):
            block.cut = "date"


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
    if block.link_density > 0.8 and block.words < 30 and block.kind != "row":
        return "links"
    return None


def _inside(layout: Layout, container: int) -> list[bool]:
    inside = [False] * len(layout.nodes)
    inside[container] = True
    for index in range(container + 1, len(layout.nodes)):
        inside[index] = inside[layout.nodes[index].parent]
    return inside


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


def _onwards(layout: Layout, last: int) -> int:
    """Short sentences right after the last paragraph belong to it when they stand in the same element."""
    home = layout.nodes[layout.blocks[last].node].parent
    end = last
    for index in range(last + 1, len(layout.blocks)):
        block = layout.blocks[index]
        parent = layout.nodes[block.node].parent
        if block.kind == "h" or (block.link_density > 0.5 and parent != home):
            break
        if block.zone or block.kind == "caption" or block.link_density > 0.5:
            continue
        if parent != home and layout.nodes[parent].parent != home:
            break
        if block.words >= 3 and _SENTENCE_END.search(block.text):
            end = index
    return end


def _standfirst(layout: Layout, headline: int | None, first: int, description: str) -> list[Block]:
    """Paragraphs between the headline and the body that are not in the body's element."""
    if headline is None or headline >= first:
        return []
    found = []
    for block in layout.blocks[headline + 1 : first]:
        if block.zone is not None or block.kind not in ("p", "h", "li") or block.link_density > 0.3:
            continue
        element = layout.nodes[block.node].element
        parent = element.getparent()
        if element.find(".//img") is not None or (
            parent is not None and len(parent) < 4 and parent.find(".//img") is not None
        ):
            continue
        if (
            (block.kind == "p" and block.words >= 9 and _SENTENCE_END.search(block.text))
            or (block.kind == "h" and block.words >= 7)
            or (description and block.words >= 5 and folded(block.text) in description)
        ):
            found.append(block)
    return found if len(found) <= 4 else []
