"""Section pages of sites without a feed: links to articles told from all the others, by structure and by address.

Each link's card is weighed: the shape of the address, the length of the text, a heading, a date, a teaser, like
siblings, and the zone of the page. What earlier visits found teaches: a link that stands where articles stood is one.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import islice
from statistics import median_low

from lxml import etree
from lxml.html import HtmlElement

from errors import ReadError
from items import Entry
from spiders.readers.cards import Card, authors_of, cards_of, image_of
from spiders.readers.links import folder_of, is_below, leads_elsewhere, shape_of
from spiders.readers.listed import listed_entries
from spiders.readers.paging import next_page
from spiders.readers.plain import MAX_SUMMARY, address, plain
from spiders.readers.reading import Reading
from spiders.readers.remarks import without_remarks
from spiders.readers.section_words import class_words, words
from spiders.readers.webpage import base_of, parse_page, text_of
from spiders.readers.zones import Zone, Zones
from urls import canonical_url, host_of, same_site

ENOUGH = 4.0  # the weight at which a card is an article's
_ZONES: dict[Zone | None, float] = {"navigation": 6.0, "side": 2.0, None: 0.0}
MAX_ANCHORS = 20_000
MAX_KNOWN = 2_000  # addresses of earlier visits that are learned from


def read_section(body: bytes, *, url: str, content_type: str | None = None, known: Collection[str] = ()) -> Reading:
    """The articles that a list page links to, in its order, and the next page.

    ``known`` are addresses found on earlier visits. Raises ReadError when the body is no HTML page.
    """
    root = parse_page(body, content_type)
    if root is None:
        raise ReadError(f"{url}: not an HTML page; is it a section's address?", url=url)
    base = base_of(root, url)
    listed = listed_entries(root, base=base, url=url)
    etree.strip_elements(root, "script", "style", "template", "svg", "select", with_tail=False)
    weighed = _weighed(root, url=url, base=base, learned=_Learned(known))
    main = [card for card, weight, side in weighed if weight >= ENOUGH and not side]
    # A sidebar's "most read" is a list of other sections' articles; where nothing else is, it is the list.
    chosen = main or [card for card, weight, _ in weighed if weight + 2 >= ENOUGH]
    spellings: dict[str, set[str]] = {}
    for card, _, _ in weighed:
        spellings.setdefault(card.target, set()).update(found for found, _ in card.links)
    entries: dict[str, Entry] = {}
    unread = 0
    for card in chosen:
        entry = _entry(card, _plainest(card.target, spellings[card.target]), base)
        unread += card.unread_date and card.published is None
        entries[card.target] = _merged(entries[card.target], entry) if card.target in entries else entry
    for target, entry in listed.items():
        entries[target] = _merged(entries[target], entry) if target in entries else entry
    return Reading(
        kind="section",
        reader="section",
        entries=tuple(entries.values()),
        title=plain(text_of(root.find("./head/title"))),
        language=root.get("lang"),
        next_url=next_page(root, url=url, base=base),
        unread_dates=unread,
    )


class _Learned:
    """What earlier visits say: which addresses were articles, and in which folders articles stand."""

    def __init__(self, known: Collection[str]) -> None:
        self.targets: set[str] = set()
        for found in list(known)[:MAX_KNOWN]:
            try:
                self.targets.add(canonical_url(found))
            except ValueError:
                continue
        self.folders = Counter(map(folder_of, self.targets))

    def weight(self, target: str) -> float:
        if target in self.targets:
            return 3.0
        return 1.5 if self.folders[folder_of(target)] >= 3 else 0.0


def _links(root: HtmlElement, *, url: str, base: str) -> Iterator[tuple[str, str, HtmlElement]]:
    """Every link that may lead to an article of the same site: its identity, its address, its anchor."""
    here, host = canonical_url(url), host_of(url)
    verdicts: dict[str, str | None] = {}
    for anchor in islice(root.iter("a"), MAX_ANCHORS):
        found = address(anchor.get("href"), base)
        if found is None or _is_byway(anchor):
            continue
        bare = found.partition("#")[0]
        if bare not in verdicts:
            try:
                target = canonical_url(bare)
                own = host_of(target) == host or same_site(target, url)
                verdicts[bare] = None if not own or target == here or leads_elsewhere(target, here) else target
            except ValueError:
                verdicts[bare] = None
        if (target_or_none := verdicts[bare]) is not None:
            # A redirector shows its target: the target is what is fetched.
            yield target_or_none, bare if same_site(bare, target_or_none) else target_or_none, anchor


def _is_byway(anchor: HtmlElement) -> bool:
    """Whether the markup says that a link leads to an author, a tag, a comment or a share button."""
    rel = (anchor.get("rel") or "").lower().split()
    if {"author", "tag", "category", "next", "prev", "search", "help", "license"} & set(rel):
        return True
    element: HtmlElement | None = anchor
    for _ in range(3):
        if element is None or element.tag in ("article", "li", "tr", "section", "body", "main", "h1", "h2", "h3", "h4"):
            return False
        names = class_words(element.get("class") or "")
        if names & words("byway") and not names & {"title", "headline", "heading", "body", "content", "wrapper"}:
            return element is anchor or len(text_of(element)) <= len(text_of(anchor)) + 80
        element = element.getparent()
    return False


def _weighed(root: HtmlElement, *, url: str, base: str, learned: _Learned) -> list[tuple[Card, float, bool]]:
    """Every card with its weight, and whether it stands aside of the page's own list."""
    cards = cards_of(without_remarks(_links(root, url=url, base=base)))
    zones = Zones(root, [card.heading for card in cards if card.heading is not None])
    groups: dict[tuple[str, ...], list[Card]] = {}
    for card in cards:
        groups.setdefault(_place(card), []).append(card)
    weighed: dict[int, tuple[Card, float, bool]] = {}
    for group in groups.values():
        alike = _group_weight(group)
        weights = []
        for card in group:
            weight = _weight(card) + alike + learned.weight(card.target)
            weight += 1.5 if is_below(card.target, url) else 0.0
            weights.append(weight - _ZONES[zones.of(card.block)])
        # In a list of articles a headline of one word is an article's too.
        most = len(group) >= 3 and sum(weight >= ENOUGH for weight in weights) * 2 > len(group)
        for card, weight in zip(group, weights, strict=True):
            weighed[id(card)] = (card, weight + (1.5 if most else 0.0), zones.of(card.block) == "side")
    return [weighed[id(card)] for card in cards]


def _place(card: Card) -> tuple[str, ...]:
    """The tags from the root down to the card, and the card's own first class: siblings have it in common."""
    tags = [element.tag for element in card.block.iterancestors()][::-1]
    parent = card.block.getparent()
    within = (parent.get("class") or parent.get("id") or "") if parent is not None else ""
    return (*tags, card.block.tag, within)


def _weight(card: Card) -> float:
    weight = float(shape_of(card.target)) + _title_weight(card.title)
    weight += 1.5 if card.heading is not None else 0.0
    weight += 2.0 if card.published is not None else 0.0
    weight += 1.0 if card.summary else 0.0
    marked = (card.block, *(anchor for _, anchor in card.links))
    if card.block.tag == "article" or card.block.get("itemtype"):
        weight += 1.5
    elif any(class_words(element.get("class") or "") & words("card") for element in marked):
        weight += 1.0
    return weight


def _title_weight(title: str) -> float:
    if not title:
        return -2.0
    # A character of Chinese or Japanese says as much as half a word.
    wide = sum(1 for char in title if "\u2e80" <= char <= "\ud7ff")
    words_in = len(title.split()) + wide / 2
    length = len(title) + wide
    if words_in >= 5 or length >= 28:
        return 2.0
    if words_in >= 3 or length >= 15:
        return 1.0
    return 0.0 if length >= 4 else -2.0


def _group_weight(group: list[Card]) -> float:
    """Three and more alike are a list; a list of short names without dates, headings and teasers is a menu."""
    if len({card.target for card in group}) < 3:
        return 0.0
    adorned = sum(1 for card in group if card.heading is not None or card.published or card.summary)
    if adorned * 2 < len(group) and median_low([_title_weight(card.title) for card in group]) < 2.0:
        return -0.5
    return 1.0


def _plainest(target: str, spellings: set[str]) -> str:
    """Of several spellings of one address the plainest: session ids change on every visit."""
    return target if target in spellings else min(spellings, key=lambda url: (len(url), url))


def _entry(card: Card, found: str, base: str) -> Entry:
    return Entry(
        url=found,
        title=plain(card.title, html=False),
        summary=plain(card.summary, limit=MAX_SUMMARY, html=False),
        authors=authors_of(card),
        published=card.published,
        image=image_of(card, base),
    )


def _merged(first: Entry, second: Entry) -> Entry:
    """Two cards of one article: what the first lacks, the second tells; the longer headline is the headline."""
    titles = [title for title in (first.title, second.title) if title]
    return Entry(
        url=first.url,
        title=max(titles, key=len) if titles else None,
        summary=first.summary or second.summary,
        authors=first.authors or second.authors,
        published=first.published or second.published,
        updated=first.updated or second.updated,
        image=first.image or second.image,
        section=first.section or second.section,
    )
