"""Every address that was ever found stands in the frontier, with what became of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from items import Entry
from storage import frontier
from storage.database import NewsDatabase, open_database

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[NewsDatabase]:
    database = open_database(tmp_path / "news.db")
    yield database
    database.close()


def add(db: NewsDatabase, *entries: Entry) -> frontier.Added:
    return frontier.add_entries(db, entries, source="one", feed="https://one.example/feed", now=NOW)


def due(db: NewsDatabase, *, now: datetime = NOW) -> list[str]:
    return [claimed.url for claimed in frontier.due(db, now=now)]


def test_an_entry_comes_back_as_it_was_found(db: NewsDatabase) -> None:
    entry = Entry(
        url="https://one.example/a",
        title="A „title“",
        guid="7",
        authors=("Ana", "Bo"),
        published=NOW,
        tags=("x",),
        content="<p>t</p>",
    )
    add(db, entry)
    assert [claimed.entry for claimed in frontier.due(db, now=NOW)] == [entry]


def test_an_address_is_entered_once(db: NewsDatabase) -> None:
    entry = Entry(url="https://one.example/a")
    assert add(db, entry) == frontier.Added(fresh=["https://one.example/a"], rows=1)
    assert add(db, entry) == frontier.Added()


def test_an_address_with_a_tracker_shares_the_fate_of_the_bare_one(db: NewsDatabase) -> None:
    plain, tracked = "https://one.example/a", "https://one.example/a?utm_source=rss"
    added = add(db, Entry(url=plain), Entry(url=tracked))
    assert (added.fresh, added.rows, added.spellings) == ([plain], 2, 1)
    assert due(db) == [plain]
    frontier.settle(db, plain, "rejected", now=NOW, reason="robots: not allowed")
    assert db.execute("select distinct state, reason from frontier").fetchall() == [("rejected", "robots: not allowed")]


def test_an_address_that_is_none_is_rejected_with_the_reason(db: NewsDatabase) -> None:
    add(db, Entry(url="javascript:alert(1)"))
    state, reason = db.execute("select state, reason from frontier").fetchone()
    assert state == "rejected"
    assert reason.startswith("address: ")
    assert due(db) == []


def test_what_a_killed_run_was_fetching_is_due_again(db: NewsDatabase) -> None:
    add(db, Entry(url="https://one.example/a"))
    frontier.claim(db, ["https://one.example/a"], now=NOW)
    assert due(db) == []
    assert frontier.release_interrupted(db, now=NOW) == 1
    assert due(db) == ["https://one.example/a"]


def test_a_failure_is_tried_again_later_and_later_and_then_given_up(db: NewsDatabase) -> None:
    url, now, waits = "https://one.example/a", NOW, []
    add(db, Entry(url=url))
    for _ in range(frontier.MAX_TRIES):
        assert due(db, now=now) == [url]
        frontier.claim(db, [url], now=now)
        frontier.fail(db, url, "timeout: no answer", now=now)
        next_try = db.execute("select next_try from frontier").fetchone()[0]
        if next_try:
            waits.append(datetime.fromisoformat(next_try) - now)
            now = datetime.fromisoformat(next_try)
    assert waits == sorted(waits)
    assert waits[0] == timedelta(hours=1)
    assert due(db, now=now + timedelta(days=365)) == []
    assert "given up" in db.execute("select reason from frontier").fetchone()[0]


@pytest.mark.parametrize("state", ["gone", "failed"])
def test_what_a_feed_says_anew_at_every_poll_is_tried_ever_more_rarely_and_not_for_ever(
    db: NewsDatabase, state: str
) -> None:
    url, now, asked = "https://one.example/a", NOW, []
    add(db, Entry(url=url))
    for hour in range(24 * 14):
        now = NOW + timedelta(hours=hour)
        frontier.ask_anew(db, [url], now=now, sources=["one"], most=4)
        if due(db, now=now):
            asked.append(hour)
            frontier.claim(db, [url], now=now)
            if state == "gone":
                frontier.settle(db, url, "gone", now=now, reason="http-410: the page is not there")
            else:
                frontier.fail(db, url, "http-404: the page is not there", now=now, most=4)
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert waits == [1, 2, 4, 8, 16, 32, 64]


def test_an_address_that_killed_runs_is_not_tried_anew(db: NewsDatabase) -> None:
    add(db, Entry(url="https://one.example/a"))
    interrupt(db, "https://one.example/a", runs=2 * frontier.MAX_TRIES)
    later = NOW + timedelta(days=365)
    assert frontier.ask_anew(db, ["https://one.example/a"], now=later, sources=["one"]) == []
    assert due(db, now=later) == []


def test_a_host_that_asks_to_wait_costs_the_address_no_try(db: NewsDatabase) -> None:
    url = "https://one.example/a"
    add(db, Entry(url=url))
    frontier.claim(db, [url], now=NOW)
    frontier.postpone(db, url, "retry-after: one.example asks to wait", now=NOW)
    assert db.execute("select state, tries from frontier").fetchone() == ("pending", 0)
    assert due(db) == [url]


def interrupt(db: NewsDatabase, *urls: str, runs: int = 1) -> None:
    for _ in range(runs):
        frontier.claim(db, urls, now=NOW)
        frontier.release_interrupted(db, now=NOW)


def test_runs_that_are_killed_cost_an_address_no_try(db: NewsDatabase) -> None:
    url = "https://one.example/a"
    add(db, Entry(url=url))
    interrupt(db, url, runs=frontier.MAX_TRIES)
    assert due(db) == [url]
    frontier.claim(db, [url], now=NOW)
    frontier.fail(db, url, "timeout: no answer", now=NOW)
    assert db.execute("select next_try, tries from frontier").fetchone() == (
        f"{NOW + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        1,
    )


def test_an_address_that_every_run_is_killed_at_is_given_up_at_twice_the_bound(db: NewsDatabase) -> None:
    url, spelled = "https://one.example/a", "https://one.example/a?utm_source=rss"
    add(db, Entry(url=url), Entry(url=spelled))
    interrupt(db, url, runs=2 * frontier.MAX_TRIES - 1)
    assert due(db) == [url]
    interrupt(db, url)
    assert due(db, now=NOW + timedelta(days=365)) == []
    states = db.execute("select distinct state, substr(reason, 1, 12), next_try from frontier").fetchall()
    assert states == [("failed", "interrupted:", None)]


def test_an_answer_ends_the_count_of_killed_runs(db: NewsDatabase) -> None:
    url = "https://one.example/a"
    add(db, Entry(url=url))
    interrupt(db, url, runs=2 * frontier.MAX_TRIES - 1)
    frontier.claim(db, [url], now=NOW)
    frontier.fail(db, url, "http-503: busy", now=NOW)
    interrupt(db, url)
    assert due(db) == [url]


def test_what_killed_runs_left_comes_last_and_each_time_from_the_other_end(db: NewsDatabase) -> None:
    left = [f"https://one.example/{name}" for name in "abc"]
    add(db, *[Entry(url=url) for url in left])
    interrupt(db, *left)
    add(db, Entry(url="https://one.example/new"))
    assert due(db) == ["https://one.example/new", *reversed(left)]
    interrupt(db, *left)
    assert due(db) == ["https://one.example/new", *left]


def test_by_hand_what_failed_is_due_at_once_and_behind_what_waits(db: NewsDatabase) -> None:
    for name in ("a", "b"):
        frontier.add_entries(db, [Entry(url=f"https://one.example/{name}")], source="one", feed="feed", now=NOW)
    frontier.claim(db, ["https://one.example/b"], now=NOW)
    frontier.fail(db, "https://one.example/b", "http-500: an error", now=NOW)
    soon = NOW + timedelta(minutes=1)
    assert [each.entry.url for each in frontier.due(db, now=soon)] == ["https://one.example/a"]
    by_hand = [each.entry.url for each in frontier.due(db, now=soon, by_hand=True)]
    assert by_hand == ["https://one.example/a", "https://one.example/b"]
