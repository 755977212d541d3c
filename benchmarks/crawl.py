"""`scrapy collect` beside a naive spider, on real pages through the replay: pages a second, event-loop lag, memory.

    python -m benchmarks crawl [--hosts 300]

Needs ../shared/replay. Both crawl the same pages from the same proxy, one request a host at a time and no delay, one
after the other on the same machine; the ratio is what counts. Lag is how late a callback due every 10 ms comes; memory
is the sum over the process tree, shared pages counted once (PSS); CPU is that of the parent, workers left out.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.request import ProxyHandler, build_opener

import psutil
import yaml
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.project import get_project_settings

ROOT = Path(__file__).resolve().parent.parent
REPLAY = ROOT.parent / "shared" / "replay" / "replay.py"
PACE = {"CONCURRENT_REQUESTS": "32", "CONCURRENT_REQUESTS_PER_DOMAIN": "1", "DOWNLOAD_DELAY": "0", "HOST_DELAY_S": "0"}


class LagProbe:
    """A Scrapy extension that asks to be called every 10 ms and writes down how late it was, in ms."""

    EVERY_S = 0.01

    def __init__(self, path: str) -> None:
        self.path, self.lags = path, list[float]()
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        probe = cls(crawler.settings["LAG_FILE"])
        crawler.signals.connect(probe.opened, signals.spider_opened)
        crawler.signals.connect(probe.closed, signals.spider_closed)
        return probe

    def opened(self) -> None:
        self._task = asyncio.get_event_loop().create_task(self._watch())

    def closed(self, spider: Any) -> None:
        if self._task:
            self._task.cancel()
        stats = spider.crawler.stats.get_stats()
        timeouts = sum(n for key, n in stats.items() if "exception_type_count" in key and "imeout" in key)
        Path(self.path).write_text(json.dumps({"lags": self.lags, "timeouts": timeouts}))

    async def _watch(self) -> None:
        while True:
            due = time.perf_counter() + self.EVERY_S
            await asyncio.sleep(self.EVERY_S)
            self.lags.append(max(0.0, time.perf_counter() - due) * 1000)


@contextmanager
def replay(hosts: int) -> Iterator[str]:
    """The address of a running replay of so many hosts."""
    command = [sys.executable, str(REPLAY), "--port", "8899", "--hosts", str(hosts)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        server.stdout.readline()
        yield "http://127.0.0.1:8899"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def measured(command: list[str], *, proxy: str, folder: Path = ROOT) -> dict[str, float]:
    """Run to the end: wall and CPU seconds of the process tree, and the peak of its memory in MB."""
    environment = {**os.environ, "http_proxy": proxy, "PYTHONPATH": str(ROOT)}
    started, before = time.perf_counter(), os.times()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    root, peak = psutil.Process(process.pid), 0.0
    while process.poll() is None:
        peak = max(peak, _memory_mb(root))
        time.sleep(0.5)  # looking takes 8 ms of a core for six processes
    after = os.times()
    if process.returncode:
        raise SystemExit(f"{command[:4]} ended with {process.returncode}")
    cpu = (after.children_user + after.children_system) - (before.children_user + before.children_system)
    return {"wall_s": time.perf_counter() - started, "cpu_s": cpu, "peak_mb": peak}


def _memory_mb(root: psutil.Process) -> float:
    total = 0
    try:
        for process in (root, *root.children(recursive=True)):
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
    except psutil.Error:
        return 0.0
    return total / 2**20


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=300)
    options = parser.parse_args(arguments)
    if not REPLAY.exists():
        print("crawl: left out, ../shared/replay is not there")
        return
    with tempfile.TemporaryDirectory() as name, replay(options.hosts) as proxy:
        folder = Path(name)
        hosts = _sources(folder, proxy)
        columns = {"naive spider": _naive(folder, proxy, hosts), "scrapy collect": _ours(folder, proxy)}
    _print(columns)


def _sources(folder: Path, proxy: str) -> list[str]:
    """The replay's feeds as source files and as a list."""
    opml = build_opener(ProxyHandler({})).open(f"{proxy}/feeds.opml").read().decode()
    found = re.findall(r'xmlUrl="([^"]+)"', opml)
    (folder / "sources").mkdir()
    for number, feed in enumerate(found):
        source = {"title": feed, "homepage": feed.removesuffix("feed"), "feeds": [feed], "scope": "all"}
        (folder / "sources" / f"s{number}.yaml").write_text(yaml.safe_dump(source))
    (folder / "feeds.txt").write_text("\n".join(found))
    return found


def _settings(folder: Path, name: str, extensions: dict[str, int]) -> list[str]:
    extensions = {**extensions, "benchmarks.crawl.LagProbe": 1}
    probe = {"EXTENSIONS": json.dumps(extensions), "LAG_FILE": str(folder / f"{name}.json")}
    return [part for key, value in {**PACE, **probe}.items() for part in ("-s", f"{key}={value}")]


def _naive(folder: Path, proxy: str, feeds: list[str]) -> dict[str, float]:
    database = folder / "naive.db"
    arguments = ["-a", f"feeds={folder / 'feeds.txt'}", "-a", f"database={database}"]
    spider = str(ROOT / "benchmarks" / "naive.py")
    command = [sys.executable, "-m", "scrapy", "runspider", spider, *arguments, *_settings(folder, "naive", {})]
    figures = measured(command, proxy=proxy, folder=folder)  # outside the project: its settings are not the naive ones
    return figures | _outcome(folder, "naive", database)


def _ours(folder: Path, proxy: str) -> dict[str, float]:
    database, extensions = folder / "ours.db", get_project_settings().getdict("EXTENSIONS")
    command = [sys.executable, "-m", "scrapy", "collect", "--now", "-s", f"SOURCES={folder / 'sources'}"]
    figures = measured([*command, "-s", f"DATABASE={database}", *_settings(folder, "ours", extensions)], proxy=proxy)
    figures |= _outcome(folder, "ours", database)
    again = measured([*command, "-s", f"DATABASE={database}", *_settings(folder, "again", extensions)], proxy=proxy)
    return figures | {"second_cpu_s": again["cpu_s"]}


def _outcome(folder: Path, name: str, database: Path) -> dict[str, float]:
    probe = json.loads((folder / f"{name}.json").read_text())
    lags = sorted(probe["lags"]) or [0.0]
    with sqlite3.connect(database) as db:
        rows = db.execute("select count(*) from articles").fetchone()[0]
    quantiles = {f"lag_p{q}_ms": lags[min(len(lags) - 1, len(lags) * q // 100)] for q in (50, 90, 99)}
    return {"rows": rows, "timeouts": probe["timeouts"], **quantiles}


def _print(columns: dict[str, dict[str, float]]) -> None:
    for figures in columns.values():
        figures["rows_a_s"] = figures["rows"] / figures["wall_s"]
    names = [
        "rows",
        "timeouts",
        "wall_s",
        "cpu_s",
        "rows_a_s",
        "lag_p50_ms",
        "lag_p90_ms",
        "lag_p99_ms",
        "peak_mb",
        "second_cpu_s",
    ]
    print("| crawl | " + " | ".join(columns) + " |\n|---|" + "---:|" * len(columns))
    for name in names:
        cells = (f"{figures[name]:.1f}" if name in figures else "" for figures in columns.values())
        print(f"| {name} | " + " | ".join(cells) + " |")
    naive, ours = columns.values()
    print(f"\nrows a second, ours / naive: {ours['rows_a_s'] / naive['rows_a_s']:.2f}")


if __name__ == "__main__":
    main()
