"""Which bodies lead further back, and which entries are wanted."""

from datetime import UTC, datetime, timedelta

import pytest

from items import Entry
from spiders.archives import further, wanted
from spiders.readers.reading import Reading

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
LATER, EARLIER = SINCE + timedelta(days=3), SINCE - timedelta(days=3)


def entry(published: datetime | None = None, url: str = "https://quay.example/crane") -> Entry:
    return Entry(url=url, published=published)


@pytest.mark.parametrize(
    ("url", "is_wanted"),
    [
        ("https://quay.example/2026/03/crane", True),
        ("https://quay.example/2026/02/crane", True),  # by a clock behind ours it is still the first of March
        ("https://quay.example/2026/01/crane", False),
        ("https://quay.example/2026/02/27/crane", False),
        ("https://quay.example/2026-02-28/crane", True),
        ("https://quay.example/2026/02/31/crane", True),  # no day: nothing is said
        ("https://quay.example/2019/crane", True),
        ("https://quay.example/crane-2019/11-ships", True),
    ],
)
def test_an_address_without_a_date_beside_it_may_tell_its_own(url: str, is_wanted: bool) -> None:
    assert bool(wanted([entry(url=url)], SINCE)) == is_wanted


def test_what_was_only_changed_of_late_is_as_old_as_its_address_says() -> None:
    changed = [
        Entry(url=f"https://quay.example/{path}", updated=LATER) for path in ("2019/05/crane", "2026/03/crane", "crane")
    ]
    assert wanted(changed, SINCE) == changed[1:]


def test_entries_before_the_day_are_not_wanted() -> None:
    assert wanted([entry(LATER), entry(EARLIER), entry()], SINCE) == [entry(LATER), entry()]


def follow(*entries: Entry, way: str = "wordpress", next_url: str | None = "https://quay.example/next") -> list[str]:
    reading = Reading(kind=way, reader=way, entries=entries, next_url=next_url)
    return [url for url, _ in further(reading, url="https://quay.example/feed/", way=way, number=1, since=SINCE)]


def test_a_body_with_anything_of_the_time_leads_on() -> None:
    assert follow(entry(LATER), entry(EARLIER)) == ["https://quay.example/next"]


def test_a_body_of_older_entries_is_the_end() -> None:
    assert follow(entry(EARLIER), entry(EARLIER - timedelta(days=400))) == []


def test_an_empty_body_is_the_end() -> None:
    assert follow() == []


def test_a_wordpress_feed_has_pages_by_number() -> None:
    assert follow(entry(LATER), way="feed", next_url=None) == ["https://quay.example/feed/?paged=2"]


def test_a_list_without_dates_ends_at_the_limit() -> None:
    reading = Reading(kind="section", reader="section", entries=(entry(),), next_url="https://quay.example/next")
    ways = [further(reading, url="https://quay.example/", way="section", number=n, since=SINCE) for n in (49, 50)]
    assert [bool(way) for way in ways] == [True, False]


def test_an_index_leads_to_the_maps_of_the_time_that_hold_articles() -> None:
    children = (
        ("https://quay.example/post-sitemap2.xml", LATER),
        ("https://quay.example/undated.xml", None),
        ("https://quay.example/post-sitemap1.xml", EARLIER),
        ("https://quay.example/author-sitemap.xml", LATER),
        ("https://quay.example/wp-sitemap-taxonomies-category-1.xml", LATER),
        ("https://quay.example/wp-sitemap-posts-page-1.xml", LATER),
        ("https://quay.example/wp-sitemap-posts-post-1.xml", LATER),
    )
    reading = Reading(kind="sitemapindex", reader="fast", children=children)
    found = further(reading, url="https://quay.example/sitemap.xml", way="sitemap", number=0, since=SINCE)
    assert [url.rsplit("/", 1)[1] for url, _ in found] == [
        "post-sitemap2.xml",
        "undated.xml",
        "wp-sitemap-posts-post-1.xml",
    ]


def test_maps_of_tags_and_authors_are_known_by_their_bare_names_too() -> None:
    names = (
        "sitemap-posts.xml",
        "sitemap-tags.xml",
        "sitemap-authors.xml",
        "sitemap-pages.xml",
        "categories.xml",
        "sitemap_tags_2.xml.gz",
        "sitemap-page-tags-of-war.xml",
        "tags-and-more-posts.xml",
    )
    reading = Reading(
        kind="sitemapindex", reader="fast", children=tuple((f"https://quay.example/{name}", LATER) for name in names)
    )
    found = further(reading, url="https://quay.example/sitemap.xml", way="sitemap", number=0, since=SINCE)
    assert [url.rsplit("/", 1)[1] for url, _ in found] == [
        "sitemap-posts.xml",
        "sitemap-page-tags-of-war.xml",
        "tags-and-more-posts.xml",
    ]
