"""XML to a tree without any of XML's dangers: no DTD, no entity, no network, bounded depth.

First as it is, which nearly every feed survives. Then mended and balanced, which costs three times as much.
"""

from typing import Any

from lxml import etree

from bounds import bounds
from spiders.readers.balancing import balance
from spiders.readers.mending import mend
from trees import bound_depth


def parse(text: str, start: int) -> tuple[Any, str] | None:
    """The tree of the document whose root begins at `start`, and "fast" or "mended"; None if nothing helps."""
    try:
        tree = etree.fromstring(text[start:].encode(errors="ignore"), _parser())
    except etree.XMLSyntaxError:
        return _mended(text, start)
    bound_depth(tree)
    return tree, "fast"


def _mended(text: str, start: int) -> tuple[Any, str] | None:
    balanced, too_deep = balance(mend(text, start), bounds().tree_depth)
    try:
        tree = etree.fromstring(balanced.encode(), _parser(huge=True))
    except etree.XMLSyntaxError:
        return None
    bound_depth(tree, stopped=too_deep)
    return tree, "mended"


def _parser(*, huge: bool = False) -> etree.XMLParser:
    # `huge` lifts libxml2's limits on text and depth; what has been balanced has its own depth and no entities.
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=huge
    )
