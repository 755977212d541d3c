"""A reader that loops over `scrapy export --since`, killed at random, ends with the same table as the database."""

import json
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.database import NewsDatabase, open_database
from tests.publishing.press import print_edition

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


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
    rows = {row["id"]: row for row in db.query("select * from articles")}
    assert reader.copy.keys() == rows.keys()
    for id, record in reader.copy.items():
        assert (record["title"], record["text"], record["url"]) == (
            rows[id]["title"],
            rows[id]["text"],
            rows[id]["url"],
        )
    assert reader.read()
    assert reader.batch.read_text() == ""
