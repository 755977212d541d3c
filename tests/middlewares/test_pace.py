"""One pace for a host, whatever is asked of it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from middlewares.pace import Pace, retry_after
from storage.hosts import Hold, HostStore, SiteFile, forgetful_store
from tests.middlewares.conftest import Crawl
from tests.middlewares.odd_server import Asked, Reset, answer, page, serve

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DELAY = 0.3


class Clock:
    """Both clocks that a Pace reads, moved by hand."""

    def __init__(self) -> None:
        self.now, self.monotonic = NOW, 1000.0

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.monotonic += seconds


def pace(clock: Clock, store: HostStore | None = None) -> Pace:
    return Pace(
        store or forgetful_store(),
        delay_s=1,
        max_delay_s=60,
        max_hold_s=7 * 86400,
        now=lambda: clock.now,
        monotonic=lambda: clock.monotonic,
    )


@pytest.mark.parametrize(
    ("value", "date", "until"),
    [
        ("30", "", NOW + timedelta(seconds=30)),
        ("  0 ", "", NOW),
        ("1.5", "", NOW + timedelta(seconds=1.5)),
        ("30s", "", NOW + timedelta(seconds=30)),
        ("30 seconds", "", NOW + timedelta(seconds=30)),
        ("120, 120", "", NOW + timedelta(seconds=120)),
        ("Tue, 24 Nov 2026 12:05:00 GMT", "", NOW + timedelta(minutes=5)),
        # The server's clock is an hour late: it means five minutes from now.
        ("Tue, 24 Nov 2026 11:05:00 GMT", "Tue, 24 Nov 2026 11:00:00 GMT", NOW + timedelta(minutes=5)),
        ("Tue, 24 Nov 2026 12:05:00 GMT", "no date", NOW + timedelta(minutes=5)),
        ("", "", None),
        ("soon", "", None),
        ("-5", "", None),
        ("١٢", "", None),
        ("Tue, 99 Nov 2026 12:05:00 GMT", "", None),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(value: str, date: str, until: datetime | None) -> None:
    assert retry_after(value, now=NOW, date=date) == until


def test_a_retry_after_of_absurd_length_is_still_a_moment() -> None:
    assert retry_after("9" * 400, now=NOW) is not None


def test_the_first_request_to_a_host_waits_for_nothing_and_the_next_for_the_delay() -> None:
    clock = Clock()
    paced = pace(clock)
    assert paced.wait_s("a.example") == 0
    paced.ended("a.example")
    clock.move(0.25)
    assert paced.wait_s("a.example") == pytest.approx(0.75)
    assert paced.wait_s("b.example") == 0
    clock.move(5)
    assert paced.wait_s("a.example") == 0


def test_a_crawl_delay_is_obeyed_up_to_the_limit_and_never_makes_us_faster() -> None:
    paced = pace(Clock())
    paced.slow_down("slow.example", 7)
    paced.slow_down("slowest.example", 86400)
    paced.slow_down("hasty.example", 0.1)
    assert [paced.delay_s(f"{name}.example") for name in ("slow", "slowest", "hasty")] == [7, 60, 1]


def test_a_hold_is_remembered_by_the_next_run_and_ends() -> None:
    clock, store = Clock(), forgetful_store()
    pace(clock, store).hold("a.example", "https://a.example", Hold(NOW + timedelta(minutes=10), "said so"))
    next_run = pace(clock, store)
    assert next_run.held("a.example") == Hold(NOW + timedelta(minutes=10), "said so")
    assert next_run.held("b.example") is None
    clock.move(601)
    assert next_run.held("a.example") is None


def test_a_shorter_hold_does_not_end_a_longer_one() -> None:
    paced = pace(Clock())
    paced.hold("a.example", "https://a.example", Hold(NOW + timedelta(hours=2), "two hours"))
    paced.hold("a.example", "http://a.example", Hold(NOW + timedelta(seconds=5), "five seconds"))
    held = paced.held("a.example")
    assert held is not None
    assert held.reason == "two hours"


def test_no_host_can_make_itself_forgotten() -> None:
    paced = pace(Clock())
    paced.hold("a.example", "https://a.example", Hold(NOW + timedelta(days=3650), "ten years"))
    held = paced.held("a.example")
    assert held is not None
    assert held.until == NOW + timedelta(days=7)


def test_a_hold_written_while_the_clock_was_wrong_holds_nothing() -> None:
    clock, store = Clock(), forgetful_store()
    clock.now = NOW + timedelta(days=4000)
    pace(clock, store).hold("a.example", "https://a.example", Hold(clock.now + timedelta(days=1), "said so"))
    clock.now = NOW
    assert pace(clock, store).held("a.example") is None


def test_a_long_delay_outlives_the_run() -> None:
    clock, store = Clock(), forgetful_store()
    pace(clock, store).hold("a.example", "https://a.example", Hold(NOW, "gives the host its row"))
    first = pace(clock, store)
    first.slow_down("a.example", 30)
    first.ended("a.example")
    first.save()
    clock.move(10)
    second = pace(clock, store)
    second.slow_down("a.example", 30)
    assert second.wait_s("a.example") == pytest.approx(20)


def test_a_host_sees_one_request_at_a_time_and_the_delay_between_two(crawl: Crawl) -> None:
    """Over pages, feeds, robots.txt, tdmrep.json, redirects, errors and second tries."""

    def reset(_: object) -> bytes:
        raise Reset

    with serve() as site:
        site.routes = {
            "/feed": page(),
            "/moved": answer(status=302, location="/page"),
            "/page": page(),
            "/error": answer("busy", 503),
            "/reset": reset,
            "/hangs-up": lambda _: [],
        }
        paths = ("/feed", "/moved", "/error", "/reset", "/hangs-up", "/page")
        crawl(*(site.url(path) for path in paths), HOST_DELAY_S=DELAY)
        assert set(site.paths()) == {*paths, "/robots.txt", "/.well-known/tdmrep.json"}
        assert site.paths().count("/error") == site.paths().count("/reset") == site.paths().count("/hangs-up") == 2
        assert min(site.gaps()) >= DELAY
        assert site.most_at_once() == 1


def test_a_redirect_to_another_host_is_asked_at_the_pace_of_that_host(crawl: Crawl) -> None:
    with serve() as near, serve() as far:
        far.routes = {"*": page()}
        near.routes = {"/robots.txt": answer("", 404), "/.well-known/tdmrep.json": answer("", 404)}
        near.routes["*"] = lambda asked: answer(status=302, location=far.url(asked.path))
        crawl(*(near.url(f"/{n}") for n in range(4)), *(far.url(f"/own-{n}") for n in range(4)), HOST_DELAY_S=DELAY)
        assert len(far.asked) == 10  # robots.txt, tdmrep.json and eight pages
        for site in (near, far):
            assert min(site.gaps()) >= DELAY
            assert site.most_at_once() == 1


def test_a_crawl_delay_is_kept_from_the_first_page_on(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {"/robots.txt": answer("User-agent: *\nCrawl-delay: 0.9\n"), "*": page()}
        crawl(site.url("/one"), site.url("/two"), HOST_DELAY_S=0.1)
        assert len(site.asked) == 4
        assert min(site.gaps()) >= 0.9


def test_retry_after_holds_the_whole_host_in_this_run_and_the_next(crawl: Crawl, tmp_path: Path) -> None:
    in_an_hour = (datetime.now(UTC) + timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    with serve() as seconds, serve() as date:
        seconds.routes = {"/busy": answer("slow down", 429, retry_after="120"), "*": page()}
        date.routes = {"/busy": answer("slow down", 503, retry_after=in_an_hour), "*": page()}
        polls = [{"url": site.url("/busy"), "kind": "feed"} for site in (seconds, date)]
        pages = [site.url(f"/{number}") for number in range(5) for site in (seconds, date)]
        plan = {"db": str(tmp_path / "news.db")}
        first = crawl(*polls, *pages, plan=plan)
        refused = [result for result in first.results if "reason" in result]
        assert len(refused) >= 8  # a page of each may have been under way
        assert all(result["reason"].startswith("retry-after: ") and result["passing"] for result in refused)
        assert seconds.paths().count("/busy") == date.paths().count("/busy") == 1
        seconds.asked.clear()
        date.asked.clear()
        second = crawl(*pages, plan=plan)
        assert seconds.asked == date.asked == []
        assert {result["reason"].partition(":")[0] for result in second.results} == {"retry-after"}


def test_a_short_retry_after_is_waited_for(crawl: Crawl) -> None:
    with serve() as site:
        answers = iter([answer("slow down", 429, retry_after="1")])
        site.routes = {"/busy": lambda _: next(answers, page()), "*": page()}
        done = crawl(site.url("/busy"), SECOND_TRY_WAIT_S=2, RETRY_AFTER_PATIENCE_S=2)
        assert done[site.url("/busy")]["status"] == 200
        asked = [request.began for request in site.asked if request.path == "/busy"]
        assert asked[1] - asked[0] >= 1


def test_an_error_is_tried_a_second_time_and_no_third(crawl: Crawl) -> None:
    with serve() as site:
        flaps = iter([answer("busy", 503)])
        site.routes = {"/flaps": lambda _: next(flaps, page()), "/down": answer("no", 500), "/none": answer("no", 404)}
        done = crawl(*(site.url(path) for path in ("/flaps", "/down", "/none")))
        assert done[site.url("/flaps")]["status"] == 200
        assert done[site.url("/down")]["status"] == 500
        assert [site.paths().count(path) for path in ("/flaps", "/down", "/none")] == [2, 2, 1]


def test_a_slow_host_delays_no_other(crawl: Crawl) -> None:
    """More pages of a host that never answers than Scrapy has places by default, and they are asked for first."""
    with serve() as slow, serve() as quick:
        slow.routes = {"/robots.txt": answer("", 404), "/.well-known/tdmrep.json": answer("", 404), "*": _silence}
        quick.routes = {"*": page()}
        slow_pages = [slow.url(f"/{n}") for n in range(30)]
        quick_pages = [quick.url(f"/{n}") for n in range(5)]
        done = crawl(*slow_pages, *quick_pages, DOWNLOAD_TIMEOUT=3, plan={"stop_after": 5})
        assert [result["asked"] for result in done.results[:5]] == quick_pages
        assert len(slow.asked) <= 5


def test_a_run_that_is_stopped_leaves_what_waits_for_the_next(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {"*": page()}
        done = crawl(*(site.url(f"/{n}") for n in range(50)), plan={"stop_after": 2})
        assert len(done.results) == 50
        assert len(site.asked) <= 6
        assert {r["reason"].partition(":")[0] for r in done.results if "reason" in r} == {"stopping"}
        assert all(result["passing"] for result in done.results if "reason" in result)


def test_the_user_agent_says_who_we_are(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {"*": page()}
        crawl(site.url("/page"))
        assert {request.headers["user-agent"] for request in site.asked} == {"Watchkeeper/0.1 (+desk@example.org)"}
        assert {request.headers["from"] for request in site.asked} == {"desk@example.org"}


def _silence(_: object) -> Iterator[bytes]:
    for _second in range(100):
        time.sleep(0.1)
        yield b""


def test_a_host_that_lets_four_requests_time_out_is_asked_no_more(crawl: Crawl) -> None:
    def silent(_: Asked) -> Iterator[bytes]:
        for _number in range(30):
            yield b""
            time.sleep(0.1)

    with serve() as site, serve() as other:
        site.routes["*"] = silent
        site.routes["/robots.txt"] = answer("", 404)
        site.routes["/.well-known/tdmrep.json"] = answer("", 404)
        other.routes["/page"] = page()
        addresses = [site.url(f"/{number}") for number in range(9)]
        done = crawl(*addresses, other.url("/page"), DOWNLOAD_TIMEOUT=1)
        assert sum(path.strip("/").isdigit() for path in site.paths()) == 4
        reasons = [done[address]["reason"].partition(":")[0] for address in addresses]
        assert sorted(reasons) == ["busy"] * 5 + ["timeout"] * 4
        assert done[other.url("/page")]["status"] == 200


def test_a_crawl_delay_is_known_before_robots_txt_is_asked_for_again() -> None:
    clock, store = Clock(), forgetful_store()
    store.save_robots("http://slow.example", "slow.example", SiteFile(200, "", clock.now), 20)
    clock.move(0.9)
    store.save_last_requests([("slow.example", clock.now)])
    clock.move(5)
    assert 15 <= pace(clock, store).wait_s("slow.example") <= 16  # a second may be added by rounding, none taken away
