"""`scrapy export` as a person and a script call it: a real process."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import NewsDatabase, open_database
from tests.publishing.press import print_edition

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    print_edition(open_database(tmp_path / "news.db"), 20, now=NOW)
    return tmp_path / "news.db"


def export(path: Path, *options: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "export", "-s", f"DATABASE={path}", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_without_a_path_records_come_on_standard_output_and_the_cursor_on_the_other(path: Path) -> None:
    done = export(path, "--format", "jsonl")
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == 23
    assert "23 records; next cursor: " in done.stderr


def test_with_a_path_the_cursor_alone_comes_on_standard_output(path: Path, tmp_path: Path) -> None:
    done = export(path, "--format", "csv", "--output", str(tmp_path / "out.csv"))
    assert (tmp_path / "out.csv").read_text().startswith("id,url,source")
    assert len(done.stdout.split()) == 1


def test_a_script_that_goes_on_from_the_cursor_gets_what_changed_and_what_went(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    cursor = export(path, "--output", str(out)).stdout.strip()
    db: NewsDatabase = open_database(path)
    db.execute("update articles set title = 'Corrected' where id = 4")
    db.execute("delete from articles where id = 5")
    again = export(path, "--since", cursor, "--output", str(out)).stdout.strip()
    changed, removed = map(json.loads, out.read_text().splitlines())
    assert (changed["id"], changed["title"]) == (4, "Corrected")
    assert removed["id"] == 5
    assert set(removed) == {"id", "url", "removed"}
    assert export(path, "--since", again).stdout == ""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "xml"], "unknown format 'xml'; known formats: atom, csv, jsonl"),
        (["--since", "yesterday"], "is no cursor"),
        (["--since", "00000000-3"], "another database"),
        (["--output", "/nowhere/at/all"], "/nowhere/at/all: cannot be written"),
        (["--output", "/"], "is a folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(path: Path, options: list[str], words: str) -> None:
    done = export(path, *options, code=1)
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    assert "scrapy collect" in export(tmp_path / "none.db", code=1).stderr
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("This is no database, whatever its name says. " * 40)
    assert "not an SQLite database" in export(tmp_path / "text.db", code=1).stderr
    (tmp_path / "empty.db").touch()
    assert "scrapy collect" in export(tmp_path / "empty.db", code=1).stderr


def test_a_mistyped_option_is_not_ignored(path: Path) -> None:
    assert "--formt" in export(path, "--formt", "csv", code=2).stderr


@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_a_reader_that_goes_away_ends_it_quietly(path: Path, format: str) -> None:
    command = f"{sys.executable} -m scrapy export -s DATABASE={path} --format {format} | head -c 10"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_database_that_may_only_be_read_is_enough(path: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    path.chmod(0o444)
    assert export(path).stdout


def test_an_export_beside_a_writer_sees_one_state(path: Path) -> None:
    db = open_database(path)
    db.execute("begin immediate")
    db.execute("update articles set title = 'Not yet'")
    try:
        assert "Not yet" not in export(path).stdout
    finally:
        db.execute("rollback")
