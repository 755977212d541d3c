"""From any page of a site to its ways in: addresses that may be feeds, sitemaps or an API, and which of them count.

In the order in which they deserve a try: what the page declares, what it links to, the sitemaps of robots.txt, then
where the site's system has its feeds by default. Comment feeds never count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from bounds import bounds
from errors import ReadError
from spiders.readers import read
from spiders.readers.decoding import decode, inflate
from spiders.readers.plain import address, plain
from spiders.readers.reading import Reading
from spiders.readers.webpage import base_of, parse_page, text_of
from urls import host_of, same_site

FRESH_DAYS = 60  # a feed whose newest entry is older is dead, though it answers 200
MAX_CANDIDATES = 60
MAX_ROBOTS = 512_000

Way = Literal["feed", "sitemap", "wordpress", "section"]
Found = Literal["itself", "alternate", "link", "robots", "default", "page"]

_FEED_TYPE = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|application/(?:x-rss\+)?xml|text/(?:xml|rss)", re.I
)
_FEED_PATH = re.compile(
    r"/(?:rss|feed|feeds|atom|rdf|rss2|feed2|xmlfeed|newsfeed)(?:/(?:rss2?|atom|rdf|posts|news|index)?)?/?$"
    r"|\.(?:rss|rdf|atom)$|/(?:rss|feed|atom|news|index|rss2|feeds?)[\w-]{0,30}\.(?:xml|json|rdf)$|/[\w-]{0,30}(?:rss|feed)\.(?:xml|aspx|ashx|php|json)$"
    r"|/outboundfeeds/|/feeds/posts/|/rss/[\w./-]{1,120}$|/(?![\w-]*sitemap)[\w-]{1,60}\.xml$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(
    r"(?:^|&)(?:feed=(?:rss|atom)|format=(?:feed|rss|atom)|type=(?:rss|atom|\d{3,5})|outputtype=xml|rss=1)", re.I
)
_FEED_TEXT = re.compile(r"^(?:rss|atom|xml|rdf|json)?[\s-]*(?:feeds?|rss(?:[ -]?feeds?)?|atom|2\.0)?$", re.IGNORECASE)
_COMMENT_PATH = re.compile(
    r"/comments?/(?:feed|default|rss|atom)|[?&]feed=comments|/feeds/\d+/comments|/comments?\.(?:rss|xml|atom)",
    re.IGNORECASE,
)
_COMMENT_TITLE = re.compile(r"(?:By: |Comment on |Re: |Kommentar von |Commentaires? (?:de|sur) |Von: |Par: |Por: )")
_WORDPRESS_FOLDER = re.compile(
    r"""["'(](?:(?:https?:)?//([\w.:-]{1,253}))?((?:/[\w.~-]{1,60}){0,3})/wp-(?:content|includes)/"""
)
_LANGUAGE_FOLDER = re.compile(r"(/[a-z]{2}(?:-[a-z]{2})?)/", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^[ \t]{0,20}sitemap[ \t]{0,20}:[ \t]{0,20}(\S{1,2000})", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a way in."""

    url: str
    way: Way
    found: Found  # how: "default" ones are guesses
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Whether a candidate's reading counts, and why."""

    usable: bool
    reason: str  # a sentence for people
    entries: int = 0
    dated: int = 0
    newest: datetime | None = None
    further: tuple[str, ...] = ()  # sitemaps of an index that does not say how old it is: read one


def candidates(body: bytes, *, url: str, content_type: str | None = None, robots: str | None = None) -> list[Candidate]:
    """What may be ways in, each address once, the likeliest first, the page itself as a section last.

    ``body`` is any page of the site, or a feed; ``robots`` is the text of its robots.txt, if it has one.
    """
    found: dict[str, Candidate] = {}
    is_page = False
    try:
        reading = read(body, url=url, content_type=content_type)
    except ReadError:
        is_page = True
    else:
        way: Way = "sitemap" if reading.kind.startswith("sitemap") else "feed"
        found[url] = Candidate(url, way, "itself", reading.title)
    root = parse_page(body, content_type) if is_page else None
    source = _source(root, body, content_type) if root is not None else ""
    every = [
        *(_declared(root, url) if root is not None else ()),
        *(_linked(root, url) if root is not None else ()),
        *_of_robots(robots or "", url),
        *_defaults(source, url),
    ]
    for candidate in every:
        if not _is_of_comments(candidate.url, candidate.title):
            found.setdefault(candidate.url, candidate)
    chosen = list(islice(found.values(), MAX_CANDIDATES))
    if root is not None:
        chosen.append(Candidate(url, "section", "page", plain(text_of(root.find("./head/title")))))
    return chosen


def _source(root: HtmlElement, body: bytes, content_type: str | None) -> str:
    """The page's text in lower case, the generator that it names in one spelling."""
    named = " ".join(meta.get("content") or "" for meta in root.iter("meta") if _is_generator(meta.get("name")))
    return f'content="{named.lower()} {decode(inflate(body), content_type).lower()}'


def _is_generator(name: str | None) -> bool:
    return (name or "").lower() == "generator"


def _feed_address(link: str | None, base: str) -> str | None:
    """Like address(), and feed:https://paper.example/rss and feed://paper.example/rss, as feed readers have it."""
    link = (link or "").strip()
    if link[:5].lower() == "feed:":
        link = link[5:] if link[5:9].lower() == "http" else urlsplit(base).scheme + ":" + link[5:]
    return address(link, base)


def _declared(root: HtmlElement, url: str) -> Iterator[Candidate]:
    """<link rel="alternate"> of a feed's type, and WordPress' <link rel="https://api.w.org/">."""
    base = base_of(root, url)
    for link in islice(root.iter("link"), 2_000):
        relations = (link.get("rel") or "").lower().split()
        target = _feed_address(link.get("href"), base)
        if target is None:
            continue
        if "https://api.w.org/" in relations:
            yield Candidate(target, "wordpress", "alternate")
        elif (
            {"alternate", "feed"} & set(relations)
            and _is_feed_type(link.get("type") or "", target)
            # On an article's page WordPress declares the feed of its comments, at the article's address.
            and not _is_below_article(root, target, url)
        ):
            yield Candidate(target, "feed", "alternate", plain(link.get("title"), html=False))


def _is_feed_type(kind: str, target: str) -> bool:
    if _FEED_TYPE.match(kind.strip()):
        return "oembed" not in target
    return kind.strip().lower() == "application/json" and "feed" in target and "wp-json" not in target


def _is_below_article(root: HtmlElement, target: str, url: str) -> bool:
    page, feed = urlsplit(url).path.rstrip("/"), urlsplit(target).path.rstrip("/")
    if not page or feed != f"{page}/feed":
        return False
    kind = next((meta.get("content") for meta in root.iter("meta") if meta.get("property") == "og:type"), "")
    classes = (root.body.get("class") or "").split() if root.body is not None else []
    return kind == "article" or "single" in classes or "single-post" in classes


def _linked(root: HtmlElement, url: str) -> Iterator[Candidate]:
    """Links in the text that lead to feeds by their address or by what they are called."""
    base = base_of(root, url)
    for anchor in islice(root.iter("a"), 5 * bounds().links):
        target = _feed_address(anchor.get("href"), base)
        if target is None:
            continue
        parts = urlsplit(target)
        text = text_of(anchor)
        named = any(0 < len(name) <= 20 and _FEED_TEXT.match(name) is not None for name in (text, *_names(anchor)))
        burner = parts.netloc.endswith("feedburner.com")
        if not (named or burner or _FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query)):
            continue
        feeds_host = burner or parts.netloc.startswith(("feeds.", "feed.", "rss."))
        if not (same_site(target, url) or feeds_host) or "/tag/" in parts.path or _is_below_article(root, target, url):
            continue
        if target.partition("#")[0] != url:
            yield Candidate(target.partition("#")[0], "feed", "link", plain(text, html=False))


def _names(anchor: HtmlElement) -> Iterator[str]:
    """What a link that is an icon is called."""
    for element in (anchor, *anchor.iter("img", "i", "svg")):
        for attribute in ("aria-label", "title", "alt"):
            yield (element.get(attribute) or "").strip()


def robots_sitemaps(robots: str, url: str) -> list[str]:
    """The Sitemap: lines of a robots.txt, those of news first; other hosts' too, as the protocol allows."""
    named = (address(line, url) for line in _SITEMAP_LINE.findall(robots[:MAX_ROBOTS]))
    targets = list(dict.fromkeys(target for target in named if target))
    targets.sort(key=lambda target: "news" not in urlsplit(target).path.lower())
    return targets[:20]


def _of_robots(robots: str, url: str) -> list[Candidate]:
    return [Candidate(target, "sitemap", "robots") for target in robots_sitemaps(robots, url)]


def _defaults(source: str, url: str) -> Iterator[Candidate]:
    """Where the page's system, or any system if none shows itself, has its feeds by default."""
    rows = _table("default_addresses.tsv")
    shown = [system for system, marks in _table("system_marks.tsv") if any(mark in source for mark in marks.split("|"))]
    systems = shown or list(dict.fromkeys(row[0] for row in rows if row[0] != "any" and row[0][-1] != "!"))
    host = host_of(url)
    if host.endswith(".blogspot.com"):
        systems = ["blogger"]
    folders = dict.fromkeys(folder for folder in _folders(source, url) if folder) if shown else {}
    for folder in (*folders, ""):
        for system in (*systems, "any") if not folder else shown:
            for name, way, path in rows:
                if name.rstrip("!") == system and (not folder or way != "sitemap"):
                    yield Candidate(urljoin(url, folder + path), way, "default")  # type: ignore[arg-type]


def _folders(source: str, url: str) -> Iterator[str]:
    """Where a system that does not live at the root of its site shows that it lives: /blog, or /en of a language."""
    for host, folder in _WORDPRESS_FOLDER.findall(source):
        if not host or host == urlsplit(url).netloc.lower():
            yield folder
            break
    language = _LANGUAGE_FOLDER.match(urlsplit(url).path)
    yield language[1] if language else ""


@cache
def _table(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def _comment_words() -> tuple[str, ...]:
    return tuple(row[0] for row in _table("comment_words.txt"))


def _is_of_comments(url: str, title: str | None) -> bool:
    said = (title or "").lower()
    return _COMMENT_PATH.search(url) is not None or any(phrase in said for phrase in _comment_words())


_FILE = re.compile(r"\.(?:mp3|m4a|m4b|aac|ogg|oga|opus|wav|mp4|m4v|mov|webm|pdf)$", re.IGNORECASE)


def judge(reading: Reading, *, now: datetime, url: str = "") -> Judgement:
    """Whether a reading counts as a way in: entries, a date among them, the newest under 60 days old, no comments."""
    if reading.kind == "sitemapindex":
        return _judge_index(reading, now)
    entries = reading.entries
    if not entries:
        return Judgement(usable=False, reason="it has no entries")
    replies = sum(1 for entry in entries if _COMMENT_TITLE.match(entry.title or ""))
    if _is_of_comments(url, reading.title) or replies * 2 > len(entries):
        return Judgement(usable=False, reason="it is a feed of comments", entries=len(entries))
    files = sum(1 for entry in entries if _FILE.search(urlsplit(entry.url).path))
    if files * 2 > len(entries):
        return Judgement(usable=False, reason="its entries are files, as of a podcast", entries=len(entries))
    # Announcements of coming events say nothing about how alive a feed is.
    dates = [
        date for entry in entries if (date := entry.published or entry.updated) and date <= now + timedelta(days=1)
    ]
    newest = max(dates, default=None)
    if newest is None:
        usable = reading.kind == "section" and len(entries) >= 3  # lists often have no dates: their articles do
        reason = f"{len(entries)} entries, none of them dated"
    else:
        age = max((now - newest).days, 0)
        usable = age < FRESH_DAYS
        reason = f"{len(entries)} entries, the newest {_days(age)} old"
    return Judgement(usable=usable, reason=reason, entries=len(entries), dated=len(dates), newest=newest)


def _days(number: int) -> str:
    return "less than a day" if number == 0 else "a day" if number == 1 else f"{number} days"


def _judge_index(reading: Reading, now: datetime) -> Judgement:
    children = reading.children
    dates = [date for _, date in children if date is not None and date <= now + timedelta(days=1)]
    newest = max(dates, default=None)
    if not children:
        return Judgement(usable=False, reason="it is an index without sitemaps")
    if newest is None:
        # Plain indexes name the oldest or the newest first: one of either tells.
        ends = tuple(dict.fromkeys((children[0][0], children[-1][0])))
        return Judgement(usable=False, reason="it is an index without dates: a sitemap of it tells", further=ends)
    age = max((now - newest).days, 0)
    reason = f"an index of {len(children)} sitemaps, the newest changed {_days(age)} ago"
    return Judgement(usable=age < FRESH_DAYS, reason=reason, dated=len(dates), newest=newest)
