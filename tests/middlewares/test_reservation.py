"""Reservations of text and data mining, in every place that TDMRep knows, and `noai`."""

import json
from pathlib import Path

import pytest

from middlewares.reservation import reservation_of
from middlewares.reservation_claims import file_reserves
from tests.middlewares.conftest import Crawl
from tests.middlewares.odd_server import answer, page, serve

RESERVES_A = json.dumps([{"location": "/a/*", "tdm-reservation": 1, "tdm-policy": "https://example.org/policy"}])


@pytest.mark.parametrize(
    ("headers", "head", "reserved"),
    [
        ([], "", False),
        ([("TDM-Reservation", "1")], "", True),
        ([("tdm-reservation", " 1 ")], "", True),
        ([("tdm-reservation", "0")], "", False),
        ([("tdm-reservation", "yes")], "", True),
        ([("tdm-reservation", "perhaps")], "", False),
        ([], '<meta name="tdm-reservation" content="1">', True),
        ([], "<META content=1 NAME=tdm-reservation />", True),
        ([], "<meta name='TDM-Reservation' content='1'>", True),
        ([], '<!-- <meta name="tdm-reservation" content="1"> -->', False),
        ([], '<body><meta name="tdm-reservation" content="1">', False),
        # The element outranks the header.
        ([("tdm-reservation", "1")], '<meta name="tdm-reservation" content="0">', False),
        ([("tdm-reservation", "0")], '<meta name="tdm-reservation" content="1">', True),
        ([("X-Robots-Tag", "noai, noimageai")], "", True),
        ([("X-Robots-Tag", "noindex"), ("X-Robots-Tag", "NoAI")], "", True),
        ([("X-Robots-Tag", "watchkeeper: noai")], "", True),
        ([("X-Robots-Tag", "otherbot: noai")], "", False),
        ([("X-Robots-Tag", "unavailable_after: 25 Jun 2030 15:00:00 GMT, noai")], "", True),
        ([("X-Robots-Tag", "noimageai, noindex")], "", False),
        ([], '<meta name="robots" content="index, noai">', True),
        ([], '<meta name="watchkeeper" content="noai">', True),
        ([], '<meta name="googlebot" content="noai">', False),
        ([], '<meta name="robots" content="noimageai">', False),
        ([], '<meta name="description" content="noai">', False),
    ],
)
def test_what_a_page_says_of_itself(headers: list[tuple[str, str]], head: str, reserved: bool) -> None:
    assert (reservation_of(headers, head) is not None) is reserved


def test_the_page_outranks_the_file() -> None:
    url = "https://example.org/a/page"
    assert reservation_of([], "", tdmrep=RESERVES_A, url=url) == "tdm-reservation in /.well-known/tdmrep.json"
    assert reservation_of([("tdm-reservation", "0")], "", tdmrep=RESERVES_A, url=url) is None
    assert reservation_of([("tdm-reservation", "1")], "", tdmrep="[]", url=url) == "tdm-reservation header"


@pytest.mark.parametrize(
    ("rules", "path", "reserved"),
    [
        ([("/a/*", 1)], "/a/page", True),
        ([("/a/", 1)], "/a/page", True),
        ([("/a/*", 1)], "/b/page", False),
        ([("*", 1)], "/b/page", True),
        ([("/", 1)], "/", True),
        ([("/*.html$", 1)], "/x.html", True),
        ([("/*.html$", 1)], "/x.html?y", False),
        ([("/a$", 1)], "/a", True),
        ([("/a$", 1)], "/a/b", False),
        ([("/a/*", 0)], "/a/page", False),
        ([("/a/*", True)], "/a/page", True),
        ([("/a/*", "1")], "/a/page", True),
        # Either reading, the first rule or the longest, is enough.
        ([("/", 1), ("/a/", 0)], "/a/page", True),
        ([("/", 0), ("/a/", 1)], "/a/page", True),
        ([("/", 1), ("/a/", 0)], "/b", True),
        ([("/", 0), ("/a/", 0)], "/a/page", False),
    ],
)
def test_the_rules_of_the_file(rules: list[tuple[str, object]], path: str, reserved: bool) -> None:
    text = json.dumps([{"location": location, "tdm-reservation": value} for location, value in rules])
    assert file_reserves(text, f"https://example.org{path}") is reserved


@pytest.mark.parametrize(
    "text",
    [
        *("", "no JSON", "null", "3", '"x"', "{}", "[[]]", '[{"location": 1}]', '[{"location": "/"}]', "[" * 100_000),
        '[{"location": "/' + "*a" * 100_000 + 'b", "tdm-reservation": 1}]',
    ],
    ids=lambda text: text[:12],
)
def test_a_damaged_or_hostile_file_reserves_nothing(text: str) -> None:
    assert file_reserves(text, "https://example.org/" + "a" * 5000) is False


def test_a_head_of_a_thousand_tricks_is_read_in_time() -> None:
    for trick in ("<meta ", "<meta name=", "<!--", "a=" * 2, '<meta content="', "<meta a='"):
        assert reservation_of([], trick * (5 * 2**20 // len(trick))) is None


# Styles and scripts of two hundred kilobytes before it.
STYLE = "p > a { color: red } " * 10_000
LATE = f'<html><head><style>{STYLE}</style><meta name="tdm-reservation" content="1"></head></html>'


def test_a_crawl_finds_reservations_in_every_place_and_asks_for_the_file_once(crawl: Crawl, tmp_path: Path) -> None:
    with serve() as site, serve() as free:
        site.routes = {
            "/.well-known/tdmrep.json": answer(RESERVES_A, content_type="application/json"),
            "/header": answer("<html></html>", tdm_reservation="1"),
            "/robots-tag": answer("<html></html>", x_robots_tag="noai"),
            "/meta": answer('<html><head><meta name="tdm-reservation" content="1"></head></html>'),
            "/late-meta": answer(LATE),
            "/a/freed": answer("<html></html>", tdm_reservation="0"),
            "*": page(),
        }
        site.routes["/robots.txt"] = answer("", 404)
        free.routes = {"*": page()}
        paths = ("/a/page", "/header", "/robots-tag", "/meta", "/late-meta", "/a/freed", "/free")
        requests = [
            *(site.url(path) for path in paths),
            free.url("/a/page"),
            {"url": site.url("/feed"), "kind": "feed"},
        ]
        done = crawl(*requests, HOST_DELAY_S=0.05, plan={"db": str(tmp_path / "news.db")})
        assert [done[site.url(path)]["reserved"] for path in paths] == [
            "tdm-reservation in /.well-known/tdmrep.json",
            "tdm-reservation header",
            "noai in the X-Robots-Tag header",
            "tdm-reservation meta element",
            "tdm-reservation meta element",
            None,
            None,
        ]
        assert done[free.url("/a/page")]["reserved"] is None
        assert done[site.url("/feed")]["reserved"] is None
        assert site.paths().count("/.well-known/tdmrep.json") == 1
        again = crawl(site.url("/a/page"), plan={"db": str(tmp_path / "news.db")})
        assert again[site.url("/a/page")]["reserved"]
        assert site.paths().count("/.well-known/tdmrep.json") == 1


def test_polls_of_feeds_do_not_ask_for_the_file(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {"*": page()}
        crawl({"url": site.url("/feed"), "kind": "feed"})
        assert site.paths() == ["/robots.txt", "/feed"]
