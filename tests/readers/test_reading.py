"""What `read` promises beyond single feeds: what it refuses and how, its limits, and that nothing else ever escapes."""

import gzip
import json
import pickle
from datetime import UTC

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bounds import Bounds
from errors import ReadError
from spiders.readers import Reading, read
from spiders.readers.decoding import decode
from spiders.readers.tolerant import read_tolerantly

URL = "https://feed.example/news/feed.xml"
NEWEST_FIRST = range(20, 0, -1)


def rss(*days: int) -> bytes:
    items = "".join(
        f"<item><title>Day {day}</title><link>https://feed.example/{day}</link>"
        f"<pubDate>{day:02} Nov 2026 08:00:00 GMT</pubDate></item>"
        for day in days
    )
    return f'<rss version="2.0"><channel><title>Days</title>{items}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "the body is empty"),
        (b" \r\n\t", "the body is empty"),
        (gzip.compress(b"", mtime=0), "the body is empty"),
        (
            b"<!DOCTYPE html><html><head><title>Just a &amp; moment</title></head>",
            'an HTML page titled "Just a & moment"',
        ),
        (b"<!doctype html><p>No title", "an HTML page"),
        (b"<html><body><!-- <rdf:RDF> trackback --></body></html>", "an HTML page"),
        (b"%PDF-1.7\n\xe2\xe3", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "an image"),
        (b"PK\x03\x04\x14\0", "a zip archive"),
        (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "XML of another kind"),
        (b'<opml version="2.0"><body/></opml>', "an OPML list of feeds"),
        (b'{"error": "not found"}', "JSON, but not a JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "broken JSON"),
        (b"Rate limit exceeded", "plain text"),
        (b"http://feed.example/one and some words", "plain text"),
    ],
)
def test_what_is_no_feed_is_refused_by_its_name(body: bytes, sentence: str) -> None:
    with pytest.raises(ReadError) as raised:
        read(body, url=URL)
    assert str(raised.value).startswith(sentence)
    assert raised.value.url == URL


def test_file_name_and_content_type_do_not_decide() -> None:
    reading = read(rss(1), url="https://feed.example/index.html", content_type="text/html; charset=utf-8")
    assert [entry.title for entry in reading.entries] == ["Day 1"]


def test_charset_of_the_server_counts_where_the_document_declares_nothing() -> None:
    body = '<rss version="2.0"><channel><item><title>Příliš žluťoučký</title><link>https://a.example/</link></item></channel></rss>'
    reading = read(body.encode("cp1250"), url=URL, content_type="text/xml; charset=windows-1250")
    assert reading.entries[0].title == "Příliš žluťoučký"


def test_feed_without_entries_is_a_feed() -> None:
    assert read(rss(), url=URL) == Reading(kind="rss", reader="fast", title="Days")


def test_limit_keeps_the_first_of_a_feed_that_begins_with_the_newest() -> None:
    reading = read(rss(*NEWEST_FIRST), url=URL, max_entries=3)
    assert [entry.title for entry in reading.entries] == ["Day 20", "Day 19", "Day 18"]
    assert reading.skipped == 17


def test_limit_keeps_the_last_of_a_feed_that_begins_with_the_oldest() -> None:
    reading = read(rss(*reversed(NEWEST_FIRST)), url=URL, max_entries=3)
    assert [entry.title for entry in reading.entries] == ["Day 18", "Day 19", "Day 20"]


def test_limit_keeps_the_newest_of_a_sitemap_in_any_order() -> None:
    records = "".join(
        f"<url><loc>https://feed.example/{day}</loc><lastmod>2026-11-{day:02}</lastmod></url>" for day in (5, 9, 1, 7)
    )
    reading = read(f"<urlset>{records}</urlset>".encode(), url=URL, max_entries=2)
    assert [entry.url for entry in reading.entries] == ["https://feed.example/9", "https://feed.example/7"]
    assert reading.skipped == 2


def test_an_entry_that_the_end_of_the_body_cuts_is_left_for_the_next_poll() -> None:
    body = rss(3, 2, 1)
    cut = body[: body.rindex(b"1</link>")]
    assert [entry.title for entry in read(cut, url=URL).entries] == ["Day 3", "Day 2"]


def test_a_title_and_a_content_of_any_length_are_cut() -> None:
    body = (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><link>https://a.example/</link>'
        f"<title>{'word ' * 5_000}</title><description>{'word ' * 5_000}</description>"
        f"<content:encoded>{'word-' * 100_000}</content:encoded></item></channel></rss>"
    )
    (entry,) = read(body.encode(), url=URL).entries
    assert entry.title is not None
    assert len(entry.title) == Bounds().title_chars
    assert entry.title.endswith("…")
    assert len(entry.summary or "") == Bounds().field_chars
    assert len(entry.content or "") == Bounds().content_chars == 200_000


def test_licence_of_rsl_that_prohibits_machines_reserves_the_feed() -> None:
    body = (
        '<rss xmlns:rsl="https://rslstandard.org/rsl"><channel><rsl:content url="/"><rsl:license>'
        '<rsl:prohibits type="usage">ai-train search</rsl:prohibits></rsl:license></rsl:content></channel></rss>'
    )
    assert read(body.encode(), url=URL).reserved == "RSL licence in the feed"
    assert read(body.replace("ai-train ", "").encode(), url=URL).reserved is None


def test_usual_copyright_reserves_nothing() -> None:
    body = "<rss><channel><copyright>Copyright 2026. All rights reserved.</copyright></channel></rss>"
    assert read(body.encode(), url=URL).reserved is None


def test_error_and_reading_survive_the_way_between_processes() -> None:
    reading = read(rss(2, 1), url=URL)
    assert pickle.loads(pickle.dumps(reading)) == reading
    with pytest.raises(ReadError) as raised:
        read(b"", url=URL)
    copy = pickle.loads(pickle.dumps(raised.value))
    assert (str(copy), copy.url) == (str(raised.value), URL)


def test_a_compressed_file_that_is_cut_gives_what_is_there() -> None:
    body = gzip.compress(rss(*NEWEST_FIRST), mtime=0)
    assert len(read(body[:-20], url=URL).entries) > 5


def test_utf16_without_a_mark_is_known_by_its_zero_bytes() -> None:
    assert decode('<rss version="2.0"/>'.encode("utf-16-be")) == '<rss version="2.0"/>'
    assert decode('<rss version="2.0"/>'.encode("utf-16-le")) == '<rss version="2.0"/>'


def test_an_encoding_that_nobody_knows_is_no_encoding() -> None:
    for label in ("utf8mb4", "utf-7", "utf-16", "unicode_escape"):
        body = f'<?xml version="1.0" encoding="{label}"?><rss><channel><title>Übung</title></channel></rss>'
        assert read(body.encode(), url=URL).title == "Übung"


def test_the_last_resort_reads_the_same_entries() -> None:
    text = rss(3, 2, 1).decode().replace("</channel></rss>", "<item><br></rss>")
    reading = read_tolerantly(text, 0, url=URL, max_entries=100)
    assert [(entry.title, entry.url) for entry in reading.entries if entry.url] == [
        (f"Day {day}", f"https://feed.example/{day}") for day in (3, 2, 1)
    ]
    assert [entry.published.day for entry in reading.entries if entry.published] == [3, 2, 1]


def test_the_last_resort_refuses_what_holds_nothing() -> None:
    with pytest.raises(ReadError, match="so damaged"):
        read_tolerantly("<x>", 0, url=URL, max_entries=100)


# Pieces from which feeds are made, and what breaks them.
PIECES = st.sampled_from(
    [
        *(
            f"<{slash}{name}>"
            for name in ("rss", "channel", "item", "entry", "feed", "title", "link", "guid", "description", "p")
            for slash in ("", "/")
        ),
        *(
            '<link href="',
            '"/>',
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?xml",
            "?>",
            "<!DOCTYPE rss [",
            "]>",
            "&amp;",
            "&#xD800;",
            "&bad;",
        ),
        *(
            "https://a.example/1",
            "/relative",
            "javascript:x",
            "Tue, 24 Nov 2026 06:30:00 GMT",
            "<pubDate>",
            "</pubDate>",
            "2026-11-24",
        ),
        *(
            "<urlset>",
            "<url>",
            "<loc>",
            "</loc>",
            "</url>",
            "<media:group>",
            "<x:y z=1 z=2>",
            "\x00",
            "\ud800",
            "é",
            "\u202e",
            "я" * 5,
        ),
    ]
)
INVARIANT_SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def holds(body: bytes) -> None:
    try:
        reading = read(body, url=URL, max_entries=50)
    except ReadError:
        return
    assert len(reading.entries) <= 50
    for entry in reading.entries:
        assert not entry.url or entry.url.lower().startswith(("http://", "https://"))
        for moment in (entry.published, entry.updated):
            assert moment is None or moment.tzinfo is UTC
        for text in (entry.title, entry.summary, *entry.authors, *entry.tags):
            assert text is None or (text == text.strip() != "" and "\n" not in text)
    json.dumps([str(entry) for entry in reading.entries], ensure_ascii=False).encode()  # no half characters
    assert pickle.loads(pickle.dumps(reading)) == reading
    assert read(body, url=URL, max_entries=50) == reading


@INVARIANT_SETTINGS
@given(st.binary(max_size=300))
@example(b"\xff\xfe<\0")
@example(b"\x1f\x8b\x08")
def test_any_bytes_are_a_reading_or_a_read_error(body: bytes) -> None:
    holds(body)


@INVARIANT_SETTINGS
@given(
    st.lists(PIECES, max_size=40),
    st.sampled_from(["<rss><channel>", '<feed xmlns="http://www.w3.org/2005/Atom">', "<urlset>", ""]),
)
def test_any_heap_of_pieces_is_a_reading_or_a_read_error(pieces: list[str], root: str) -> None:
    holds((root + "".join(pieces)).encode("utf-8", "surrogatepass"))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("https://a.example/1"),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "url", "name"]), inner, max_size=3)
    ),
    max_leaves=6,
)
JSON_ITEMS = st.dictionaries(
    st.sampled_from(
        [
            "id",
            "url",
            "title",
            "summary",
            "content_html",
            "content_text",
            "authors",
            "author",
            "tags",
            "date_published",
            "image",
        ]
    ),
    JSON_VALUES,
)


@INVARIANT_SETTINGS
@given(st.lists(JSON_ITEMS | JSON_VALUES, max_size=5), JSON_VALUES)
def test_json_feeds_of_any_types_are_a_reading(items: list[object], other: object) -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": other,
        "hubs": other,
        "next_url": other,
        "items": items,
    }
    holds(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("link", "read_as"),
    [
        ("https://feed.example/thre\u0088e?q=\u009f", "https://feed.example/thre%C2%88e?q=%C2%9F"),
        ("https://f\u0094ed.example/a", None),
    ],
)
def test_control_characters_of_an_address_are_sent_as_browsers_send_them(link: str, read_as: str | None) -> None:
    body = f"<rss><channel><item><title>Crane</title><link>{link}</link></item></channel></rss>"
    assert next((entry.url or None for entry in read(body.encode(), url=URL).entries), None) == read_as
