"""How much a parser takes in: limits of the process that parses, like its memory, and what they cut.

What reads foreign bytes takes time, stack or memory by their shape, so what is beyond a bound goes away before
anything walks it. A child is told its bounds when it starts; what they cut of one task comes back with its result, and
is counted for the source by its kind.
"""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

# libxml2's own for pages. Where a page is deeper the parser stops: what follows is missing too.
DEEPEST = 256


@dataclass(frozen=True, slots=True)
class Bounds:
    """At most so much; each is a setting, and docs/limits.md says what happens beyond."""

    tree_depth: int = DEEPEST  # elements, or values of JSON-LD, inside each other
    attributes: int = 2_000  # of one tag
    entries: int = 5_000  # of a feed or map
    links: int = 4_000  # of a page that lists articles
    json_nodes: int = 100_000  # values of the data in a page
    json_chars: int = 5_000_000  # of one block of such data
    content_chars: int = 200_000  # of an entry's own full text, with its markup
    address_chars: int = 8_192
    mended_chars: int = 5_000_000  # of a feed so damaged that only feedparser reads it
    words_read: int = 20_000  # of a text, in which names and events are looked for
    unpacked_bytes: int = 12 * 1024 * 1024  # of a feed or list, unpacked
    validator_chars: int = 1_000  # of an ETag, which its server would get back with every request
    head_bytes: int = 512 * 1024  # of a page, in which its reservations are looked for
    namespaces: int = 200  # of a damaged feed
    damaged_records: int = 50  # of a JSON Feed, that are passed over
    style_chars: int = 64_000  # of the style sheets in a page, and of the style of one element
    # What lengths are kept to afterwards and counted (spiders/lengths.py) is kept from growing here, at twice as much.
    title_chars: int = 800
    field_chars: int = 6_000
    name_chars: int = 400
    names: int = 80

    @classmethod
    def from_settings(cls, settings: "BaseSettings") -> Self:
        """Those that the operator sets; a depth that no parser has is taken for the nearest."""
        default = cls()
        return cls(
            tree_depth=max(1, min(DEEPEST, settings.getint("MAX_TREE_DEPTH", DEEPEST))),
            entries=settings.getint("MAX_ENTRIES_PER_POLL", default.entries),
            attributes=settings.getint("MAX_ATTRIBUTES", default.attributes),
            links=settings.getint("MAX_LINKS_PER_PAGE", default.links),
            json_nodes=settings.getint("MAX_JSON_NODES", default.json_nodes),
            json_chars=settings.getint("MAX_JSON_CHARS", default.json_chars),
            content_chars=settings.getint("MAX_CONTENT_CHARS", default.content_chars),
            address_chars=settings.getint("MAX_ADDRESS_CHARS", default.address_chars),
            mended_chars=settings.getint("MAX_MENDED_CHARS", default.mended_chars),
            words_read=settings.getint("MAX_WORDS_READ", default.words_read),
            unpacked_bytes=settings.getint("UNPACKED_MAX_BYTES", default.unpacked_bytes),
            validator_chars=settings.getint("MAX_VALIDATOR_CHARS", default.validator_chars),
            head_bytes=settings.getint("HEAD_MAX_BYTES", default.head_bytes),
            namespaces=settings.getint("MAX_NAMESPACES", default.namespaces),
            damaged_records=settings.getint("MAX_DAMAGED_RECORDS", default.damaged_records),
            style_chars=settings.getint("MAX_STYLE_CHARS", default.style_chars),
            title_chars=2 * settings.getint("MAX_TITLE_CHARS", default.title_chars // 2),
            field_chars=2 * settings.getint("MAX_FIELD_CHARS", default.field_chars // 2),
            name_chars=2 * settings.getint("MAX_NAME_CHARS", default.name_chars // 2),
            names=2 * settings.getint("MAX_NAMES", default.names // 2),
        )


_bounds = Bounds()
_cut: Counter[str] = Counter()


def bounds() -> Bounds:
    """Those of this process."""
    return _bounds


def keep_to(new: Bounds) -> None:
    """The bounds of this process from now on."""
    global _bounds
    _bounds = new


def note_cut(kind: str, number: int = 1) -> None:
    """Count what a bound has cut; the kinds are those of storage/cuts.py."""
    if number:
        _cut[kind] += number


def take_cuts() -> dict[str, int]:
    """What was cut since this was last asked, by kind."""
    taken = dict(_cut)
    _cut.clear()
    return taken
