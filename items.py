"""The words that all rooms share: an Entry points at an article, a Page is its bytes, an Article is what readers get.

Frozen: a stage that learns something returns ``dataclasses.replace(item, ...)``. Times are aware and in UTC. ``None``
means "the publisher does not say".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Status = Literal["full", "partial", "teaser", "reserved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed, a sitemap or a section page says of one article: claims, none of them checked yet."""

    url: str  # absolute, as it was found; empty where a feed names none: `believed` leaves those out
    original: str | None = None  # the article's own address where `url` is a redirector's (feedburner:origLink)
    title: str | None = None  # plain text
    guid: str | None = None
    summary: str | None = None  # plain text
    content: str | None = None  # HTML, where a feed carries the whole article
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    image: str | None = None
    reserved: str | None = None  # why the feed says of this entry that its text is reserved, or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes that an article's address answered with, as the archive keeps them."""

    url: str  # as it was found: the frontier's key
    fetched_url: str  # the address that answered, after redirects
    source: str
    fetched: datetime
    body: bytes
    status: int = 200
    content_type: str | None = None  # the Content-Type header, charset included
    etag: str | None = None  # validators, for asking again
    last_modified: str | None = None
    entry: Entry | None = None
    reserved: str | None = None  # why the publisher reserves the text ("tdm-reservation header"), or None
    earlier: "Article | None" = None  # the version that this page replaces, where it is another one


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTopic:
    """A topic of the vocabulary that an article has, and the terms that say so."""

    topic: str  # its name, the stem of its file: "armed-conflict"
    score: float
    terms: tuple[dict[str, str | float], ...] = ()  # term, found, place, weight, count; what counts most first


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in a text."""

    kind: str  # country, place, organisation, system, unit, person, cyber, vulnerability
    name: str  # the canonical one: "F-35"; of a country its ISO 3166-1 code
    about: str | None = None  # what it is: a sort of place, a class of systems, an echelon, the office of a person
    country: str | None = None  # ISO 3166-1, of a place, a unit or a person, where it is known
    found: str  # as it stands there: "F-35A"
    place: Literal["title", "text"]
    start: int  # offsets into title or text, in characters
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDate:
    """When something happens, as a text says it: "on Wednesday", resolved against the day of publication."""

    first_day: date
    last_day: date  # of a day the same
    precision: Literal["day", "week", "month", "year"]
    found: str  # as it stands there
    place: Literal["title", "text"]
    start: int  # offsets into title or text, in characters
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """What was read out of a text though no field states it; kept apart from what the publisher says."""

    language: str | None = None  # of the text, whatever the page declares
    dateline_place: str | None = None  # as it stands there: "KYIV"
    dateline_country: str | None = None  # ISO 3166-1
    dateline_agency: str | None = None  # "Reuters"
    day: str | None = None  # of publication, where the article was written: "2026-11-24"; what dates count from


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article, clean. Column meanings: docs/schema.md."""

    url: str  # canonical: the identity of the article
    title: str | None = None
    text: str | None = None  # paragraphs parted by one empty line
    markdown: str | None = None  # the same with headings, lists, quotations and tables marked
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_day: date | None = None  # where the publisher stands: near midnight not the day of ``published`` in UTC
    modified: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None  # BCP 47, lower-case primary subtag first: "en", "pt-BR"
    image: str | None = None
    summary: str | None = None
    word_count: int = 0
    status: Status = "full"
    reasons: tuple[str, ...] = ()  # why the status is what it is, one sentence each
    relevance: float | None = None  # score of the scope stage; None where everything is in scope
    topics: tuple[ArticleTopic, ...] = ()  # highest score first
    inferred: Inferred = Inferred()
    mentions: tuple[Mention, ...] = ()  # those of the title first, each in order
    events: tuple[EventDate, ...] = ()  # likewise
    agency: str | None = None  # the wire service that is credited: "Reuters"
    origins: dict[str, str] = field(default_factory=dict)  # field -> where it came from: {"title": "json-ld"}
    # What later stages will ask for, computed beside the extraction in the child: stage -> its own value.
    prepared: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    # Known to the crawl, not to the page:
    source: str = ""
    fetched_url: str = ""
    found_url: str = ""  # the frontier's key
    fetched: datetime | None = None
    earlier: "Article | None" = None  # the version that this one replaces: what the publisher changed is kept
