"""`make demo`: the whole job on this machine alone: serves the newsroom, collects it, says what came in."""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from newsroom.server import NETWORK, serve

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Exit code 0 when the collection went through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="data/demo.db")
    options = parser.parse_args()
    console = Console()
    for old in (options.database, f"{options.database}-wal", f"{options.database}-shm"):
        Path(old).unlink(missing_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="newsroom-"))
    try:
        newsroom = serve()
    except OSError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    try:
        with newsroom:
            newsroom.write_sources(folder)
            addresses = len(newsroom.truth)
            console.print(
                f"The demo newsroom: {len(newsroom.sources)} outlets on loopback, port {newsroom.port},"
                f" {addresses} addresses. Collecting them at the polite pace of one request a second to a host ..."
            )
            code = collect(folder, options.database)
    finally:
        shutil.rmtree(folder)
    if code:
        return code
    with sqlite3.connect(f"file:{options.database}?mode=ro", uri=True) as db:
        show(db, console)
    console.print(
        f"\nBrowse it:  [bold]make browse DATABASE={options.database}[/bold]   then open http://127.0.0.1:8001/"
    )
    console.print("The live web:  [bold]make crawl[/bold]   collects the sources of sources/ into data/news.db")
    return 0


def collect(sources: Path, database: str) -> int:
    """Run `scrapy collect` as cron would, on these sources and no proxy; its exit code."""
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    command = [
        *(sys.executable, "-m", "scrapy", "collect", "--now"),
        *("-s", f"SOURCES={sources}", "-s", f"DATABASE={database}", "-s", f"ALLOWED_NETWORKS={NETWORK}"),
    ]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def show(db: sqlite3.Connection, console: Console) -> None:
    """What came in, by source, and a taste of the text."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    why: dict[str, Counter[str]] = defaultdict(Counter)
    for source, what, reason, count in db.execute(
        "select source, what, why, count from run_sources where run = (select max(id) from runs)"
    ):
        counts[source][what] += count
        if what == "dropped":
            why[source][reason] += count
    table = Table(title="What came in", box=None, pad_edge=False, header_style="dim")
    table.add_column("source", no_wrap=True, min_width=max(map(len, counts), default=0))
    columns = ("found", "new", "duplicates", "spellings", "dropped")
    for heading in columns:
        table.add_column(heading, justify="right")
    table.add_column("dropped because")
    for source, count in sorted(counts.items()):
        reasons = ", ".join(f"{number} {word}" for word, number in sorted(why[source].items()))
        table.add_row(source, *(str(count[what]) for what in columns), reasons)
    console.print(table)
    console.print("\nThe latest, as they are stored:")
    for source, title, text in db.execute(
        "select source, title, text from articles where text is not null order by published desc limit 3"
    ):
        console.print(f"\n[bold]{title}[/bold]  ({source})", highlight=False)
        console.print(text.split("\n\n")[0][:300], highlight=False, markup=False)


if __name__ == "__main__":
    sys.exit(main())
