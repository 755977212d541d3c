"""Pages of the reading room over many articles: median ms, and as a ratio to Datasette's bare table page."""

import argparse
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from publishing.datasette import serving
from storage.articles import save_article
from storage.database import open_database
from storage.sources import sync_sources
from tests.publishing.press import articles, catalogue

BARE = "/news/articles?_nofacet=1&_nocount=1&_size=30"

# page -> the most milliseconds that it may take
PAGES = {
    "/": 150,
    "/?before=2026-01-01T00:00:00Z,1": 150,
    "/article/500": 150,
    "/source/signal-lamp": 150,
    "/search?q=cables": 150,
    "/search?q=undersea+cables&order=newest": 150,
    "/search?q=%22air+defence+battery%22+-drone": 150,
    "/search?q=officials&source=signal-lamp&since=2026-01-01": 150,
    "/search?q=%22Reference+1-77%22": 150,
    "/charts?days=90": 150,
    "/sources": 150,
    "/news/phrase_over_time?phrase=undersea+cables": 1000,
    "/news/articles": 2000,
}


def main() -> None:
    """Exit code 1 when a page takes longer than its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        started = time.process_time()
        fill(path, options.articles)
        spent = time.process_time() - started
        size = path.stat().st_size / 1e6
        print(
            f"{options.articles:,} articles, {size:.0f} MB, {1000 * spent / options.articles:.2f} CPU ms to store one"
        )
        slow = measure(path, options.rounds)
    if slow:
        raise SystemExit(f"slower than they may be: {', '.join(slow)}")


def fill(path: Path, count: int) -> None:
    """Store articles as a run does, in transactions of a thousand."""
    db = open_database(path)
    sync_sources(db, catalogue())
    made = articles(count, until=datetime.now(UTC), hours_apart=0.09)
    for _ in range(0, count, 1000):
        with db.atomic():
            for article, _ in zip(made, range(1000), strict=False):
                save_article(db, article, now=article.fetched or datetime.now(UTC))
    db.close()


def measure(path: Path, rounds: int) -> list[str]:
    """Print a line for each page; returns those that are too slow."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = serving.command(path, port=port)
    server = subprocess.Popen(command, env=serving.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{base}/-/versions.json").close()
                break
            except OSError:
                time.sleep(0.2)
        bare = median(base + BARE, rounds)
        print(f"{bare:8.1f} ms   1.0   {BARE} (Datasette's own, without facets and counts)")
        slow = []
        for page, limit in PAGES.items():
            took = median(base + page, rounds)
            slow += [page] if took > limit else []
            print(f"{took:8.1f} ms {took / bare:5.1f}   {page}")
        return slow
    finally:
        server.terminate()
        server.wait()


def median(address: str, rounds: int) -> float:
    """Milliseconds until the last byte; the first time does not count."""
    took = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        urllib.request.urlopen(address).read()
        took.append(1000 * (time.perf_counter() - started))
    return statistics.median(took[1:])
