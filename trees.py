"""How deep the elements of a tree may stand inside each other: a limit of the process, like its memory.

Whatever walks a tree takes time or stack by its depth, so what is deeper goes away before anything walks. A child is
told its limit when it starts (`Limits.tree_depth`), and all that it parses keeps to it.
"""

from lxml import etree

# libxml2's own for pages. Where a page is deeper the parser stops: what follows is missing too.
DEEPEST = 256
_CUT = "data-cut"  # attribute of a root

_depth = DEEPEST


def limit_depth(depth: int) -> None:
    """Levels from now on, the root's included: 1 to DEEPEST; what is asked for beyond is taken for the nearest."""
    global _depth
    _depth = max(1, min(DEEPEST, depth))


def depth_limit() -> int:
    """The levels that a tree may have in this process."""
    return _depth


def bound_depth(root: etree._Element, *, stopped: bool = False) -> None:
    """Remove what is deeper than the limit and mark the root where something was; `stopped`: by the parser already."""
    root.attrib.pop(_CUT, None)  # a page may carry any attribute
    if (_depth < DEEPEST and _pruned(root)) or stopped:
        root.set(_CUT, "depth")


def is_cut(root: etree._Element) -> bool:
    """Whether the tree of this root was deeper than the limit: something of it is missing."""
    return root.get(_CUT) is not None


def _pruned(root: etree._Element) -> bool:
    depth, over = 0, []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        depth += 1 if event == "start" else -1
        if event == "start" and depth == _depth and len(element):
            over.append(element)
            walk.skip_subtree()
    for element in over:
        for child in list(element):
            element.remove(child)
    return bool(over)
