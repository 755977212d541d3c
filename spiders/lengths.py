"""How long the fields of entries and articles may be. What is cut is counted by its kind: titles, fields, names, texts.

Readers and extraction have bounds of their own, which are wider and keep hostile input from growing; these are the
operator's.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

from scrapy.settings import BaseSettings

from items import Article, Entry
from storage.wholesome import MAX_LINE_CHARS, MAX_TEXT_CHARS, MAX_WORDS

_KINDS = {"title": "titles", "summary": "fields", "section": "fields", "text": "texts", "markdown": "texts"}


@dataclass(frozen=True, slots=True)
class Lengths:
    """Characters of a title, of a text and of any other field; names and tags of one article."""

    title: int = 400
    field: int = 3_000
    text: int = 1_000_000
    name: int = 200  # characters of one of them
    names: int = 40

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Those that the operator sets, within what the last door before the database lets through."""
        return cls(
            min(MAX_LINE_CHARS, settings.getint("MAX_TITLE_CHARS", cls().title)),
            min(MAX_LINE_CHARS, settings.getint("MAX_FIELD_CHARS", cls().field)),
            min(MAX_TEXT_CHARS, settings.getint("MAX_TEXT_CHARS", cls().text)),
            min(MAX_LINE_CHARS, settings.getint("MAX_NAME_CHARS", cls().name)),
            min(MAX_WORDS, settings.getint("MAX_NAMES", cls().names)),
        )


def shortened_entries(entries: Iterable[Entry], lengths: Lengths) -> tuple[tuple[Entry, ...], Counter[str]]:
    """The entries within the lengths, and how many fields were cut, by kind. Their content is read, never shown."""
    found, total = [], Counter[str]()
    for entry in entries:
        changed, cut = _changes(entry, ("title", "summary", "section"), lengths)
        found.append(replace(entry, **changed) if changed else entry)
        total.update(cut)
    return tuple(found), total


def shortened_article(article: Article, lengths: Lengths) -> tuple[Article, Counter[str]]:
    """The article likewise; one whose text was cut is a part."""
    changed, cut = _changes(article, ("title", "summary", "section", "text", "markdown"), lengths)
    if "text" in changed:
        reason = f"the text is longer than MAX_TEXT_CHARS, {lengths.text}"
        changed |= {"status": "partial", "reasons": (*article.reasons, reason)}
        changed["word_count"] = len(changed["text"].split())
    return (replace(article, **changed) if changed else article), cut


def _changes(item: Entry | Article, names: tuple[str, ...], lengths: Lengths) -> tuple[dict[str, Any], Counter[str]]:
    changed: dict[str, Any] = {}
    cut: Counter[str] = Counter()
    most = {"titles": lengths.title, "fields": lengths.field, "texts": lengths.text}
    for name in names:
        value, limit = getattr(item, name), most[_KINDS[name]]
        if value is not None and len(value) > limit:
            changed[name] = _shortened(value, limit)
            cut[_KINDS[name]] += name != "markdown"  # which is the text once more
    for name in ("authors", "tags"):
        words = getattr(item, name)
        kept = tuple(_shortened(word, lengths.name) for word in words[: lengths.names])
        if kept != tuple(words):
            changed[name] = kept
            cut["names"] += max(0, len(words) - lengths.names) + sum(a != b for a, b in zip(kept, words, strict=False))
    return changed, +cut


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1].rstrip() + "…" if limit > 1 else ""
