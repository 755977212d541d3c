"""The Parquet export: typed columns, whatever stands in them, into files and pipes."""

import io
import json
import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from errors import ExportError
from publishing.delivery import destination
from publishing.exports import parquet
from publishing.records import Record, columns, records
from storage.database import NewsDatabase, open_database
from tests.publishing.press import print_edition

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    db = open_database(tmp_path / "news.db")
    print_edition(db, 40, now=NOW)
    return db


def written(db: NewsDatabase) -> bytes:
    out = io.BytesIO()
    parquet.write(columns(db.conn), records(db.conn, None), out)
    return out.getvalue()


def table(file: bytes) -> Any:
    return pytest.importorskip("pyarrow.parquet").read_table(io.BytesIO(file))


def test_parquet_columns_have_types(db: NewsDatabase) -> None:
    read = table(written(db))
    types = {field.name: str(field.type) for field in read.schema}
    assert types["published"] == types["robots_read"] == types["removed"] == "timestamp[ms, tz=UTC]"
    assert types["id"] == types["story"] == "int64"
    assert types["relevance"] == "double"
    assert types["authors"].startswith("list<")
    assert types["topics"].startswith("list<")
    assert types["text"] == "string"
    rows = {row["id"]: row for row in read.to_pylist()}
    assert len(rows) == 43
    for row in db.query("select * from articles"):
        record = rows[row["id"]]
        assert record["text"] == row["text"]
        assert record["authors"] == json.loads(row["authors"])
        assert dict(record["origins"]) == json.loads(row["origins"])
        assert record["published"] == (datetime.fromisoformat(row["published"]) if row["published"] else None)


def test_parquet_takes_what_no_other_text_may_hold(db: NewsDatabase) -> None:
    rows: list[Record] = [{"title": "lone \ud800 half", "n": 2**40}, {"title": None, "n": None}]
    out = io.BytesIO()
    parquet.write(["title", "n"], rows, out)
    assert table(out.getvalue()).to_pylist() == [{"title": "lone ? half", "n": 2**40}, {"title": None, "n": None}]


def test_parquet_says_when_a_value_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(parquet, "GROUP_ROWS", 1)
    with pytest.raises(ExportError, match="jsonl takes it"):
        parquet.write(["n"], [{"n": 1}, {"n": "one"}], io.BytesIO())


def test_without_pyarrow_parquet_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install -r requirements-parquet\.txt"):
        parquet.write(["id"], [], io.BytesIO())


def test_parquet_goes_into_a_pipe_too(db: NewsDatabase, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    os.mkfifo(tmp_path / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    with destination(tmp_path / "pipe") as out:
        parquet.write(columns(db.conn), records(db.conn, None), out)
    reader.join()
    assert table(read[0]).num_rows == 43
