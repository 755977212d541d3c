"""The weight of each card of a list page: what speaks for an article, what for a menu, what earlier visits taught."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from statistics import median_low

from spiders.readers.cards import Card
from spiders.readers.links import folder_of, is_below, shape_of
from spiders.readers.section_words import class_words, words
from spiders.readers.zones import Zone, Zones
from urls import canonical_url

ENOUGH = 4.0  # the weight at which a card is an article's
MAX_KNOWN = 2_000  # addresses of earlier visits that are learned from
_ZONES: dict[Zone | None, float] = {"navigation": -6.0, "side": -2.0, None: 0.0}


@dataclass(slots=True)
class Weighed:
    """A card, its weight, and where it stands."""

    card: Card
    weight: float
    side: bool  # aside of the page's own list
    menu_like: bool = False  # one of several names with neither headings, dates nor teasers


class Learned:
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
        """What it adds to a card that its target was found before, or lies where others were found."""
        if target in self.targets:
            return 5.0  # was an article once: is one again, whatever its card lacks today
        return 1.5 if self.folders[folder_of(target)] >= 3 else 0.0


def weigh(cards: list[Card], *, page: str, zones: Zones, learned: Learned) -> list[Weighed]:
    """Every card with its weight, in the order of the cards; ``page`` is the canonical address of the list."""
    groups: dict[tuple[str, ...], list[Weighed]] = {}
    weighed = []
    for card in cards:
        zone = zones.of(card.block)
        weight = _own_weight(card) + learned.weight(card.target) + _ZONES[zone]
        weight += 1.5 if is_below(card.target, page) else 0.0
        weighed.append(Weighed(card, weight, zone == "side"))
        groups.setdefault(_place(card), []).append(weighed[-1])
    for group in groups.values():
        _weigh_group(group)
    _weigh_menus(weighed)
    return weighed


def _place(card: Card) -> tuple[str, ...]:
    """The tags from the root down to the card, and what its parent is called: siblings have it in common."""
    tags = [element.tag for element in card.block.iterancestors()][::-1]
    parent = card.block.getparent()
    within = (parent.get("class") or parent.get("id") or "") if parent is not None else ""
    return (*tags, card.block.tag, within)


def _own_weight(card: Card) -> float:
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


def _weigh_group(group: list[Weighed]) -> None:
    """Three and more alike are a list; a list of short names without dates, headings and teasers is a menu."""
    if len({one.card.target for one in group}) < 3:
        return
    bare = sum(_is_bare(one.card) for one in group) * 2 > len(group)
    short = median_low([_title_weight(one.card.title) for one in group]) < 2.0
    for one in group:
        one.menu_like = bare
        if not (bare and short):
            one.weight += 1.0
        elif shape_of(one.card.target) < 3:  # the address of a long name or a date stands for itself
            one.weight -= 0.5
    # In a list of articles a headline of one word is an article's too.
    if sum(one.weight >= ENOUGH for one in group) * 2 > len(group):
        for one in group:
            one.weight += 1.5


def _weigh_menus(weighed: list[Weighed]) -> None:
    """On a page whose articles have dates, a list of bare links with middling addresses is more likely its menu."""
    enough = [one for one in weighed if one.weight >= ENOUGH and not one.side]
    dated = sum(one.card.published is not None for one in enough)
    if dated >= 3 and dated * 2 >= len(enough):
        for one in weighed:
            if one.menu_like and _is_bare(one.card) and shape_of(one.card.target) < 3:
                one.weight -= 3.0


def _is_bare(card: Card) -> bool:
    return card.heading is None and card.published is None and card.summary is None
