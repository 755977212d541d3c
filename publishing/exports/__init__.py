"""Export formats, one a module: a new format appears when its file does.

A format module has `DESCRIPTION` (one line for the help) and `write(columns, records, out)`, which streams the records
into a binary file. `columns` are the keys that records may have, in order; publishing/records.py says what they hold.
A format that cannot write just any rows says with `TAKES` which ones it writes: "articles", and then `write` takes
`about` too, or "feeds" (rows of `subscriptions` in storage/figures.py). One that is not made of
text says `BINARY = True`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, BinaryIO, Literal, Protocol

from errors import ExportError
from publishing.records import Record

Takes = Literal["rows", "articles", "feeds"]


@dataclass(frozen=True, slots=True)
class About:
    """Which articles a file has, in words for people, and a name that no other choice of articles has."""

    title: str
    id: str


EVERY_ARTICLE = About("Watchkeeper", "urn:watchkeeper:articles")


class Write(Protocol):
    """Writes all records; `out` stays open."""

    def __call__(self, columns: Sequence[str], records: Iterable[Record], out: BinaryIO) -> None: ...


class Format(Protocol):
    """What a module of this package offers."""

    DESCRIPTION: str

    def write(self, columns: Sequence[str], records: Iterable[Record], out: BinaryIO) -> None:
        """Write all records; `out` stays open."""


def names() -> list[str]:
    """The known formats."""
    return sorted(module.name for module in iter_modules(__path__))


def load(name: str) -> Format:
    """The format of that name. Raises ExportError, which names the known ones."""
    if name not in names():
        raise ExportError(f"unknown format {name!r}; known formats: {', '.join(names())}")
    return import_module(f"{__name__}.{name}")


def takes(format: Format) -> Takes:
    """Which records a format can write."""
    return getattr(format, "TAKES", "rows")


def is_text(format: Format) -> bool:
    """Whether what it writes can be shown on a terminal."""
    return not getattr(format, "BINARY", False)


def writer(format: Format, about: About) -> Write:
    """The function that writes, told what the articles are where the format can say it."""
    write: Any = format.write
    return partial(write, about=about) if takes(format) == "articles" else write
