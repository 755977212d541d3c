"""The WordPress API: which address is asked, and what its answer says."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from errors import ReadError
from spiders.readers.wordpress import FIELDS, changed_since, posts_url, read_posts

URL = "https://news.example/wp-json/wp/v2/posts?page=1&per_page=2"


def post(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "date_gmt": "2026-11-24T08:15:00",
        "modified_gmt": "2026-11-24T09:00:00",
        "guid": {"rendered": f"https://news.example/?p={number}"},
        "link": f"https://news.example/tugs-{number}/",
        "title": {"rendered": "Tugs &#8220;sold&#8221; &amp; scrapped"},
        "excerpt": {"rendered": "<p>The yard sells two tugs. [&hellip;]</p>\n"},
        "content": {"rendered": "<p>The yard sells two tugs.</p>", "protected": False},
        **more,
    }


def body(*posts: Any) -> bytes:
    return json.dumps(list(posts)).encode()


@pytest.mark.parametrize(
    ("root", "path"),
    [
        ("https://news.example", "/wp-json/wp/v2/posts"),
        ("https://news.example/", "/wp-json/wp/v2/posts"),
        ("https://news.example/en/", "/en/wp-json/wp/v2/posts"),
        ("https://news.example/wp-json", "/wp-json/wp/v2/posts"),
        ("https://news.example/wp-json/", "/wp-json/wp/v2/posts"),
        ("https://news.example/wp-json/wp/v2/", "/wp-json/wp/v2/posts"),
        ("https://news.example/wp-json/wp/v2/posts", "/wp-json/wp/v2/posts"),
        ("https://public-api.wordpress.com/wp/v2/sites/news.example/", "/wp/v2/sites/news.example/posts"),
    ],
)
def test_posts_have_one_address_whatever_root_is_named(root: str, path: str) -> None:
    parts = urlsplit(posts_url(root, page=3, per_page=20))
    assert parts.path == path
    query = parse_qs(parts.query)
    assert (query["page"], query["per_page"], query["_fields"]) == (["3"], ["20"], [FIELDS])


def test_root_without_pretty_addresses() -> None:
    query = parse_qs(urlsplit(posts_url("https://news.example/?rest_route=/")).query)
    assert query["rest_route"] == ["/wp/v2/posts"]


def test_a_root_may_narrow_the_posts() -> None:
    assert "categories=12&" in posts_url("https://news.example/wp-json/wp/v2/posts?categories=12")


def test_moments_are_asked_for_in_utc() -> None:
    moment = datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=2)))
    url = posts_url("https://news.example/", after=moment)
    assert parse_qs(urlsplit(url).query)["after"] == ["2026-11-24T08:00:00Z"]
    assert changed_since(url) is None


def test_changes_are_asked_for_the_latest_first() -> None:
    moment = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    url = posts_url("https://news.example/", modified_after=moment)
    assert parse_qs(urlsplit(url).query)["orderby"] == ["modified"]
    assert changed_since(url) == moment


@pytest.mark.parametrize(("page", "per_page"), [(0, 10), (1, 0), (1, 101)])
def test_a_page_that_the_api_refuses_is_not_asked_for(page: int, per_page: int) -> None:
    with pytest.raises(ValueError, match="pages from 1"):
        posts_url("https://news.example/", page=page, per_page=per_page)


def test_a_post_is_an_entry() -> None:
    embedded = {
        "author": [{"name": "Mara Vance"}],
        "wp:term": [
            [{"taxonomy": "category", "name": "Naval &amp; Maritime", "slug": "naval"}],
            [{"taxonomy": "post_tag", "name": "Tugs", "slug": "tugs"}, {"taxonomy": "nav_menu", "name": "x"}],
        ],
    }
    (entry,) = read_posts(body(post(7, _embedded=embedded)), url=URL).entries
    assert entry.url == "https://news.example/tugs-7/"
    assert entry.title == "Tugs “sold” & scrapped"
    assert entry.guid == "https://news.example/?p=7"
    assert entry.summary == "The yard sells two tugs."
    assert entry.content == "<p>The yard sells two tugs.</p>"
    assert entry.authors == ("Mara Vance",)
    assert entry.tags == ("Naval & Maritime", "Tugs")
    assert entry.published == datetime(2026, 11, 24, 8, 15, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_author_from_the_head_where_the_api_hides_users() -> None:
    hidden = {"author": [{"code": "rest_user_invalid_id", "message": "Invalid user ID."}]}
    given = post(7, _embedded=hidden, yoast_head_json={"author": "Jo Hart"})
    assert read_posts(body(given), url=URL).entries[0].authors == ("Jo Hart",)


def test_a_date_that_nobody_can_read_is_null_and_counted() -> None:
    reading = read_posts(body(post(1, date_gmt="soon after tea"), post(2, date_gmt="0000-00-00T00:00:00")), url=URL)
    assert [entry.published for entry in reading.entries] == [None, None]
    assert reading.unread_dates == 1


def test_a_post_without_an_address_costs_that_post() -> None:
    reading = read_posts(body(post(1, link="javascript:x"), 5, None, post(2)), url=URL)
    assert ([entry.url for entry in reading.entries], reading.skipped) == (["https://news.example/tugs-2/"], 3)


@pytest.mark.parametrize(
    ("posts", "total", "page"),
    [(2, None, "2"), (1, None, None), (2, 1, None), (2, 4, "2"), (1, 4, "2"), (0, None, None)],
)
def test_next_page_follows_the_total_or_a_full_page(posts: int, total: int | None, page: str | None) -> None:
    found = read_posts(body(*map(post, range(posts))), url=URL, total_pages=total).next_url
    assert (parse_qs(urlsplit(found).query)["page"][0] if found else None) == page


def test_a_page_behind_the_last_is_empty() -> None:
    answer = b'{"code":"rest_post_invalid_page_number","message":"The page number is larger","data":{"status":400}}'
    assert read_posts(answer, url=URL).entries == ()


@pytest.mark.parametrize(
    "answer",
    [
        b'{"code":"rest_not_logged_in","message":"You are not logged in."}',
        b"<!DOCTYPE html><html><body>Not found</body></html>",
        b"",
        b"{}",
        b"[" * 200_000,
    ],
)
def test_anything_but_posts_raises(answer: bytes) -> None:
    with pytest.raises(ReadError):
        read_posts(answer, url=URL)


def test_warnings_of_plugins_before_the_answer_are_passed_over() -> None:
    noise = "\ufeff<br /><b>Warning</b>: Undefined array key in /plugins/seo.php on line 3<br />".encode()
    assert len(read_posts(noise + body(post(1), post(2)), url=URL).entries) == 2
