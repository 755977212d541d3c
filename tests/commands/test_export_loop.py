"""A reader that loops over `scrapy export --since`, killed at random, ends with the same table as the database."""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.database import NewsDatabase, open_database
from tests.publishing.press import print_edition

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADDED = ("topics", "revisions", "uid", "content_hash", "extractor", "robots", "robots_read", "tdm", "terms", "removed")


class Reader:
    """Keeps a copy of the table, and what it has of it on disk: the cursor and the batch."""

    def __init__(self, database: Path, folder: Path) -> None:
        self.batch = folder / "batch.jsonl"
        self.command = [sys.executable, "-m", "scrapy", "export", "-s", f"DATABASE={database}"]
        self.cursor: str | None = None
        self.copy: dict[int, dict[str, Any]] = {}

    def read(self, *, killed_after: float | None = None) -> bool:
        """One round; False when the export was killed before it was done."""
        options = ["--output", str(self.batch), *(["--since", self.cursor] if self.cursor else [])]
        export = subprocess.Popen([*self.command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if killed_after is not None:
            time.sleep(killed_after)
            export.send_signal(signal.SIGKILL)
        printed, _ = export.communicate(timeout=60)
        records = [json.loads(line) for line in self.batch.read_text().splitlines()] if self.batch.exists() else []
        if export.returncode:
            return False
        if self.cursor is None:
            self.copy.clear()
        for record in records:
            if record["removed"]:
                self.copy.pop(record["id"], None)
            else:
                self.copy[record["id"]] = record
        self.cursor = printed.strip()
        return True

    def table(self) -> dict[int, dict[str, Any]]:
        """The copy in the columns of the table."""
        return {id: {name: record[name] for name in record if name not in ADDED} for id, record in self.copy.items()}


def table(db: NewsDatabase) -> dict[int, dict[str, Any]]:
    """Every column of every article, lists as lists; reserved texts left out."""
    rows = {row["id"]: row for row in db.query("select * from articles")}
    for row in rows.values():
        row |= {name: json.loads(row[name]) for name in ("authors", "tags", "reasons", "origins")}
        if row["status"] == "reserved":
            row |= dict.fromkeys(("text", "markdown", "summary", "image"))
    return rows


def disturb(db: NewsDatabase, dice: random.Random) -> None:
    """What a run and an editor do between two exports."""
    ids = [id for (id,) in db.execute("select id from articles where duplicate_of is null and id > 3")]
    with db.atomic():
        for id in dice.sample(ids, 8):
            db.execute("update articles set title = ?, changed = ? where id = ?", (f"{dice.random()}", "x", id))
        for id in dice.sample(ids, 3):
            db.execute("delete from articles where id = ?", (id,))
    print_edition(db, 3, now=NOW, seed=dice.randint(10, 10_000))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_reader_that_is_killed_at_random_ends_with_the_same_table(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    db = open_database(tmp_path / "news.db")
    print_edition(db, 400, now=NOW)
    reader = Reader(tmp_path / "news.db", tmp_path)
    for _ in range(5):
        reader.read(killed_after=dice.uniform(0.3, 1.2) if dice.random() < 0.6 else None)
        disturb(db, dice)
    assert reader.read()
    assert reader.table() == table(db)
    assert reader.read()
    assert reader.batch.read_text() == ""


def test_a_reader_beside_a_writer_that_never_rests_ends_with_the_same_table(tmp_path: Path) -> None:
    dice = random.Random(3)
    db = open_database(tmp_path / "news.db")
    print_edition(db, 300, now=NOW)
    done = threading.Event()

    def write() -> None:
        own = open_database(tmp_path / "news.db")
        while not done.is_set():
            disturb(own, random.Random(dice.random()))
            time.sleep(0.05)
        own.close()

    writer = threading.Thread(target=write)
    writer.start()
    reader = Reader(tmp_path / "news.db", tmp_path)
    try:
        for _ in range(5):
            reader.read(killed_after=dice.uniform(0.5, 1.0) if dice.random() < 0.5 else None)
    finally:
        done.set()
        writer.join()
    assert reader.read()
    assert reader.table() == table(db)
