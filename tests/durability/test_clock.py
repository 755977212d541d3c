"""A clock that jumps and comes back: nothing is lost, and a future that never came is not waited for."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from newsroom.server import Newsroom
from tests.collect.conftest import ROOT, Collector
from tests.durability import invariants

YEAR_S = 365 * 86_400


def collect(collector: Collector, *arguments: str, wrong_by_s: float) -> None:
    _, _, _, verb, *rest = collector.command(*arguments)
    command = [sys.executable, "-m", "tests.durability.wrong_clock", str(wrong_by_s), verb, *rest]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (process.returncode, process.stderr) == (0, "")


def test_a_run_in_the_far_future_does_not_put_off_the_ones_after_it(collector: Collector, newsroom: Newsroom) -> None:
    collector.run("--now")
    before = invariants.look(collector.database)
    collect(collector, "--now", wrong_by_s=10 * YEAR_S)
    (row,) = collector.rows("select max(polled) as polled from feeds")
    assert row["polled"] > "2030"
    newsroom.requests.clear()
    assert collector.run().returncode == 0  # without --now: everything is due again
    assert {request.host for request in newsroom.requests} == {outlet.address for outlet in newsroom.outlets.values()}
    (row,) = collector.rows("select max(polled) as polled, max(next_poll) as next_poll from feeds")
    assert row["polled"] < "2030"
    soon = datetime.now(UTC) + timedelta(days=8)
    assert row["next_poll"] < soon.isoformat()
    after = invariants.look(collector.database)
    assert before is not None
    assert list(invariants.lost(before, after)) == []
    assert list(invariants.halves(collector.database, named=invariants.sightings(collector.database))) == []


def test_a_run_in_the_past_makes_nothing_new_and_loses_nothing(collector: Collector) -> None:
    collector.run("--now")
    before = invariants.look(collector.database)
    rows = collector.rows("select url, title, text from articles order by url")
    collect(collector, "--now", wrong_by_s=-2 * YEAR_S)
    assert collector.run("--now").returncode == 0
    assert before is not None
    assert list(invariants.lost(before, invariants.look(collector.database))) == []
    assert collector.rows("select url, title, text from articles order by url") == rows


def test_a_first_run_with_a_clock_from_the_past_has_all_articles(collector: Collector) -> None:
    """Their times lie in its future and are not believed; the articles are there all the same."""
    collect(collector, "--now", wrong_by_s=-2 * YEAR_S)
    wrong = {row["url"] for row in collector.rows("select url from articles")}
    other = Collector(collector.folder / "right", collector.settings)
    other.sources.parent.mkdir()
    other.sources.symlink_to(collector.sources)
    other.run("--now")
    assert wrong == {row["url"] for row in other.rows("select url from articles")}


def test_a_failure_of_the_future_is_tried_again_now(collector: Collector) -> None:
    collector.run("--now")
    with sqlite3.connect(collector.database) as db:
        db.execute(
            "update frontier set state = 'failed', tries = 2, updated = '2036-01-01T00:00:00Z',"
            " next_try = '2036-01-01T02:00:00Z' where id = (select min(id) from frontier where state = 'done')"
        )
    assert collector.run().returncode == 0
    assert collector.rows("select url from frontier where state = 'failed' and updated > '2030'") == []
