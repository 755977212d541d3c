"""`scrapy export` as a person and a script call it: a real process."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from publishing import questions
from storage import changes
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
    assert set(removed) == {"id", "url", "uid", "removed"}
    assert export(path, "--since", again).stdout == ""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "xml"], "unknown format 'xml'; known formats: atom, csv, jsonl, opml, parquet"),
        (["--since", "yesterday"], "is no cursor"),
        (["--since", "00000000-3"], "another database"),
        (["--output", "/nowhere/at/all"], "/nowhere/at/all: cannot be written"),
        (["--output", "/"], "is a folder"),
        (["--where", "sauce = 'nato'"], "no such column: sauce"),
        (["--where", "1; delete from articles"], "syntax error"),
        (["--where", "source = ?"], "--where"),
        (["--where", "id in (delete from articles returning id)"], "syntax error"),
        (["--where", "1) union select 1 from articles; --"], "--where"),
        (["--where", "load_extension('x')"], "not authorized"),
        (["--where", "json_extract(title, '$.x') = 1"], "malformed JSON, at one article at least; nothing was written"),
        (["--watch", "cabels", "-s", "WATCHLISTS=/nowhere"], "no watchlist 'cabels'; /nowhere holds none"),
        (["--search", "-"], "no word to look for"),
        (["--topic", "cybr"], "no topic 'cybr'"),
        (["--columns", "titel,url"], "no column 'titel'; did you mean 'title'?"),
        (["--query", "tody_by_source"], "did you mean 'today_by_source'?"),
        (["--query", "copies"], "needs a value for id, such as `scrapy export --query copies --param id=1`"),
        (["--query", "copies", "--param", "id= "], "needs a value for id, such as"),
        (["--query", "who_wrote_about"], "`scrapy export --query who_wrote_about --param 'words=air defence'`"),
        (["--query", "copies", "--param", "day=x"], "question 'copies' takes id"),
        (["--query", "last_run", "--param", "day=x"], "takes no values"),
        (["--query", "copies", "--param", "id"], "write NAME=VALUE"),
        (["--param", "id=1"], "name one with --query"),
        (["--query", "copies", "--where", "1"], "for articles"),
        (["--query", "copies", "--format", "atom"], "no answers to questions"),
        (["--format", "opml", "--since", "x-1"], "opml lists feeds"),
        (["--format", "atom", "--columns", "title"], "elements"),
        (["--include-reserved"], "needs --reason"),
        (["--include-reserved", "--reason", "  "], "needs --reason"),
        (["--reason", "licence"], "goes with --include-reserved"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(path: Path, options: list[str], words: str) -> None:
    done = export(path, *options, code=1)
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_question_that_can_do_without_a_value_is_answered_without(path: Path) -> None:
    assert "records" in export(path, "--query", "dropped").stderr


def test_every_value_that_a_question_takes_is_needed_or_said_to_be_free() -> None:
    described = yaml.safe_load(questions.METADATA.read_text(encoding="utf-8"))["databases"]["news"]["queries"]
    for name, question in questions.questions().items():
        free = {param for param in question.params if f"Leave the {param} empty" in described[name]["description"]}
        assert {*question.needs} == {*question.params} - free, name


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    assert "scrapy collect" in export(tmp_path / "none.db", code=1).stderr
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("This is no database, whatever its name says. " * 40)
    assert "not an SQLite database" in export(tmp_path / "text.db", code=1).stderr
    (tmp_path / "empty.db").touch()
    assert "scrapy collect" in export(tmp_path / "empty.db", code=1).stderr


def test_a_mistyped_option_is_not_ignored(path: Path) -> None:
    assert "--formt; did you mean --format?" in export(path, "--formt", "csv", code=1).stderr


def test_a_terminal_gets_a_bar_and_a_file_does_not(path: Path, tmp_path: Path) -> None:
    options = ["export", "-s", f"DATABASE={path}", "--output", str(tmp_path / "out")]
    leader, follower = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "-m", "scrapy", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=follower, env=environment)
    printed, _ = process.communicate(timeout=60)
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    assert "export" in shown
    assert "23/23" in shown
    assert printed.split() == [changes.cursor(open_database(path).conn).encode()]
    assert "23/23" not in export(path, "--output", str(tmp_path / "out")).stderr


def test_a_terminal_is_spared_a_binary_file(path: Path) -> None:
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "scrapy", "export", "-s", f"DATABASE={path}", "--format", "parquet"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=follower, stderr=subprocess.PIPE, text=True)
    os.close(follower)
    _, said = process.communicate(timeout=60)
    os.close(leader)
    assert process.returncode == 1
    assert said == "export: parquet is nothing to read on a terminal: name a file with --output\n"


def test_a_list_of_feeds_without_any_says_where_they_are_looked_for(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "one.yaml").write_text("title: One\nhomepage: https://one.example/\nfeeds: [https://one.example/feed]\n")
    said = export(path, "--format", "opml", "-s", f"SOURCES={folder}").stderr
    assert f"no feed of {path} is in {folder}: -s SOURCES=FOLDER" in said


def test_an_interrupt_ends_it_without_a_trace(path: Path) -> None:
    print_edition(open_database(path), 400, now=NOW, seed=2)  # more than a pipe holds: the export waits
    command = [sys.executable, "-m", "scrapy", "export", "-s", f"DATABASE={path}"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.read(10)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM])
def test_an_export_that_was_ended_leaves_the_old_file(tmp_path: Path, signal_number: int) -> None:
    db = open_database(tmp_path / "news.db")
    print_edition(db, 3000, now=NOW)
    out = tmp_path / "out.csv"
    out.write_text("old")
    command = [sys.executable, "-m", "scrapy", "export", "-s", f"DATABASE={tmp_path / 'news.db'}", "-f", "csv"]
    process = subprocess.Popen([*command, "-o", str(out)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not list(tmp_path.glob(".out.csv.*.part")):
        assert process.poll() is None
        time.sleep(0.002)
    process.send_signal(signal_number)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert out.read_text() == "old"
    export(tmp_path / "news.db", "-f", "csv", "-o", str(out))
    assert out.read_text() != "old"
    assert not list(tmp_path.glob(".out.csv.*"))


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


def read(path: Path, *options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(path, *options).stdout.splitlines()]


def test_where_takes_any_condition_on_articles_and_their_rights(path: Path) -> None:
    rows = read(path, "--where", "source = 'signal-lamp' and tdm = 'not reserved' -- and nothing else")
    db = open_database(path)
    wanted = "select count(*) from articles where source = 'signal-lamp' and status <> 'reserved'"
    assert len(rows) == db.execute(wanted).fetchone()[0] > 0
    assert {row["source"] for row in rows} == {"signal-lamp"}


def test_search_and_topic_narrow_it_down(path: Path) -> None:
    db = open_database(path)
    db.execute("insert into topics values ('cyber', 'Cyber', 'x', '[]', '[]', '[]')")
    db.execute("insert into article_topics values (2, 'cyber', 1, '[]')")
    assert {row["title"] for row in read(path, "--search", '"cable ship" lutra')} == {
        "Cable ship reaches break off Lutra estuary"
    }
    assert [row["id"] for row in read(path, "--topic", "cyber")] == [2]
    assert [row["id"] for row in read(path, "--topic", "cyber", "--search", "ministry")] == []


def test_a_watchlist_chooses_articles_in_every_format(path: Path, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/cables.yaml").write_text("title: Cables\nsearch: cable ship\nsources: signal-lamp\n")
    options = ("--watch", "cables", "-s", f"WATCHLISTS={tmp_path / 'lists'}")
    (row,) = read(path, *options)
    assert row["url"] == "https://signal-lamp.example/cable-ship"
    assert "<title>Watchkeeper: cables</title>" in export(path, *options, "--format", "atom").stdout
    assert read(path, *options, "--where", "id <> 1") == []


def test_columns_come_in_the_order_asked_for(path: Path) -> None:
    assert all(list(row) == ["title", "uid", "id"] for row in read(path, "--columns", "title, uid,id"))
    done = export(path, "--format", "csv", "--columns", "url,tdm")
    assert done.stdout.splitlines()[0] == "url,tdm"


def test_columns_of_what_is_new_tell_removals_all_the_same(path: Path) -> None:
    cursor = changes.cursor(open_database(path).conn)
    db = open_database(path)
    db.execute("update frontier set article = null")
    db.execute("delete from articles where id = 5")
    db.execute("update articles set title = 'Corrected' where id = 4")
    removed, changed = read(path, "--since", cursor, "--columns", "title")
    assert (changed["title"], changed["id"], changed["removed"]) == ("Corrected", 4, None)
    assert removed["id"] == 5
    assert removed["removed"]


def test_what_does_not_fit_the_condition_any_more_is_told_as_a_removal(path: Path) -> None:
    where = ("--where", "language = 'en'")
    english = {row["id"] for row in read(path, *where)}
    db = open_database(path)
    cursor = changes.cursor(db.conn)
    one = min(english)
    db.execute("update articles set language = 'fr' where id = ?", (one,))
    (left,) = read(path, *where, "--since", cursor)
    assert left["id"] == one
    assert left["removed"]
    assert "text" not in left


def test_a_question_is_answered(path: Path) -> None:
    rows = read(path, "--query", "copies", "--param", "id=1")
    assert [row["outlet"] for row in rows] == ["Signal Lamp", "The Harbour Courier", "North Sea Post"]
    done = export(path, "--query", "copies", "--param", "id=1", "--columns", "outlet,id", "--format", "csv")
    assert done.stdout.splitlines()[:2] == ["outlet,id", '"Signal Lamp",1']
    assert done.stderr == "3 records\n"


def test_reserved_articles_are_given_whole_only_with_a_reason_that_is_kept(path: Path) -> None:
    open_database(path).execute(
        "update articles set status = 'reserved', image = 'https://x.example/1.jpg' where id = 2"
    )
    (kept,) = read(path, "--where", "id = 2")
    assert (kept["text"], kept["image"], kept["tdm"].partition(":")[0]) == (None, None, "reserved")
    log = path.with_name("news.db.reserved.jsonl")
    assert not log.exists()
    (given,) = read(path, "--where", "id = 2", "--include-reserved", "--reason", "Licence 7 of\nHarbour Courier")
    assert given["image"]
    assert given["text"]
    line = json.loads(log.read_text())
    assert line["reason"] == "Licence 7 of Harbour Courier"
    assert (line["where"], line["records"], line["format"]) == ("id = 2", 1, "jsonl")
    assert line["when"].endswith("Z")


def test_what_cannot_be_logged_is_not_given(path: Path) -> None:
    path.with_name("news.db.reserved.jsonl").mkdir()
    done = export(path, "--include-reserved", "--reason", "licence", code=1)
    assert "not exported without it" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("format", ["parquet", "opml"])
def test_files_of_other_kinds_appear_whole(path: Path, tmp_path: Path, format: str) -> None:
    if format == "parquet":
        pytest.importorskip("pyarrow")
    done = export(path, "--format", format, "--output", str(tmp_path / "out"))
    assert (tmp_path / "out").stat().st_size
    assert bool(done.stdout) == (format == "parquet")  # a list of feeds has no cursor
