"""When a way in is asked again: the pure schedule, told in this room's words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from items import Entry
from spiders.failures import Failed
from storage.feeds import Feed

if TYPE_CHECKING:
    from spiders.readers.reading import Reading


def after_entries(
    feed: Feed, entries: Sequence[Entry], reading: "Reading | None", headers: Any, *, now: datetime
) -> datetime:
    return now + timedelta(minutes=30)


def after_nothing_new(feed: Feed, headers: Any, *, now: datetime) -> datetime:
    return now + timedelta(minutes=30)


def after_failure(feed: Feed, failed: Failed, *, now: datetime) -> datetime:
    return now + timedelta(hours=min(168, 2**feed.failures))
