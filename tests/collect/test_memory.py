"""A run whose processes need more than they may ends in order, says so, and the next one goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.server import Newsroom, serve
from spiders.memory import tree_mb
from tests.collect.conftest import Collector


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with serve() as room:
        yield room


def test_over_the_limit_the_run_ends_and_the_next_goes_on(tmp_path: Path, newsroom: Newsroom) -> None:
    # Slow enough to be looked at twice.
    collector = Collector(tmp_path, {"PROCESSES_MAX_MB": 20, "HOST_DELAY_S": 1})
    newsroom.write_sources(collector.sources)
    first = collector.run("--now")
    assert first.returncode == 1
    assert "Traceback" not in first.stderr
    assert "more than PROCESSES_MAX_MB = 20; the next run goes on" in first.stderr
    (run,) = collector.rows("select reason, finished from runs")
    assert run["reason"] == "memory"
    assert collector.rows("select url from frontier where state in ('pending', 'fetching')")
    told = collector.run(verb="status")
    assert told.returncode == 1
    assert "the last run ended before its time: its processes needed more than PROCESSES_MAX_MB" in told.stderr

    collector.settings.clear()
    assert collector.run("--now").returncode == 0
    wanted = {truth.url for truth in newsroom.truth if truth.expected == "article" and truth.in_scope}
    assert wanted <= {row["url"] for row in collector.rows("select url from articles")}
    assert "ended before its time" not in collector.run(verb="status").stderr


def test_no_limit_is_none(tmp_path: Path, newsroom: Newsroom) -> None:
    collector = Collector(tmp_path, {"PROCESSES_MAX_MB": 0})
    newsroom.write_sources(collector.sources)
    assert collector.run("--now").returncode == 0


def test_a_process_needs_at_least_what_it_holds() -> None:
    before = tree_mb()
    held = bytearray(b"x") * (64 * 2**20)
    assert tree_mb() - before >= 60
    assert held
