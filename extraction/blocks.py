"""The page as a sequence of blocks (paragraphs, headings, items, rows ...), each with the element that holds it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from extraction.cues import element_kind
from extraction.runs import BREAK, Counts, clean, paragraphs, visible

_DROPPED = """
    script style noscript template svg canvas head title iframe object embed applet audio video map button select option
    optgroup textarea input datalist progress meter frameset frame noframes noembed link meta base img picture source
    track area math dialog rp rt rtc output label legend amp-ad amp-embed amp-iframe
"""
_INLINE = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q s samp small span strike strong
    sub sup time tt u var wbr ruby rb blink
"""
DROPPED, INLINE = frozenset(_DROPPED.split()), frozenset(_INLINE.split())
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# An element of these flows on: a span inside that is called "tags" or "ad" is a word of the sentence.
_FLOWING = frozenset(("p", "li", "blockquote", "td", "th", "dd", *_HEADINGS))
# What leads from a footnote back to its mark in the text.
_BACK_LINKS = frozenset(["↩", "↑", "⤴", "^", "↲", "↵", "⏎", "↩︎", "↩︎"])
_EMBEDS = (
    "twitter-tweet",
    "instagram-media",
    "tiktok-embed",
    "bluesky-embed",
    "mastodon",
    "reddit-embed",
    "fb-post",
    "telegram-post",
)


@dataclass(slots=True)
class Node:
    """A block-level element: the blocks point at the one that holds them."""

    element: HtmlElement
    parent: int
    cue: str | None  # what its own names say that it is
    tag: str
    zone: str | None = None  # the kind of furniture that it stands in, once all cues are weighed (zones.py)


@dataclass(slots=True)
class Block:
    """A run of text that a reader sees as one paragraph, heading, item or row."""

    text: str
    kind: str  # p, h, li, quote, pre, row, caption
    node: int
    zone: str | None = None
    level: int = 0  # of a heading: 1 to 6; of an item: its depth
    marker: str = ""  # of an item: "-" or "3."
    link_chars: int = 0
    links: int = 0
    emphasis: bool = False  # all of it is bold or italic
    rule: bool = False  # a horizontal rule stands before it
    embed: bool = False  # part of an embedded post
    tag: str = ""
    cells: tuple[str, ...] = ()
    header: bool = False
    cut: str | None = None  # why it is not part of the text; None while it is
    words: int = field(init=False)

    def __post_init__(self) -> None:
        self.words = count_words(self.text)

    @property
    def link_density(self) -> float:
        return self.link_chars / max(1, len(self.text))


_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u9fff]")


def count_words(text: str) -> int:
    """Words of a run of text; in languages without spaces two characters count as one."""
    return text.count(" ") + 1 + (0 if text.isascii() else len(_WIDE.findall(text)) // 2)


@dataclass(slots=True)
class Layout:
    """The blocks of a page in reading order, and the elements that hold them."""

    blocks: list[Block]
    nodes: list[Node]

    def ancestors(self, node: int) -> Iterator[int]:
        """The node and all that hold it, innermost first."""
        while node >= 0:
            yield node
            node = self.nodes[node].parent


def _is_menu(element: HtmlElement) -> bool:
    """True for navigation that holds neither a paragraph nor a headline: nothing in it could be an article."""
    return next(element.iter("p", "h1", "article", "br", "blockquote"), None) is None and (
        next(element.iter("a"), None) is not None
    )


class _Walk:
    def __init__(self, tree: HtmlElement) -> None:
        self.blocks: list[Block] = []
        self.nodes: list[Node] = []
        self.buffer: list[str] = []
        self.link_chars = self.links = self.plain_chars = 0
        self.breaks: list[Counts] = []  # the three counts as they stood at each line break
        self.rule = False

    def flush(self, node: int, kind: str, level: int, marker: str, embed: bool, tag: str) -> None:
        if not self.buffer:
            return
        raw = "".join(self.buffer)
        self.buffer.clear()
        counts, breaks = (self.link_chars, self.links, self.plain_chars), self.breaks
        self.link_chars = self.links = self.plain_chars = 0
        self.breaks = []
        if kind == "pre":
            text = visible(raw).strip("\n").rstrip()
            pieces = [(text, counts)] if text.strip() else []
        elif breaks:
            pieces = paragraphs(raw, [*breaks, counts])
        else:
            pieces = [(text, counts)] if (text := clean(raw)) else []
        for text, (link_chars, links, plain) in pieces:
            self.blocks.append(
                Block(
                    text,
                    kind,
                    node,
                    None,
                    level,
                    marker,
                    link_chars,
                    links,
                    plain == 0,
                    self.rule,
                    embed,
                    tag,
                )
            )
            self.rule = False

    def text(self, text: str | None, link: bool, bold: bool) -> None:
        if text:
            shown = len(text.strip())
            if not shown and not self.buffer:
                return
            self.buffer.append(text)
            if link:
                self.link_chars += shown
            if not bold:
                self.plain_chars += shown

    def visit(
        self,
        element: HtmlElement,
        node: int,
        kind: str,
        level: int,
        marker: str,
        link: bool,
        bold: bool,
        embed: bool,
    ) -> None:
        """Everything inside an element, its tail excepted."""
        tag = element.tag
        if not isinstance(tag, str):
            return
        here = self.nodes[node]
        if tag in INLINE:
            if tag != "a" and (cue := element_kind(element, tag)):
                if cue == "hidden" and here.tag in _FLOWING:
                    return
                if cue != "body" and here.tag not in _FLOWING:
                    self.flush(node, kind, level, marker, embed, here.tag)
                    self.nodes.append(Node(element, node, cue, tag))
                    inner = len(self.nodes) - 1
                    self.children(element, inner, kind, level, marker, link, bold, embed)
                    self.flush(inner, kind, level, marker, embed, tag)
                    return
            if tag == "a" and not link and (href := element.get("href")):
                if href.startswith("#") and len(element) == 0 and (element.text or "").strip() in _BACK_LINKS:
                    return
                link = True
                self.links += 1
            bold = bold or tag in ("b", "strong", "em", "i")
            self.children(element, node, kind, level, marker, link, bold, embed)
            return
        if tag == "br":
            if kind == "pre":
                self.buffer.append("\n")
            else:
                self.buffer.append(BREAK)
                self.breaks.append((self.link_chars, self.links, self.plain_chars))
            return
        if self.buffer:
            self.flush(node, kind, level, marker, embed, here.tag)
        if tag == "hr":
            self.rule = True
            return
        cue = element_kind(element, tag)
        if cue == "chrome" and _is_menu(element):
            return
        self.nodes.append(Node(element, node, "form" if tag == "form" and cue is None else cue, tag))
        inner = len(self.nodes) - 1
        if tag == "p":
            if kind not in ("li", "quote", "caption"):
                kind = "p"
        elif tag in _HEADINGS:
            if kind != "caption":
                kind, level, marker = "h", _HEADINGS[tag], ""
        elif tag in ("ul", "ol", "menu", "dir"):
            if kind != "caption":
                level = level + 1 if kind == "li" else 1
                marker = "1." if tag == "ol" else "-"
                self.items(element, inner, level, marker, link, bold, embed)
                return
        elif tag == "li":
            if kind != "caption":
                kind, level, marker = "li", max(1, level), marker or "-"
        elif tag in ("dt", "dd"):
            kind = "p"
        elif tag in ("blockquote", "q"):
            kind = "quote"
            embed = embed or any(name in element.get("class", "") for name in _EMBEDS)
        elif tag == "pre":
            kind = "pre"
        elif tag in ("main", "article"):
            kind, level, marker = ("caption" if kind == "caption" else "p"), 0, ""  # in an item that was left open
        elif tag == "figure":
            if not any(True for _ in element.iter("table", "blockquote", "pre")):
                kind = "caption"
        elif tag in ("figcaption", "caption"):
            kind = "caption"
        elif tag == "table":
            if self.table(element, inner):
                return
            kind = "p"
        elif kind not in ("quote", "caption", "li"):
            kind = "p"
        self.children(element, inner, kind, level, marker, link, bold, embed)
        if self.buffer:
            self.flush(inner, kind, level, marker, embed, tag)

    def children(
        self,
        element: HtmlElement,
        node: int,
        kind: str,
        level: int,
        marker: str,
        link: bool,
        bold: bool,
        embed: bool,
    ) -> None:
        if (text := element.text) and (self.buffer or not text.isspace()):
            self.text(text, link, bold)
        for child in element:
            if child.tag not in DROPPED:
                self.visit(child, node, kind, level, marker, link, bold, embed)
            # The tail of an emphasised or linked child is not emphasised: the state of this level counts.
            if (text := child.tail) and (self.buffer or not text.isspace()):
                self.text(text, link, bold)

    def items(
        self, element: HtmlElement, node: int, level: int, marker: str, link: bool, bold: bool, embed: bool
    ) -> None:
        number = 0
        for child in element:
            if child.tag == "li":
                number += 1
                mark = f"{number}." if marker != "-" else "-"
                self.visit(child, node, "li", level, mark, link, bold, embed)
            elif child.tag not in DROPPED:
                self.visit(child, node, "p", 0, "", link, bold, embed)  # a list used to set text off, or left open
            self.text(child.tail, link, bold)
        self.flush(node, "p", 0, "", embed, "ul")

    def table(self, element: HtmlElement, node: int) -> bool:
        """Rows of a table of data as blocks; False for a table that only lays out the page."""
        if element.get("role") in ("presentation", "none") or next(element.iterdescendants("table"), None) is not None:
            return False
        rows: list[tuple[tuple[str, ...], bool, int]] = []
        widest = 0
        for row in element.iter("tr"):
            cells: list[str] = []
            link_chars, header = 0, True
            for cell in row.iterchildren("td", "th"):
                if next(cell.iterdescendants("script", "style", "form", "h1", "h2", "ul", "button"), None) is not None:
                    return False
                text = clean(" ".join(cell.itertext()) if len(cell) else cell.text or "")
                if len(text) > 500:
                    return False
                link_chars += sum(len(clean("".join(a.itertext()))) for a in cell.iter("a"))
                header = header and cell.tag == "th"
                cells.append(text)
            if any(cells):
                widest = max(widest, sum(1 for c in cells if c))
                rows.append((tuple(cells), header, link_chars))
        if not rows or widest < 2:
            return False
        for caption in element.iterchildren("caption"):
            self.children(caption, node, "caption", 0, "", False, False, False)
            self.flush(node, "caption", 0, "", False, "caption")
        for filled, header, link_chars in rows:
            text = " | ".join(filled)
            self.blocks.append(Block(text, "row", node, cells=filled, header=header, link_chars=link_chars, tag="tr"))
        return True


def read_layout(tree: HtmlElement) -> Layout:
    """The blocks of a page. The tree stays as it is."""
    walk = _Walk(tree)
    root = tree.find("body") if tree.tag == "html" else tree
    if root is None:
        root = tree
    walk.nodes.append(Node(root, -1, None, str(root.tag)))
    walk.children(root, 0, "p", 0, "", False, False, False)
    walk.flush(0, "p", 0, "", False, "body")
    return Layout(walk.blocks, walk.nodes)
