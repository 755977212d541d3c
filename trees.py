"""The shape of trees of elements, kept within the bounds of the process before anything walks them."""

import re

from lxml import etree

from bounds import DEEPEST, bounds, note_cut

_CUT = "data-cut"  # attribute of a root
_TAG_NAME = re.compile(rb"<[a-zA-Z][\w:-]{0,40}")
_END = re.compile(rb"</(?:body|html)(?=[\s>])[^<>]{0,99}>", re.IGNORECASE)
_DOCUMENT = re.compile(rb"\s{0,9999}<!doctype", re.IGNORECASE)


def bound_depth(root: etree._Element, *, stopped: bool = False) -> None:
    """Remove what is deeper than the bound and mark the root where something was; `stopped`: by the parser already."""
    root.attrib.pop(_CUT, None)  # a page may carry any attribute
    depth = bounds().tree_depth
    if (depth < DEEPEST and _pruned(root, depth)) or stopped:
        root.set(_CUT, "depth")


def open_shadows(root: etree._Element) -> None:
    """Make templates that browsers show elements like others (HTML, "declarative shadow roots")."""
    for template in root.iter("template"):
        if "shadowrootmode" in template.attrib or "shadowroot" in template.attrib:
            template.tag = "div"


def is_cut(root: etree._Element) -> bool:
    """Whether the tree of this root was deeper than the bound: something of it is missing."""
    return root.get(_CUT) is not None


def without_stuffed_tags(text: bytes) -> bytes:
    """Markup in UTF-8 whose overfull tags have lost their attributes.

    lxml looks for duplicates among the attributes of a tag pair by pair: 30,000 take it a second.
    """
    most = bounds().attributes
    longest = most * 4  # " a=b"
    if len(text) < longest or not _has_stretch(text, longest):
        return text
    # Splitting is linear; a regular expression for such stretches would start anew at every character. The stretch
    # between two ">" holds one tag at most.
    stretches = text.split(b">")
    for number, stretch in enumerate(stretches):
        if len(stretch) > longest and stretch.count(b"=") > most:
            name = _TAG_NAME.search(stretch)
            if name and stretch.count(b"=", name.end()) > most:
                stretches[number] = stretch[: name.end()]
                note_cut("attributes")
    return b">".join(stretches)


def without_early_ends(text: bytes) -> bytes:
    """Markup in UTF-8 without end tags of the document that do not end it.

    What follows them is the page's for a browser, in whatever is open there (HTML, "after after body"): an editor has
    pasted a whole document into an article. lxml leaves out what follows </html>, and sets what follows </body> aside.
    Another document behind the first stays apart.
    """
    pieces, position = [], 0
    for end in _END.finditer(text):
        if _DOCUMENT.match(text, end.end()):
            break
        pieces.append(text[position : end.start()])
        position = end.end()
    return b"".join([*pieces, text[position:]]) if pieces else text


def _has_stretch(text: bytes, size: int) -> bool:
    """Whether `size` bytes anywhere hold no ">"; looks at a few bytes of every `size`."""
    at = 0
    while at + size <= len(text):
        at = text.rfind(b">", at, at + size) + 1
        if at == 0:
            return True
    return False


def _pruned(root: etree._Element, limit: int) -> bool:
    depth, over = 0, []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        depth += 1 if event == "start" else -1
        if event == "start" and depth == limit and len(element):
            over.append(element)
            walk.skip_subtree()
    for element in over:
        for child in list(element):
            element.remove(child)
    return bool(over)
