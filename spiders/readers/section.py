"""Section pages of sites without a feed: links to articles told from all the others, by structure and by address.

Each link's card is weighed: the shape of the address, the length of the text, a heading, a date, a teaser, like
siblings, and the zone of the page. What earlier visits found teaches: a link that stands where articles stood is one.
"""

from collections.abc import Collection, Iterator

from lxml import etree
from lxml.html import HtmlElement

from bounds import bounds, note_cut
from errors import ReadError
from items import Entry
from spiders.readers.cards import Card, authors_of, cards_of, image_of
from spiders.readers.embedded import embedded_entries
from spiders.readers.links import leads_elsewhere
from spiders.readers.listed import listed_entries
from spiders.readers.paging import next_page
from spiders.readers.plain import address, passage, plain
from spiders.readers.reading import Reading
from spiders.readers.remarks import without_remarks
from spiders.readers.section_words import class_words, words
from spiders.readers.webpage import base_of, parse_page, text_of
from spiders.readers.weights import ENOUGH, Learned, weigh
from spiders.readers.zones import Zones
from trees import is_cut
from urls import canonical_url, host_of, same_site


def read_section(body: bytes, *, url: str, content_type: str | None = None, known: Collection[str] = ()) -> Reading:
    """The articles that a list page links to, in its order, and the next page.

    ``known`` are addresses found on earlier visits. Raises ReadError when the body is no HTML page, or a login in the
    place of a list: taken for an empty list, the source would fall silent without a word.
    """
    root = parse_page(body, content_type)
    if root is None:
        raise ReadError(f"{url}: not an HTML page; is it a section's address?", url=url)
    base, too_deep = base_of(root, url), is_cut(root)
    listed = listed_entries(root, base=base, url=url)
    embedded = embedded_entries(root, base=base, url=url)
    etree.strip_elements(root, "script", "style", "template", "svg", "select", with_tail=False)
    cards = cards_of(without_remarks(_links(root, url=url, base=base)))
    zones = Zones(root, [card.heading for card in cards if card.heading is not None])
    weighed = weigh(cards, page=canonical_url(url), zones=zones, learned=Learned(known))
    main = [one.card for one in weighed if one.weight >= ENOUGH and not one.side]
    # A sidebar's "most read" is a list of other sections' articles; where nothing else is, it is the list.
    chosen = main or [one.card for one in weighed if one.weight >= ENOUGH - (2.0 if one.side else 1.0)]
    spellings: dict[str, set[str]] = {}
    for card in cards:
        spellings.setdefault(card.target, set()).update(found for found, _ in card.links)
    entries: dict[str, Entry] = {}
    unread = 0
    for card in chosen:
        entry = _entry(card, _plainest(card.target, spellings[card.target]), base)
        unread += card.unread_date and card.published is None
        entries[card.target] = _merged(entries[card.target], entry) if card.target in entries else entry
    # The data of a page's program also holds what is not of this list: it is asked only where the page shows nothing.
    for target, entry in (listed or ({} if len(entries) >= 3 else embedded)).items():
        entries[target] = _merged(entries[target], entry) if target in entries else entry
    if not entries and any((field.get("type") or "").lower() == "password" for field in root.iter("input")):
        raise ReadError(f"{url}: asks for a password and lists no article", url=url)
    return Reading(
        kind="section",
        reader="section",
        entries=tuple(entries.values()),
        title=plain(text_of(root.find("./head/title"))),
        language=root.get("lang"),
        next_url=next_page(root, url=url, base=base),
        unread_dates=unread,
        too_deep=too_deep,
    )


def _links(root: HtmlElement, *, url: str, base: str) -> Iterator[tuple[str, str, HtmlElement]]:
    """Every link that may lead to an article of the same site: its identity, its address, its anchor."""
    here, host = canonical_url(url), host_of(url)
    verdicts: dict[str, str | None] = {}
    for count, anchor in enumerate(root.iter("a")):
        if count == 5 * bounds().links:  # menus and the like come on top of what may lead to articles
            note_cut("links")
            break
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


def _plainest(target: str, spellings: set[str]) -> str:
    """Of several spellings of one address the plainest: session ids change on every visit."""
    return target if target in spellings else min(spellings, key=lambda url: (len(url), url))


def _entry(card: Card, found: str, base: str) -> Entry:
    return Entry(
        url=found,
        title=plain(card.title, html=False),
        summary=passage(card.summary, html=False),
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
