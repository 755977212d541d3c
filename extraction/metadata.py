"""Who wrote what when: a page's own statements, reconciled by a small set of rules.

Each field has its sources in order of trust; structured data about another story than the page's headline says nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from lxml.html import HtmlElement

from extraction import jsonld
from extraction.authorship import find_authors
from extraction.claims import gather, meta_keys
from extraction.headline import find_headline
from extraction.particulars import (
    find_canonical,
    find_image,
    find_language,
    find_summary,
    is_address,
    read_for_free,
    site_names,
)
from extraction.plain import fold
from extraction.publication import find_dates
from extraction.titles import learned_suffixes
from extraction.topics import find_section, find_tags
from extraction.vicinity import around, page_part
from items import Entry


class TitleMemory(Protocol):
    """The part of a site's habits that metadata reads."""

    @property
    def titles(self) -> Mapping[str, str]: ...


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
    claims, keys = gather(tree), meta_keys()
    url = url if is_address(url) else ""
    ids = jsonld.by_id(claims.nodes)
    others = habits.titles.values() if habits else ()
    site_name, names = site_names(claims, ids, keys["site_name"], url)
    headline = find_headline(
        claims,
        url=url,
        keys=keys["title"],
        site_names=names,
        suffixes=learned_suffixes(title for title in others if title != claims.head_title),
        entry_title=entry.title if entry else None,
        tree=tree,
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
    language = find_language(claims, node, keys["language"], entry)
    canonical = find_canonical(claims, url)
    dates = find_dates(
        tree,
        claims,
        vicinity,
        node=headline.node,
        keys=keys,
        addresses=[text for text in (url, canonical[0], claims.first("og:url")[0]) if text],
        fetched=fetched,
        language=language[0],
        entry=entry,
    )
    section = find_section(
        claims,
        vicinity,
        node=headline.node,
        ids=ids,
        keys=keys["section"],
        not_these=[*names, headline.title or ""],
        entry=entry,
    )
    image = find_image(claims, node, ids, keys["image"], url, entry)
    summary = find_summary(claims, keys["summary"], entry)
    stamps = {"published": dates.published, "modified": dates.modified}
    origins = {
        "title": headline.origin,
        "authors": authorship.origin,
        "section": section[1],
        "language": language[1],
        "image": image[1],
        "canonical": canonical[1],
        "summary": summary[1],
        **{name: claim.origin for name, claim in stamps.items() if claim},
    }
    refused = headline.refused and f"title: json-ld says {headline.refused}, which is another story or a template"
    return Metadata(
        title=headline.title,
        authors=authorship.authors,
        published=dates.published.dated.value if dates.published else None,
        published_day=dates.day,
        modified=dates.modified.dated.value if dates.modified else None,
        section=section[0],
        tags=find_tags(page_part(headline.heading, tree), claims, node=headline.node, keys=keys["tags"], entry=entry),
        language=language[0],
        image=image[0],
        canonical=canonical[0],
        summary=summary[0],
        site_name=site_name,
        agency=authorship.agency,
        types=frozenset(text.lower() for text in claims.all("og:type")).union(*map(jsonld.types_of, claims.nodes)),
        accessible_for_free=read_for_free(claims, jsonld.articles(claims.nodes), keys["tier"]),
        origins={name: origin for name, origin in origins.items() if origin},
        precision={name: claim.dated.precision for name, claim in stamps.items() if claim},
        conflicts=tuple(text for text in (refused, authorship.conflict, dates.conflict) if text),
    )
