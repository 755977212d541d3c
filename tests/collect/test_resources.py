"""A run whose processes need more than they may ends in order, says so, and the next one goes on."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.server import Newsroom, serve
from spiders.resources import usage
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
    assert "more than PROCESSES_MAX_MB = 20 (if that happens often" in first.stderr
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


def test_over_the_cpu_of_a_run_it_ends_likewise(tmp_path: Path, newsroom: Newsroom) -> None:
    collector = Collector(tmp_path, {"PROCESSES_MAX_CPU_S": 1, "HOST_DELAY_S": 1})
    newsroom.write_sources(collector.sources)
    first = collector.run("--now")
    assert first.returncode == 1
    assert "more than PROCESSES_MAX_CPU_S = 1; the next run goes on" in first.stderr
    assert collector.rows("select reason from runs") == [{"reason": "cpu"}]
    assert "its processes used more than PROCESSES_MAX_CPU_S" in collector.run(verb="status").stderr
    collector.settings.clear()
    assert collector.run("--now").returncode == 0
    wanted = {truth.url for truth in newsroom.truth if truth.expected == "article" and truth.in_scope}
    assert wanted <= {row["url"] for row in collector.rows("select url from articles")}


def test_no_limit_is_none(tmp_path: Path, newsroom: Newsroom) -> None:
    collector = Collector(tmp_path, {"PROCESSES_MAX_MB": 0, "PROCESSES_MAX_CPU_S": 0})
    newsroom.write_sources(collector.sources)
    assert collector.run("--now").returncode == 0


def test_a_process_needs_at_least_what_it_holds() -> None:
    before = usage().memory_mb
    held = bytearray(b"x") * (64 * 2**20)
    assert usage().memory_mb - before >= 60
    assert held


def test_cpu_is_counted_of_children_that_have_ended_too() -> None:
    before = usage().cpu_s
    subprocess.run([sys.executable, "-c", "import time\nwhile time.process_time() < 2: pass"], check=True)
    assert usage().cpu_s - before >= 1
