"""What is read when a source is added: foreign bytes, so each function runs in a child process."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from lxml.html import HtmlElement

from errors import WatchkeeperError
from extraction.article import extract_article
from spiders.archives import article_maps
from spiders.readers import read
from spiders.readers.believing import believed
from spiders.readers.discovery import Candidate, Judgement, Way, candidates, judge
from spiders.readers.onward import onward
from spiders.readers.plain import plain
from spiders.readers.reading import Reading
from spiders.readers.section import read_section
from spiders.readers.webpage import parse_page, text_of
from spiders.readers.wordpress import read_posts

ARTICLE_WORDS = 120  # a page with a whole text of so many is an article, and no list of them
_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_PARTS = re.compile(r"\s(?:[-–—|·:»]|::)\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a page of a site tells about the site."""

    candidates: tuple[Candidate, ...]
    names: tuple[str, ...]  # what the site may be called, the likeliest first
    is_article: bool
    onward: tuple[str, ...]  # pages of the site that may show what this one does not


def look(body: bytes, *, url: str, content_type: str | None, robots: str, now: datetime) -> Look:
    """The candidates that a page, or a feed, leads to, and what else it tells."""
    root = parse_page(body, content_type)
    return Look(
        candidates=tuple(candidates(body, url=url, content_type=content_type, robots=robots)),
        names=_names(root) if root is not None else (),
        is_article=_is_article(body, url, content_type, now),
        onward=onward(root, url) if root is not None else (),
    )


def weigh(body: bytes, *, url: str, way: Way, content_type: str | None, now: datetime) -> tuple[Reading, Judgement]:
    """A candidate's reading and whether it counts. Raises ReadError for bytes that are nothing of the kind."""
    if way == "section":
        reading = read_section(body, url=url, content_type=content_type)
    elif way == "wordpress":
        reading = read_posts(body, url=url)
    else:
        reading = believed(read(body, url=url, content_type=content_type))
        reading = replace(reading, children=tuple(article_maps(reading)))  # those of authors and tags tell nothing
    return reading, judge(reading, now=now, url=url)


def _is_article(body: bytes, url: str, content_type: str | None, now: datetime) -> bool:
    try:
        extraction = extract_article(body, url=url, fetched=now, content_type=content_type)
    except WatchkeeperError:
        return False
    article = extraction.article
    return article is not None and article.word_count >= ARTICLE_WORDS and bool(article.published or article.authors)


def _names(root: HtmlElement) -> tuple[str, ...]:
    stated = {
        (meta.get("property") or meta.get("name") or "").lower(): meta.get("content") for meta in root.iter("meta")
    }
    title = text_of(root.find("./head/title"))
    found = [*(stated.get(name) for name in _NAMES), *reversed(_PARTS.split(title)), title]
    return tuple(name for text in found if (name := plain(text, limit=120)))
