"""One invented outlet: its address, how it publishes, the furniture around its articles, and the articles."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from newsroom.manuscript import Manuscript, read_manuscript

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed: its format, which articles it lists, and what it hangs on their addresses."""

    path: str
    format: str  # "rss", "atom", "rdf", "jsonfeed"
    tracking: str = ""  # "utm_source=rss&utm_medium=feed"
    sections: Sequence[str] = ()  # none: all
    without: Sequence[str] = ()  # slugs that it leaves out
    again: Sequence[str] = ()  # slugs that it lists a second time, under another guid and another tracking
    again_tracking: str = ""
    full_text: bool = False


@dataclass(slots=True, kw_only=True)
class Outlet:
    """``base`` is the root of its addresses, ``now`` the clock's reading from which the articles' ages count."""

    name: str
    title: str
    address: str
    system: str
    language: str
    about: str
    article_path: str  # "/{slug}/", "/{year}/{month}/{slug}"
    furniture: dict[str, dict[str, str]]  # language -> name in the layout -> text
    source: dict[str, Any]
    title_format: str = "{title} - {site}"
    channels: list[Channel] = field(default_factory=list)
    sitemap: str | None = None  # the news sitemap
    listings: dict[str, str] = field(default_factory=dict)  # path of a section page -> section, "*" for all
    listing_size: int = 10
    wordpress: bool = False
    disallow: list[str] = field(default_factory=list)
    comments: list[dict[str, str]] = field(default_factory=list)
    biography: dict[str, str] = field(default_factory=dict)
    port: int = 0
    now: datetime = field(default_factory=lambda: datetime.max)
    manuscripts: list[Manuscript] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    @property
    def base(self) -> str:
        return f"http://{self.address}:{self.port}"

    def articles(self) -> Iterator[Manuscript]:
        """What it carries now, newest first."""
        return (manuscript for manuscript in self.manuscripts if manuscript.slug not in self.gone)

    def path(self, article: Manuscript) -> str:
        when = article.published(self.now)
        pattern = article.path or self.article_path
        section = (article.section or "news").lower().replace(" & ", "-").replace(" ", "-")
        return pattern.format(
            slug=article.slug, year=when.year, month=f"{when.month:02}", day=f"{when.day:02}",
            id=self.number(article), section=section,
        )  # fmt: skip

    def url(self, article: Manuscript) -> str:
        return self.base + self.path(article)

    def image(self, article: Manuscript) -> str:
        return f"{self.base}/images/{article.slug}.gif"

    def furniture_in(self, language: str) -> dict[str, str]:
        """Name in the layout -> text, in the outlet's own language where there is none in this one."""
        return self.furniture.get(language, self.furniture[self.language])

    def number(self, article: Manuscript) -> int:
        """Stands for the row number that a content system gives: the same whatever else is published."""
        return 1000 + int(hashlib.sha256(f"{self.name}/{article.slug}".encode()).hexdigest()[:6], 16) % 90000

    def modified(self, article: Manuscript) -> datetime:
        return self.now if article.revised else article.published(self.now)

    def language_of(self, article: Manuscript) -> str:
        return article.language or self.language

    def listed(self, channel: Channel) -> list[Manuscript]:
        return [
            article
            for article in self.articles()
            if article.slug not in channel.without and (not channel.sections or article.section in channel.sections)
        ]

    def listing(self, section: str) -> list[Manuscript]:
        return [article for article in self.articles() if section in ("*", article.section)]

    def rewrite(self, slug: str) -> None:
        self.manuscripts = [m.second_edition().dated(self.now) if m.slug == slug else m for m in self.manuscripts]

    def source_file(self) -> dict[str, Any]:
        """The keys of a source file, with the addresses of this run."""
        return {
            "title": self.title,
            "homepage": self.base + "/",
            "kind": "news",
            "country": None,
            "language": self.language,
            "feeds": [self.base + channel.path for channel in self.channels],
            "sitemaps": [self.base + self.sitemap] if self.sitemap else [],
            "sections": [],
            "wordpress": None,
            "scope": "all",
            "state_affiliated": False,
            "terms": None,
            "enabled": True,
            "rules": {},
        } | self._ways_in() | self.source  # fmt: skip

    def _ways_in(self) -> dict[str, Any]:
        if self.channels or self.sitemap:
            return {}
        if self.wordpress:
            return {"wordpress": self.base + "/wp-json/"}
        return {"sections": [self.base + path for path in self.listings]}


def read_outlets(*, now: datetime, port: int) -> list[Outlet]:
    """Every file in outlets/ with its articles, in the order of their addresses."""
    outlets = [_read_outlet(path) for path in sorted((HERE / "outlets").glob("*.yaml"))]
    outlets.sort(key=lambda outlet: [int(part) for part in outlet.address.split(".")])
    return [
        replace(outlet, now=now, port=port, manuscripts=[each.dated(now) for each in outlet.manuscripts])
        for outlet in outlets
    ]


def _read_outlet(path: Path) -> Outlet:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    channels = [Channel(path=where, **how) for where, how in (data.pop("feeds", None) or {}).items()]
    manuscripts = [read_manuscript(file) for file in sorted((HERE / "articles" / path.stem).glob("*.md"))]
    manuscripts.sort(key=lambda manuscript: (manuscript.age_h, manuscript.slug))
    return Outlet(name=path.stem, channels=channels, manuscripts=manuscripts, **data)
