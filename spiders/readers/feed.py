"""A parsed feed to entries: RSS 0.9x, 1.0 and 2.0, RDF, Atom 0.3 and 1.0, and the mixtures of them that exist.

Which of several elements counts is decided as feedparser does, so that neither reader makes an entry look changed: the first
title, the last HTML link, the last date.
"""

from datetime import datetime
from typing import Any

from items import Entry

from .dates import parse_date
from .names import name, namespace
from .plain import MAX_SUMMARY, address, content, mojibake, plain
from .reading import Reading
from .reservation import feed_reservation

_ITEM_TAGS = tuple(f"{{*}}{local}" for local in ("item", "entry", "Item", "Entry", "ITEM", "ENTRY"))
_KINDS = {
    "rss": "rss",
    "channel": "rss",
    "rdf:rdf": "rdf",
    "rdf": "rdf",
    "feed": "atom",
    "entry": "atom",
    "item": "rss",
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PUBLISHED = (
    "pubdate",
    "published",
    "issued",
    "dcterms:issued",
    "dc:date",
    "created",
    "dcterms:created",
    "dcterms:date",
)
_UPDATED = ("updated", "modified", "dcterms:modified", "lastbuilddate")
_HTML_TYPES = ("", "html", "text/html", "xhtml", "application/xhtml+xml")
_MAX_TAGS = 50

Element = Any  # lxml.etree._Element: lxml has no types
Children = dict[str, list[Element]]


class FeedReader:
    """Reads one parsed document; holds what all its entries share and what is counted over them."""

    def __init__(self, root: Element, *, url: str) -> None:
        self.root, self.url = root, url
        self.own = namespace(root.tag)
        self.kind = _KINDS.get(name(root.tag, self.own), "rss")
        self.based = bool(root.xpath("boolean(//@xml:base)"))
        self.unread_dates = 0

    def read(self, *, reader: str, max_entries: int) -> Reading:
        elements = self.items()
        chosen = elements if len(elements) <= max_entries else self.newest(elements, max_entries)
        entries = tuple(entry for element in chosen if (entry := self.entry(element)))
        feed = self.children(self.head())
        links = self.feed_links(feed)
        return Reading(
            kind=self.kind,
            reader=reader,
            entries=entries,
            title=self.title(feed),
            language=self.language(feed),
            next_url=links.get("next") or links.get("prev-archive"),
            hub=links.get("hub"),
            ttl_s=_ttl_s(feed),
            skip_hours=_skip_hours(feed),
            skip_days=_skip_days(feed),
            unread_dates=self.unread_dates,
            skipped=len(elements) - len(entries),
            reserved=feed_reservation(feed),
        )

    def items(self) -> list[Element]:
        return [element for element in self.root.iter(*_ITEM_TAGS) if name(element.tag, self.own) in ("item", "entry")]

    def newest(self, elements: list[Element], count: int) -> list[Element]:
        """The `count` newest in the order of the document: some feeds begin with the oldest."""
        dates = [self.dates(self.children(element), counted=False) for element in elements]
        moments = [max((date for date in pair if date), default=None) for pair in dates]
        order = sorted(
            range(len(elements)), key=lambda i: (moments[i] is None, -(moments[i].timestamp() if moments[i] else 0), i)
        )
        return [elements[i] for i in sorted(order[:count])]

    def head(self) -> Element:
        if self.kind == "atom":
            return self.root
        return next((e for e in self.root.iter("{*}channel", "{*}Channel", "{*}CHANNEL")), self.root)

    def children(self, element: Element) -> Children:
        found: Children = {}
        for child in element.iterchildren("*"):
            found.setdefault(name(child.tag, self.own), []).append(child)
        return found

    def entry(self, element: Element) -> Entry | None:
        found = self.children(element)
        guid = self.guid(element, found)
        url = self.link(element, found, guid)
        if url is None:
            return None
        published, updated = self.dates(found)
        whole = self.content(found)
        return Entry(
            url=url,
            title=self.title(found),
            guid=guid,
            summary=self.summary(found),
            content=whole,
            authors=self.authors(found),
            published=published,
            updated=updated,
            tags=_tags(found),
            language=element.get(_LANG) or _text(found.get("dc:language")),
            image=self.image(found),
        )

    # The entry's identity

    def base(self, element: Element) -> str:
        if not self.based:
            return self.url
        return address(element.base, self.url) or self.url

    def guid(self, element: Element, found: Children) -> str | None:
        return _text(found.get("guid")) or _text(found.get("id")) or element.get(_ABOUT)

    def link(self, element: Element, found: Children, guid: str | None) -> str | None:
        """The article's address: the last HTML link; the original where a redirector counts clicks; else the permalink."""
        best = other = None
        for link in found.get("link", ()):
            href = link.get("href") or link.get("url") or link.get("uri")
            relation = (link.get("rel") or "alternate").lower()
            if relation != "alternate":
                continue
            target = address(href or _string(link), self.base(link))
            if target and (not href or (link.get("type") or "").lower() in _HTML_TYPES):
                best = target
            else:
                other = other or target
        origin = address(_text(found.get("feedburner:origlink")), self.url)
        if origin and (best is None or _is_redirector(best)):
            return origin
        if best or other:
            return best or other
        if "guid" in found and (found["guid"][-1].get("isPermaLink") or "true").strip().lower() != "true":
            guid = None
        absolute = guid if guid and guid[:8].lower().startswith(("http://", "https://")) else None
        # An entry may have nothing to point at but a file (podcasts).
        return address(absolute or element.get(_ABOUT), self.base(element)) or self.enclosure(found)

    def enclosure(self, found: Children) -> str | None:
        files = [e.get("url") for e in found.get("enclosure", ())]
        files += [e.get("href") for e in found.get("link", ()) if e.get("rel") == "enclosure"]
        return next((target for file in files if (target := address(file, self.url))), None)

    # What it says

    def title(self, found: Children) -> str | None:
        for key in ("title", "dc:title", "media:title"):
            for element in found.get(key, ()):
                if text := self.text(element):
                    return text
        for group in (*found.get("media:group", ()), *found.get("media:content", ())):
            for element in self.children(group).get("media:title", ()):
                if text := self.text(element):
                    return text
        return _plain_text(found.get("itunes:title"))

    def text(self, element: Element, limit: int = 1_000) -> str | None:
        kind = (element.get("type") or "").lower()
        literal = self.kind == "atom" and kind in ("", "text", "text/plain") and len(element) == 0
        if len(element) and limit > 1_000:
            return plain(_inner(element), limit=limit)
        return plain(_string(element), limit=limit, html=not literal)

    def summary(self, found: Children) -> str | None:
        for key in ("description", "summary", "dc:description", "itunes:summary", "media:description"):
            for element in found.get(key, ()):
                if text := self.text(element, MAX_SUMMARY):
                    return text
        for group in found.get("media:group", ()):
            return _plain_text(self.children(group).get("media:description"), MAX_SUMMARY)
        return None

    def content(self, found: Children) -> str | None:
        for key in ("content:encoded", "content", "xhtml:body", "xhtml:div", "body", "fullitem"):
            for element in found.get(key, ()):
                kind = (element.get("type") or "").lower()
                if kind.startswith(("image/", "video/", "audio/")) or element.get("src"):
                    continue
                if text := content(mojibake(_inner(element) if len(element) else _string(element))):
                    return text
        return None

    def authors(self, found: Children) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for element in (*found.get("author", ()), *found.get("dc:creator", ()), *found.get("dc:author", ())):
            parts = self.children(element)
            text = _plain_text(parts.get("name"), 200) if parts else plain(_string(element), limit=200)
            if text and (text := _person(text)):
                names[text] = None
        if not names and (text := _plain_text(found.get("itunes:author"), 200)):
            names[text] = None
        return tuple(names)[:_MAX_TAGS]

    def image(self, found: Children) -> str | None:
        pictures: list[str | None] = []
        for group in (
            found,
            *(self.children(g) for g in (*found.get("media:group", ()), *found.get("media:content", ()))),
        ):
            for element in group.get("media:content", ()):
                if (element.get("medium") or "") == "image" or (element.get("type") or "").startswith("image/"):
                    pictures.append(element.get("url"))
            pictures += [e.get("url") for e in group.get("media:thumbnail", ())]
        pictures += [e.get("url") for e in found.get("enclosure", ()) if (e.get("type") or "").startswith("image/")]
        pictures += [e.get("href") for e in found.get("itunes:image", ())]
        return next((target for picture in pictures if (target := address(picture, self.url))), None)

    def dates(self, found: Children, *, counted: bool = True) -> tuple[datetime | None, datetime | None]:
        return self.date(found, _PUBLISHED, counted), self.date(found, _UPDATED, counted)

    def date(self, found: Children, keys: tuple[str, ...], counted: bool) -> datetime | None:
        for key in keys:
            for element in reversed(found.get(key, ())):
                if text := _string(element).strip():
                    moment = parse_date(text)
                    if moment is None and counted:
                        self.unread_dates += 1
                    return moment
        return None

    # What the feed says of itself

    def language(self, feed: Children) -> str | None:
        return _text(feed.get("language")) or _text(feed.get("dc:language")) or self.root.get(_LANG) or None

    def feed_links(self, feed: Children) -> dict[str, str]:
        links: dict[str, str] = {}
        for link in feed.get("link", ()):
            target = address(link.get("href"), self.base(link))
            for relation in (link.get("rel") or "").lower().split():
                if target:
                    links.setdefault(relation, target)
        return links


def _string(element: Element) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""


def _text(elements: list[Element] | None) -> str | None:
    """The last that has text: identifiers and single words, as they are."""
    for element in reversed(elements or ()):
        if text := _string(element).strip():
            return text[:4_000]
    return None


def _plain_text(elements: list[Element] | None, limit: int = 1_000) -> str | None:
    return next((text for element in elements or () if (text := plain(_string(element), limit=limit))), None)


def _inner(element: Element) -> str:
    """The markup inside an element; of Atom's xhtml content without the <div> that the format asks for."""
    from lxml import etree

    if len(element) == 1 and not (element.text or "").strip() and name(element[0].tag).endswith(":div"):
        element = element[0]
    pieces = [element.text or ""]
    pieces += [etree.tostring(child, encoding="unicode") for child in element]
    return "".join(pieces).replace(' xmlns="http://www.w3.org/1999/xhtml"', "")


def _is_redirector(link: str) -> bool:
    host = link.split("/", 3)[2].lower()
    return host.startswith(("feedproxy.", "feeds.", "rss.")) or "feedburner" in host or "feedsportal" in host


def _person(text: str) -> str | None:
    """RSS 2.0's <author> is an address, mostly "desk@paper.example (Ann Lee)"; the name is what counts."""
    if "@" in text:
        address_, opening, rest = text.partition("(")
        if opening and "@" in address_:
            text = rest.rstrip(") ")
        else:
            text = text.partition("<")[0] if "<" in text else text
    return text.strip() or None


def _tags(found: Children) -> tuple[str, ...]:
    tags: dict[str, None] = {}
    for element in (*found.get("category", ()), *found.get("dc:subject", ())):
        term = element.get("label") or element.get("term") or _string(element)
        if text := plain(term, limit=200):
            tags[text] = None
    for element in (*found.get("media:keywords", ()), *found.get("itunes:keywords", ())):
        tags.update((text, None) for word in _string(element)[:4_000].split(",") if (text := plain(word, limit=200)))
    return tuple(tags)[:_MAX_TAGS]


def _ttl_s(feed: Children) -> int | None:
    text = _text(feed.get("ttl")) or ""
    # RSS 2.0: minutes. More than a month is a mistake.
    return int(text) * 60 if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= 45_000 else None


def _skip_hours(feed: Children) -> tuple[int, ...]:
    texts = [_string(hour).strip() for block in feed.get("skiphours", ()) for hour in block][:100]
    # RSS 0.91 counts to 24, RSS 2.0 from 0.
    return tuple(sorted({int(text) % 24 for text in texts if text in map(str, range(25))}))


def _skip_days(feed: Children) -> tuple[str, ...]:
    week = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    said = {_string(day).strip().lower() for block in feed.get("skipdays", ()) for day in list(block)[:100]}
    return tuple(day for day in week if day in said)
