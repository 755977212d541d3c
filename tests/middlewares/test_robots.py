"""robots.txt by RFC 9309."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from middlewares.robots import Rules
from storage.database import open_database
from storage.hosts import HostStore, SiteFile
from tests.middlewares.conftest import Crawl
from tests.middlewares.odd_server import Asked, Reset, answer, page, serve

ALL_BUT_PRIVATE = "User-agent: *\nDisallow: /private/\n"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /\n", "/a", False),
        ("User-agent: *\nDisallow:\n", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/c", False),
        ("User-agent: *\nDisallow: /*.pdf$\n", "/x.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$\n", "/x.pdf?y", True),
        ("User-agent: watchkeeper\nDisallow: /\n\nUser-agent: *\nDisallow:\n", "/a", False),
        ("User-agent: Watchkeeper/0.1\nDisallow: /\n", "/a", False),
        ("User-agent: otherbot\nUser-agent: watchkeeper\nDisallow: /\n", "/a", False),
        ("User-agent: otherbot\nDisallow: /\n", "/a", True),
        ("User-agent: watch\nDisallow: /\n", "/a", True),
        ("User-agent: keeper\nDisallow: /\n", "/a", True),
        ("User-agent: watchkeeper-imitation\nDisallow: /\n", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: watchkeeper\nAllow: /\n", "/a", True),
        ("\ufeffUser-agent: *\nDisallow: /\n".lstrip("\ufeff"), "/a", False),
        ("user-AGENT : *\r\ndisallow : /a # why\r\n", "/a", False),
        ("User-agent: *\nCrawl-delay: 2\nDisallow: /a\n", "/a", False),
        ("User-agent: one\nUser-agent: two\nDisallow: /\nUser-agent: *\nDisallow: /b\n", "/a", True),
        ("<!DOCTYPE html><html><body>Not found</body></html>", "/a", True),
        ("User-agent: *\nDisallow: /%C3%A9\n", "/é", False),
        ("Disallow: /a\nUser-agent: *\nDisallow: /b\n", "/a", False),
        ("User-agent: *\nDisallow: a\n", "/a", False),
        ("User-agent: *\nDisallow: http://example.org/a\n", "/a", False),
    ],
)
def test_the_rules_are_read_as_the_standard_says(text: str, path: str, allowed: bool) -> None:
    assert Rules(text).allowed(f"http://example.org{path}") is allowed


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 2\n", 2),
        ("User-agent: *\nCrawl-delay: 0.5\n", 0.5),
        ("User-agent: *\nCrawl-delay: 2s\n", 2),
        ("User-agent: *\nCrawl-delay: 2,5 # seconds\n", 2.5),
        ("User-agent: *\nCrawl-delay: 9\nCrawl-delay: 1\n", 9),
        ("Crawl-delay: 3\nUser-agent: otherbot\nCrawl-delay: 9\n", 3),
        ("User-agent: *\nRequest-rate: 1/5\nCrawl-delay: 2\n", 5),
        ("User-agent: *\nCrawl-delay: soon\n", None),
        ("User-agent: *\nCrawl-delay: -1\n", None),
        ("User-agent: *\nCrawl-delay: inf\n", None),
        ("User-agent: otherbot\nCrawl-delay: 9\n", None),
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: Watchkeeper\nCrawl-delay: 3\n", 3),
    ],
)
def test_the_crawl_delay_for_us(text: str, delay: float | None) -> None:
    assert Rules(text).crawl_delay_s == delay


def test_half_a_megabyte_of_names_and_rules_is_read_in_time() -> None:
    """12,000 names above 12,000 rules: a parser that gives every name its copy of every rule does not come back."""
    names = "".join(f"User-agent: robot-{number}\n" for number in range(12_000))
    rules = "".join(f"Disallow: /path-{number}\n" for number in range(12_000))
    assert Rules(names + "User-agent: *\n" + rules).allowed("http://example.org/path") is True
    assert Rules(names + "User-agent: *\n" + rules).allowed("http://example.org/path-77") is False


def test_stars_without_end_are_matched_in_time() -> None:
    rules = Rules("User-agent: *\nDisallow: /" + "*a" * 5000 + "b\n")
    assert rules.allowed("http://example.org/" + "a" * 8000)


def test_what_robots_txt_answers_with_decides(crawl: Crawl) -> None:
    cases: list[tuple[bytes | list[bytes], str]] = [
        (answer(ALL_BUT_PRIVATE, content_type="text/plain"), "taken"),
        (answer("none", 404), "taken"),
        (answer("forbidden", 403), "taken"),
        (answer("gone", 410), "taken"),
        (answer("oops", 500), "robots-unreachable"),
        (answer("busy", 503), "robots-unreachable"),
        (answer("slower", 429), "retry-after"),
        ([], "connection"),
    ]
    with ExitStack() as stack:
        sites = [stack.enter_context(serve()) for _ in cases]
        for site, (robots, _) in zip(sites, cases, strict=True):
            site.routes = {"/robots.txt": robots, "*": page()}
        done = crawl(*(site.url("/public/a") for site in sites), SECOND_TRY_WAIT_S=0)
        for site, (_, word) in zip(sites, cases, strict=True):
            result = done[site.url("/public/a")]
            assert result.get("reason", "taken").partition(":")[0] == word
            assert ("/public/a" in site.paths()) is (word == "taken")
            assert word == "taken" or result["passing"]


def test_it_is_asked_for_once_and_before_anything_else(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {"/robots.txt": answer(ALL_BUT_PRIVATE), "*": page()}
        urls = [site.url(f"/{folder}/{number}") for number in range(4) for folder in ("public", "private")]
        done = crawl(*urls, HOST_DELAY_S=0.05)
        assert site.paths()[0] == "/robots.txt"
        assert site.paths().count("/robots.txt") == 1
        assert not [path for path in site.paths() if path.startswith("/private/")]
        refused = done[urls[1]]
        assert refused["reason"] == f"robots: robots.txt of {site.ip} disallows /private/0 for Watchkeeper"
        assert not refused["passing"]


def test_a_redirect_obeys_the_robots_txt_of_where_it_leads(crawl: Crawl) -> None:
    with serve() as near, serve() as far:
        near.routes = {"/moved": answer(status=302, location=far.url("/private/a"))}
        far.routes = {"/robots.txt": answer(ALL_BUT_PRIVATE), "*": page()}
        done = crawl(near.url("/moved"))
        assert far.paths() == ["/robots.txt"]
        assert done[near.url("/moved")]["reason"].startswith("robots: ")


def test_its_redirects_are_followed_and_serve_both_hosts(crawl: Crawl) -> None:
    with serve() as near, serve() as far:
        near.routes = {"/robots.txt": answer(status=301, location=far.url("/robots.txt")), "*": page()}
        far.routes = {"/robots.txt": answer(ALL_BUT_PRIVATE), "*": page()}
        done = crawl(near.url("/private/a"), near.url("/b"), HOST_DELAY_S=0.05)
        assert "reason" in done[near.url("/private/a")]
        assert done[near.url("/b")]["status"] == 200
        assert far.paths() == ["/robots.txt"]


def test_a_robots_txt_in_a_circle_is_none(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {
            "/robots.txt": answer(status=302, location="/r"),
            "/r": answer(status=302, location="/robots.txt"),
            "*": page(),
        }
        assert crawl(site.url("/a"), HOST_DELAY_S=0.05)[site.url("/a")]["status"] == 200


def test_of_a_huge_one_the_first_500_kib_are_read(crawl: Crawl) -> None:
    sent = 0

    def huge(_: Asked) -> object:
        nonlocal sent
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 64000000\r\n\r\n"
        yield ALL_BUT_PRIVATE.encode()
        for _number in range(1000):
            sent += 1
            yield b"# padding\nDisallow: /zzz\n" * 2560

    with serve() as site:
        site.routes = {"/robots.txt": huge, "*": page()}  # type: ignore[dict-item]
        done = crawl(site.url("/private/a"), site.url("/b"), HOST_DELAY_S=0.05)
        assert done[site.url("/private/a")]["reason"].startswith("robots: ")
        assert done[site.url("/b")]["status"] == 200
        assert sent < 500  # x 64 KB: it was not read to its end


def test_one_that_never_answers_is_for_a_later_run_and_holds_up_nobody(crawl: Crawl) -> None:
    def reset(_: Asked) -> bytes:
        raise Reset

    with serve() as site, serve() as other:
        site.routes = {"/robots.txt": reset, "*": page()}
        other.routes = {"*": page()}
        done = crawl(*(site.url(f"/{n}") for n in range(30)), other.url("/"))
        assert set(site.paths()) == {"/robots.txt"}
        assert done[other.url("/")]["status"] == 200


def test_it_is_remembered_for_a_day_and_longer_where_the_site_is_down(crawl: Crawl, tmp_path: Path) -> None:
    path = tmp_path / "news.db"

    def remember(origin: str, age: timedelta) -> None:
        store = HostStore(open_database(path))
        store.save_robots(origin, "127.66.1.1", SiteFile(200, ALL_BUT_PRIVATE, datetime.now(UTC) - age), None)

    with serve() as site:
        origin = site.url("")
        site.routes = {"/robots.txt": answer("oops", 500), "*": page()}
        plan = {"db": str(path)}
        for age, asked in ((timedelta(hours=20), 0), (timedelta(days=3), 1)):
            remember(origin, age)
            site.asked.clear()
            done = crawl(site.url("/private/a"), site.url("/b"), plan=plan, SECOND_TRY_WAIT_S=0)
            assert site.paths().count("/robots.txt") == asked
            assert done[site.url("/private/a")]["reason"].startswith("robots: ")
            assert done[site.url("/b")]["status"] == 200
        remember(origin, timedelta(days=40))
        done = crawl(site.url("/b"), plan=plan, SECOND_TRY_WAIT_S=0)
        assert done[site.url("/b")]["reason"].startswith("robots-unreachable: ")


def test_what_one_run_was_told_the_next_does_not_ask_for(crawl: Crawl, tmp_path: Path) -> None:
    with serve() as site:
        site.routes = {"/robots.txt": answer("User-agent: *\nCrawl-delay: 0.4\n"), "*": page()}
        plan = {"db": str(tmp_path / "news.db")}
        crawl(site.url("/a"), plan=plan)
        crawl(site.url("/b"), site.url("/c"), plan=plan, HOST_DELAY_S=0.05)
        assert site.paths() == ["/robots.txt", "/.well-known/tdmrep.json", "/a", "/b", "/c"]
        assert site.gaps()[-1] >= 0.4
