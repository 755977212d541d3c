"""The last belt before the database: what no earlier stage should have let through is not stored either.

Readers and extraction clean what they read, each for its own reasons; this holds for whatever comes, also from stages
that are still to be written: no control characters, no lone surrogates, no live markup in text, no times that cannot
be, no image that is not on the web. What is clean comes back as it is.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from items import Article, Entry

# C0 but tab and line feed, DEL, C1, what turns the direction of a line, surrogates, no characters at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_RETURNS = re.compile("\r\n?")

# Elements that load, run or lead somewhere. In text they are the publisher's markup gone astray, or an attack, or an
# advisory that quotes one: the first angle is replaced by its quotation mark, so that the words stay.
_LIVE = re.compile(
    r"<(?=[\s/]{0,5}(?:a|applet|audio|base|body|button|embed|form|frame|frameset|html|iframe|img|input|link|math|meta"
    r"|object|script|select|source|style|svg|template|textarea|video|xml)\b)",
    re.IGNORECASE,
)
_HANDLED = re.compile(r"<[^<>]{0,2000}\bon[a-z]{3,30}\s{0,10}=[^<>]{0,2000}>?", re.IGNORECASE)
_BAD_LINK = re.compile(r"\]\(\s{0,20}(?:javascript|data|vbscript|file):[^)]{0,2000}\)?", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s<>\"]{1,8000}\Z", re.IGNORECASE)

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # the web's first page
LATEST = timedelta(days=1)  # from now: somebody's clock is ahead, or it is tomorrow there

MAX_TEXT_CHARS = 2_000_000
MAX_LINE_CHARS = 4_000
MAX_WORDS = 100  # authors, tags

# Columns of an Article by what may stand in them.
_LINES = ("title", "section", "summary", "agency", "language")
_TEXTS = ("text", "markdown")
_WORDS = ("authors", "tags", "reasons")


def wholesome_article(article: Article, *, now: datetime) -> Article:
    """The article without anything that must not be stored."""
    changed: dict[str, object] = {}
    for name in _LINES:
        changed[name] = wholesome_line(getattr(article, name))
    for name in _TEXTS:
        changed[name] = wholesome_text(getattr(article, name))
    for name in _WORDS:
        changed[name] = wholesome_words(getattr(article, name))
    for name in ("published", "modified"):
        changed[name] = wholesome_moment(getattr(article, name), now=now)
    if changed["published"] is None:
        changed["published_day"] = None
    changed["image"] = wholesome_address(article.image)
    differing = {name: value for name, value in changed.items() if value != getattr(article, name)}
    return replace(article, **differing) if differing else article  # type: ignore[arg-type]


def wholesome_entry(entry: Entry, *, now: datetime) -> Entry:
    """The entry likewise. Its content is a publisher's HTML and stays that: it is never shown, only read."""
    changed: dict[str, object] = {
        "title": wholesome_line(entry.title),
        "summary": wholesome_text(entry.summary),
        "content": _characters(entry.content),
        "section": wholesome_line(entry.section),
        "guid": _characters(entry.guid),
        "authors": wholesome_words(entry.authors),
        "tags": wholesome_words(entry.tags),
        "published": wholesome_moment(entry.published, now=now),
        "updated": wholesome_moment(entry.updated, now=now),
        "image": wholesome_address(entry.image),
    }
    differing = {name: value for name, value in changed.items() if value != getattr(entry, name)}
    return replace(entry, **differing) if differing else entry  # type: ignore[arg-type]


def wholesome_line(text: str | None) -> str | None:
    """One line: a title, a name, a reason."""
    text = wholesome_text(text)
    if text is None:
        return None
    if "\n" in text or "\t" in text:
        text = " ".join(text.split())
    return text[:MAX_LINE_CHARS]


def wholesome_text(text: str | None) -> str | None:
    """Text of several paragraphs, or markdown."""
    text = _characters(text)
    if text is None:
        return None
    text = text[:MAX_TEXT_CHARS]
    if "<" in text:
        text = _LIVE.sub("‹", _HANDLED.sub("", text))
    return _BAD_LINK.sub("]()", text) if "](" in text else text


def wholesome_words(words: Iterable[str]) -> tuple[str, ...]:
    """Names and tags, none of them empty."""
    return tuple(line for word in tuple(words)[:MAX_WORDS] if (line := wholesome_line(word)))


def wholesome_moment(moment: datetime | None, *, now: datetime) -> datetime | None:
    """A time between the web's beginning and tomorrow."""
    return moment if moment and EARLIEST <= moment <= now + LATEST else None


def wholesome_address(address: str | None) -> str | None:
    """An address on the web, for a browser that will load what stands there."""
    return address if address and _WEB.match(address) and not _FORBIDDEN.search(address) else None


def _characters(text: str | None) -> str | None:
    if text is None or not _FORBIDDEN.search(text):
        return text
    return _FORBIDDEN.sub("", _RETURNS.sub("\n", text))
