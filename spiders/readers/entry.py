"""One element of a feed to an Entry.

Which of several elements counts is decided as feedparser does, so that neither reader makes an entry look changed: the
first title, the last HTML link, the last date.
"""

from datetime import datetime
from urllib.parse import urljoin

from bounds import bounds
from dates import parse_moment, stated_moment
from items import Entry
from spiders.readers.elements import Children, Element, children_of, first_plain, inner_markup, last_word, string_of
from spiders.readers.plain import address, content, mojibake, named, plain, spoken
from spiders.readers.reservation import feed_reservation

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


class EntryReader:
    """Reads the entries of one document; holds what they share and counts the dates that nobody can read."""

    def __init__(self, *, url: str, own: str, atom: bool, based: bool) -> None:
        self.url = url
        self.own = own  # the namespace of the root
        self.atom = atom  # titles are literal text unless their type says HTML
        self.based = based  # some element has xml:base
        self.unread_dates = 0

    def read(self, element: Element) -> Entry:
        """The entry; one without an address has an empty one."""
        found = children_of(element, self.own)
        url = self.link(element, found)
        original = address(last_word(found.get("feedburner:origlink")), self.url)
        return Entry(
            url=url or "",
            original=original if original != url else None,
            title=self.title(found),
            guid=self.guid(element, found),
            summary=self.summary(found),
            content=_content(found),
            authors=self.authors(found),
            published=self.date(found, _PUBLISHED),
            updated=self.date(found, _UPDATED),
            tags=_tags(found),
            language=element.get(_LANG) or last_word(found.get("dc:language")),
            image=self.image(found),
            reserved=feed_reservation(found),
        )

    def base(self, element: Element) -> str:
        return address(element.base, self.url) or self.url if self.based else self.url

    def guid(self, element: Element, found: Children) -> str | None:
        """The identifier; made absolute unless it says that it is no address, as feedparser does."""
        said = found.get("guid") or found.get("id") or []
        word: str | None = last_word(said) or element.get(_ABOUT)
        if word is None or not said or not _is_permalink(said[-1]):
            return word
        try:
            return urljoin(self.base(said[-1]), word)
        except ValueError:
            return word

    def link(self, element: Element, found: Children) -> str | None:
        """The entry's address: the last HTML link; else the permalink, or the original behind a redirector."""
        best = other = own = None
        for link in found.get("link", ()):
            href = link.get("href") or link.get("url") or link.get("uri")
            target = address(href or string_of(link), self.base(link))
            relation = (link.get("rel") or "alternate").lower()
            if relation == "self":
                own = own or target
            elif relation == "alternate" and target:
                if href and (link.get("type") or "").lower() not in _HTML_TYPES:
                    other = other or target
                else:
                    best = target
        said = found.get("guid") or found.get("id") or []
        words = [last_word(said) if said and _is_permalink(said[-1]) else None, element.get(_ABOUT)]
        # Many identifiers are said to be permalinks by default only: "333470" is no address.
        words = [word for word in words if word and word[:8].lower().startswith(("http://", "https://", "/"))]
        words += [last_word(found.get("feedburner:origlink")), last_word(found.get("url"))]
        named = next((target for word in words if (target := address(word, self.url))), None)
        if named and best and best.partition("#")[0] == self.url.partition("#")[0]:
            best = None  # "#a-1" is a place in the feed itself
        # RFC 4287, 4.1.3.2: the content may stand elsewhere.
        sources = (address(e.get("src"), self.base(e)) for e in found.get("content", ()))
        return best or other or named or own or next(filter(None, sources), None) or self.enclosure(found)

    def enclosure(self, found: Children) -> str | None:
        """The file that the entry brings: a podcast may have no page."""
        files = [e.get("url") for e in found.get("enclosure", ())]
        files += [e.get("href") for e in found.get("link", ()) if e.get("rel") == "enclosure"]
        return next((target for file in files if (target := address(file, self.url))), None)

    def title(self, found: Children) -> str | None:
        groups = [children_of(g, self.own) for g in (*found.get("media:group", ()), *found.get("media:content", ()))]
        titles = [*found.get("title", ()), *found.get("dc:title", ()), *found.get("media:title", ())]
        titles += [title for group in groups for title in group.get("media:title", ())]
        titles += found.get("itunes:title", ())
        return next((text for title in titles if (text := self.text(title, bounds().title_chars))), None)

    def summary(self, found: Children) -> str | None:
        groups = [children_of(group, self.own) for group in found.get("media:group", ())]
        summaries = [
            e for key in ("description", "summary", "dc:description", "itunes:summary") for e in found.get(key, ())
        ]
        summaries += [e for group in (found, *groups) for e in group.get("media:description", ())]
        return next((text for summary in summaries if (text := self.text(summary, bounds().field_chars))), None)

    def text(self, element: Element, limit: int) -> str | None:
        if len(element):
            return plain(spoken(inner_markup(element)), limit=limit)
        literal = self.atom and (element.get("type") or "text").lower() in ("text", "text/plain")
        return plain(element.text, limit=limit, html=not literal)

    def authors(self, found: Children) -> tuple[str, ...]:
        names: list[str | None] = []
        for element in (*found.get("author", ()), *found.get("dc:creator", ()), *found.get("dc:author", ())):
            parts = children_of(element, self.own)
            names.append(first_plain(parts.get("name"), bounds().name_chars) if parts else _person(string_of(element)))
        if not any(names):
            names.append(first_plain(found.get("itunes:author"), bounds().name_chars))
        return tuple(dict.fromkeys(name for name in names if name))[: bounds().names]

    def image(self, found: Children) -> str | None:
        media = [children_of(g, self.own) for g in (*found.get("media:group", ()), *found.get("media:content", ()))]
        pictures: list[str | None] = []
        for group in (found, *media):
            pictures += [e.get("url") for e in group.get("media:content", ()) if _is_picture(e)]
            pictures += [e.get("url") for e in group.get("media:thumbnail", ())]
        pictures += [e.get("url") for e in found.get("enclosure", ()) if _is_picture(e)]
        pictures += [e.get("href") for e in found.get("itunes:image", ())]
        return next((target for picture in pictures if (target := address(picture, self.url))), None)

    def date(self, found: Children, keys: tuple[str, ...]) -> datetime | None:
        text = next((word for key in keys if (word := last_word(found.get(key)))), None)
        if text is None:
            return None
        moment = stated_moment(text)
        if moment is None:
            self.unread_dates += 1
        return moment

    def date_of(self, element: Element) -> datetime | None:
        """The date of an entry that is not read."""
        found = children_of(element, self.own)
        words = (last_word(found.get(key)) for key in (*_PUBLISHED, *_UPDATED))
        return next((moment for word in words if word and (moment := parse_moment(word))), None)


def _content(found: Children) -> str | None:
    for key in ("content:encoded", "content", "xhtml:body", "xhtml:div", "body", "fullitem"):
        for element in found.get(key, ()):
            kind = (element.get("type") or "").lower()
            if kind.startswith(("image/", "video/", "audio/")) or element.get("src"):
                continue
            if text := content(mojibake(inner_markup(element) if len(element) else element.text or "")):
                return text
    return None


def _is_permalink(guid: Element) -> bool:
    """RSS 2.0: a <guid> is an address unless isPermaLink="false"; some write isPermalink."""
    said = next((value for key, value in guid.attrib.items() if key.lower() == "ispermalink"), "true")
    return bool(said.strip().lower() == "true")


def _is_picture(element: Element) -> bool:
    return element.get("medium") == "image" or (element.get("type") or "").startswith("image/")


def _person(text: str) -> str | None:
    """RSS 2.0's <author> is an address, mostly "desk@paper.example (Ann Lee)"; the name is what counts."""
    text = text[:1_000]
    before, bracket, after = text.partition("(")
    if "@" in before and bracket:
        text = after.rstrip(") \n")
    elif "@" in text and "<" in text:  # Ann Lee <ann@paper.example>
        text = text.partition("<")[0]
    return named(text)


def _tags(found: Children) -> tuple[str, ...]:
    words = [
        element.get("label") or element.get("term") or string_of(element)
        for element in (*found.get("category", ()), *found.get("dc:subject", ()))
    ]
    for element in (*found.get("media:keywords", ()), *found.get("itunes:keywords", ())):
        words += string_of(element)[: bounds().names * bounds().name_chars].split(",")
    return tuple(dict.fromkeys(tag for word in words if (tag := named(word))))[: bounds().names]
