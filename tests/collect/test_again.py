"""A second run, a killed run, two runs at once."""

import signal
import time

from newsroom.server import Newsroom
from tests.collect.conftest import Collector

TABLE = "select url, title, text, authors, published, duplicate_of is null as leads from articles order by url"


def test_a_second_run_asks_conditionally_and_makes_no_new_row(collector: Collector, newsroom: Newsroom) -> None:
    collector.run("--now")
    before = collector.rows(TABLE)
    newsroom.requests.clear()
    again = collector.run("--now")
    assert again.returncode == 0
    assert collector.rows(TABLE) == before
    (run,) = collector.rows("select polled, unchanged, found from runs order by id desc limit 1")
    assert run["unchanged"] == run["polled"] > 0
    assert run["found"] == 0


def test_a_source_that_is_not_due_is_not_polled(collector: Collector, newsroom: Newsroom) -> None:
    collector.run("--now")
    newsroom.requests.clear()
    collector.run()
    assert newsroom.requests == []


def test_a_killed_run_is_taken_up_by_the_next(collector: Collector, newsroom: Newsroom) -> None:
    whole = Collector(collector.folder / "whole")
    newsroom.write_sources(whole.sources)
    whole.run("--now")
    for rows_seen in (1, 8):
        process = collector.start("--now")
        while process.poll() is None:
            if collector.database.exists() and _articles(collector) >= rows_seen:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.02)
        process.wait()
    assert collector.run("--now").returncode == 0
    # What a site repeats is learned in the order of arrival; with all of it known the texts are the same.
    for each in (whole, collector):
        assert each.run(verb="reextract").returncode == 0
    assert collector.rows(TABLE) == whole.rows(TABLE)
    assert collector.rows("select url from frontier where state in ('pending', 'fetching')") == []


def _articles(collector: Collector) -> int:
    try:
        return int(collector.rows("select count(*) as n from articles")[0]["n"])
    except Exception:
        return 0  # the schema is not there yet


def test_a_second_run_beside_the_first_ends_at_once(collector: Collector) -> None:
    collector.settings["HOST_DELAY_S"] = 1
    first = collector.start("--now")
    try:
        while not collector.database.exists():
            time.sleep(0.02)
        second = collector.run("--now")
    finally:
        out, _ = first.communicate(timeout=120)
    assert second.returncode == 3
    assert "in use by process" in second.stderr
    assert "Traceback" not in second.stderr
    assert first.returncode == 0, out


def test_a_stopped_run_ends_in_order_and_the_next_goes_on(collector: Collector) -> None:
    collector.settings["HOST_DELAY_S"] = 1
    process = collector.start("--now")
    while not collector.database.exists() or _articles(collector) < 1:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert collector.rows("select finished from runs")[0]["finished"] is not None
    collector.settings["HOST_DELAY_S"] = 0
    assert collector.run("--now").returncode == 0
    assert collector.rows("select url from frontier where state in ('pending', 'fetching')") == []
