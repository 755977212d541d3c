"""A parsed feed to a Reading: RSS 0.9x, 1.0 and 2.0, RDF, Atom 0.3 and 1.0, and the mixtures of them that exist."""

from datetime import datetime

from spiders.readers.elements import Children, Element, children_of, first_plain, last_word, string_of
from spiders.readers.entry import EntryReader
from spiders.readers.names import name, namespace
from spiders.readers.plain import address
from spiders.readers.reading import Reading
from spiders.readers.reservation import feed_reservation

_ITEM_TAGS = tuple(f"{{*}}{local}" for local in ("item", "entry", "Item", "Entry", "ITEM", "ENTRY"))
_CHANNEL_TAGS = ("{*}channel", "{*}Channel", "{*}CHANNEL")
_KINDS = {"rdf:rdf": "rdf", "rdf": "rdf", "feed": "atom", "entry": "atom"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_MINUTES = 31 * 24 * 60


def read_feed(root: Element, *, url: str, reader: str, max_entries: int) -> Reading:
    """What the document under `root` says; `url` is where relative links start."""
    own = namespace(root.tag)
    kind = _KINDS.get(name(root.tag, own), "rss")
    # A root that is an entry is a feed of one: Atom calls it an Entry Document.
    elements = [element for element in root.iter(*_ITEM_TAGS) if name(element.tag, own) in ("item", "entry")]
    entries = EntryReader(url=url, own=own, atom=kind == "atom", based=bool(root.xpath("boolean(//@xml:base)")))
    found = [entries.read(element) for element in _latest(elements, max_entries, entries)]
    channel = root if kind == "atom" else next(root.iter(*_CHANNEL_TAGS), root)
    feed = children_of(channel, own)
    links = _links(feed, entries)
    return Reading(
        kind=kind,
        reader=reader,
        entries=tuple(found),
        title=first_plain(feed.get("title")) or first_plain(feed.get("dc:title")),
        language=last_word(feed.get("language")) or last_word(feed.get("dc:language")) or root.get(_LANG) or None,
        next_url=links.get("next") or links.get("prev-archive"),
        hub=links.get("hub"),
        ttl_s=_ttl_s(feed),
        skip_hours=_skip_hours(feed),
        skip_days=_skip_days(feed),
        unread_dates=entries.unread_dates,
        skipped=len(elements) - len(found),
        reserved=feed_reservation(feed),
    )


def _latest(elements: list[Element], count: int, entries: EntryReader) -> list[Element]:
    """At most `count`: the first, as feeds begin with the newest, or the last of one that begins with the oldest."""
    if len(elements) <= count:
        return elements
    ends = [_date_near(part, entries) for part in (elements[:20], elements[:-21:-1])]
    if ends[0] and ends[1] and ends[0] < ends[1]:
        return elements[-count:]
    return elements[:count]


def _date_near(elements: list[Element], entries: EntryReader) -> datetime | None:
    return next((date for element in elements if (date := entries.date_of(element))), None)


def _links(feed: Children, entries: EntryReader) -> dict[str, str]:
    links: dict[str, str] = {}
    for link in feed.get("link", ()):
        target = address(link.get("href"), entries.base(link))
        for relation in (link.get("rel") or "").lower().split():
            if target:
                links.setdefault(relation, target)
    return links


def _ttl_s(feed: Children) -> int | None:
    text = (last_word(feed.get("ttl")) or "")[:9]
    # RSS 2.0: minutes. More than a month is a mistake.
    return int(text) * 60 if text.isascii() and text.isdigit() and 0 < int(text) <= _MONTH_MINUTES else None


def _skip_hours(feed: Children) -> tuple[int, ...]:
    said = {string_of(hour).strip() for block in feed.get("skiphours", ()) for hour in block[:100]}
    # RSS 0.91 counts from 1 to 24, RSS 2.0 from 0 to 23.
    return tuple(hour for hour in range(24) if {str(hour), f"{hour:02}", str(hour or 24)} & said)


def _skip_days(feed: Children) -> tuple[str, ...]:
    said = {string_of(day).strip().lower() for block in feed.get("skipdays", ()) for day in block[:100]}
    return tuple(day for day in _WEEK if day in said)
