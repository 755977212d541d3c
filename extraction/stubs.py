"""What a page shows where its text should be: an offer to subscribe, captions of pictures. Neither is the text."""

from collections import Counter

from extraction.blocks import Block, Layout
from extraction.verdict import is_gate

MAX_WORDS = 150  # of a text that can be a stub
MAX_OFFER_WORDS = 80  # of a block
MIN_CAPTIONS = 3
MAX_OWN_WORDS = 20  # of a page of pictures, beside its captions and headings: a byline, a date


def without_stubs(blocks: list[Block], layout: Layout) -> list[Block]:
    """The blocks of a short text without offers, and none where all of them are captions."""
    if not 0 < sum(block.words for block in blocks) < MAX_WORDS:
        return blocks
    if _are_captions(blocks, layout):
        return []
    return [block for block in blocks if block.words > MAX_OFFER_WORDS or not is_gate(block.text)]


def _are_captions(blocks: list[Block], layout: Layout) -> bool:
    captions = [block for block in layout.blocks if block.kind == "caption" or block.zone == "media"]
    if len(captions) < MIN_CAPTIONS:
        return False
    around = [block for block in layout.blocks if block.kind == "h"]
    known = Counter(word for block in (*captions, *around) for word in block.text.split())
    own = Counter(word for block in blocks for word in block.text.split())
    return (own - known).total() <= MAX_OWN_WORDS
