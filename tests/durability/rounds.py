"""Rounds of `kill -9`: a real collect of the newsroom, killed at a random moment while others read the database."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import psutil

from newsroom.server import Newsroom
from tests.collect.conftest import ROOT, Collector
from tests.durability import invariants

# What a site repeats is learned in the order of arrival, so texts are compared after all were cleaned with all of it.
TABLE = (
    "select url, title, text, authors, published, section, tags, language, status, story is null as alone,"
    " (select b.url from articles b where b.id = a.duplicate_of) as leader from articles a order by url"
)
FATES = "select url, state, substr(reason, 1, instr(reason || ':', ':') - 1) as word from frontier order by url"
ORPHANS_S = 20  # the children of a killed run notice by the end of a pipe; generous, for a busy machine


@dataclass
class Round:
    """What one round found."""

    verb: str
    killed: bool  # or had it ended before
    articles: int  # that a reader had seen
    broken: list[str]


@dataclass
class Torture:
    """One database after the other, each killed some rounds long, then run to its end and compared."""

    newsroom: Newsroom
    folder: Path
    chance: random.Random
    datasette: bool = True
    full_s: float = 0  # how long an undisturbed run takes here
    named: invariants.Sightings = field(default_factory=dict)
    wanted: list[list[dict[str, Any]]] = field(default_factory=list)

    def prepare(self) -> None:
        """An undisturbed run: what has to come out, and how long it takes."""
        whole = self._collector("undisturbed")
        began = time.monotonic()
        self._whole_run(whole)
        self.full_s = time.monotonic() - began
        self.named = invariants.sightings(whole.database)
        self.wanted = self._result(whole)

    def cycle(self, number: int, rounds: int) -> Iterator[Round]:
        """Up to so many kills of one database, fewer if a run gets to its end; the last tells what differs then."""
        collector = self._collector(f"cycle-{number}")
        with self._readers(collector) as complaints:
            for _ in range(rounds):
                found = self._round(collector)
                found.broken += complaints
                complaints.clear()
                yield found
                if not found.killed and found.verb == "collect":
                    break
            self._whole_run(collector)
        broken = [*complaints, *invariants.halves(collector.database, named=self.named)]
        for mine, theirs in zip(self._result(collector), self.wanted, strict=True):
            broken += _differences(mine, theirs)
        open_ones = collector.rows("select url, state from frontier where state in ('pending', 'fetching')")
        yield Round("to the end", False, len(self.wanted[0]), broken + [f"left open: {row}" for row in open_ones])

    def _collector(self, name: str) -> Collector:
        collector = Collector(self.folder / name)
        self.newsroom.write_sources(collector.sources)
        return collector

    def _whole_run(self, collector: Collector) -> None:
        process = collector.run("--now")
        if process.returncode != 0 or process.stderr:
            raise AssertionError(f"the run after the kills ended with {process.returncode}: {process.stderr}")

    def _result(self, collector: Collector) -> list[list[dict[str, Any]]]:
        again = collector.run(verb="reextract")
        assert again.returncode == 0, again.stderr
        return [collector.rows(TABLE), collector.rows(FATES)]

    def _round(self, collector: Collector) -> Round:
        verb = "reextract" if _count(collector, "articles") and self.chance.random() < 0.15 else "collect"
        arguments = ("--now",) if verb == "collect" else ()
        runs = _count(collector, "runs")
        process = subprocess.Popen(
            collector.command(*arguments, verb=verb),
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_for_the_moment(collector, process, runs=runs if verb == "collect" else -1)
        seen = invariants.look(collector.database) if collector.database.exists() else None
        time.sleep(self.chance.random() ** 3 * 0.1)  # what is written after the look may stay or go, whole
        killed = process.poll() is None
        if self.chance.random() < 0.3:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # as by a machine that loses its power: everybody at once
        else:
            process.kill()
        process.wait()
        broken = [f"still there: {each}" for each in _left_over(process.pid)]
        if seen is not None:
            broken += invariants.lost(seen, invariants.look(collector.database))
        if collector.database.exists():
            broken += invariants.halves(collector.database, named=self.named)
        return Round(verb, killed, len(seen.articles) if seen else 0, broken)

    def _wait_for_the_moment(self, collector: Collector, process: subprocess.Popen[bytes], *, runs: int) -> None:
        """Any time of the run; mostly while it writes, since before that there is nothing to break."""
        kind = self.chance.choice(["any", "progress", "progress", "writing", "writing"])
        if kind == "any":
            time.sleep(self.chance.random() * self.full_s)
            return
        _wait(process, lambda: _count(collector, "runs") > runs)
        if kind == "writing":
            time.sleep(self.chance.random() * self.full_s / 2)
            return
        table, more = self.chance.choice(
            [("frontier", self.chance.randrange(1, 40)), ("pages", 5), ("articles", self.chance.randrange(1, 12))]
        )
        start = _count(collector, table)
        _wait(process, lambda: _count(collector, table) >= start + more)
        time.sleep(self.chance.random() * 0.2)

    @contextmanager
    def _readers(self, collector: Collector) -> Iterator[list[str]]:
        """Datasette with a visitor, and a program that reads with long transactions; yields what they complain of."""
        complaints: list[str] = []
        end = threading.Event()
        threads = [threading.Thread(target=_read_on, args=(collector.database, end, complaints))]
        server: subprocess.Popen[bytes] | None = None
        if self.datasette:
            port = _free_port()
            server = subprocess.Popen(
                collector.command("--port", str(port), verb="browse"),
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            threads.append(threading.Thread(target=_visit, args=(f"http://127.0.0.1:{port}", end, complaints)))
        for thread in threads:
            thread.start()
        try:
            yield complaints
        finally:
            end.set()
            for thread in threads:
                thread.join()
            if server:
                server.terminate()
                server.wait()


def _differences(mine: list[dict[str, Any]], undisturbed: list[dict[str, Any]]) -> Iterator[str]:
    found, wanted = ({row["url"]: row for row in rows} for rows in (mine, undisturbed))
    for url in sorted(found.keys() ^ wanted.keys()):
        yield f"only {'after kills' if url in found else 'undisturbed'}: {url}"
    for url in sorted(found.keys() & wanted.keys()):
        for column, value in wanted[url].items():
            if found[url][column] != value:
                yield f"{url}: {column} is {_from_difference(found[url][column], value)}"


def _from_difference(value: object, undisturbed: object) -> str:
    one, other = str(value), str(undisturbed)
    same = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    start = max(0, same - 40)
    return f"{one[start : start + 150]!r}, undisturbed {other[start : start + 150]!r}"


def _read_on(path: Path, end: threading.Event, complaints: list[str]) -> None:
    while not end.wait(0.05):
        try:
            if path.exists():
                invariants.look(path)
        except Exception as error:
            complaints.append(f"a reader: {error!r}")


def _visit(address: str, end: threading.Event, complaints: list[str]) -> None:
    opener = build_opener(ProxyHandler({}))
    while not end.wait(0.1):
        for page in ("/", "/news/articles.json?_shape=array&_size=20", "/news/frontier?_facet=state"):
            try:
                opener.open(address + page, timeout=30).read()
            except HTTPError as error:
                complaints.append(f"Datasette answered {error.code} for {page}")
            except OSError:
                pass  # not up yet


def _left_over(session: int) -> list[str]:
    """Processes of a killed run that do not end by themselves."""
    until = time.monotonic() + ORPHANS_S
    while True:
        left = []
        for process in psutil.process_iter(["pid", "cmdline", "status"]):
            with suppress(ProcessLookupError, psutil.Error):
                if os.getsid(process.pid) == session and process.info["status"] != psutil.STATUS_ZOMBIE:
                    left.append(" ".join(process.info["cmdline"] or [])[:120])
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.1)


def _count(collector: Collector, table: str) -> int:
    try:
        return int(collector.rows(f"select count(*) as n from {table}")[0]["n"]) if collector.database.exists() else 0
    except Exception:
        return 0  # the schema is not there yet


def _wait(process: subprocess.Popen[bytes], reached: Callable[[], bool]) -> None:
    while process.poll() is None and not reached():
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def spare_the_others() -> None:
    """This program is long and gives way."""
    with suppress(OSError):
        os.nice(5)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
