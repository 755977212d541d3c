"""Which addresses of the WordPress API one poll leads to."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from items import Entry
from spiders.readers.reading import Reading
from spiders.readers.wordpress import changed_since, posts_url
from spiders.ways import Page
from spiders.wordpress import POSTS_PER_PAGE, follow, read_body
from tests.schedule.polled import POLLED

NOW = datetime(2026, 11, 24, 12, 20, tzinfo=UTC)
ROOT = "https://quay.example/wp-json/"
FEED = replace(POLLED, url=ROOT, source="quay", way="wordpress", polled=NOW, succeeded=NOW, answered=NOW)
SINCE = datetime(2026, 11, 24, 11, tzinfo=UTC)


def page(*, hours_each: int, fresh: int, known: bool = True, next_url: str | None = "", number: int = 0) -> Page:
    """A page of posts, the newest first."""
    dates = [NOW - timedelta(hours=hours_each * place) for place in range(POSTS_PER_PAGE)]
    entries = tuple(Entry(url=f"https://quay.example/{n}/", published=date) for n, date in enumerate(dates))
    further = posts_url(ROOT, page=number + 2) if next_url == "" else next_url
    reading = Reading(kind="wordpress", reader="wordpress", entries=entries, next_url=further)
    return Page(reading=reading, number=number, fresh=fresh, known=known)


def test_a_page_that_goes_back_a_week_is_all_of_a_poll() -> None:
    assert follow(FEED, page(hours_each=4, fresh=3)) == []


def test_a_page_of_new_posts_leads_to_the_next() -> None:
    assert follow(FEED, page(hours_each=4, fresh=POSTS_PER_PAGE)) == [posts_url(ROOT, page=2)]


def test_behind_a_short_page_changes_since_the_last_poll_are_asked_for() -> None:
    assert follow(FEED, page(hours_each=1, fresh=3)) == [posts_url(ROOT, modified_after=SINCE)]


def test_the_first_poll_asks_for_no_changes() -> None:
    first = replace(FEED, succeeded=None)
    assert follow(first, page(hours_each=1, fresh=POSTS_PER_PAGE, known=False)) == [posts_url(ROOT, page=2)]


def test_the_last_page_leads_nowhere() -> None:
    assert follow(FEED, page(hours_each=1, fresh=POSTS_PER_PAGE, next_url=None)) == []


def test_more_changes_than_a_page_holds_are_followed_to_the_limit() -> None:
    further = posts_url(ROOT, page=2, modified_after=SINCE)
    assert follow(FEED, page(hours_each=1, fresh=0, next_url=further, number=3)) == [further]
    assert follow(FEED, page(hours_each=1, fresh=0, next_url=further, number=4)) == []


def test_of_an_archive_that_is_saved_anew_only_the_last_week_is_taken() -> None:
    def post(days: int) -> dict[str, Any]:
        date = f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%S}"
        return {"link": f"https://quay.example/{days}/", "date_gmt": date, "modified_gmt": "2026-11-24T12:00:00"}

    body = json.dumps([post(days) for days in (0, 6, 8, 900)]).encode()

    def urls(address: str) -> list[str]:
        reading = read_body(body, url=address, content_type=None, known=(), total_pages=None)
        return [entry.url for entry in reading.entries]

    assert urls(posts_url(ROOT, modified_after=SINCE)) == ["https://quay.example/0/", "https://quay.example/6/"]
    assert len(urls(posts_url(ROOT))) == 4
    assert changed_since(posts_url(ROOT)) is None
