"""What is taken of what a feed says."""

from datetime import UTC, datetime

from items import Entry
from spiders.readers import Reading
from spiders.readers.believing import believed


def the_one(entry: Entry) -> Entry:
    (found,) = believed(Reading(kind="rss", reader="fast", entries=(entry,))).entries
    return found


def test_the_article_behind_a_service_that_counts_clicks_is_the_entry() -> None:
    entry = Entry(url="http://feedproxy.google.com/~r/x/~3/a", original="https://paper.example/a", guid="7")
    assert the_one(entry) == Entry(url="https://paper.example/a", guid="7")


def test_an_original_is_no_address_where_the_link_leads_to_the_site_itself() -> None:
    entry = Entry(url="https://paper.example/a", original="https://staging.paper.example/a")
    assert the_one(entry) == Entry(url="https://paper.example/a")


def test_dates_of_systems_that_have_none_are_null_and_counted() -> None:
    year_one, epoch = datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)
    date = datetime(2026, 11, 24, tzinfo=UTC)
    reading = Reading(
        kind="rss",
        reader="fast",
        entries=(
            Entry(url="https://paper.example/1", published=year_one, updated=date),
            Entry(url="https://paper.example/2", published=date, updated=epoch),
        ),
        unread_dates=3,
    )
    found = believed(reading)
    assert [(entry.published, entry.updated) for entry in found.entries] == [(None, date), (date, None)]
    assert found.unread_dates == 5


def test_an_entry_without_an_address_is_left_out_and_counted() -> None:
    entries = (Entry(url="", title="Nowhere"), Entry(url="https://paper.example/1"))
    found = believed(Reading(kind="rss", reader="fast", entries=entries, skipped=1))
    assert (found.entries, found.skipped) == (entries[1:], 2)


def test_all_else_stays_as_the_feed_says_it() -> None:
    entry = Entry(url="https://feeds.paper.example/a", title="A", guid="https://paper.example/?p=1", tags=("navy",))
    assert the_one(entry) == entry


def test_entries_that_share_the_link_of_the_front_page_go_by_their_permalinks() -> None:
    permalinks = ["https://paper.example/news/1", "https://paper.example/news/2"]
    entries = tuple(Entry(url="https://paper.example/", guid=guid) for guid in permalinks)
    found = believed(Reading(kind="rss", reader="fast", entries=entries)).entries
    assert [entry.url for entry in found] == permalinks


def test_places_in_one_page_and_ids_that_are_no_addresses_stay_with_their_link() -> None:
    for guids in (("https://paper.example/live?post=1", "https://paper.example/live#2"), ("7", "8")):
        entries = tuple(Entry(url="https://paper.example/live", guid=guid) for guid in guids)
        assert believed(Reading(kind="rss", reader="fast", entries=entries)).entries == entries
