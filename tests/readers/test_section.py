"""A list page gives its articles and nothing else."""

import json
import re
import time
from pathlib import Path

import pytest

from errors import ReadError
from spiders.readers.reading import Reading
from spiders.readers.section import read_section

CASES = sorted((Path(__file__).parent / "section_cases").glob("*.html"))
LIST = "https://news.example/list"


def read(html: str, url: str = LIST, known: tuple[str, ...] = ()) -> Reading:
    return read_section(html.encode(), url=url, content_type="text/html; charset=utf-8", known=known)


def addresses(html: str, url: str = LIST, known: tuple[str, ...] = ()) -> list[str]:
    return [entry.url.removeprefix("https://news.example") for entry in read(html, url, known).entries]


def test_there_are_cases() -> None:
    assert len(CASES) >= 14


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_section_page(case: Path) -> None:
    expected = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    reading = read_section(case.read_bytes(), url=expected["url"], content_type="text/html")
    found = [entry.url for entry in reading.entries]
    assert sorted(found) == sorted(entry["url"] for entry in expected["entries"])
    by_url = {entry.url: entry for entry in reading.entries}
    for wanted in expected["entries"]:
        entry = by_url[wanted["url"]]
        assert entry.title == wanted["title"]
        assert (entry.published.isoformat() if entry.published else None) == wanted.get("published")
        assert entry.summary == wanted.get("summary", entry.summary)
    assert reading.next_url == expected["next_url"]
    assert (reading.kind, reading.reader) == ("section", "section")


@pytest.mark.parametrize(
    ("tags", "plainer"),
    [(rb"h[1-6]", rb"div"), (rb"article|main|section|time", rb"div"), (rb"nav|aside|footer", rb"div")],
)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_no_article_is_missed_for_want_of_a_tag(case: Path, tags: bytes, plainer: bytes) -> None:
    expected = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    body = re.sub(rb"<(/?)(?:" + tags + rb")\b", rb"<\1" + plainer, case.read_bytes())
    found = {entry.url for entry in read_section(body, url=expected["url"], content_type="text/html").entries}
    assert {entry["url"] for entry in expected["entries"]} <= found


def test_entries_stand_in_the_order_of_the_page() -> None:
    case = Path(__file__).parent / "section_cases/wordpress_cards.html"
    reading = read_section(case.read_bytes(), url="https://gazette.example/category/security/")
    assert [entry.title for entry in reading.entries][:2] == ["Kestrel frigates delayed by a year", "Island radar"]


def test_links_of_other_sites_are_no_articles_of_this_one() -> None:
    html = "<ul>" + "".join(
        f"<li><h2><a href='https://other.example/a-long-slug-{i}'>A long headline of {i}</a></h2>" for i in range(5)
    )
    assert addresses(html) == []


def test_articles_on_a_subdomain_belong_to_the_site() -> None:
    link = "<a href='https://blog.news.example/navy-orders-four-tugs'>Navy orders four tugs</a>"
    html = f"<article><h2>{link}</h2></article>"
    assert read(html).entries[0].url == "https://blog.news.example/navy-orders-four-tugs"


@pytest.mark.parametrize(
    "href",
    [
        "/tag/frigates-and-corvettes-of-the-north",
        "/category/naval-and-maritime-affairs",
        "/author/mara-vance-of-the-north",
        "/list?page=2",
        "/list?sort=date",
        "/2026/11/",
        "/files/report-on-the-state-of-the-yards.pdf",
        "/feed/",
        "/login?next=/a-long-slug-of-words",
        "/privacy-policy",
        "#comments-of-the-day",
        "javascript:void(0)",
        "mailto:desk@news.example",
        "/list",
        "/",
    ],
)
def test_an_address_that_is_no_article_stays_out_whatever_its_card_looks_like(href: str) -> None:
    html = f"<article><h2><a href='{href}'>A headline of several words here</a></h2><time>24 Nov 2026</time></article>"
    assert addresses(html) == []


def test_what_stood_where_articles_stood_is_learned() -> None:
    links = ("/x/kelp", "/x/rope", "/y/menu")
    html = "".join(f"<div><a href='{link}'>{link[3:].title()}</a></div>" for link in links)
    assert addresses(html) == []
    assert addresses(html, known=("https://news.example/x/rope",)) == ["/x/rope"]
    known = tuple(f"https://news.example/x/{word}" for word in ("oar", "sail", "mast", "rope"))
    assert "/y/menu" not in addresses(html, known=known)


def test_article_linked_from_picture_headline_and_more_is_one_entry() -> None:
    html = """<div class=card><a href='/a-slug-of-words'><img alt='A tug at the quay'></a>
        <h3><a href='/a-slug-of-words?utm_source=front'>Tug sold</a></h3>
        <a href='/a-slug-of-words#more'>Read more</a></div>"""
    (entry,) = read(html).entries
    assert (entry.url, entry.title) == ("https://news.example/a-slug-of-words", "Tug sold")


def test_a_date_that_cannot_be_read_is_null_and_counted() -> None:
    headline = "<h2><a href='/a-slug-of-words-x'>Tug sold to the harbour</a></h2>"
    html = f"<article>{headline}<span class=date>03/04/2026</span></article>"
    reading = read(html)
    assert (reading.entries[0].published, reading.unread_dates) == (None, 1)


@pytest.mark.parametrize(
    ("html", "url", "expected"),
    [
        ("<a class='next page-numbers' href='/list/page/2/'>2</a>", LIST, "/list/page/2/"),
        ("<a href='/list/page/2/'>Older posts</a>", LIST, "/list/page/2/"),
        ("<a href='/list?page=3'>3</a><a href='/list?page=1'>1</a>", LIST + "?page=2", "/list?page=3"),
        ("<a href='/list?page=0'>1</a><a href='/list?page=1'>2</a>", LIST, "/list?page=1"),
        ("<a href='/list?page=1'>1</a><a href='/list?page=2'>2</a>", LIST, "/list?page=2"),
        ("<link rel=next href='/list?start=20'>", LIST + "?start=10", "/list?start=20"),
        ("<a rel=next href='/list?page=1'>Next</a>", LIST + "?page=4", None),
        ("<a href='https://ads.example/?page=2'>Next</a>", LIST, None),
        ("<a rel=next href='/list'>Next</a>", LIST, None),
        ("<a href='/list?PAGEN_1=2'>2</a><a href='/list?PAGEN_1=9'>9</a>", LIST, "/list?PAGEN_1=2"),
        ("<a href='?tx_n[currentPage]=3'>3</a>", LIST + "?tx_n%5BcurrentPage%5D=2", "/list?tx_n[currentPage]=3"),
        ("<a href='?query-3-page=2'>2</a>", LIST, "/list?query-3-page=2"),
        ("<a href='?x_cur=2'>2</a>", LIST, "/list?x_cur=2"),
        ("<a href='/list?page_id=2'>2</a>", LIST, None),
        (
            "<a href='?start=0'>1</a><a href='?start=40'>3</a><a href='?start=60'>4</a>",
            LIST + "?start=20",
            "/list?start=40",
        ),
        ("<a href='?start=0'>1</a><a href='?start=20'>2</a>", LIST + "?start=20", None),
        ("<div class=pager><b>1</b><a href='/list/2/'>2</a></div>", LIST, "/list/2/"),
        ("<ul class=pagination><li><a href=#>2</a><li><a href='/l/3.html'>3</a></ul>", LIST + "/2.html", "/l/3.html"),
        ("<div class=cal><b>1</b><a href='/list/2/'>2</a></div>", LIST, None),
        ("<div class=pages><b>1</b><b>2</b><a href='/list/3/'>3</a></div>", LIST, None),
        ("<a rel=next href='/cal/2026/12'>Next</a>", "https://news.example/cal/2026/11", None),
        ("<a rel=next href='/cal/2027'>Next</a>", "https://news.example/cal/2026", None),
        ("<a href='/story-of-the-day'>Next</a>", LIST, None),
        ("<a href='/list?sid=1f00aa11bb22cc33'>more</a>", LIST, None),
    ],
)
def test_next_page(html: str, url: str, expected: str | None) -> None:
    found = read(f"<body>{html}</body>", url).next_url
    assert (found.removeprefix("https://news.example") if found else None) == expected


def test_a_login_in_the_place_of_a_list_raises_and_one_beside_a_list_does_not() -> None:
    login = '<form action="/in"><input name="user"><input type="PASSWORD" name="p"></form><a href="/help">Help</a>'
    with pytest.raises(ReadError, match="asks for a password"):
        read(f"<h1>Members</h1>{login}")
    story = '<h2><a href="/2026/11/24/a-ship-has-dragged-its-anchor">A ship has dragged its anchor again</a></h2>'
    assert addresses(login + story) == ["/2026/11/24/a-ship-has-dragged-its-anchor"]
    assert addresses("<h1>News</h1><p>Nothing today.</p>") == []


def test_body_without_a_page_raises() -> None:
    with pytest.raises(ReadError):
        read_section(b"", url=LIST)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b"<div>" * 100_000 + b"<a href=/a-b-c-d-e>text of a link</a>",
        b"<p>x <a href='/y-z-y-z'>z</a></p>" * 100_000,
        b"<p>text</p><a " + b" ".join(b"x%d=1" % i for i in range(100_000)) + b" href=/x>y</a>",
        b"<li><a href=/a-b-c-d>t</a>" + b"2026-11-" * 60_000 + b"</li>",
        bytes(range(256)) * 1000,
        b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>",
    ],
    ids=["deep", "wide", "attributes", "dates", "bytes", "json"],
)
def test_hostile_page_costs_bounded_work(body: bytes) -> None:
    start = time.process_time()
    read_section(body, url=LIST)
    assert time.process_time() - start < 20  # quadratic work takes minutes
