"""Lists of subscriptions, as feed readers and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import ReadError
from spiders.readers.opml import MAX_BYTES, Outline, read_opml, write_opml

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Watched</title></head><body>
  <outline text="Sea">
    <outline text="Navies">
      <outline type="rss" text="The Fathom Dispatch" xmlUrl="https://fathom.example/feed/"
               htmlUrl="https://fathom.example/" language="en"/>
    </outline>
  </outline>
  <outline text="a note that is no feed"/>
  <outline type="link" text="a link" url="https://fathom.example/page"/>
  <outline TITLE="Sounding" XMLURL="https://sounding.example/rss"/>
</body></opml>"""


def read(outline: str, url: str = "") -> list[Outline]:
    return read_opml(f"<opml><body>{outline}</body></opml>".encode(), url=url)


def test_feeds_are_read_with_their_folders_and_notes_are_not_feeds() -> None:
    assert read_opml(LIST) == [
        Outline(
            xml_url="https://fathom.example/feed/",
            html_url="https://fathom.example/",
            title="The Fathom Dispatch",
            language="en",
            folders=("Sea", "Navies"),
        ),
        Outline(xml_url="https://sounding.example/rss", title="Sounding"),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://a.example/?x=1&y=2", "https://a.example/?x=1&y=2"),
        ("https://a.example/?x=1&amp;y=2", "https://a.example/?x=1&y=2"),
        ("https://a.example/?x=1&copy=2", "https://a.example/?x=1&copy=2"),
        ("feed://a.example/rss", "http://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("  https://a.example/rss ", "https://a.example/rss"),
        ("rss.xml", "https://lists.example/rss.xml"),
        ("http://[", "http://["),
    ],
)
def test_addresses_are_mended_where_it_is_clear_what_was_meant(written: str, meant: str) -> None:
    assert [outline.xml_url for outline in read(f'<outline xmlUrl="{written}"/>', "https://lists.example/a.opml")] == [
        meant
    ]


def test_title_that_was_escaped_twice_is_text() -> None:
    assert read('<outline text="Sea &amp;amp; sky" xmlUrl="https://a.example/"/>')[0].title == "Sea & sky"


def test_list_that_breaks_off_gives_what_stands_before() -> None:
    assert len(read_opml(LIST[: LIST.index(b"<outline TITLE")])) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_list_in_another_encoding_is_read(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><opml><outline text="Überblick" xmlUrl="https://a.example/"/></opml>'
    if encoding != "utf-16":
        text = text.replace("UTF-16", "UTF-8")
    assert [outline.title for outline in read_opml(text.encode(encoding))] == ["Überblick"]


def test_entities_of_a_doctype_are_not_expanded() -> None:
    body = b"""<!DOCTYPE opml [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;">]>
    <opml><outline text="&b;" xmlUrl="https://a.example/"/></opml>"""
    title = read_opml(body)[0].title
    assert title
    assert "x" not in title


@pytest.mark.parametrize("body", [b"", b"<html><body>not found</body></html>", b"{}", b"<opmlx/>", b"\xff\xfe\x00"])
def test_what_is_no_opml_is_refused_with_its_address(body: bytes) -> None:
    with pytest.raises(ReadError, match=r"^list\.opml: ") as caught:
        read_opml(body, url="list.opml")
    assert caught.value.url == "list.opml"


def test_what_would_keep_the_parser_busy_is_refused() -> None:
    many_attributes = b"<opml><outline " + b" ".join(b'a%d=""' % number for number in range(5_000)) + b"/></opml>"
    with pytest.raises(ReadError, match="holds a tag of over 16 KiB"):
        read_opml(many_attributes)
    with pytest.raises(ReadError, match="over 4 MiB; split the list"):
        read_opml(b"<opml>" + b" " * MAX_BYTES)


def test_outlines_nested_without_end_are_read_as_far_as_they_go() -> None:
    assert read_opml(b"<opml>" + b'<outline text="a">' * 50_000) == []


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()).replace("&", "+")
)
outlines = st.builds(
    Outline,
    xml_url=st.integers(0, 99).map(lambda number: f"https://a.example/{number}?a=1&b=<2>"),
    html_url=st.none() | st.just("https://a.example/"),
    title=texts.filter(bool),
    folders=st.sampled_from([(), ("Sea",), ("Land & air",)]),
)


@given(st.lists(outlines))
def test_what_is_written_reads_the_same(given: list[Outline]) -> None:
    read_back = read_opml(write_opml(given, title="Ours & theirs"))
    assert sorted(read_back, key=repr) == sorted(given, key=repr)
