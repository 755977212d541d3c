"""Who wrote what when: a page's own statements, reconciled by a small set of rules.

Each field has its sources in order of trust; structured data about another story than the page's headline says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from extraction import jsonld
from extraction.authorship import find_authors
from extraction.claims import Claims, gather, meta_keys
from extraction.headline import Headline, find_headline
from extraction.plain import fold
from extraction.publication import find_dates
from extraction.titles import learned_suffixes
from extraction.topics import find_section, find_tags
from extraction.vicinity import around
from items import Entry


class TitleMemory(Protocol):
    """The part of a site's habits that metadata reads."""

    @property
    def titles(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of an article besides its text. ``None`` and empty: the page does not say."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None  # aware, UTC
    published_day: date | None = None  # the publisher's calendar day: near midnight not the day in UTC
    modified: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    image: str | None = None
    canonical: str | None = None
    summary: str | None = None
    site_name: str | None = None
    agency: str | None = None
    types: frozenset[str] = frozenset()  # schema.org and og types, lower case
    accessible_for_free: bool | None = None
    origins: dict[str, str] = field(default_factory=dict)
    precision: dict[str, str] = field(default_factory=dict)  # {"published": "minute"}
    conflicts: tuple[str, ...] = ()


def read_metadata(
    tree: HtmlElement, *, url: str, fetched: datetime, entry: Entry | None = None, habits: TitleMemory | None = None
) -> Metadata:
    """The metadata of the page at ``url``, the address that answered. ``tree`` is only read; any field may be empty."""
    claims = gather(tree)
    keys = meta_keys()
    ids = jsonld.by_id(claims.nodes)
    site_name, names = _site_names(claims, ids, url)
    suffixes = learned_suffixes(t for t in habits.titles if t != claims.head_title) if habits else []
    headline = find_headline(
        claims,
        url=url,
        keys=keys["title"],
        site_names=names,
        suffixes=suffixes,
        entry_title=entry.title if entry else None,
    )
    node = headline.node or {}
    vicinity = around(headline.heading)
    authorship = find_authors(
        tree,
        claims,
        vicinity,
        node=headline.node,
        ids=ids,
        keys=keys["author"],
        site_names=frozenset(map(fold, names)),
        feed=entry.authors if entry else (),
    )
    language = _language(claims, headline, keys, entry)
    canonical = _canonical(claims, url)
    dates = find_dates(
        tree,
        claims,
        vicinity,
        node=headline.node,
        keys=keys,
        addresses=[text for text in (url, canonical, claims.first("og:url")[0]) if text],
        fetched=fetched,
        language=language,
        entry=entry,
    )
    section, section_origin = find_section(
        claims,
        vicinity,
        node=headline.node,
        ids=ids,
        keys=keys["section"],
        not_these=[*names, headline.title or ""],
        entry=entry,
    )
    published, modified = dates.published, dates.modified
    origins = {"title": headline.origin, "authors": authorship.origin, "section": section_origin}
    if published:
        origins["published"] = published.origin
    if modified:
        origins["modified"] = modified.origin
    og_types = [value.lower() for value in claims.all("og:type")]
    free = node.get("isAccessibleForFree")
    return Metadata(
        title=headline.title,
        authors=authorship.authors,
        published=published.dated.value if published else None,
        modified=modified.dated.value if modified else None,
        published_day=dates.day,
        section=section,
        tags=find_tags(claims, node=headline.node, keys=keys["tags"], entry=entry),
        language=language,
        image=_address(
            url,
            claims.first(*keys["image"])[0],
            *jsonld.texts(node.get("image"), ids, keys=("url", "contentUrl", "@id")),
            entry.image if entry else None,
        ),
        canonical=canonical,
        summary=claims.first(*keys["summary"])[0] or (entry.summary if entry else None) or None,
        site_name=site_name or None,
        agency=authorship.agency,
        types=frozenset(og_types).union(*(jsonld.types_of(n) for n in claims.nodes)),
        accessible_for_free=_truth(free),
        origins={k: v for k, v in origins.items() if v},
        precision={k: v.dated.precision for k, v in (("published", published), ("modified", modified)) if v},
        conflicts=tuple(
            text
            for text in (
                f"title: json-ld says {headline.refused}, which is another story or a template"
                if headline.refused
                else None,
                authorship.conflict,
                dates.conflict,
            )
            if text
        ),
    )


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).rsplit("/", 1)[-1].lower())


def _site_names(claims: Claims, ids: dict[str, jsonld.Node], url: str) -> tuple[str, list[str]]:
    names = [*claims.all(*meta_keys()["site_name"])]
    for node in claims.nodes:
        if "website" in jsonld.types_of(node):
            names += jsonld.texts(node.get("name"), ids)
        names += jsonld.texts(node.get("publisher"), ids)
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    stated = [name for name in dict.fromkeys(names) if not name.startswith("http") and len(name) <= 80]
    known = (
        [*stated, host, *(label for label in labels[:-1] if len(label) > 3)]
        if not host.replace(".", "").isdigit()
        else stated
    )
    return (stated[0] if stated else ""), known


def _language(claims: Claims, headline: Headline, keys: dict[str, tuple[str, ...]], entry: Entry | None) -> str | None:
    node = headline.node or {}
    candidates = [
        claims.language,
        *jsonld.texts(node.get("inLanguage"), {}, keys=("name", "alternateName")),
        *claims.all(*keys["language"]),
    ]
    for candidate in (*candidates, entry.language if entry else None):
        tag = (candidate or "").strip().replace("_", "-").split(",")[0]
        primary, _, region = tag.partition("-")
        if primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 3:
            return primary.lower() + (f"-{region.upper()}" if len(region) == 2 and region.isalpha() else "")
    return None


def _address(base: str, *values: str | None) -> str | None:
    for value in values:
        if value and not value.startswith(("data:", "javascript:")):
            try:
                joined = urljoin(base, value)
                if urlsplit(joined).scheme in ("http", "https") and urlsplit(joined).hostname:
                    return joined
            except ValueError:
                continue
    return None


def _canonical(claims: Claims, url: str) -> str | None:
    for value in (claims.canonical, claims.first("og:url")[0]):
        address = _address(url, value)
        if address and (
            urlsplit(address).path not in ("", "/") or urlsplit(address).query or urlsplit(url).path in ("", "/")
        ):
            return address
    return None
