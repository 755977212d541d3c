"""What is fuzzed, and what has to hold of whatever comes out. Runs in a child process."""

import re
import resource
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from errors import ExtractionError, ReadError
from items import Article
from storage.wholesome import wholesome_address, wholesome_moment
from urls import canonical_url

URL = "https://one.example/2026/03/a"
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
# What no reader and no extraction lets through: controls, directions turned, halves of characters. Markup that a text
# quotes is the belt's.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
SLOW_S = 2.5  # of CPU, for a body of under half a megabyte


def attempt(name: str, body: bytes) -> list[str]:
    """What is wrong with the target's answer to a body, a sentence each. Refusals that have a name are right."""
    began = _cpu_s()
    try:
        found = list(TARGETS[name](body))
    except (ReadError, ExtractionError):
        found = []
    took = _cpu_s() - began
    return found + ([f"slow: {took:.1f} s of CPU for {len(body)} bytes"] if took > SLOW_S else [])


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _feed(body: bytes) -> Iterator[str]:
    from spiders.readers import read

    yield from _entries(read(body, url=URL))


def _section(body: bytes) -> Iterator[str]:
    from spiders.readers.section import read_section

    yield from _entries(read_section(body, url=URL, content_type="text/html", known=frozenset()))


def _posts(body: bytes) -> Iterator[str]:
    from spiders.readers.wordpress import read_posts

    yield from _entries(read_posts(body, url=URL))


def _page(body: bytes) -> Iterator[str]:
    from extraction.article import extract_article

    extraction = extract_article(body, url=URL, fetched=NOW, content_type="text/html")
    article: Article | None = extraction.article
    if article is None:
        if not extraction.reason:
            yield "neither an article nor a reason"
        return
    yield from _unfit(article)
    for name in ("published", "modified"):
        moment = getattr(article, name)
        if moment != wholesome_moment(moment, now=NOW):
            yield f"{name} cannot be: {moment}"
    if article.image != wholesome_address(article.image):
        yield f"image is no address: {article.image!r:.100}"
    if article.text is not None and not article.text.strip():
        yield "an empty text"
    if article.text and "\n\n\n" in article.text:
        yield "paragraphs parted by more than one empty line"
    canonical_url(article.url)


def _entries(reading: Any) -> Iterator[str]:
    for entry in reading.entries:
        yield from _unfit(entry)
        for name in ("title", "section"):
            value = getattr(entry, name)
            if value is not None and (value != value.strip() or "\n" in value):
                yield f"{name} is not one line: {value!r:.100}"
        if entry.url and not entry.url.startswith(("http://", "https://")):
            yield f"an address that is none: {entry.url!r:.100}"
        for name in ("published", "updated"):
            moment = getattr(entry, name)
            if moment is not None and moment.utcoffset() != timedelta(0):
                yield f"{name} is not in UTC: {moment!r}"


def _unfit(value: Any) -> Iterator[str]:
    """Every text in it that has characters which no text has."""
    for name in type(value).__dataclass_fields__.keys() - {"guid"}:  # which is whatever the publisher says
        content = getattr(value, name)
        for text in content if isinstance(content, tuple) else (content,):
            if isinstance(text, str) and FORBIDDEN.search(text):
                yield f"{name} has characters that are none: {text!r:.100}"


TARGETS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "feed": _feed,
    "section": _section,
    "posts": _posts,
    "page": _page,
}
