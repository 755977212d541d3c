"""One source takes its share of a run: what is over is counted, and waits or is left to the publisher's next list."""

from tests.collect.conftest import Collector


def counted(collector: Collector, what: str) -> dict[tuple[str, str], int]:
    rows = collector.rows("select source, why, count from run_sources where what = ? and run = 1", what)
    return {(row["source"], row["why"]): row["count"] for row in rows}


def test_pages_over_the_share_of_a_source_wait_for_the_next_run(collector: Collector) -> None:
    collector.settings["MAX_PAGES_PER_SOURCE"] = 2
    said = collector.run("--now").stdout
    waiting = counted(collector, "waiting")
    (row,) = collector.rows("select count(distinct key) as n from frontier where state = 'pending'")
    assert row["n"] == sum(waiting.values()) > 0
    assert {why for _, why in waiting} == {"pages"}
    assert f", {sum(waiting.values())} waiting in " in said
    assert max(row["n"] for row in collector.rows("select source, count(*) as n from pages group by source")) <= 2
    stored = len(collector.rows("select id from articles"))
    collector.settings["MAX_PAGES_PER_SOURCE"] = 100
    said = collector.run("--now").stdout
    assert f" 0 found, {len(collector.rows('select id from articles')) - stored} new, " in said
    assert f", {sum(waiting.values())} of these found earlier in " in said
    assert collector.rows("select url from frontier where state = 'pending'") == []


def test_entries_over_the_share_of_a_poll_are_counted_and_shown(collector: Collector) -> None:
    collector.settings["MAX_ENTRIES_PER_POLL"] = 3
    assert collector.run("--now").returncode == 0
    assert {why for _, why in counted(collector, "cut")} == {"entries"}
    assert max(row["n"] for row in collector.rows("select count(*) as n from sightings group by feed")) == 3
    assert "or are beyond the limit" in collector.run(verb="status").stdout


def test_bodies_over_the_share_of_a_poll_are_not_asked_for(collector: Collector) -> None:
    collector.settings["MAX_BODIES_PER_POLL"] = 1
    assert collector.run("--now").returncode == 0
    assert {why for _, why in counted(collector, "cut")} == {"bodies"}
