"""The ways in to a source, discovered: a module of this room that has a WAY is one.

A way says which reader understands its bodies, which address is asked for, and which further addresses belong to the
same poll (the maps of a sitemap index, the next page of a section).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Self

import spiders

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from spiders.readers.reading import Reading
    from storage.feeds import Feed


@dataclass(frozen=True, slots=True)
class PollLimits:
    """What one poll may ask for and take in."""

    entries: int = 5000
    bodies: int = 8  # all together
    list_pages: int = 5  # of a list with further pages
    index_depth: int = 2  # of maps inside maps
    index_maps: int = 3  # newest maps of an index
    owed_maps: int = 200  # left to the next poll

    @classmethod
    def from_settings(cls, settings: "BaseSettings") -> Self:
        """Those that the operator sets."""
        return cls(
            settings.getint("MAX_ENTRIES_PER_POLL", cls().entries),
            settings.getint("MAX_BODIES_PER_POLL", cls().bodies),
            settings.getint("MAX_LIST_PAGES", cls().list_pages),
            settings.getint("MAX_INDEX_DEPTH", cls().index_depth),
            settings.getint("MAX_MAPS_PER_INDEX", cls().index_maps),
            settings.getint("MAX_OWED_MAPS", cls().owed_maps),
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One body of a poll: the first, or one that an earlier one led to."""

    reading: "Reading"
    number: int  # 0 for the first
    fresh: int  # entries that were new to the frontier
    known: bool  # an earlier poll went through to its end: what is older than the known entries is known too
    limits: PollLimits = PollLimits()


@dataclass(frozen=True, slots=True)
class Way:
    """One way in."""

    name: str
    read: Callable[..., "Reading"]  # read(body, *, url, content_type, known, total_pages) in a child process
    address: Callable[["Feed"], str]
    follow: Callable[["Feed", Page], Sequence[str]]


@cache
def ways() -> dict[str, Way]:
    """Every way in, by the name that the catalogue and table `feeds` use.

    Each is a module of this folder that defines WAY. The others are not imported for it: readers, discovery and
    backfill are a tenth of the time that a poll of one feed takes.
    """
    found = (path.stem for folder in spiders.__path__ for path in sorted(Path(folder).glob("*.py")) if _defines(path))
    return {way.name: way for way in (import_module(f"spiders.{name}").WAY for name in found)}


def _defines(path: Path) -> bool:
    return "\nWAY = " in path.read_text(encoding="utf-8")
