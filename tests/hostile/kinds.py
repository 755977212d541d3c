"""Kinds of fault beyond those of ../shared/hostile: a site each, what it serves, and what may come of it.

A site is a function that fills a Stage: routes of the wire, entries of its feed, and what has to hold afterwards. The
modules kinds_*.py hold the sites; a function whose name begins with "site_" is one, a dict VARIANTS holds those that
differ in one thing.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.hostile.prose import headline, paragraphs
from tests.middlewares.odd_server import Answer, Asked, Site, answer

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
Route = Answer | Callable[[Asked], Answer]


@dataclass(repr=False)
class Stage:
    """One site before and after it was collected."""

    name: str
    site: Site
    canary: Site  # an address that is not to be reached
    wanted: dict[str, str | None] = field(default_factory=dict)  # path -> key of the text; None: no text is fine
    allowed: set[str] = field(default_factory=set)  # paths that may be a row, without any text
    reasons: dict[str, set[str]] = field(default_factory=dict)  # path -> words that its reason may be
    items: list[str] = field(default_factory=list)
    feed: str = "/feed"
    ways: dict[str, list[str]] = field(default_factory=dict)  # key of a source file -> paths; else what is served
    visit: int = 0  # 1 while and after the second collect
    later: dict[str, str | None] = field(default_factory=dict)  # as `wanted`, of the second visit where it differs
    checks: list[Callable[["Outcome"], str | None]] = field(default_factory=list)

    @property
    def base(self) -> str:
        return self.site.url("").rstrip("/")

    def serve(self, path: str, route: Route) -> None:
        """Bytes and iterables go to the wire as they are."""
        self.site.routes[path] = route

    def article(self, path: str, *, head: str = "", body: str | None = None, listed: bool = True, **page: Any) -> str:
        """Serve an honest article at a path, list it in the feed, and want it whole; its key."""
        key = f"{self.name}{path}"
        self.serve(path, answer(article_page(key, self.base + path, head=head, body=body, **page)))
        self.wanted[path] = key
        if listed:
            self.listed(path, key)
        return key

    def listed(self, path: str, key: str | None = None, **item: str) -> None:
        """Name an address in the feed."""
        link = item.pop("link", self.base + path)
        self.items.append(rss_item(link, headline(key or f"{self.name}{path}"), **item))

    def refused(self, path: str, *words: str, row: bool = False) -> None:
        """The address may not become a text; with `row` it may stand there with its title."""
        self.reasons[path] = set(words)
        if row:
            self.allowed.add(path)

    def publish(self) -> None:
        """Serve the feed of what was listed, unless there is one of its own."""
        if not self.ways and self.feed not in self.site.routes:
            self.serve(self.feed, answer(rss(self.items), content_type="application/rss+xml; charset=utf-8"))

    def check(self, holds: Callable[["Outcome"], str | None]) -> None:
        """Something else that has to hold: None, or what is wrong."""
        self.checks.append(holds)


@dataclass(repr=False)
class Outcome:
    """What is known of a site afterwards."""

    stage: Stage
    articles: list[dict[str, Any]]
    frontier: list[dict[str, Any]]
    feeds: list[dict[str, Any]]
    counts: dict[tuple[str, str], int]  # of table run_sources, by what and why
    visit: int  # 0 or 1

    def row(self, path: str) -> dict[str, Any] | None:
        return next((row for row in self.articles if path_of(row["url"]) == path), None)


def path_of(url: str) -> str:
    """The address without its host."""
    return "/" + url.partition("://")[2].partition("/")[2]


def article_page(
    key: str, url: str, *, head: str = "", body: str | None = None, claims: str | None = None, title: str | None = None
) -> str:
    """A page as publishers make them: Open Graph, JSON-LD (or `claims`), a byline, paragraphs (or `body`)."""
    title = title or headline(key)
    moment = (NOW - timedelta(hours=3)).isoformat()
    known = {"@type": "NewsArticle", "headline": title, "datePublished": moment, "author": {"name": "Una Strand"}}
    stated = json.dumps(known) if claims is None else claims
    text = "".join(f"<p>{escape(each)}</p>" for each in paragraphs(key)) if body is None else body
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - Odd Times</title>'
        f'<link rel="canonical" href="{url}"><meta property="og:title" content="{escape(title)}">'
        f'<meta property="og:type" content="article"><script type="application/ld+json">{stated}</script>{head}</head>'
        f'<body><header><a href="/">Home</a></header><main><article><h1>{escape(title)}</h1>'
        f'<p class="byline">By Una Strand <time datetime="{moment}">{moment[:10]}</time></p>'
        f'<div class="story">{text}</div></article></main><footer>Odd Times, all rights kept.</footer></body></html>'
    )


def bare_page(title: str, body: str, head: str = "") -> str:
    """A page that claims nothing."""
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )


def rss_item(link: str, title: str, *, guid: str | None = None, date: str | None = None, extra: str = "") -> str:
    """An item of a feed; what is given is put in as it is."""
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        f'<guid isPermaLink="false">{escape(link) if guid is None else guid}</guid>'
        f"<pubDate>{format_datetime(NOW - timedelta(hours=3)) if date is None else date}</pubDate>{extra}</item>"
    )


def rss(items: list[str], *, head: str = '<?xml version="1.0" encoding="utf-8"?>', inside: str = "") -> str:
    """A feed of items."""
    return f'{head}<rss version="2.0"><channel><title>Odd Times</title>{inside}{"".join(items)}</channel></rss>'


def sites() -> dict[str, Callable[[Stage], None]]:
    """Every site, by name."""
    found: dict[str, Callable[[Stage], None]] = {}
    for path in sorted(Path(__file__).parent.glob("kinds_*.py")):
        module = import_module(f"tests.hostile.{path.stem}")
        names = [name for name in vars(module) if name.startswith("site_")]
        found |= {name.removeprefix("site_").replace("_", "-"): vars(module)[name] for name in names}
        found |= vars(module).get("VARIANTS", {})
    return found
