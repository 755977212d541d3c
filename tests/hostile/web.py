"""../shared/hostile: a web of sites with one fault each, collected by the real verb and judged by its truth."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import psutil
import yaml

from tests.collect.conftest import Collector

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "hostile"
NETWORK = "127.77.0.0/16"

_opener = build_opener(ProxyHandler({}))


@dataclass
class Web:
    """The running web."""

    base: str
    scenarios: dict[str, Any]

    def set(self, **values: object) -> None:
        for name, value in values.items():
            _opener.open(f"{self.base}/__set?{name}={value}").read()

    def write_sources(self, folder: Path, only: Collection[str] = ()) -> None:
        """A source file for each site, or for some."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, site in self.scenarios.items():
            if only and name not in only:
                continue
            source = {
                "title": name,
                "homepage": site["base"] + "/",
                "feeds": site["feeds"],
                "sections": site["listings"],
                "sitemaps": site["sitemaps"],
                "scope": "all",
            }
            (folder / f"{name.replace('_', '-')}.yaml").write_text(yaml.safe_dump(source), encoding="utf-8")

    def judge(self, database: Path, only: Collection[str] = ()) -> "Judgement":
        """What check.py says of the database and of the requests so far."""
        verdict = database.with_suffix(".verdict.json")
        command = [sys.executable, str(FOLDER / "check.py"), "--base", self.base, "--db", str(database)]
        command += ["--json", str(verdict), "--quiet"] + (["--only", ",".join(only)] if only else [])
        process = subprocess.run(command, capture_output=True, text=True, check=False)
        found = json.loads(verdict.read_text())
        faults = {name: what for name, what in found["verdict"].items() if what}
        return Judgement(process.returncode, faults, found["totals"], found["safety"])


@dataclass
class Judgement:
    """check.py's exit code, what it has against which site, its totals, and what concerns safety."""

    exit_code: int
    faults: dict[str, list[str]]
    totals: dict[str, Any]
    safety: dict[str, Any]


@dataclass
class Done:
    """One collect and what it took."""

    exit_code: int
    said: str
    seconds: float
    peak_mb: float  # of the process tree; pages that processes share are counted once (PSS)


@contextmanager
def hostile_web() -> Iterator[Web]:
    """Starts it on free ports; the caller has made sure that it is there."""
    port = _free_ports()
    server = subprocess.Popen(
        [sys.executable, str(FOLDER / "hostile.py"), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        yield Web(base, _scenarios(base))
    finally:
        server.terminate()
        server.wait()


def collect(collector: Collector) -> Done:
    """`scrapy collect --now`, with the memory of its process tree measured."""
    began = time.monotonic()
    process = collector.start("--now")
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory_mb(process.pid))
        time.sleep(0.25)
    out, err = process.communicate()
    return Done(process.returncode, out + err, time.monotonic() - began, peak)


def _memory_mb(pid: int) -> float:
    total = 0
    with suppress(psutil.Error):
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            with suppress(psutil.Error):
                total += process.memory_full_info().pss
    return total / 1024 / 1024


def _scenarios(base: str) -> dict[str, Any]:
    for _ in range(200):
        try:
            scenarios: dict[str, Any] = json.loads(_opener.open(f"{base}/__scenarios").read())
            return scenarios
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the hostile web did not start")


def _free_ports() -> int:
    """The first of three in a row."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
        with suppress(OSError, OverflowError), socket.socket() as second, socket.socket() as third:
            second.bind(("127.0.0.1", port + 1))
            third.bind(("127.0.0.1", port + 2))
            return port
