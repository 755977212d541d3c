"""When to ask a way in again: a pure function of what it published, what it asks for, and what went wrong.

The interval grows with the square root of the mean time between entries: among feeds that share a number of requests
this division gives the least delay, and a feed of ten entries a day is asked about three times as often as one of one.
The hours of the day and the weekend count by the feed's own habits. sy:updatePeriod is not asked: it is its system's
default.
"""

import math
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

HOUR_S, DAY_S, WEEK_S = 3_600.0, 86_400.0, 604_800.0
EAGERNESS = 0.25  # hours between polls of a feed with one entry an hour: the price of delay in requests
_BURST_S = 300  # entries that come together are one event
_EVENTS = 40  # latest events looked at
_DEAD_DAYS = 90.0  # after that long a silence a feed is asked once a day, after ten times as long once a week
_STEP_S = 900.0
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Hours to the second try, by the word for what went wrong; each further failure doubles them.
_PATIENCE = {
    "timeout": 0.5,
    "connection": 0.5,
    "http-429": 1.0,
    "http-503": 0.5,
    "dns": 3.0,
    "unreadable": 3.0,
    "robots-unreachable": 3.0,
    "challenge": 12.0,
    "http-401": 12.0,
    "http-403": 12.0,
    "http-451": 24.0,
    "http-404": 12.0,
    "http-410": 24.0,
    "robots": 24.0,
    "address": 24.0,
    "content-type": 12.0,
    "too-large": 12.0,
    "limits": 12.0,
    "redirects": 12.0,
}
_PATIENCE_4XX, _PATIENCE_ELSE = 12.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Between which bounds a healthy way in is asked. A week is the bound of everything: no source is forgotten."""

    min_s: float = 1_800.0
    max_s: float = DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a poll brought, and what is known of the way in by then."""

    published: tuple[datetime, ...] = ()  # times of its latest entries, in any order
    fresh: int = 0  # entries that were new in this poll
    overlap: bool | None = None  # whether an entry of the poll before was still there; None if there was none
    waited_s: float | None = None  # since the poll before
    error: str | None = None  # the word for what went wrong: "dns", "timeout", "http-503", "unreadable"
    failures: int = 0  # in a row, this one counted
    retry_after: datetime | None = None
    fresh_until: datetime | None = None  # by max-age or Expires
    ttl_s: int | None = None
    skip_hours: tuple[int, ...] = ()  # 0 to 23, GMT
    skip_days: tuple[str, ...] = ()  # "monday"


@dataclass(frozen=True, slots=True)
class Decision:
    """When to ask again, and what decided it."""

    at: datetime
    reason: str  # "history", "retry-after", "max-age", "ttl", "skip", "overlap", "backoff", "weekly"


def next_poll(key: str, answer: Answer, *, now: datetime, limits: Limits | None = None) -> Decision:
    """When the way in ``key`` (its address: the jitter is its own) is to be asked again after ``answer`` at ``now``.

    Never sooner than Retry-After, max-age or Expires, ttl, skipHours and skipDays allow, never later than in a week.
    """
    limits = limits or Limits()
    if answer.error is not None:
        interval_s, reason = _backoff_s(key, answer), "backoff"
    else:
        interval_s, reason = _interval_s(key, answer, now, limits)
    earliest = [(now + timedelta(seconds=min(interval_s, WEEK_S)), reason)]
    if answer.retry_after is not None:
        earliest.append((answer.retry_after, "retry-after"))
    if answer.error is None:
        if answer.fresh_until is not None:
            earliest.append((answer.fresh_until, "max-age"))
        if answer.ttl_s:
            earliest.append((now + timedelta(seconds=min(answer.ttl_s, WEEK_S)), "ttl"))
    at, reason = max(earliest, key=lambda choice: choice[0])
    awake = _awake(at, answer)
    if awake != at:
        at, reason = awake, "skip"
    week = now + timedelta(seconds=WEEK_S)
    return Decision(at, reason) if at < week else Decision(week, "weekly")


def _interval_s(key: str, answer: Answer, now: datetime, limits: Limits) -> tuple[float, str]:
    times = sorted(moment.timestamp() for moment in answer.published if moment <= now)
    waited_s = answer.waited_s or HOUR_S
    if times:
        interval_s, reason = _by_history(times, now.timestamp()), "history"
    else:  # no dates: what polls found is all there is to go by
        interval_s, reason = waited_s * (0.6 if answer.fresh else 1.5), "history"
    top_s = limits.max_s
    if times:
        silent_days = (now.timestamp() - times[-1]) / DAY_S
        if silent_days > _DEAD_DAYS:
            interval_s = max(interval_s, silent_days / _DEAD_DAYS * min(top_s, DAY_S) * 0.7)
            top_s = max(top_s, WEEK_S)
    if answer.overlap is False and waited_s / 2 < interval_s:
        interval_s, reason = waited_s / 2, "overlap"
    return min(max(interval_s * (0.95 + 0.1 * _chance(key, now)), limits.min_s), top_s), reason


def _by_history(times: list[float], now_s: float) -> float:
    """The interval in which one poll is due: the integral of the poll rate over the coming hours reaches one."""
    events = _events(times)
    # The present pace is the fastest of the last few, the last dozen, all: better asked too often than too late.
    rate = max(
        count / max(now_s - events[-count], HOUR_S) for count in {1, 3, 8, 20, len(events)} if count <= len(events)
    )
    hours, weekend, weekday = _habits(tuple(int(event // HOUR_S) for event in events))
    due, passed_s = 0.0, 0.0
    while due < 1.0 and passed_s < WEEK_S:
        moment = now_s + passed_s
        factor = hours[int(moment // HOUR_S) % 24] * (weekend if _is_weekend(moment) else weekday)
        polls = math.sqrt(rate * HOUR_S * max(factor, 0.05)) / EAGERNESS * (_STEP_S / HOUR_S)
        if due + polls >= 1.0:
            return passed_s + _STEP_S * (1.0 - due) / polls
        due += polls
        passed_s += _STEP_S
    return passed_s


def _events(times: list[float]) -> list[float]:
    events = times[:1]
    for moment in times[1:]:
        if moment - events[-1] >= _BURST_S:
            events.append(moment)
    return events[-_EVENTS:]


@lru_cache(maxsize=256)
def _habits(hours_since_1970: tuple[int, ...]) -> tuple[list[float], float, float]:
    """How much more than evenly a feed publishes at each hour of the day (UTC), at weekends, on other days."""
    count = len(hours_since_1970)
    spread = [0.0] * 24
    for hour in hours_since_1970:
        for distance, share in ((-2, 0.11), (-1, 0.22), (0, 0.34), (1, 0.22), (2, 0.11)):
            spread[(hour + distance) % 24] += share
    trust = count / (count + 10)  # few entries say little about habits
    hours = [1 - trust + trust * share * 24 / count for share in spread]
    weekends = sum(_is_weekend(hour * HOUR_S) for hour in hours_since_1970)
    weekend = (weekends + 1.0) / (count + 3.5) * 7 / 2
    weekday = (count - weekends + 2.5) / (count + 3.5) * 7 / 5
    return hours, weekend, weekday


def _is_weekend(moment_s: float) -> bool:
    return int(moment_s // DAY_S + 3) % 7 >= 5  # 1 January 1970 was a Thursday


def _backoff_s(key: str, answer: Answer) -> float:
    """Doubling from the patience that the kind of error deserves, up to a quarter longer by chance, at most a week."""
    word = answer.error or ""
    client_error = word.startswith("http-4")
    hours = _PATIENCE.get(word, _PATIENCE_4XX if client_error else _PATIENCE_ELSE)
    doublings = min(max(answer.failures, 1) - 1, 16)
    return min(hours * HOUR_S * 2.0**doublings * (1 + 0.25 * _chance(f"{key} {doublings}", None)), WEEK_S)


def _chance(key: str, now: datetime | None) -> float:
    """A number from 0 to 1 that is the same for the same feed in the same hour: runs can be repeated."""
    return zlib.crc32(f"{key} {now:%Y%m%d%H}".encode() if now else key.encode()) / 0xFFFFFFFF


def _awake(at: datetime, answer: Answer) -> datetime:
    """The first moment from ``at`` on that is in no skipped hour or day; a feed that skips all skips nothing."""
    hours, days = set(answer.skip_hours) & set(range(24)), set(answer.skip_days) & set(_WEEKDAYS)
    if len(hours) >= 24 or len(days) >= 7 or not (hours or days):
        return at
    at = at.astimezone(UTC)
    while at.hour in hours or _WEEKDAYS[at.weekday()] in days:  # at most 6 days and 23 hours
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at
