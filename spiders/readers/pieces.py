"""A long feed or sitemap read in pieces: what its frame holds around some of its records, then around the next.

A tree needs thirty times its bytes in memory, so that one feed of 8 MB took as much as all else of a run together. In
pieces it takes little more than its own text, and of a feed with too many entries only those are read that count.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from items import Entry
from spiders.readers.reading import Reading
from spiders.readers.sitemap import newest, newest_maps

LONG = 1_000_000  # characters; a shorter one is read whole
PIECE = 500_000
_MOST_OF_A_FRAME = 100_000  # a longer one would be read again and again
_PROLOG = 20_000  # in which entities may be declared
_NEAR = 20  # records at either end, whose dates tell the order

_FRAME = re.compile(
    r"<(/?)((?:[A-Za-z][\w.-]{0,30}:)?(?:rss|rdf|feed|channel|urlset|sitemapindex))(?=[\s/>])", re.IGNORECASE
)
# A record's name, which has the same prefix everywhere, and what may hold one that is none.
_MARK = r"<!\[CDATA\[|\]\]>|<!--|-->|<(/?){name}(?=[\s/>])"
_CLOSED_BY = {"<![CDATA[": "]]>", "<!--": "-->"}

Read = Callable[[str, int, int], Reading]  # (text, where the root begins, most entries)


def read_in_pieces(
    text: str, start: int, read: Read, *, max_entries: int, is_sitemap: bool, size: int = PIECE
) -> Reading | None:
    """What `read` says of the document whose root begins at `start`; None for one that has no pieces."""
    records = _records(text, start, r"url|sitemap" if is_sitemap else r"item|entry")
    if len(records) < 2 or records[0] - start > _MOST_OF_A_FRAME:
        return None
    pieces = _Pieces(text, start, records, read, size)
    return _of_a_sitemap(pieces, max_entries) if is_sitemap else _of_a_feed(pieces, max_entries)


class _Pieces:
    def __init__(self, text: str, start: int, records: list[int], read: Read, size: int) -> None:
        self.text, self.records, self.read_whole, self.size = text, records, read, size
        prolog = text[: min(start, _PROLOG)]
        self.start, self.frame = len(prolog), prolog + text[start : records[0]]
        self.end = _ends(self.frame[self.start :])

    def read(self, first: int, last: int) -> Reading:
        """The records from `first` on and before `last`; behind the last of all stands what the document ends with."""
        to_the_end = last >= len(self.records)
        text = self.text[self.records[first] : None if to_the_end else self.records[last]]
        return self.read_whole(self.frame + text + ("" if to_the_end else self.end), self.start, len(self.text))

    def between(self, first: int, last: int) -> Iterator[Reading]:
        """The same in portions of `size` characters."""
        while first < last:
            end = first + 1
            while end < last and self.records[end] - self.records[first] < self.size:
                end += 1
            yield self.read(first, end)
            first = end


def _of_a_feed(pieces: _Pieces, most: int) -> Reading:
    """The first entries, as feeds begin with the newest, or the last of one that begins with the oldest."""
    count = len(pieces.records)
    first, last, ending = 0, count, None
    if count > most:
        ending = pieces.read(max(0, count - _NEAR), count)
        start, end = _date(pieces.read(0, _NEAR).entries), _date(ending.entries[::-1])
        if start and end and start < end:
            first = count - most
        else:
            last = most
    readings = list(pieces.between(first, last))
    entries = [entry for reading in readings for entry in reading.entries]
    over = max(0, len(entries) - most)
    return _joined(readings, ending or readings[-1], entries[:most], (), skipped=count - (last - first) + over)


def _of_a_sitemap(pieces: _Pieces, most: int) -> Reading:
    """The newest entries of all: sitemaps begin with anything. What is told apart in the end is kept so far."""
    readings: list[Reading] = []
    entries: list[Entry] = []
    children: list[tuple[str, datetime | None]] = []
    found = 0
    for reading in pieces.between(0, len(pieces.records)):
        found += len(reading.entries) + len(reading.children)
        entries = newest([*entries, *reading.entries], 4 * most)
        children = newest_maps([*children, *reading.children], most)
        readings.append(replace(reading, entries=(), children=()))
    entries = newest(entries, most)
    skipped = found - len(entries) - len(children)
    return _joined(readings, readings[-1], entries, tuple(children), skipped=skipped)


def _joined(
    readings: list[Reading],
    ending: Reading,
    entries: list[Entry],
    children: tuple[tuple[str, datetime | None], ...],
    *,
    skipped: int,
) -> Reading:
    """One reading; what the feed says of itself stands before its entries, seldom behind them."""
    worst = max((reading.reader for reading in readings), key=("fast", "mended", "tolerant").index)
    return replace(
        ending,
        reader=worst,
        entries=tuple(entries),
        children=children,
        unread_dates=sum(reading.unread_dates for reading in readings),
        skipped=skipped + sum(reading.skipped for reading in readings),
        too_deep=any(reading.too_deep for reading in readings),
    )


def _date(entries: tuple[Entry, ...]) -> datetime | None:
    return next((date for entry in entries if (date := entry.published or entry.updated)), None)


def _records(text: str, start: int, names: str) -> list[int]:
    """Where the records begin: those of the first one's name, outside of each other, of CDATA sections and comments."""
    first = re.compile(rf"<((?:[A-Za-z][\w.-]{{0,30}}:)?(?:{names}))(?=[\s/>])", re.IGNORECASE).search(text, start)
    if first is None:
        return []
    found: list[int] = []
    awaited, inside = "", False
    for mark in re.compile(_MARK.format(name=re.escape(first[1]))).finditer(text, start):
        sign = mark[0]
        if awaited:
            awaited = "" if sign == awaited else awaited
        elif sign in _CLOSED_BY:
            awaited = _CLOSED_BY[sign]
        elif mark[1] == "/":
            inside = False
        elif mark[1] == "" and not inside:
            found.append(mark.start())
            inside = True
    return found


def _ends(frame: str) -> str:
    """The end tags of what a frame leaves open."""
    opened: list[str] = []
    for mark in _FRAME.finditer(frame):
        if not mark[1]:
            opened.append(mark[2])
        elif mark[2] in opened:
            del opened[len(opened) - 1 - opened[::-1].index(mark[2]) :]
    return "".join(f"</{name}>" for name in reversed(opened))
