"""The standfirst: what stands between the headline and the body's element and belongs to the text."""

from collections.abc import Container

from extraction.blocks import Block, Layout
from extraction.container import SENTENCE_END, folded
from extraction.cues import is_lead

# More paragraphs than these are no standfirst: the body was not found where it begins.
MAX_BLOCKS = 12
MAX_CAPTION_WORDS = 40
MAX_NEIGHBOURS = 12  # blocks before and behind one, in which the linked title of its box is looked for
# Furniture by its name that a standfirst may be called too ("teaser", "article-meta"), or stand in.
_DOUBTFUL = frozenset(("related", "meta", "media", "share", "chrome", "aside"))
_MIN_SHARED_CHARS = 40  # with which standfirst and summary begin: either may be the longer one


def standfirst(
    layout: Layout, headline: int | None, first: int, description: str, repeats: Container[int] = ()
) -> list[Block]:
    """Paragraphs between the headline and the body that are not in the body's element.

    ``description`` is the page's own summary, folded: what it repeats is a standfirst wherever it stands. So is what
    its element's names call one; anything else has to look like a paragraph, and must not stand beside a picture.
    ``repeats`` are the blocks (by index) that other pages of the site carry too: the site's motto, a note on cookies.
    """
    if headline is None or headline >= first:
        return []
    summary = _Summary(description)
    found = [
        layout.blocks[index]
        for index in range(headline + 1, first)
        if index not in repeats and _is_one(layout, index, summary, headline)
    ]
    return found if len(found) <= MAX_BLOCKS else []


class _Summary:
    def __init__(self, folded_text: str) -> None:
        self.text = folded_text

    def says(self, block: Block) -> bool:
        if not self.text or block.words < 5:
            return False
        text, shared = folded(block.text), _MIN_SHARED_CHARS
        return text in self.text or (len(text) > shared and text[:shared] == self.text[:shared])


def _is_one(layout: Layout, index: int, summary: _Summary, headline: int) -> bool:
    block = layout.blocks[index]
    if block.kind not in ("p", "h", "li", "quote", "caption") or block.link_density > 0.3:
        return False
    described = summary.says(block)
    depth = _named_at(layout, block, headline)
    if block.kind == "caption" or block.zone == "media":
        # Templates fill an empty summary with the caption of the picture.
        return depth == 0 or (described and block.words > MAX_CAPTION_WORDS)
    named = described or depth is not None
    if block.zone is not None and not (
        named and block.zone in _DOUBTFUL and (described or not _leads_elsewhere(layout, index))
    ):
        return False
    if not named and _beside_picture(layout, block):
        return False
    if block.kind == "h":
        return described or block.words >= 7
    sentence = SENTENCE_END.search(block.text) is not None
    if block.kind == "p":
        return described or (block.words >= 9 and (sentence or (named and block.words >= 14)))
    return described or (block.kind == "li" and named and sentence)


def _named_at(layout: Layout, block: Block, headline: int) -> int | None:
    """How far out the element stands that is called a standfirst: 0 for the block's own; None within two steps."""
    around = set(layout.ancestors(layout.blocks[headline].node))
    for depth, node in enumerate(layout.ancestors(block.node)):
        if depth > 2 or node in around:
            break
        if is_lead(layout.nodes[node].element):
            return depth
    return None


def _leads_elsewhere(layout: Layout, index: int) -> bool:
    """Whether the furniture around a block has a linked title: then it is the teaser of another article."""
    box = layout.blocks[index].node
    for node in layout.ancestors(box):
        if layout.nodes[node].zone is None:
            break
        box = node
    near = layout.blocks[max(0, index - MAX_NEIGHBOURS) : index + MAX_NEIGHBOURS]
    return any(other.link_density > 0.8 and other.words > 2 and box in layout.ancestors(other.node) for other in near)


def _beside_picture(layout: Layout, block: Block) -> bool:
    """Whether a block may be a caption: its element or the small one around it holds a picture."""
    if block.words > MAX_CAPTION_WORDS:
        return False
    element = layout.nodes[block.node].element
    parent = element.getparent()
    return element.find(".//img") is not None or (
        parent is not None and len(parent) < 4 and parent.find(".//img") is not None
    )
