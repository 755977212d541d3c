"""Pages of the reading room over many articles: ms that the server computes and median ms to the last byte, both also
as a ratio to Datasette's bare table page. What else the machine does counts in the second only."""

import argparse
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psutil

from publishing.datasette import serving
from storage.articles import save_article
from storage.database import open_database
from storage.sources import sync_sources
from tests.publishing.abundance import enrich
from tests.publishing.press import articles, catalogue

BARE = "/news/articles?_nofacet=1&_nocount=1&_size=30"

# page -> the most milliseconds that it may take; {story} and the like are the numbers of rows of that kind
PAGES = {
    "/": 150,
    "/?before=2026-01-01T00:00:00Z,1": 150,
    "/article/500": 150,
    "/article/{changed}": 150,
    "/article/{changed}/changes": 150,
    "/article/{copied}/copies": 150,
    "/stories?days=30": 150,
    "/story/{story}": 150,
    "/topics": 150,
    "/topic/air-space": 150,
    "/watchlists": 300,
    "/watchlist/undersea-cables": 300,
    "/names?kind=country": 150,
    "/name?kind=country&name=UA": 150,
    "/name?kind=system&name=F-35": 150,
    "/health": 150,
    "/source/signal-lamp": 150,
    "/search?q=cables": 150,
    "/search?q=undersea+cables&order=newest": 150,
    "/search?q=%22air+defence+battery%22+-drone": 150,
    "/search?q=officials&source=signal-lamp&since=2026-01-01": 150,
    "/search?q=%22Reference+1-77%22": 150,
    "/search?q=cables&topic=cyber&about=system:F-35": 150,
    "/charts?days=90": 150,
    "/sources": 150,
    "/news/phrase_over_time?phrase=undersea+cables": 1000,
    "/news/articles": 2000,
    "/news/articles?_topic=cyber&_country=UA": 2000,
}
OUTLETS = 110  # as many as a catalogue has
NUMBERS = {
    "changed": "select article from revisions order by id desc limit 1",
    "copied": "select id from articles where duplicate_of is not null order by id desc limit 1",
    "story": "select id from stories order by articles desc, id limit 1",
}


def main() -> None:
    """Exit code 1 when a page takes longer than its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--database", type=Path, help="is filled where it does not exist, and kept for the next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.database or Path(folder) / "news.db"
        if not path.exists():
            started = time.process_time()
            fill(path, options.articles)
            spent = time.process_time() - started
            print(f"{options.articles:,} articles, {1000 * spent / options.articles:.2f} CPU ms to store one")
        print(f"{path.stat().st_size / 1e6:.0f} MB")
        slow = measure(path, options.rounds)
    if slow:
        raise SystemExit(f"slower than they may be: {', '.join(slow)}")


def fill(path: Path, count: int) -> None:
    """Store articles as a run does, in transactions of a thousand, and what they are about."""
    db = open_database(path)
    sync_sources(db, catalogue())
    made = articles(count, until=datetime.now(UTC), hours_apart=0.09)
    for _ in range(0, count, 1000):
        with db.atomic():
            for article, _ in zip(made, range(1000), strict=False):
                save_article(db, article, now=article.fetched or datetime.now(UTC))
    enrich(db, now=datetime.now(UTC), outlets=OUTLETS)
    db.close()


def measure(path: Path, rounds: int) -> list[str]:
    """Print a line for each page; returns those that are too slow."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = serving.command(path, port=port)
    environment = serving.environment(serving.PROJECT / "watchlists")
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{base}/-/versions.json").close()
                break
            except OSError:
                time.sleep(0.2)
        with sqlite3.connect(path) as db:
            numbers = {name: db.execute(sql).fetchone()[0] for name, sql in NUMBERS.items()}
        process = psutil.Process(server.pid)
        bare = measured(process, base + BARE, rounds)
        print(" at the server   to the last byte")
        print(f"{bare[0]:7.1f} ms  1.0  {bare[1]:7.1f} ms  1.0         {BARE} (Datasette's own, no facets, no counts)")
        slow = []
        for template, limit in PAGES.items():
            page = template.format(**numbers)
            # What a page keeps until something is new is measured as if there always were.
            news = partial(poll, path) if page == "/health" else None
            computed, took, size = measured(process, base + page, rounds, news)
            slow += [page] if computed > limit else []
            print(
                f"{computed:7.1f} ms {computed / bare[0]:4.1f}  {took:7.1f} ms {took / bare[1]:4.1f}"
                f" {size / 1000:4.0f} KB {page}",
                flush=True,
            )
        return slow
    finally:
        server.terminate()
        server.wait()


def poll(path: Path) -> None:
    """Something happens: a feed is polled."""
    with sqlite3.connect(path) as db:
        db.execute(
            "update feeds set polled = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where url = (select max(url) from feeds)"
        )


def measured(
    process: psutil.Process, address: str, rounds: int, between: Callable[[], None] | None = None
) -> tuple[float, float, int]:
    """CPU ms of the server a request, median ms until the last byte, bytes; the first time does not count."""
    took, body = [], urllib.request.urlopen(address).read()
    before = process.cpu_times()
    for _ in range(rounds):
        if between:
            between()
        started = time.perf_counter()
        urllib.request.urlopen(address).read()
        took.append(1000 * (time.perf_counter() - started))
    after = process.cpu_times()
    computed = 1000 * (after.user + after.system - before.user - before.system) / rounds
    return computed, statistics.median(took), len(body)
