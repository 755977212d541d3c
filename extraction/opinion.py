"""A second opinion on where the text of a page is, by trafilatura: asked where the page's structure says little."""

import logging
from collections.abc import Iterator
from copy import copy
from itertools import accumulate

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

from extraction.blocks import Block, Layout
from extraction.furniture import REPEATED

# Comments, metadata and dates are read elsewhere or not at all; deduplication and language filters change most texts.
_OPTIONS = Extractor(output_format="python", comments=False)
# The number of elements up to which trafilatura stays within a second; beyond it the page's own structure decides.
MAX_ELEMENTS = 30_000
# Its last resort, justext, looks from each paragraph to its neighbours: twice as many take four times as long.
MAX_PARAGRAPHS = 1_500
MAX_AROUND_WORDS = 20  # of a line around a text; where paragraphs stand in furniture, its names were misleading
_PARAGRAPHS = ("p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote")

_FURNITURE = frozenset(("line", "end", "label", "card", "box", "form", "headline", "byline"))

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def second_opinion(tree: HtmlElement) -> list[str]:
    """The paragraphs that trafilatura takes for the text; empty where it finds none. The tree stays as it is."""
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS or sum(1 for _ in tree.iter(*_PARAGRAPHS)) > MAX_PARAGRAPHS:
        return []
    try:
        document = bare_extraction(copy(tree), options=_OPTIONS)
    except (ValueError, TypeError, AttributeError, IndexError, etree.LxmlError):
        # It is written for pages as they are; on hostile ones it may fail in any of these ways.
        return []
    text = document.text if isinstance(document, Document) else None
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def blocks_of(lines: list[str], layout: Layout, *, keep_cuts: bool = False) -> list[Block]:
    """The lines as blocks: the page's own where they match one, else plain paragraphs. Empty where most are links.

    What other pages of the site carry too stays out; with ``keep_cuts`` all that was recognised as furniture (a line,
    a box).
    """
    chosen: list[Block] = []
    for block in _matched(lines, layout):
        if (
            any(block is other for other in chosen[-50:])
            or block.cut == REPEATED
            or (keep_cuts and block.cut in _FURNITURE)
        ):
            continue
        if chosen or block.level != 1 or block.kind != "h":  # a text does not begin with its headline
            chosen.append(block)
    linked = sum(block.words for block in chosen if block.link_density > 0.8)
    if linked > 0.5 * sum(block.words for block in chosen):
        return []
    for block in chosen:
        block.cut = None
    return chosen


def _matched(lines: list[str], layout: Layout) -> Iterator[Block]:
    known = {_solid(block.text): block for block in layout.blocks}
    whole = _Whole(layout)
    for line in lines:
        bare = line.strip("- |").replace("|", "") if line[:1] in "-|" else line
        block = known.get(_solid(line)) or known.get(_solid(bare))
        if block is not None:
            yield block
        elif parts := whole.parts_of(_solid(line)):
            yield from (part for part in parts if part.kind != "h" and not stands_around(part))
        else:
            yield Block(line, "p", 0)


class _Whole:
    """All of a page's text in one string: where no text is found, an element comes as one line, headline and all."""

    def __init__(self, layout: Layout) -> None:
        self.blocks = layout.blocks
        self.text = "".join(_solid(block.text) for block in layout.blocks)
        self.ends = list(accumulate(len(_solid(block.text)) for block in layout.blocks))
        self.headings = [block for block in layout.blocks if block.kind == "h"]

    def parts_of(self, line: str) -> list[Block]:
        """The blocks that a line runs together, a headline among them; empty where it is not made of blocks."""
        if not any(_solid(block.text) in line for block in self.headings):
            return []
        start = self.text.find(line)
        starts, end = [0, *self.ends[:-1]], start + len(line)
        if start not in starts or end not in self.ends:
            return []
        within = zip(self.blocks, starts, self.ends, strict=True)
        parts = [block for block, first, last in within if start <= first and last <= end]
        return parts if any(block.kind == "h" for block in parts) else []


def stands_around(block: Block) -> bool:
    """Whether a line is known to stand around a text, or on other pages too."""
    return block.cut == REPEATED or (block.zone is not None and block.words <= MAX_AROUND_WORDS)


def _solid(text: str) -> str:
    return "".join(text.split())
