"""When a poll of a feed goes on to older entries."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from items import Entry
from spiders.feeds import follow
from spiders.readers.reading import Reading
from spiders.ways import Page
from tests.schedule.polled import POLLED

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NEXT = "https://quay.example/older.xml"
FEED = replace(POLLED, url="https://quay.example/news.xml", way="feed", succeeded=NOW - 3 * DAY)


def page(*ages: int | None, fresh: int | None = None, number: int = 0, next_url: str | None = NEXT) -> Page:
    """A body whose entries are so many hours old; all of them are new unless it is said how many."""
    dates = [None if age is None else NOW - timedelta(hours=age) for age in ages]
    entries = tuple(Entry(url=f"https://quay.example/{n}", published=date) for n, date in enumerate(dates))
    reading = Reading(kind="rss", reader="fast", entries=entries, next_url=next_url)
    return Page(reading, number=number, fresh=len(entries) if fresh is None else fresh, known=True)


def test_where_all_is_new_since_the_last_poll_more_may_have_come() -> None:
    assert follow(FEED, page(1, 20, 40)) == [NEXT]
    assert follow(FEED, page(None, None)) == [NEXT]


def test_a_known_entry_or_one_from_before_ends_it() -> None:
    assert follow(FEED, page(1, 20, 40, fresh=2)) == []
    assert follow(FEED, page(1, 20, 90)) == []


def test_the_first_poll_and_an_empty_feed_lead_nowhere() -> None:
    assert follow(replace(FEED, succeeded=None), page(1, 20)) == []
    assert follow(FEED, page()) == []


def test_it_ends_at_the_limit() -> None:
    assert follow(FEED, page(1, number=3)) == [NEXT]
    assert follow(FEED, page(1, number=4)) == []


def test_a_feed_of_wordpress_has_pages_though_it_does_not_say_so() -> None:
    press = replace(FEED, url="https://quay.example/feed/")
    assert follow(press, page(1, next_url=None)) == ["https://quay.example/feed/?paged=2"]
    assert follow(press, page(1, next_url=None, number=2)) == ["https://quay.example/feed/?paged=4"]
    assert follow(FEED, page(1, next_url=None)) == []
