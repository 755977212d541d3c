"""Metadata of hostile pages, and that a page is only read."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extraction.metadata import Metadata, read_metadata
from extraction.parse import parse_page

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
PAGE = """<html><head><title>{0}</title><meta property="og:title" content="{0}"><meta name="author" content="{0}">
<meta property="og:site_name" content="{0}"><meta name="date" content="{0}"><meta name="keywords" content="{0}">
</head><body><div class="breadcrumb">{0}</div><h1>{0}</h1><div class="byline">{0}</div>
<time datetime="{0}">{0}</time></body></html>"""


def read(text: str, url: str = "https://www.harbourtoday.example/news/a/") -> Metadata:
    return read_metadata(html.document_fromstring(text), url=url, fetched=NOW)


@pytest.mark.parametrize(
    "piece", ["(a", "By ", "a,", " and ", " ", "&amp;amp;", "1", "1 ", " - ", "May ", "12:", "http://", "a@", "年"]
)
def test_a_hundred_kilobytes_in_every_field_are_bounded(piece: str) -> None:
    metadata = read(PAGE.format(piece * (100_000 // len(piece))))
    assert len(metadata.title or "") <= 500
    assert len(metadata.section or "") <= 50
    assert all(len(name) <= 400 for name in metadata.authors)


@pytest.mark.parametrize(
    ("head", "body", "believed"),
    [
        ("/a/1", "/a/2", True),  # what a widget or a reader brought
        ("", "/a/1", True),  # a stray tag had ended the head
        ("/a/1 https://site.example/a/1?utm_source=rss", "", True),
        ("/a/1 /a/2", "", False),
        ("", "/a/1 /a/2", False),
    ],
)
def test_one_canonical_address_is_believed_the_head_s_before_the_body_s(head: str, body: str, believed: bool) -> None:
    def links(addresses: str) -> str:
        return "".join(f'<link rel="canonical" href="{address}">' for address in addresses.split())

    page = f"<html><head><title>x</title>{links(head)}</head><body><p>x</p>{links(body)}</body></html>"
    canonical = read(page, "https://site.example/a/1?id=7").canonical
    assert canonical == ("https://site.example/a/1" if believed else None)


def test_a_title_of_a_megabyte_is_cut() -> None:
    assert len(read(f"<title>{'word ' * 200_000}</title>").title or "") <= 500


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 200 + "<h1>Rope burns</h1>" + "<span class=byline>" * 200,
        "<h1>Rope burns</h1>" + "<span class=author>By Jane Roe" * 5_000,
        "<h1>Rope burns</h1>" * 20_000,
        "<h1>Rope burns</h1><div class=author>" + "<a href=/author/x>Jane Roe</a>" * 20_000 + "</div>",
        "<h1>" + "<b>Rope" * 200 + "</h1>",
        "<time>2</time>" * 20_000,
    ],
)
def test_pages_of_many_elements_are_walked_within_bounds(body: str) -> None:
    read(f"<html><body>{body}</body></html>")


def test_the_tree_is_only_read() -> None:
    tree = html.document_fromstring(PAGE.format("Rope burns, says Ann Lee on 2 March 2026"))
    before = html.tostring(tree)
    read_metadata(tree, url="https://www.harbourtoday.example/", fetched=NOW)
    assert html.tostring(tree) == before


def test_control_characters_and_surrogates_are_taken_out() -> None:
    text = '{"@type":"NewsArticle","headline":"Ro\\u0000pe \\ud83d bu\\u200brns","author":{"name":"Zoe\\u0308 Lee"}}'
    metadata = read(f'<html><head><script type="application/ld+json">{text}</script></head><body></body></html>')
    assert metadata.title == "Rope burns"
    assert metadata.authors == ("Zoë Lee",)


@pytest.mark.parametrize("url", ["", "https://", "http://[::1", "//", "https://127.79.1.11:8790/a", "mailto:x"])
def test_no_address_raises(url: str) -> None:
    assert (
        read("<html><head><link rel=canonical href='http://[x'></head><h1>Rope burns</h1></html>", url).title
        == "Rope burns"
    )


@given(st.text(max_size=200))
def test_every_stored_string_is_plain(text: str) -> None:
    clean = "".join(character for character in text if character.isprintable()) or "x"
    escaped = clean.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    metadata = read(PAGE.format(escaped))
    for value in (
        metadata.title,
        metadata.section,
        metadata.summary,
        metadata.site_name,
        *metadata.authors,
        *metadata.tags,
    ):
        if value is not None:
            assert value == unicodedata.normalize("NFC", value).strip()
            assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in value)


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("/i/a picture.jpg", "https://site.example/i/a%20picture.jpg"),
        ("<img src=x onerror=alert(1)>", None),
        ('https://site.example/"><svg>', None),
        ("javascript:alert(1)", None),
        ("https://site.example/a&#8;b.jpg", "https://site.example/ab.jpg"),
    ],
)
def test_an_image_is_an_address(stated: str, kept: str | None) -> None:
    page = f"<html><head><meta property=\"og:image\" content='{stated}'></head><body><p>x</p></body></html>"
    tree = parse_page(page.encode())
    assert read_metadata(tree, url="https://site.example/a/1", fetched=NOW).image == kept


@pytest.mark.parametrize(
    ("claimed", "believed"),
    [
        ("https://site.example/a/real", True),
        ("https://www.site.example/a/real", True),
        ("http://m.site.example/a/real", True),
        ("https://famous.example/story", False),
        ("http://127.0.0.1/inside", False),
        ("https://site.example.evil.test/a/real", False),
        ("https://evilsite.example/a/real", False),
        ("https://example/a/real", False),
        ("https://site.example/", False),
    ],
)
def test_a_page_names_its_own_address_and_nobody_elses(claimed: str, believed: bool) -> None:
    page = f'<html><head><link rel="canonical" href="{claimed}"></head><body><p>x</p></body></html>'
    metadata = read_metadata(parse_page(page.encode()), url="https://site.example/a/1?x=2", fetched=NOW)
    assert (metadata.canonical == claimed) is believed


@pytest.mark.parametrize("unfilled", ["{{ page.url }}", "https://site.example/${slug}", "/a/undefined", "<%= url %>"])
def test_an_address_that_a_template_left_unfilled_is_none(unfilled: str) -> None:
    page = (
        f'<html><head><link rel="canonical" href="{unfilled}"><meta property="og:url" content="https://site.example/a/1">'
        "</head><body><p>x</p></body></html>"
    )
    metadata = read_metadata(parse_page(page.encode()), url="https://site.example/a/1?x=2", fetched=NOW)
    assert metadata.canonical == "https://site.example/a/1"


def test_sites_below_a_name_that_anybody_can_have_are_strangers() -> None:
    page = '<html><head><link rel="canonical" href="https://co.uk/a"></head><body><p>x</p></body></html>'
    metadata = read_metadata(parse_page(page.encode()), url="https://site.co.uk/a/1", fetched=NOW)
    assert metadata.canonical is None


@pytest.mark.parametrize("nonsense", ["http://[", "//[::1", "http://a:b:c/", "http://x.example:99999/", "\u2100://"])
def test_an_address_that_is_none_costs_nothing_else(nonsense: str) -> None:
    page = (
        f'<html><head><meta property="og:url" content="{nonsense}"><link rel="canonical" href="{nonsense}">'
        f'<base href="{nonsense}"><meta property="og:image" content="{nonsense}"></head>'
        f'<body><h1><a href="{nonsense}">Cranes are counted</a></h1>'
        f'<p class="byline"><a href="{nonsense}">Una Strand</a></p><p>x</p></body></html>'
    )
    metadata = read_metadata(parse_page(page.encode()), url="https://site.example/a/1", fetched=NOW)
    assert metadata.title == "Cranes are counted"
