"""The section an article stands in and its tags."""

from collections.abc import Iterable, Iterator
from functools import cache

from lxml.html import HtmlElement

from extraction import jsonld
from extraction.claims import Claims
from extraction.labels import tags_shown
from extraction.plain import fold
from extraction.shown import sections_around
from extraction.tables import words
from extraction.vicinity import Vicinity
from items import Entry

_MAX_SECTION_CHARS = 50
_MAX_TAGS = 30


@cache
def _no_sections() -> frozenset[str]:
    return frozenset(map(fold, words("section_words.tsv", "none")))


def find_section(
    claims: Claims,
    vicinity: Vicinity,
    *,
    node: jsonld.Node | None,
    ids: dict[str, jsonld.Node],
    keys: Iterable[str],
    not_these: Iterable[str],
    entry: Entry | None = None,
) -> tuple[str | None, str]:
    """(section, origin). ``not_these`` are the title and the site's names, which breadcrumbs begin and end with."""
    refused = frozenset(map(fold, not_these)) | _no_sections()
    for name, origin in _named(claims, vicinity, node, ids, keys, entry):
        folded = fold(name)
        if (
            folded
            and folded not in refused
            and len(name) <= _MAX_SECTION_CHARS
            and not folded.isdecimal()
            and "://" not in name
        ):
            return name, origin
    return None, ""


def _named(
    claims: Claims,
    vicinity: Vicinity,
    node: jsonld.Node | None,
    ids: dict[str, jsonld.Node],
    keys: Iterable[str],
    entry: Entry | None,
) -> Iterator[tuple[str, str]]:
    for name in jsonld.texts((node or {}).get("articleSection"), ids):
        yield name.split(",")[0].strip(), "json-ld"  # WordPress's plugins join all categories
    yield from claims.stated(keys)
    if entry is not None and entry.section:
        yield entry.section, "feed"
    for name in reversed(jsonld.breadcrumb(claims.nodes)):
        yield name, "json-ld"
    for name in sections_around(vicinity):
        yield name, "visible"


def find_tags(
    part: HtmlElement, claims: Claims, *, node: jsonld.Node | None, keys: Iterable[str], entry: Entry | None = None
) -> tuple[str, ...]:
    """The tags that the page states, else the feed's, else those that it shows in ``part``; in order, each once."""
    stated = [*jsonld.texts((node or {}).get("keywords"), {}), *claims.all(*keys)]
    split = [piece for text in stated for piece in text.replace(";", ",").split(",")]
    split = split or list(entry.tags if entry else ()) or list(tags_shown(part))
    found: dict[str, str] = {}
    for tag in split:
        tag = tag.strip(" #\"'[]")
        if 1 < len(tag) <= 60 and "://" not in tag:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())[:_MAX_TAGS]
