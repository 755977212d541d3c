"""A second opinion on where the text of a page is, by trafilatura: asked where the page's structure says little."""

import logging
from copy import copy

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

from extraction.blocks import Block, Layout

# Comments, metadata and dates are read elsewhere or not at all; deduplication and language filters change most texts.
_OPTIONS = Extractor(output_format="python", comments=False)
# The number of elements up to which trafilatura stays within a second; beyond it the page's own structure decides.
MAX_ELEMENTS = 30_000
# Its last resort, justext, looks from each paragraph to its neighbours: twice as many take four times as long.
MAX_PARAGRAPHS = 1_500
_PARAGRAPHS = ("p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote")

_FURNITURE = frozenset(("line", "end", "label", "card", "box", "form", "headline", "repeated on the site", "byline"))

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

    With ``keep_cuts`` what was recognised as furniture (a line, a box, a repeat) stays out.
    """
    known = {"".join(block.text.split()): block for block in layout.blocks}
    chosen: list[Block] = []
    for line in lines:
        bare = line.strip("- |").replace("|", "") if line[:1] in "-|" else line
        block = known.get("".join(line.split())) or known.get("".join(bare.split()))
        if block is None:
            block = Block(line, "p", 0)
        elif any(block is other for other in chosen[-50:]) or (keep_cuts and block.cut in _FURNITURE):
            continue
        chosen.append(block)
    linked = sum(block.words for block in chosen if block.link_density > 0.8)
    if linked > 0.5 * sum(block.words for block in chosen):
        return []
    for block in chosen:
        block.cut = None
    return chosen
