"""What comes of a page. Apart from what makes it: whoever waits for an outcome need not load all that extracts."""

from dataclasses import dataclass

from extraction.habits import Observation
from items import Article

TOO_DEEP = "the page's elements are nested deeper than MAX_TREE_DEPTH: what is inside them or follows is missing"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of a page: an article, or the reason why it is none."""

    article: Article | None
    reason: str | None = None  # "word: a sentence", for the frontier
    observation: Observation | None = None  # what the site's habits learn from this page
