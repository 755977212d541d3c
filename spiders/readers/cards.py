"""The cards of a list page: around each link the block that speaks of its target alone, and what stands in it.

A card is the highest element in which all links to articles lead to one target. So a picture, a headline, a teaser and
"read more" that lead to one article are one card, however the page is built.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from lxml.html import HtmlElement

from bounds import bounds, note_cut
from dates import parse_moment
from spiders.readers.plain import address, clean
from spiders.readers.section_words import class_words, words
from spiders.readers.webpage import text_of

MAX_CARD = 1_500  # characters: more is a page's text with a link in it
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROOTS = frozenset({"html", "body", "main", "table", "tbody", "nav", "footer", "aside"})
# Cards that are one line of a flat list: what belongs to them follows as siblings.
_LINES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "a", "p", "dt", "dd", "b", "strong", "span"})
_TITLES = frozenset({"title", "headline", "heading"})
_MANY = ""  # an element in which more than one target is linked


@dataclass(slots=True)
class Card:
    """One target and the block that speaks of it."""

    target: str  # its identity
    links: list[tuple[str, HtmlElement]] = field(default_factory=list)  # address as found, anchor
    blocks: list[HtmlElement] = field(default_factory=list)  # the card itself, then siblings that belong to it
    heading: HtmlElement | None = None
    title: str = ""
    summary: str | None = None
    published: datetime | None = None
    unread_date: bool = False  # there is a date that cannot be read

    @property
    def block(self) -> HtmlElement:
        return self.blocks[0]


def cards_of(links: Iterable[tuple[str, str, HtmlElement]]) -> list[Card]:
    """The cards around links (target, address, anchor), in the order of the page."""
    found: list[tuple[str, str, HtmlElement]] = []
    for count, link in enumerate(links):
        if count == bounds().links:
            note_cut("links")
            break
        found.append(link)
    owners = _owners(found)
    subjects = _subjects(found)
    cards: dict[str, list[Card]] = {}
    by_block: dict[HtmlElement, Card] = {}
    for target, found_url, anchor in found:
        block = _top(anchor, target, owners, subjects)
        card = by_block.get(block)
        if card is None:
            card = by_block[block] = Card(target, blocks=[block])
            cards.setdefault(target, []).append(card)
        card.links.append((found_url, anchor))
    flat = [card for several in cards.values() for card in several]
    for card in flat:
        if card.block.tag in _LINES or _is_only_link(card):
            card.blocks += _following(card.block, owners)
        card.heading = _heading(card)
        card.title = _title(card)
        card.summary = _summary(card)
        card.published, card.unread_date = _date(card)
    return flat


def _owners(links: list[tuple[str, str, HtmlElement]]) -> dict[HtmlElement, str]:
    """For each element with links in it the one target, or _MANY."""
    owners: dict[HtmlElement, str] = {}
    for target, _, anchor in links:
        element: HtmlElement | None = anchor
        while element is not None:
            owner = owners.setdefault(element, target)
            if owner != target:
                if owner == _MANY:
                    break  # so is everything above
                owners[element] = _MANY
            element = element.getparent()
    return owners


def _subjects(links: list[tuple[str, str, HtmlElement]]) -> set[HtmlElement]:
    """Elements around a headline without a link: the page's own, which no card has."""
    if not links:
        return set()
    anchors = {anchor for _, _, anchor in links}
    around: set[HtmlElement] = set()
    for heading in links[0][2].getroottree().iter("h1"):
        if not anchors & {*heading.iter("a"), *heading.iterancestors("a")}:
            around.update(heading.iterancestors())
    return around


def _top(anchor: HtmlElement, target: str, owners: dict[HtmlElement, str], subjects: set[HtmlElement]) -> HtmlElement:
    block = anchor
    while (
        block.tag not in ("article", "li", "tr")
        and (parent := block.getparent()) is not None
        and parent.tag not in _ROOTS
        and parent not in subjects
        and owners[parent] == target
    ):
        block = parent
    return block


def _is_only_link(card: Card) -> bool:
    """Whether a block holds nothing but its link: what belongs to it, if anything does, stands behind it."""
    words_in = len(text_of(card.block))
    return 0 < words_in <= max(len(text_of(anchor)) for _, anchor in card.links) + 2


def _following(block: HtmlElement, owners: dict[HtmlElement, str]) -> list[HtmlElement]:
    """Siblings up to the next link, and a date right before: <dt>date</dt><dd><a>, <h3><a></h3><p>teaser</p>."""
    belonging: list[HtmlElement] = []
    sibling = block.getnext()
    while sibling is not None and sibling not in owners and sibling.tag not in _HEADINGS and len(belonging) < 4:
        belonging.append(sibling)
        sibling = sibling.getnext()
    before = block.getprevious()
    if before is not None and before not in owners and before.tag not in _HEADINGS and date_in(before) is not None:
        # Of two dates the nearer is the card's: in lists that begin with a date, what follows is the next one's.
        return [before, *(block for block in belonging if date_in(block) is None)]
    return belonging


def _heading(card: Card) -> HtmlElement | None:
    """The heading that names the card: around the link, in it, or alone in the block."""
    for _, anchor in card.links:
        if (element := headline_around(anchor, card.block)) is not None:
            return element
    if sum(len(text_of(block)) for block in card.blocks) > MAX_CARD:
        return None
    return next((element for block in card.blocks for element in block.iter(*_HEADINGS)), None)


def headline_around(anchor: HtmlElement, block: HtmlElement | None = None) -> HtmlElement | None:
    """The heading around a link or in it, by its tag or by a class that says title; no higher than ``block``."""
    for height, element in enumerate((anchor, *anchor.iterancestors())):
        if element.tag in _HEADINGS:
            return element
        if height <= 2 and _says_title(element) and len(text_of(element)) <= 300:
            return element
        if element is block or (block is None and height >= 4):
            break
    return next((element for element in anchor.iter() if element.tag in _HEADINGS or _says_title(element)), None)


def _says_title(element: HtmlElement) -> bool:
    return bool(class_words(element.get("class") or "") & _TITLES)


def _title(card: Card) -> str:
    """The headline: of the heading, else the longest link text that is no "read more", else the words for a picture."""
    heading = clean(text_of(card.heading))
    if heading and heading.lower() not in words("more"):
        return heading
    texts = [clean(text_of(anchor)) for _, anchor in card.links]
    named = [text for text in texts if text and text.lower().strip(" .:…»›>→[]()") not in words("more")]
    if named:
        return max(named, key=len)
    for _, anchor in card.links:
        spoken = anchor.get("title") or anchor.get("aria-label") or ""
        image = anchor.find(".//img[@alt]")
        spoken = clean(spoken or (image.get("alt") if image is not None else "") or "")
        if len(spoken) >= 8 and spoken.lower() not in words("more"):
            return spoken
    strong = next((element for block in card.blocks for element in block.iter("strong", "b")), None)
    return clean(text_of(strong)) or _first_line(card)


def _first_line(card: Card) -> str:
    """The first text of a card whose only link says "read more": its headline, whatever its tag."""
    for element in card.block.iter():
        text = clean(element.text or "")
        if 8 <= len(text) <= 200 and element.tag != "a" and parse_moment(text) is None:
            return text
    return ""


def _summary(card: Card) -> str | None:
    """The longest paragraph of the card that is not its headline."""
    texts = [clean(text_of(element)) for block in card.blocks for element in block.iter("p", "dd", "div", "blockquote")]
    own = [text for text in texts if len(text) >= 40 and card.title not in text]
    return max(own, key=len) if own else None


def _date(card: Card) -> tuple[datetime | None, bool]:
    """The date in the card, and whether there is one that cannot be read."""
    unread = False
    for texts in (*map(_date_texts, card.blocks), _texts_beside(card.block)):
        for text in texts:
            if (found := parse_moment(text)) is not None:
                return found, False
            unread = unread or any(char.isdigit() for char in text)
    return None, unread


def _texts_beside(block: HtmlElement) -> Iterable[str]:
    """The text right before and behind a card that is one line: 24.11.2026: <a>headline</a><br>."""
    if block.tag not in _LINES:
        return
    previous, parent = block.getprevious(), block.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else None
    for piece in (before, block.tail):
        if piece and any(map(str.isdigit, piece)):
            yield from _date_parts(piece)


def date_in(block: HtmlElement) -> datetime | None:
    """The first readable date in an element."""
    return next((found for text in _date_texts(block) if (found := parse_moment(text)) is not None), None)


def _date_texts(block: HtmlElement) -> Iterable[str]:
    """Texts in which a date may stand, the surest first."""
    later = []
    for count, element in enumerate(block.iter()):
        if count > 300 or not isinstance(element.tag, str):
            break
        if element.tag == "time":
            yield from filter(None, (element.get("datetime"), text_of(element)))
        elif element.get("itemprop") in ("datePublished", "dateCreated"):
            yield from filter(None, (element.get("content"), element.get("datetime"), text_of(element)))
        elif class_words(element.get("class") or "") & words("date") and len(own := text_of(element)) <= 60:
            yield own
        elif element.tag not in ("a", "script"):
            pieces = (element.text, *(child.tail for child in element))
            later += [piece for piece in pieces if piece and 6 <= len(piece) <= 120 and any(map(str.isdigit, piece))]
    for piece in later:
        yield from _date_parts(piece)


def _date_parts(piece: str) -> Iterable[str]:
    """What stands between dashes and dots in a text in which a date may be one of several remarks."""
    for part in re.split(r"\s[-:]\s|[—–•|·]", piece[:200]):
        part = part.strip(" \n\t\r\u00a0,.:;()[]/")
        if 6 <= len(part) <= 45:
            yield part


def image_of(card: Card, base: str) -> str | None:
    """The address of the card's picture."""
    for block in card.blocks:
        for image in block.iter("img"):
            source = image.get("data-src") or image.get("src") or ""
            if source and not source.startswith("data:"):
                return address(source, base)
    return None


def authors_of(card: Card) -> tuple[str, ...]:
    """Names that the card's markup calls its authors."""
    names = []
    for block in card.blocks:
        for element in block.iter("a", "span"):
            if element.get("rel") == "author" or element.get("itemprop") == "author":
                names.append(clean(text_of(element)))
    return tuple(dict.fromkeys(name for name in names if 2 < len(name) <= 80))
