"""When a way in is asked again, and with which validators: the pure schedule in this room's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from scrapy.http import Headers

from bounds import bounds, note_cut
from errors import ReadError
from items import Entry
from spiders.archives import article_maps
from spiders.failures import Failed
from spiders.headers import parse_freshness
from spiders.schedule import Answer, next_poll
from storage.feeds import Feed

if TYPE_CHECKING:
    from spiders.readers.reading import Reading

# A server whose validators never change hides what is new; once a week it is asked without them.
WITHOUT_VALIDATORS_EVERY = timedelta(days=7)
# A Last-Modified so much older than the newest entry is false, and its ETag is not to be trusted either.
FALSE_AFTER = timedelta(days=1)
_CLOCKS_DIFFER = timedelta(minutes=5)

LONGEST_HOLD = timedelta(days=7)  # a hold that a wrong clock has set would last for years


@dataclass
class Poll:
    """One poll of a way in: its first body, and those that this one leads to."""

    feed: Feed
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    headers: Any = None  # of the first answer: the schedule reads its max-age
    number: int = 0
    entries: list[Entry] = field(default_factory=list)
    fresh: int = 0  # entries that the way in named for the first time
    new: int = 0  # addresses that nobody had named
    asking: str | None = None  # the further body that is under way
    owed: list[str] = field(default_factory=list)  # maps for the next poll: they failed, or were too many
    reading: "Reading | None" = None
    further: list[str] = field(default_factory=list)
    whole: bool = True  # every body was had: only then the validators may be kept
    unread_dates: int = 0
    skipped: int = 0
    cut: bool = False  # of a body only the beginning was read: it was longer than FEED_MAX_BYTES, or broke off
    broken: bool = False  # it broke off
    moved_to: str | None = None  # where permanent redirects have led

    def note_end(self, meta: Mapping[str, Any]) -> str | None:
        """Why the end of a body is missing, as a word to count; None where it is there."""
        self.broken = bool(meta.get("broken"))
        self.whole = self.whole and not self.broken
        why = "broken" if self.broken else "bytes" if meta.get("cut") else None
        self.cut = self.cut or why is not None
        return why

    def worth(self, reading: "Reading") -> "Reading":
        """The reading. Raises ReadError for one of a body that broke off before anything was named."""
        if self.broken and not reading.entries and not reading.children:
            raise ReadError("the answer ended before its end", url=self.feed.url)
        return reading


def after_body(
    feed: Feed,
    entries: Sequence[Entry],
    reading: "Reading | None",
    headers: Headers | None,
    fresh: int,
    *,
    now: datetime,
) -> datetime:
    """The next poll after one that brought a body with so many fresh entries."""
    answer = Answer(
        published=tuple(entry.published for entry in entries if entry.published) or feed.recent,
        fresh=fresh,
        overlap=fresh < len(entries) if entries and feed.succeeded else None,
        waited_s=_waited_s(feed, now),
        fresh_until=_fresh_until(headers, now),
        ttl_s=reading.ttl_s if reading else None,
        skip_hours=reading.skip_hours if reading else (),
        skip_days=reading.skip_days if reading else (),
    )
    return next_poll(feed.url, answer, now=now).at


def after_nothing_new(feed: Feed, headers: Headers | None, *, now: datetime) -> datetime:
    """The next poll after a 304 or the same body again."""
    answer = Answer(
        published=feed.recent,
        overlap=True,
        waited_s=_waited_s(feed, now),
        fresh_until=_fresh_until(headers, now),
        ttl_s=feed.ttl_s,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
    )
    return next_poll(feed.url, answer, now=now).at


def after_failure(feed: Feed, failed: Failed, *, held_until: datetime | None, now: datetime) -> datetime:
    """The next poll after one that failed; `held_until` is the host's Retry-After."""
    if failed.fate == "postponed" and held_until and held_until > now:
        return min(held_until, now + LONGEST_HOLD)
    answer = Answer(error=failed.word, failures=feed.failures + 1, retry_after=held_until)
    return next_poll(feed.url, answer, now=now).at


def validators(feed: Feed, *, now: datetime) -> dict[str, str]:
    """The headers that make a poll cheap; none where they are due for a check, or are false by what the feed says."""
    if feed.answered is None or not timedelta(0) <= now - feed.answered <= WITHOUT_VALIDATORS_EVERY:
        return {}
    return conditional(feed.etag, feed.last_modified)


def conditional(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers of a request for what has changed; a validator beyond the bound is noted and not sent."""
    found = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    kept = {name: value for name, value in found.items() if value and len(value) <= bounds().validator_chars}
    note_cut("validators", len([value for value in found.values() if value]) - len(kept))
    return kept


def trustworthy(last_modified: datetime | None, published: Iterable[datetime | None], *, now: datetime) -> bool:
    """Whether the validators of a body go with the times of its entries."""
    newest = max((moment for moment in published if moment and moment <= now), default=None)
    return last_modified is None or newest is None or newest - last_modified <= FALSE_AFTER


def repeatable(reading: "Reading | None", entries: Sequence[Entry]) -> bool:
    """Whether the same first body again means that nothing is new: of an index of sitemaps only when it tells.

    It tells when each map has a moment of its last change, not only a day, and no entry of the maps is later than all
    of these.
    """
    if reading is None or not reading.children:
        return True
    maps = article_maps(reading)
    moments = [lastmod for _, lastmod in maps if lastmod and lastmod.time() != time.min]
    newest = max((date for entry in entries if (date := entry.published or entry.updated)), default=None)
    return len(moments) == len(maps) and newest is not None and newest <= max(moments) + _CLOCKS_DIFFER


def _waited_s(feed: Feed, now: datetime) -> float | None:
    return (now - feed.polled).total_seconds() if feed.polled else None


def _fresh_until(headers: Headers | None, now: datetime) -> datetime | None:
    if headers is None:
        return None
    found = {name: headers.get(name) for name in ("Cache-Control", "Expires", "Age")}
    text = {name: value.decode("latin-1") if value else None for name, value in found.items()}
    return parse_freshness(cache_control=text["Cache-Control"], expires=text["Expires"], age=text["Age"], now=now)
