"""A page that kills the run at every fetch is given up alone, and costs its neighbours nothing: real processes."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.frontier import MAX_TRIES
from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, article, rss, serve_site

NOW = datetime.now(UTC)
NUMBERS = range(7)
KILLER = 3


@dataclass
class Victim:
    """The run that is going on, for the page that kills it once what came before it is stored."""

    collector: Collector
    site: Site | None = None
    process: "subprocess.Popen[str] | None" = None

    def run(self) -> int:
        self.process = self.collector.start("--now")
        self.process.communicate(timeout=120)
        return self.process.returncode

    def kill(self) -> Reply:
        assert self.site is not None
        assert self.process is not None
        asked = {path for path in self.site.asked if path.startswith("/news/")} - {f"/news/{KILLER}"}
        while self.process.poll() is None and self._stored() < len(asked):
            time.sleep(0.05)
        os.kill(self.process.pid, signal.SIGKILL)
        return Reply(status=500)

    def _stored(self) -> int:
        return len(self.collector.rows("select id from articles"))


@pytest.fixture
def victim(tmp_path: Path) -> Victim:
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK})
    collector.sources.mkdir()
    return Victim(collector)


@pytest.fixture
def site(victim: Victim) -> Iterator[Site]:
    with serve_site({"/robots.txt": Reply("", "text/plain")}) as site:
        items = []
        for number in NUMBERS:
            title, published = f"Crane number {number}", NOW - timedelta(hours=number)
            page = article(title, published=published)
            site.replies[f"/news/{number}"] = victim.kill if number == KILLER else page
            items.append((site.url(f"/news/{number}"), title, published))
        site.replies["/feed"] = rss(items)
        (victim.collector.sources / "one.yaml").write_text(
            f"title: One\nhomepage: {site.url()}\nscope: all\nfeeds: ['{site.url('/feed')}']\n"
        )
        victim.site = site
        yield site


def test_a_page_that_kills_every_run_is_given_up_alone(victim: Victim, site: Site) -> None:
    collector = victim.collector
    # The second run comes to the killer from one end, the third from the other.
    assert [victim.run() for _ in range(3)] == [-signal.SIGKILL] * 3
    assert len(collector.rows("select id from articles")) == len(NUMBERS) - 1
    with sqlite3.connect(collector.database) as db:  # the runs between would be the same again
        db.execute("update frontier set interrupted = ? where state = 'fetching'", (2 * MAX_TRIES - 2,))
    assert victim.run() == -signal.SIGKILL
    assert victim.run() == 0
    (left,) = collector.rows("select url, state, next_try, reason from frontier where state != 'done'")
    assert (left["url"], left["state"], left["next_try"]) == (site.url(f"/news/{KILLER}"), "failed", None)
    assert left["reason"].startswith("interrupted:")
    assert site.asked.count(f"/news/{KILLER}") == 4
