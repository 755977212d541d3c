"""The catalogue, read and checked: every mistake is told by file, key and remedy before anything is asked for."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from errors import SourceError
from spiders.catalogue import address_key, find, load_catalogue, select

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
GOOD = """
title: The Fathom Dispatch
homepage: https://fathom.example/
kind: trade
country: NO
language: nb
feeds: [https://fathom.example/feed/]
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str, name: str = "fathom.yaml") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.stem)
def test_broken_file_is_told_by_name_key_and_remedy(case: Path, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.read_bytes())
    expected = case.with_suffix(".txt").read_text(encoding="utf-8").splitlines()

    with pytest.raises(SourceError) as caught:
        load_catalogue(tmp_path)

    assert str(caught.value).splitlines() == [f"{path}: {line}" for line in expected]
    assert caught.value.path == str(path)


def test_problems_of_all_files_are_told_together(write: Write) -> None:
    write("feeds: 1", "first.yaml")
    write("title: [", "second.yaml")
    write(GOOD, "Third.yaml")
    folder = write(GOOD, "fourth.yml")

    with pytest.raises(SourceError) as caught:
        load_catalogue(folder)

    told = str(caught.value)
    assert all(f"{folder / name}: " in told for name in ("first.yaml", "second.yaml"))
    assert f"{folder}/Third.yaml: 'Third' is no name for a source; rename the file: small letters" in told
    assert f"{folder}/fourth.yml: is not read; rename it to fourth.yaml" in told


def test_address_in_two_files_is_told_with_both_names(write: Write) -> None:
    write(GOOD, "fathom.yaml")
    folder = write(GOOD.replace("feed/", "feed"), "sounding.yaml")

    with pytest.raises(SourceError) as caught:
        load_catalogue(folder)

    assert str(caught.value) == (
        f"{folder}/sounding.yaml: feed https://fathom.example/feed stands in {folder}/fathom.yaml too; keep one of them"
    )


def test_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "fathom.yaml").write_bytes("title: Überblick\n".encode("latin-1"))
    with pytest.raises(SourceError, match=r"fathom\.yaml: byte 7 is not UTF-8; save the file as UTF-8"):
        load_catalogue(tmp_path)


def test_file_far_too_large_is_not_parsed(write: Write) -> None:
    folder = write("# " + "x" * 300_000)
    with pytest.raises(SourceError, match="is over 256 KiB"):
        load_catalogue(folder)


def test_folder_that_is_not_there_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file or directory; set SOURCES"):
        load_catalogue(tmp_path / "nowhere")


def test_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"holds no source file; add one .* or import"):
        load_catalogue(tmp_path)


def test_norway_is_a_country_and_numbers_are_titles(write: Write) -> None:
    source = load_catalogue(write(GOOD.replace("The Fathom Dispatch", "45")))["fathom"]
    assert (source.country, source.title) == ("NO", "45")


def test_keys_that_are_left_out_have_their_defaults(write: Write) -> None:
    source = load_catalogue(
        write("title: Fathom\nhomepage: http://fathom.example/\nsitemaps: [http://fathom.example/s]")
    )
    fathom = source["fathom"]
    assert (fathom.scope, fathom.enabled, fathom.state_affiliated) == ("filtered", True, False)
    assert (fathom.kind, fathom.country, fathom.language, fathom.terms) == (None, None, None, None)
    assert list(fathom.ways_in()) == [("sitemap", "http://fathom.example/s")]


@pytest.mark.parametrize("text", ["enabled: false  # gone since spring", "# gone since\n# spring\nenabled: false"])
def test_source_that_is_off_remembers_why(write: Write, text: str) -> None:
    source = load_catalogue(write(GOOD + text))["fathom"]
    assert source.disabled_because == "gone since spring"


def test_source_does_not_change_and_travels_to_workers(write: Write) -> None:
    source = load_catalogue(write(GOOD + "rules: {drop: .newsletter}"))["fathom"]
    assert pickle.loads(pickle.dumps(source)) == source
    assert source.rules.drop == (".newsletter",)
    with pytest.raises(ValueError, match="frozen"):
        source.title = "Another"


def test_scheme_parts_addresses_but_case_port_and_closing_slash_do_not() -> None:
    assert address_key("https://Fathom.example:443/feed/") == address_key("https://fathom.example/feed")
    assert address_key("http://fathom.example/feed") != address_key("https://fathom.example/feed")
    assert address_key("https://fathom.example/feed?a=1") != address_key("https://fathom.example/feed?a=2")


@pytest.fixture
def three(write: Write) -> Path:
    for name in ("eutoday", "nato"):
        write(GOOD.replace("fathom.example", f"{name}.example"), f"{name}.yaml")
    return write(GOOD + "enabled: false  # stale", "oryx.yaml")


def test_no_names_select_all_that_are_on(three: Path) -> None:
    assert [source.name for source in select(load_catalogue(three), [])] == ["eutoday", "nato"]


def test_names_may_be_listed_with_commas(three: Path) -> None:
    assert [source.name for source in select(load_catalogue(three), ["nato, eutoday", "nato"])] == ["eutoday", "nato"]


def test_unknown_names_are_told_with_the_nearest(three: Path) -> None:
    with pytest.raises(SourceError) as caught:
        select(load_catalogue(three), ["eutody", "zzz", "nato"])
    assert str(caught.value).splitlines() == [
        "no source 'eutody'; did you mean 'eutoday'?",
        "no source 'zzz'; 'scrapy sources list' shows all",
    ]


def test_source_that_is_off_is_found_but_not_selected(three: Path) -> None:
    catalogue = load_catalogue(three)
    assert find(catalogue, ["oryx"]) == [catalogue["oryx"]]
    with pytest.raises(SourceError, match=r"'oryx' is switched off \(stale\); set 'enabled: true'"):
        select(catalogue, ["oryx"])


def test_certificates_are_verified_but_for_a_source_that_says_why(write: Write) -> None:
    assert load_catalogue(write(GOOD))["fathom"].unverified_hosts() == frozenset()
    source = load_catalogue(write(GOOD + "verify_certificates: false  # expired in spring, ministry told"))["fathom"]
    assert source.unverified_because == "expired in spring, ministry told"
    assert "fathom.example" in source.unverified_hosts()
    with pytest.raises(SourceError, match="'verify_certificates: false' needs a comment that says why"):
        load_catalogue(write(GOOD + "verify_certificates: false"))
