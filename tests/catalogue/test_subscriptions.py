"""A list of subscriptions becomes source files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import SourceError
from spiders.catalogue import load_catalogue, read_source
from spiders.readers.opml import Outline
from spiders.subscriptions import Imported, import_outlines, outlines, write_source

FEEDS = [
    Outline(
        xml_url="https://fathom.example/navies/feed",
        html_url="https://fathom.example/",
        title="The Fathom Dispatch: navies",
        folders=("Sea",),
    ),
    Outline(xml_url="https://fathom.example/feed", html_url="https://fathom.example", title="The Fathom Dispatch"),
    Outline(xml_url="http://news.sounding.example/rss", language="nb"),
]


def import_into(folder: Path, listed: list[Outline]) -> Imported:
    catalogue = load_catalogue(folder) if any(folder.glob("*.yaml")) else {}
    return import_outlines(listed, catalogue, folder, origin="watched.opml")


def test_feeds_of_one_homepage_share_a_file(tmp_path: Path) -> None:
    done = import_into(tmp_path, FEEDS)

    assert [path.name for path in done.written] == ["fathom.yaml", "sounding-news.yaml"]
    fathom = read_source(tmp_path / "fathom.yaml")
    assert fathom.title == "The Fathom Dispatch"
    assert fathom.feeds == ("https://fathom.example/navies/feed", "https://fathom.example/feed")
    assert "# Imported from watched.opml (Sea)." in (tmp_path / "fathom.yaml").read_text()


def test_what_the_list_does_not_say_is_not_guessed(tmp_path: Path) -> None:
    import_into(tmp_path, FEEDS)
    sounding = read_source(tmp_path / "sounding-news.yaml")
    assert (sounding.title, sounding.homepage) == ("news.sounding.example", "http://news.sounding.example/")
    assert (sounding.kind, sounding.country, sounding.language, sounding.scope) == (None, None, "nb", "all")


def test_second_import_makes_nothing_new(tmp_path: Path) -> None:
    import_into(tmp_path, FEEDS)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}

    again = import_into(tmp_path, FEEDS)

    assert (again.written, again.already) == ((), 2)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before


def test_new_feed_of_a_known_site_gets_its_own_file(tmp_path: Path) -> None:
    import_into(tmp_path, FEEDS[1:2])
    known = (tmp_path / "fathom.yaml").read_text()

    done = import_into(tmp_path, FEEDS)

    assert [path.name for path in done.written] == ["fathom-example.yaml", "sounding-news.yaml"]
    assert read_source(tmp_path / "fathom-example.yaml").feeds == ("https://fathom.example/navies/feed",)
    assert (tmp_path / "fathom.yaml").read_text() == known


def test_names_do_not_depend_on_the_order_of_the_list(tmp_path: Path) -> None:
    rivals = [Outline(xml_url=f"https://fathom.{end}/feed") for end in ("org", "com", "net")]
    for folder, listed in (("one", rivals), ("two", rivals[::-1])):
        (tmp_path / folder).mkdir()
        import_into(tmp_path / folder, listed)
    assert read_source(tmp_path / "one/fathom.yaml") == read_source(tmp_path / "two/fathom.yaml")
    assert read_source(tmp_path / "one/fathom.yaml").homepage == "https://fathom.com/"


def test_feed_that_cannot_be_asked_for_is_left_out_with_its_reason(tmp_path: Path) -> None:
    done = import_into(tmp_path, [*FEEDS, Outline(xml_url="gopher://old.example/", title="Old")])
    assert len(done.written) == 2
    assert len(done.left_out) == 1
    assert done.left_out[0].startswith("Old: an address starts with https:// or http://")


def test_feed_in_several_folders_is_one_feed(tmp_path: Path) -> None:
    import_into(tmp_path, [FEEDS[1], FEEDS[1]])
    assert read_source(tmp_path / "fathom.yaml").feeds == ("https://fathom.example/feed",)


def test_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "fathom.yaml").write_text("mine")
    with pytest.raises(SourceError, match=r"fathom\.yaml: cannot be written: File exists"):
        write_source(tmp_path, "fathom", {"title": "x"}, comment="x")
    assert (tmp_path / "fathom.yaml").read_text() == "mine"


def test_export_and_import_give_the_same_feeds(tmp_path: Path) -> None:
    import_into(tmp_path, FEEDS)
    listed = outlines(load_catalogue(tmp_path).values())
    assert sorted(outline.xml_url for outline in listed) == sorted(outline.xml_url for outline in FEEDS)


@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_any_title_and_folder_give_a_file_that_reads(
    tmp_path_factory: pytest.TempPathFactory, title: str, folder: str
) -> None:
    place = tmp_path_factory.mktemp("sources")
    title = " ".join(title.split()) or "x"
    outline = Outline(xml_url="https://fathom.example/feed", title=title, folders=(folder,) if folder else ())
    done = import_into(place, [outline])
    assert read_source(done.written[0]).title == title
