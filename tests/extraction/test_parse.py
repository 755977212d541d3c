"""Bytes become one tree: encodings that are declared wrongly or not at all, and hostile sizes."""

import html
import time
from datetime import UTC, datetime

import pytest

from errors import ExtractionError
from extraction.article import extract_article
from extraction.encodings import decode
from extraction.parse import MAX_BYTES, parse_page

RUSSIAN = "Министерство сообщило о переброске понтонов, сказано в заявлении, которое разослали во вторник. " * 3
POLISH = "Żołnierze ćwiczyli przeprawę przez rzekę, a źródła mówią o następnych ćwiczeniach."
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>t</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r"])
def test_cyrillic_is_read_without_any_declaration(encoding: str) -> None:
    assert RUSSIAN.strip() in decode(page(RUSSIAN).encode(encoding))


def test_a_declared_western_code_page_is_not_believed_for_cyrillic_text() -> None:
    body = page(RUSSIAN, '<meta charset="iso-8859-1">').encode("cp1251")
    assert RUSSIAN.strip() in decode(body, content_type="text/html; charset=ISO-8859-1")


def test_utf_8_is_read_as_such_though_the_page_declares_another_encoding() -> None:
    assert POLISH in decode(page(POLISH, '<meta charset="iso-8859-2">').encode(), content_type="text/html")


def test_a_declaration_in_the_page_is_followed() -> None:
    assert POLISH in decode(page(POLISH, '<meta charset="iso-8859-2">').encode("iso-8859-2"))


def test_an_unknown_charset_is_passed_over() -> None:
    assert "smør" in decode("smør og brød".encode("cp1252"), content_type="text/html; charset=klingon")


@pytest.mark.parametrize("body", [b"", b"  \n", b"%PDF-1.7 \x00\x01", b"\x89PNG\r\n", bytes(range(32)) * 50])
def test_what_is_no_page_is_an_error_with_its_address(body: bytes) -> None:
    with pytest.raises(ExtractionError) as caught:
        parse_page(body, url="https://site.example/x")
    assert caught.value.url == "https://site.example/x"


def test_a_body_over_the_limit_is_an_error() -> None:
    with pytest.raises(ExtractionError, match="bytes"):
        parse_page(b"<p>" + b"x" * MAX_BYTES)


def test_a_hundred_thousand_attributes_lose_to_the_text_below_them() -> None:
    attributes = " ".join(f"a{n}=1" for n in range(100_000))
    tree = parse_page(f"<html><body><p {attributes}>The text</p></body></html>".encode())
    paragraph = tree.find(".//p")
    assert paragraph is not None
    assert paragraph.text == "The text"
    assert not paragraph.attrib


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + "deep",
        "<b>" * 100_000 + "deep",
        "<frameset><frame src='a.html'></frameset>",
        "<meta name=author content='" + "(a" * 50_000 + "'><p>text</p>",
        "<table>" + "<tr><td>" * 20_000,
        "<ul><li>" * 20_000,
        "<a href=x>" * 20_000 + "link",
        "no markup at all, only a sentence that stands by itself",
    ],
    ids=["divs", "inline", "frames", "brackets", "tables", "lists", "links", "plain"],
)
def test_monstrous_markup_gives_a_verdict_or_an_error(body: str) -> None:
    try:
        extraction = extract_article(body.encode(), url="https://site.example/x", fetched=NOW)
    except ExtractionError:
        return
    assert extraction.article is not None or extraction.reason


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a&#8;b", "ab"),
        ("a&#0;&#x00000000001f;b", "ab"),
        ("a&#X1Bb", "a&#X1Bb"),  # a reference to U+01BB
        ("a&#127;&#x81;&#157b", "ab"),
        ("a&#8238;&#x202D;b", "ab"),
        ("a&#65534;&#xFFFF;b", "ab"),
        ("a&#9;&#10;&#80;b", "a\t\nPb"),
        ("a&#150;b\u0096", "a–b–"),
        ("a\x81\u202eb", "ab"),
    ],
)
def test_control_characters_are_taken_out_however_they_are_written(written: str, read: str) -> None:
    text = parse_page(f"<p title='{written}'>{written}</p>{'word ' * 50}".encode()).find(".//p")
    expected = html.unescape(read)
    assert (text.text, text.get("title").replace("\n", " ").replace("\t", " ")) == (
        expected,
        expected.replace("\n", " ").replace("\t", " "),
    )


@pytest.mark.parametrize(
    "charset", ["idna", "zip", "unicode_escape", "utf-7", "rot13", "punycode", "hz-gb-2312", "hex"]
)
def test_a_codec_that_no_browser_has_is_passed_over(charset: str) -> None:
    body = page("sm\u00f8r +ADw- \\x3c ~{", f'<meta charset="{charset}">').encode("cp1252")
    text = decode(body, content_type=f"text/html; charset={charset}")
    assert "sm\u00f8r +ADw- \\x3c ~{" in text


def test_a_few_broken_bytes_do_not_make_another_encoding_of_utf_8() -> None:
    body = page("“Two quays”, he said – and no more. " * 3, '<meta charset="utf-8">').encode()
    assert "“Two quays”" in decode(body.replace(b"he", b"\xed\xa0\x80\xff he", 1), content_type="text/html")


@pytest.mark.parametrize("piece", [b"<style", b"<script>", b"<", b"<p></p>", b"</", b"<scrip"])
def test_what_does_not_close_costs_no_time(piece: bytes) -> None:
    used = []
    for size in (100_000, 400_000):
        began = time.process_time()
        decode(b"\xe9\xff" + piece * (size // len(piece)))
        used.append(time.process_time() - began)
    assert used[1] < 12 * used[0] + 0.2
