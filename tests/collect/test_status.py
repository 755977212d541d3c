"""`scrapy status` after real runs."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsroom.server import serve
from tests.collect.conftest import Collected, Collector


def test_after_a_run_every_source_has_its_last_article_and_its_rhythm(collected: Collected) -> None:
    done = collected.collector.run("--json", verb="status")
    assert (done.returncode, done.stderr) == (0, "")
    told = {source["name"]: source for source in json.loads(done.stdout)["sources"]}
    assert set(told) == set(collected.newsroom.outlets)
    for name, source in told.items():
        published = [truth.published for truth in collected.newsroom.truth if truth.source == name and truth.in_scope]
        assert source["last_success"] is not None
        assert source["last_article"] <= f"{max(published):%Y-%m-%dT%H:%M:%SZ}"
        assert source["usually"], name
        assert source["problems"] == []


def test_a_press_that_fell_silent_nine_days_ago_is_told(tmp_path: Path) -> None:
    collector = Collector(tmp_path)
    with serve(now=datetime.now(UTC) - timedelta(days=9)) as room:
        room.write_sources(collector.sources)
        assert collector.run("--now").returncode == 0
    done = collector.run("meridian-today", verb="status")
    assert done.returncode == 1
    assert "meridian-today: silent for 9 days, usually 3 a day" in done.stderr
    assert "silent for 9 days, usually 3 a day" in done.stdout
