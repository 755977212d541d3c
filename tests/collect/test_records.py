"""What exports say of articles that a real run has brought: the ledger of rights, and the list of feeds."""

import json
import re

from spiders.catalogue import load_catalogue
from tests.collect.conftest import Collected, Collector


def test_every_record_has_its_ledger(collected: Collected) -> None:
    done = collected.collector.run("--format", "jsonl", verb="export")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(records) > 20
    for record in records:
        assert re.fullmatch("[0-9a-f]{12}", record["extractor"]), record["url"]
        assert record["robots"] in ("allowed", "none"), record["url"]
        assert record["robots_read"].endswith("Z")
        assert record["tdm"].partition(":")[0] == ("reserved" if record["status"] == "reserved" else "not reserved")
        assert re.fullmatch("[0-9a-f]{64}", record["content_hash"])
        assert record["text"] is None or record["status"] != "reserved"
    assert len({record["extractor"] for record in records}) == 1
    assert len({record["uid"] for record in records}) == len(records)
    assert {record["status"] for record in records} >= {"full", "reserved"}


def test_each_run_gives_cursors_of_its_own_and_the_old_ones_stay_good(collector: Collector) -> None:
    out = str(collector.folder / "out.jsonl")
    assert collector.run("--now").returncode == 0
    first = collector.run("--output", out, verb="export").stdout.strip()
    assert collector.run("--now").returncode == 0
    again = collector.run("--since", first, "--output", out, verb="export")
    assert again.returncode == 0, again.stderr
    assert again.stdout.partition("-")[0] != first.partition("-")[0]
    assert len(collector.rows("select * from lineage")) == 3


def test_the_list_of_feeds_goes_into_an_empty_catalogue_and_comes_out_the_same(collected: Collected) -> None:
    collector = collected.collector
    opml = collector.folder / "feeds.opml"
    done = collector.run("--format", "opml", "--output", str(opml), verb="export")
    assert done.returncode == 0, done.stderr
    elsewhere = Collector(collector.folder / "elsewhere")
    done = elsewhere.run("import", str(opml), verb="sources")
    assert done.returncode == 0, done.stderr
    assert "left out" not in done.stderr

    def feeds(catalogue: Collector) -> dict[str, str]:
        sources = load_catalogue(catalogue.sources).values()
        return {feed: source.title for source in sources if source.enabled for feed in source.feeds}

    assert feeds(elsewhere) == feeds(collector)
    again = elsewhere.run("import", str(opml), verb="sources")
    assert again.stdout.startswith("0 new")


def test_a_run_is_a_row_with_its_counts_and_seconds(collected: Collected) -> None:
    (run,) = collected.collector.rows("select *, unixepoch(finished) - unixepoch(started) as took from runs")
    assert run["reason"] == "finished"
    assert run["seconds"] == run["took"] > 0
    assert run["new"] == collected.collector.rows("select count(*) as n from articles")[0]["n"]
    assert min(run["polled"], run["found"], run["dropped"]) > 0
