"""What a page shows where its text should be: an offer to subscribe, captions of pictures. Neither is the text."""

from collections import Counter
from collections.abc import Iterable

from extraction.announced import marks
from extraction.blocks import Block, Layout
from extraction.habits import Habits, fingerprint, pages_with
from extraction.opinion import stands_around
from extraction.verdict import is_gate, is_placeholder

MAX_WORDS = 150  # of a text that can be a stub
MAX_OFFER_WORDS = 80  # of a block
MAX_PLACEHOLDER_CHARS = 400
ENOUGH = 0.3  # share of what only this title says, in a text that is about it
SAME_TITLE = 0.7  # share of the words of the shorter of two titles of one article that the other has
MIN_CAPTIONS = 3
MAX_OWN_WORDS = 20  # of a page of pictures, beside its captions and headings: a byline, a date
MAX_SCRAPED_WORDS = 5  # of a second opinion, beside what is known to be something else


def is_scraped(blocks: list[Block], own: list[Block], layout: Layout) -> bool:
    """Whether a second opinion holds little beside the text that is known (`own`) and what stands around it.

    Of a page without a text, or with a sentence or two, it is all of that in one line: the headline, the byline, what
    to share, and the text behind them.
    """
    if sum(block.words for block in blocks) >= MAX_WORDS:
        return False
    around = [block for block in layout.blocks if stands_around(block) or block.kind in ("h", "caption")]
    return _own_words(blocks, (*around, *own)) <= MAX_SCRAPED_WORDS


def without_stubs(blocks: list[Block], layout: Layout, *, seconded: bool) -> list[Block]:
    """The blocks of a short text without offers, and none where all of them are captions."""
    if not 0 < sum(block.words for block in blocks) < MAX_WORDS:
        return blocks
    if _are_captions(blocks, layout):
        return []
    # In a second opinion the offer may be in one line with the text.
    return blocks if seconded else [b for b in blocks if b.words > MAX_OFFER_WORDS or not is_gate(b.text)]


def says_the_same_elsewhere(blocks: list[Block], habits: Habits, page: str, title: str) -> bool:
    """Whether a short text is to the letter that of another page of the site, under another title, and about neither.

    So is what stands in an article's place, in whatever language: a wall, an excuse, a placeholder. Two addresses of
    one article have much the same title, or a text that has to do with what only this title says.
    """
    if not 0 < sum(block.words for block in blocks) < MAX_WORDS:
        return False
    own, said = marks(title), marks("\n".join(block.text for block in blocks))
    for other in pages_with(habits, (fingerprint(block.text.lower()) for block in blocks), page):
        others = marks(habits.titles.get(other, title))
        alone = own - others  # without the site's name
        if len(own & others) < SAME_TITLE * min(len(own), len(others)) and len(alone & said) < ENOUGH * len(alone):
            return True
    return False


def stands_for_a_text(blocks: list[Block]) -> bool:
    """Whether all that a page says is a request to its reader: to allow scripts, to log in, to wait."""
    text = "\n".join(block.text for block in blocks)
    return 0 < len(text) <= MAX_PLACEHOLDER_CHARS and is_placeholder(text)


def _are_captions(blocks: list[Block], layout: Layout) -> bool:
    captions = [block for block in layout.blocks if block.kind == "caption" or block.zone == "media"]
    if len(captions) < MIN_CAPTIONS:
        return False
    headings = [block for block in layout.blocks if block.kind == "h"]
    return _own_words(blocks, (*captions, *headings)) <= MAX_OWN_WORDS


def _own_words(blocks: Iterable[Block], others: Iterable[Block]) -> int:
    """Words of the blocks that the others do not have."""
    own, known = (Counter(word for block in found for word in block.text.split()) for found in (blocks, others))
    return (own - known).total()
