"""How often a source publishes, by its own history, and how long a silence that allows. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

SOME_EVENTS = 3  # fewer tell nothing
ENOUGH_EVENTS = 5  # fewer tell nothing of a habit: no silence is out of the ordinary but a very long one
GAPS = 40  # latest ones looked at
WINDOWS = (timedelta(days=28), timedelta(days=180), timedelta(days=730))  # the first that has enough events counts
LONGEST_TIMES = 2.0  # a silence of so many times the longest one before it is out of the ordinary
# A history of a few days has seen no weekend, one of a week no holiday.
SHORT_HISTORY, SHORT_FLOOR, FLOOR = timedelta(days=10), timedelta(days=5), timedelta(days=3)
WITHOUT_HISTORY = timedelta(days=60)  # a source of which too little is known is silent after that


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is usual."""

    last: datetime | None  # the latest publication
    per_day: float | None = None  # None: too little is known
    allowed: timedelta = WITHOUT_HISTORY  # the longest silence that is nothing unusual

    @property
    def words(self) -> str:
        """ "4 a day", "2 a week"; empty where too little is known."""
        for days, unit in ((1.0, "day"), (7.0, "week"), (30.4, "month"), (365.0, "year")):
            if self.per_day is not None and self.per_day * days >= 1:
                return f"{round(self.per_day * days)} a {unit}"
        return ""

    def silence(self, now: datetime) -> timedelta:
        """How long nothing has been published."""
        return max(now - self.last, timedelta(0)) if self.last else timedelta(0)

    def is_silent(self, now: datetime) -> bool:
        """Whether that is longer than its own history allows."""
        return self.silence(now) > self.allowed


def rhythm_of(times: Iterable[datetime], *, now: datetime) -> Rhythm:
    """The rhythm of publication times, in any order; those in the future are announcements and count for nothing."""
    events = sorted({moment for moment in times if moment <= now})
    if not events:
        return Rhythm(None)
    last = events[-1]
    inside = _latest(events)
    if len(inside) < SOME_EVENTS:
        return Rhythm(last)
    span = max(last - inside[0], timedelta(hours=6))
    per_day = (len(inside) - 1) / (span / timedelta(days=1))
    if len(inside) < ENOUGH_EVENTS:
        return Rhythm(last, per_day)
    recent = inside[-GAPS - 1 :]
    longest = max(after - before for before, after in pairwise(recent))
    floor = SHORT_FLOOR if last - recent[0] < SHORT_HISTORY else FLOOR
    return Rhythm(last, per_day, max(longest * LONGEST_TIMES, floor))


def _latest(events: list[datetime]) -> list[datetime]:
    """Those of the shortest window that has enough of them."""
    inside: list[datetime] = []
    for window in WINDOWS:
        inside = [moment for moment in events if moment > events[-1] - window]
        if len(inside) >= ENOUGH_EVENTS:
            break
    return inside
