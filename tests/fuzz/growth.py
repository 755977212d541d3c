"""Twice the input, twice the time: repeated pieces in every place where foreign text goes, at two sizes.

What is quadratic is told from what is merely slow by the ratio of the CPU that the two sizes take.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from html import escape

from errors import ExtractionError, ReadError
from extraction.article import extract_article
from middlewares.reservation import reservation_of
from middlewares.reservation_claims import file_reserves
from middlewares.robots import Rules
from spiders.readers import read
from spiders.readers.opml import read_opml
from spiders.readers.section import read_section
from spiders.readers.wordpress import read_posts
from storage.wholesome import wholesome_address, wholesome_line, wholesome_text
from urls import canonical_url

URL = "https://one.example/2026/03/a"
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
SMALL, LARGE = 25_000, 100_000
FULL = 400_000
ALLOWED_S = 0.4  # of CPU for the large size, whatever the ratio: below it nothing is worth a measurement
TRIES = 3
RATIO = 9  # for four times the input; a square would be sixteen

# What expressions and parsers come back to: starts that do not end, blanks, digits, and what separates fields.
PUMPS = (
    *("<", "<style", "<!--", "<div>", "<b>x", "<a href='/x'>y</a> ", "&#8;", "(a", "1/2/", "2026-11-", "By a, ", " | "),
    *(" ", "{", '{"a":', "http://", "a@b."),
)
MORE_PUMPS = (
    *(
        "<script",
        "<![CDATA[",
        "<p",
        "<p>",
        "</div>",
        "<table><tr><td>",
        "&",
        "&amp;",
        '"',
        "'",
        "(",
        "[[",
        "\\",
        "\\u0000",
    ),
    *(
        "\n",
        "\t \n",
        "\u00a0",
        "a",
        "a ",
        "1 ",
        "12:",
        "31.12.",
        "May ",
        " and ",
        "- ",
        ": ",
        "?",
        "a=b&",
        "%25",
        "../",
    ),
    *(
        "é ",
        "\u0301",
        "年",
        "\u202e",
        "ﷺ",
        "_",
        "--",
        "*",
        "#",
        ";",
        "、",
        "«",
        "“",
        "url(",
        "for ",
        "…",
        "Read more: ",
    ),
    *("(Reuters) - ", "CVE-2026-", "NATO ", "F-16 ", "x:", "@import ", "\ud83d\ude00"),
)

# Head and body of a page; {0} is the text.
_PAGE_SLOTS = {
    "body": ("<title>t</title>", "<article><h1>h</h1>{0}</article>"),
    "paragraph": ("", "<article><h1>h</h1><p>{0}</p></article>"),
    "titles": ("<title>{0}</title>", "<article><h1>{0}</h1><p>x</p></article>"),
    "author": ('<meta name=author content="{0}">', "<div class=byline>{0}</div><p>x</p>"),
    "dates": ('<meta name=date content="{0}">', '<time datetime="{0}">{0}</time><p>x</p>'),
    "addresses": ('<meta property="og:image" content="{0}"><link rel=canonical href="{0}">', "<p>x</p>"),
    "words": ('<meta name=keywords content="{0}"><meta name=description content="{0}">', "<p>x</p>"),
    "attributes": ("", '<div class="{0}" id="{0}" style="{0}"><p>x y z</p></div>'),
    "linked data": ('<script type="application/ld+json">{0}</script>', "<p>x</p>"),
    "linked field": (
        '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{0}","author":"{0}",'
        '"datePublished":"{0}","articleBody":"{0}"}}</script>',
        "<p>x</p>",
    ),
    "breadcrumb": ("", "<div class=breadcrumb>{0}</div><h1>h</h1><p>x</p><a rel=tag href=/t>{0}</a>"),
}
_FEED_SLOTS = ("title", "link", "description", "pubDate", "author", "category", "guid", "x")


def _page(form: tuple[str, str], text: str) -> object:
    head, body = (part.format(text) for part in form)
    return _whole_page(f"<html><head>{head}</head><body>{body}</body></html>")


def _whole_page(text: str) -> object:
    return extract_article(_bytes(text), url=URL, fetched=NOW, content_type="text/html")


def _western_page(text: str) -> object:
    body = ("\xe9\xff<html><body><p>\xe9" + text).encode("latin-1", "replace")
    return extract_article(body, url=URL, fetched=NOW, content_type="text/html")


def _feed(slot: str, text: str) -> object:
    item = f"<title>t</title><link>https://one.example/x</link><{slot}>{text}</{slot}>"
    return read(
        _bytes(f'<?xml version="1.0"?><rss version="2.0"><channel><item>{item}</item></channel></rss>'), url=URL
    )


def _json_feed(text: str) -> object:
    item = dict.fromkeys(("id", "title", "content_html", "summary", "date_published"), text)
    item |= {"url": "https://one.example/x"}
    return read(_bytes(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]})), url=URL)


def _section(text: str) -> object:
    card = f"<article><h2><a href='/2026/03/x-y'>{text}</a></h2><p>{text}</p></article>"
    page = f"<html><body><main>{card}</main></body></html>"
    return read_section(_bytes(page), url=URL, content_type="text/html", known=frozenset())


def _posts(text: str) -> object:
    post = {"id": 1, "link": "https://one.example/x", "date_gmt": text, "title": {"rendered": text}}
    return read_posts(_bytes(json.dumps([post | {"content": {"rendered": text}}])), url=URL)


def _rest(text: str) -> None:
    for form in ("https://one.example/{0}", "https://one.example/?a={0}", "https://{0}/", "{0}"):
        try:
            canonical_url(form.format(text))
        except ValueError:
            continue
    for clean in (wholesome_text, wholesome_line, wholesome_address):
        clean(text)
    reservation_of([("x-robots-tag", text)], text, tdmrep=text, url=URL)
    file_reserves(json.dumps([{"location": text, "tdm-reservation": 1}]), URL)
    Rules(f"User-agent: *\nDisallow: /{text}\n").allowed(URL)
    Rules(text).allowed(URL)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


TARGETS: dict[str, Callable[[str], object]] = {
    **{f"page: {name}": partial(_page, form) for name, form in _PAGE_SLOTS.items()},
    "page: raw": _whole_page,
    "page: western": _western_page,
    **{f"feed: {name}": partial(_feed, name) for name in _FEED_SLOTS},
    "feed: escaped": lambda text: _feed("description", escape(text)),
    "feed: raw": lambda text: read(_bytes(text), url=URL),
    "feed: before": lambda text: read(_bytes(f'<?xml version="1.0"?>{text}<rss><channel></channel></rss>'), url=URL),
    "feed: json": _json_feed,
    "section": _section,
    "posts": _posts,
    "opml": lambda text: read_opml(_bytes(f"<opml><body>{text}</body></opml>")),
    "addresses, cleaning, manners": _rest,
}


def growing(name: str, pumps: Sequence[str], *, small: int = SMALL, large: int = LARGE) -> Iterator[str]:
    """The pieces with which the target takes more than its share for the large size, a sentence each."""
    for pump in pumps:
        for _ in range(TRIES):  # CPU seconds too depend on what else the machine does; what grows does so every time
            before, after = (_cpu_s(TARGETS[name], pump, size) for size in (small, large))
            if after <= ALLOWED_S or after <= RATIO * before:
                break
        else:
            yield f"{name}: {pump!r} takes {before:.2f} s for {small} characters and {after:.2f} s for {large}"


def hunt_growth(seconds: float, chance: random.Random) -> Iterator[str]:
    """The same in a drawn order, with all pieces at full size, until the time is over."""
    pairs = [(name, pump) for name in TARGETS for pump in (*PUMPS, *MORE_PUMPS)]
    chance.shuffle(pairs)
    until = time.monotonic() + seconds
    for name, pump in pairs:
        if time.monotonic() > until:
            return
        yield from growing(name, [pump], small=FULL // 4, large=FULL)


def _cpu_s(target: Callable[[str], object], pump: str, size: int) -> float:
    text = (pump * (size // len(pump) + 1))[:size]
    began = time.process_time()
    with suppress(ReadError, ExtractionError):
        target(text)
    return time.process_time() - began
