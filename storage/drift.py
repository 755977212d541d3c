"""Whether a source's latest articles differ from its earlier ones as they do when its pages have changed. Pure.

A new layout shows in what extraction no longer finds. Each measure is compared with the source's own earlier articles,
so that a source which never has a date, or writes notes of ten lines, is at peace.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

DAY = timedelta(days=1)
LATEST_MIN, LATEST_MAX = 3, 20  # articles of the last day, at least and at most so many
EARLIER_MIN = 10
OFTEN, SELDOM = 0.5, 0.1  # what happened seldom and happens often is a change
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Sample:
    """What is measured of one article."""

    stored: datetime
    has_title: bool
    has_date: bool
    has_authors: bool
    is_whole: bool
    words: int


def drift_of(samples: Sequence[Sample]) -> list[str]:
    """What is different of late, in words: "5 of 5 articles without a title, before 0 of 40". Newest sample first."""
    if not samples:
        return []
    day = sum(sample.stored > samples[0].stored - DAY for sample in samples)
    count = min(max(day, LATEST_MIN), LATEST_MAX)
    latest, earlier = samples[:count], samples[count:]
    if len(earlier) < EARLIER_MIN:
        return []
    missing: list[tuple[str, Callable[[Sample], bool]]] = [
        ("without a title", lambda sample: not sample.has_title),
        ("whose date could not be read", lambda sample: not sample.has_date),
        ("without an author", lambda sample: not sample.has_authors),
        ("with only a part of the text", lambda sample: not sample.is_whole),
    ]
    found = []
    for words, is_missing in missing:
        now, before = sum(map(is_missing, latest)), sum(map(is_missing, earlier))
        if now >= max(OFTEN * len(latest), LATEST_MIN) and before <= SELDOM * len(earlier):
            found.append(f"{now} of {len(latest)} articles {words}, before {before} of {len(earlier)}")
    return found + _shorter(latest, earlier)


def _shorter(latest: Sequence[Sample], earlier: Sequence[Sample]) -> list[str]:
    lengths = [sample.words for sample in earlier]
    usual, now = median(lengths), median(sample.words for sample in latest)
    # As many articles in a row as these have been as short before: nothing has changed.
    size = len(latest)
    runs = [median(lengths[i : i + size]) for i in range(len(lengths) - size + 1)]
    if now < HALF * usual and (not runs or now < min(runs)):
        return [f"texts of {now:.0f} words, usually {usual:.0f}"]
    return []
