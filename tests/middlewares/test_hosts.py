"""What hosts told us, in the database and out of it."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from middlewares.hosts import host_of, origin_of
from storage.database import open_database
from storage.hosts import Hold, HostStore, SiteFile

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FILE = SiteFile(200, "User-agent: *\n", NOW)


@pytest.mark.parametrize(
    ("url", "host", "origin"),
    [
        ("https://Example.ORG/a", "example.org", "https://example.org"),
        ("https://example.org.:443/a", "example.org", "https://example.org"),
        ("http://example.org:8800/a", "example.org", "http://example.org:8800"),
        ("http://user@[2001:DB8::1]:80/", "2001:db8::1", "http://[2001:db8::1]"),
    ],
)
def test_a_host_has_one_name_and_an_origin_its_port(url: str, host: str, origin: str) -> None:
    assert host_of(url) == host
    assert origin_of(url) == origin


def test_what_was_told_is_there_when_the_database_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    store = HostStore(open_database(path))
    store.save_robots("https://example.org", "example.org", FILE, 2.0)
    store.save_tdmrep("https://example.org", "example.org", SiteFile(404, "", NOW))
    store.save_hold("http://example.org", "example.org", Hold(NOW, "it said so"))
    store.save_last_requests([("example.org", NOW)])
    again = HostStore(open_database(path))
    assert again.robots("https://example.org") == FILE
    assert again.tdmrep("https://example.org") == SiteFile(404, "", NOW)
    assert again.hold("example.org") == Hold(NOW, "it said so")
    assert again.last_request("example.org") == NOW


def test_what_was_never_told_is_none(tmp_path: Path) -> None:
    store = HostStore(open_database(tmp_path / "news.db"))
    store.save_hold("https://example.org", "example.org", Hold(NOW, "a row without files"))
    assert store.robots("https://example.org") is None
    assert store.tdmrep("https://example.org") is None
    assert store.hold("other.example") is None
    assert store.last_request("example.org") is None


def test_a_new_file_takes_the_place_of_the_old_and_leaves_the_rest(tmp_path: Path) -> None:
    store = HostStore(open_database(tmp_path / "news.db"))
    store.save_hold("https://example.org", "example.org", Hold(NOW, "it said so"))
    store.save_robots("https://example.org", "example.org", FILE, None)
    store.save_robots("https://example.org", "example.org", SiteFile(404, "", NOW), None)
    assert store.robots("https://example.org") == SiteFile(404, "", NOW)
    assert store.hold("example.org") is not None


def test_a_database_that_cannot_be_written_is_a_warning_and_no_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    open_database(tmp_path / "news.db")
    store = HostStore(open_database(tmp_path / "news.db", read_only=True))
    with caplog.at_level(logging.WARNING):
        store.save_robots("https://example.org", "example.org", FILE, None)
        store.save_robots("https://example.org", "example.org", FILE, None)
    assert len(caplog.records) == 1
    assert store.robots("https://example.org") is None
