"""A newsroom on loopback, and `scrapy collect` as a real process against it."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsroom.server import NETWORK, Newsroom, serve
from tests.collect.site import Reply, Site, serve_site

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Collector:
    """Runs the verb on a database and a folder of sources of its own."""

    folder: Path
    settings: dict[str, object] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "news.db"

    @property
    def sources(self) -> Path:
        return self.folder / "sources"

    def command(self, *arguments: str, verb: str = "collect") -> list[str]:
        known = {"DATABASE": self.database, "SOURCES": self.sources, "ALLOWED_NETWORKS": NETWORK, "HOST_DELAY_S": 0}
        options = [part for name, value in {**known, **self.settings}.items() for part in ("-s", f"{name}={value}")]
        return [sys.executable, "-m", "scrapy", verb, *arguments, *options]

    def start(self, *arguments: str, verb: str = "collect") -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        return subprocess.Popen(
            self.command(*arguments, verb=verb),
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str, verb: str = "collect") -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, verb=verb)
        out, err = process.communicate(timeout=300)
        if verb == "collect" and process.returncode == 0:
            assert_adds_up(out)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def rows(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        with sqlite3.connect(self.database) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(sql, parameters)]


def assert_adds_up(said: str) -> None:
    """Whether all that a run's line tells is what it found and what was found earlier."""
    line = re.sub(r" \(.*?\)", "", said.splitlines()[0])  # the reasons are parts of their sums
    told = {words: int(number) for number, words in re.findall(r"(\d+) ([a-z ]+?)(?=,| in \d+ s )", line)}
    fates = ("new", "updated", "gone", "duplicates", "dropped", "further spellings", "waiting")
    assert sum(told.get(fate, 0) for fate in fates) == told["found"] + told.get("of these found earlier", 0), said


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of its own, with a robots.txt that allows everything."""
    with serve_site({"/robots.txt": Reply("", "text/plain")}) as site:
        yield site


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with serve(now=datetime.now(UTC)) as room:
        yield room


@pytest.fixture
def collector(tmp_path: Path, newsroom: Newsroom) -> Collector:
    collector = Collector(tmp_path)
    newsroom.write_sources(collector.sources)
    return collector


@dataclass
class Collected:
    """The newsroom after one collection, shared by the tests that only look."""

    newsroom: Newsroom
    collector: Collector
    process: subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collected]:
    collector = Collector(tmp_path_factory.mktemp("collected"))
    with serve(now=datetime.now(UTC)) as room:
        room.write_sources(collector.sources)
        yield Collected(room, collector, collector.run("--now"))
