"""Which maps of an index a poll asks for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from spiders.readers.reading import Reading
from spiders.sitemaps import follow, passed_over
from spiders.ways import Page
from storage.feeds import Feed
from tests.schedule.polled import POLLED

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = replace(POLLED, polled=NOW - HOUR, succeeded=NOW - HOUR, answered=NOW - HOUR)


def index(*ages: timedelta | None, number: int = 0, names: str = "012345678") -> Page:
    """An index whose maps are named 0, 1, 2 ... and changed that long ago, the newest first."""
    maps = tuple((name, None if age is None else NOW - age) for name, age in zip(names, ages, strict=False))
    return Page(Reading(kind="sitemapindex", reader="fast", children=maps), number=number, fresh=0, known=True)


def asked(page: Page, feed: Feed = FEED) -> str:
    return "".join(follow(feed, page))


def test_the_newest_maps_are_asked_for() -> None:
    assert asked(index(5 * DAY, 6 * DAY, 7 * DAY, 8 * DAY)) == "012"
    assert passed_over(FEED, index(5 * DAY, 6 * DAY, 7 * DAY, 8 * DAY)) == []


def test_so_is_every_other_that_changed_since_the_last_poll() -> None:
    minutes = [timedelta(minutes=number) for number in range(5)]
    assert asked(index(*minutes, 5 * DAY, 6 * DAY)) == "01234"
    assert passed_over(FEED, index(*minutes, 5 * DAY, 6 * DAY)) == []


def test_a_date_without_a_time_may_be_today() -> None:
    midnight = timedelta(hours=12)
    assert asked(index(*[midnight] * 5, 9 * DAY)) == "01234"


def test_of_an_index_that_stamps_all_of_its_maps_the_first_the_last_and_others_by_turns_are_read() -> None:
    page = index(*[timedelta(minutes=1)] * 5)
    turns = {asked(page, replace(FEED, polled=NOW - HOUR * number)) for number in range(24)}
    assert turns == {"041", "042", "043"}
    assert len(passed_over(FEED, page)) == 2


def test_maps_without_a_date_may_hold_something_new() -> None:
    page = index(5 * DAY, 6 * DAY, 7 * DAY, 8 * DAY, None, None)
    turns = {asked(page, replace(FEED, polled=NOW - HOUR * number)) for number in range(24)}
    assert turns == {"014", "015"}
    assert passed_over(FEED, page) in (["4"], ["5"])
    assert asked(index(5 * DAY, None, None, None)) in ("012", "023", "031")


def test_of_the_first_poll_the_older_maps_are_the_archive() -> None:
    first = replace(FEED, succeeded=None)
    page = index(*[number * DAY for number in range(6)])
    assert asked(page, first) == "012"
    assert passed_over(first, page) == []


def test_too_deep_an_index_leads_nowhere() -> None:
    page = index(None, None, None, None, number=7)
    assert (follow(FEED, page), passed_over(FEED, page)) == ([], [])


def test_maps_of_what_is_no_article_are_left_out_where_others_are() -> None:
    maps = ("/category-sitemap.xml", "/author-sitemap.xml", "/page-sitemap.xml", "/post-sitemap.xml")
    children = tuple((address, NOW - HOUR / 2) for address in maps)
    page = index()
    reading = replace(page.reading, children=children)
    assert follow(FEED, replace(page, reading=reading)) == ["/post-sitemap.xml"]
    assert follow(FEED, replace(page, reading=replace(reading, children=children[:2]))) == [*maps[:2]]
