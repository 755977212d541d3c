"""`scrapy status`, run as cron runs it."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from storage.database import NewsDatabase, open_database, timestamp

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime.now(UTC)
FEED = "https://quay.example/feed/"

Status = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    """A source that publishes four articles a day, polled a minute ago."""
    folder = tmp_path / "sources"
    folder.mkdir()
    source = {"title": "Quay", "homepage": "https://quay.example/", "scope": "all", "feeds": [FEED]}
    (folder / "quay.yaml").write_text(yaml.safe_dump(source))
    db = open_database(tmp_path / "news.db")
    db.execute("insert into sources (name, title, scope) values ('quay', 'Quay', 'all')")
    db.execute("insert into runs (started, finished) values (?1, ?1)", (timestamp(NOW),))
    db.execute(
        "insert into feeds (url, source, way, polled, succeeded) values (?, 'quay', 'feed', ?, ?)",
        (FEED, timestamp(NOW - timedelta(minutes=1)), timestamp(NOW - timedelta(minutes=1))),
    )
    return db


@pytest.fixture
def status(tmp_path: Path) -> Status:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command(tmp_path, *args), cwd=ROOT, capture_output=True, text=True, timeout=120)

    return run


def command(tmp_path: Path, *args: str) -> list[str]:
    settings = ("-s", f"DATABASE={tmp_path / 'news.db'}", "-s", f"SOURCES={tmp_path / 'sources'}")
    return [sys.executable, "-m", "scrapy", "status", *args, *settings]


def publish(db: NewsDatabase, *, count: int = 60, every_h: float = 6, ago_days: float = 0.1, **columns: Any) -> None:
    """Articles back from so many days ago, the last inserted last."""
    for number in reversed(range(count)):
        moment = timestamp(NOW - timedelta(days=ago_days, hours=every_h * number))
        row = {
            "url": f"https://quay.example/{ago_days}/{number}",
            "source": "quay",
            "title": f"Crane {number}",
            "text": "words",
            "authors": '["Una Strand"]',
            "published": moment,
            "first_seen": moment,
            "fetched": moment,
            "fetched_url": "-",
            "word_count": 400,
            "status": "full",
            "changed": moment,
        } | columns
        db.table("articles").insert(row)


def test_a_healthy_source_is_a_line_and_no_problem(db: NewsDatabase, status: Status) -> None:
    publish(db)
    done = status()
    assert (done.returncode, done.stderr) == (0, "")
    name, success, article, usually, count, *_, state = done.stdout.rstrip("\n").split("\t")
    assert (name, usually, count, state) == ("quay", "4 a day", "60", "ok")
    assert success == f"{NOW - timedelta(minutes=1):%Y-%m-%d %H:%M}"
    assert article == f"{NOW - timedelta(days=0.1):%Y-%m-%d %H:%M}"
    assert status("--quiet").stdout == ""


def test_a_source_that_fell_silent_is_a_problem_of_one_line(db: NewsDatabase, status: Status) -> None:
    publish(db, ago_days=9.2)
    done = status("--quiet")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("quay: silent for 9 days, usually 4 a day")


def test_where_we_did_not_ask_the_silence_is_ours(db: NewsDatabase, status: Status) -> None:
    publish(db, ago_days=9.2)
    ago = timestamp(NOW - timedelta(days=9))
    db.execute("update feeds set succeeded = ?1, polled = ?1", (ago,))
    db.execute("update runs set started = ?1, finished = ?1", (ago,))
    done = status("--quiet")
    assert done.returncode == 1
    assert "silent" not in done.stderr
    assert "no run has ended since" in done.stderr


@pytest.mark.parametrize(
    ("error", "failures", "problem"),
    [
        ("http-404: the page is not there", 1, True),
        ('unreadable: an HTML page titled "Home", not a feed', 1, True),
        ("timeout: no whole answer within the time limit", 1, False),
        ("timeout: no whole answer within the time limit", 4, True),
    ],
)
def test_a_failing_feed_says_what_kind_and_what_to_do(
    db: NewsDatabase, status: Status, error: str, failures: int, problem: bool
) -> None:
    publish(db)
    db.execute("update feeds set error = ?, failures = ?", (error, failures))
    done = status()
    assert done.returncode == int(problem)
    told = done.stderr if problem else done.stdout
    assert f"feed {FEED}: {error}" in told
    assert "; " in told.split(error)[1]


def test_a_feed_that_never_answered_is_a_problem_at_once(db: NewsDatabase, status: Status) -> None:
    db.execute("update feeds set error = 'dns: the name of the host has no address', failures = 1, succeeded = null")
    done = status()
    assert done.returncode == 1
    assert "never had an answer" in done.stderr


def test_a_feed_that_ended_is_a_problem_until_it_leaves_the_file(
    db: NewsDatabase, status: Status, tmp_path: Path
) -> None:
    publish(db)
    db.execute("update feeds set error = 'http-410: the page is not there', retired = ?", (timestamp(NOW),))
    assert "answered 410" in status().stderr
    source = tmp_path / "sources/quay.yaml"
    source.write_text(source.read_text().replace(FEED, "https://quay.example/atom.xml"))
    assert status().returncode == 0


def test_a_move_is_a_note_with_advice(db: NewsDatabase, status: Status) -> None:
    publish(db)
    db.execute("update feeds set moved_to = 'https://quay.example/new/', moved_times = 3")
    done = status()
    assert done.returncode == 0
    assert "has moved for good to https://quay.example/new/" in done.stdout
    assert "source file" in done.stdout


def test_a_new_layout_is_a_problem(db: NewsDatabase, status: Status) -> None:
    publish(db, ago_days=2)
    publish(db, count=4, ago_days=0.1, published=None, authors="[]")
    done = status("--quiet")
    assert done.returncode == 1
    assert "4 of 4 articles whose date could not be read, before 0 of 56" in done.stderr
    assert "4 of 4 articles without an author" in done.stderr


def test_what_waits_failed_and_was_cut_is_counted(db: NewsDatabase, status: Status) -> None:
    publish(db)
    for number, (state, again) in enumerate([("pending", None), ("failed", timestamp(NOW)), ("failed", None)]):
        db.execute(
            "insert into frontier (url, key, source, state, next_try, found, updated, entry)"
            " values (?1, ?1, 'quay', ?2, ?3, '', '', '{}')",
            (f"https://quay.example/f/{number}", state, again),
        )
    db.execute("insert into run_sources values (1, 'quay', 'dropped', 'too-large', 3), (1, 'quay', 'new', '', 60)")
    db.execute("update feeds set cut = 1, unread_dates = 2, skipped = 7")
    done = status("--json")
    assert done.returncode == 0
    (quay,) = json.loads(done.stdout)["sources"]
    assert (quay["waiting"], quay["retried"], quay["given_up"]) == (1, 1, 1)
    assert quay["dropped"] == {"too-large": 3}
    assert [note.split(": ")[1].split(",")[0] for note in quay["notes"]] == [
        "only its beginning is read",
        "2 dates could not be read",
        "7 entries have no address",
        "3 too-large",
    ]


def test_a_backfill_that_is_not_at_its_end_is_a_note(db: NewsDatabase, status: Status) -> None:
    publish(db)
    db.execute(
        "insert into backfills (feed, source, since, started) values (?, 'quay', '2026-01-01T00:00:00Z', '')", (FEED,)
    )
    db.execute(
        "insert into backfill_bodies (feed, url, way, number, state) values (?, 'u', 'feed', 0, 'waiting')", (FEED,)
    )
    done = status()
    assert done.returncode == 0
    assert "1 lists wait: scrapy collect --backfill 2026-01-01 quay goes on" in done.stdout


def test_a_source_of_which_no_page_can_be_read_is_a_problem(db: NewsDatabase, status: Status) -> None:
    publish(db)
    db.execute("insert into run_sources values (1, 'quay', 'dropped', 'http-403', 9)")
    done = status("--quiet")
    assert done.returncode == 1
    assert "none of 9 pages of the last 7 days became an article (9 http-403)" in done.stderr


def test_json_has_the_times_and_the_problems(db: NewsDatabase, status: Status) -> None:
    publish(db, ago_days=9.2)
    done = status("--json", "quay")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    (quay,) = told["sources"]
    assert (quay["usually"], quay["silent_s"] // 86400) == ("4 a day", 9)
    assert quay["last_article"] == timestamp(NOW - timedelta(days=9.2))
    assert told["problems"][0].startswith("quay: silent for 9 days")


def test_on_a_terminal_it_is_a_table(db: NewsDatabase, tmp_path: Path) -> None:
    publish(db, ago_days=9.2)
    leader, follower = pty.openpty()
    environment = os.environ | {"COLUMNS": "160", "TERM": "xterm"}
    process = subprocess.Popen(command(tmp_path), cwd=ROOT, stdout=follower, stderr=subprocess.PIPE, env=environment)
    _, errors = process.communicate(timeout=120)
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    assert "last article" in shown
    assert "silent for 9 days" in shown
    assert b"usually 4 a day" in errors


@pytest.mark.parametrize("arguments", [("--loud",), ("qay",)])
def test_a_mistake_is_one_line(db: NewsDatabase, status: Status, arguments: tuple[str, ...]) -> None:
    done = status(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("status: ")
    assert done.stderr.count("\n") == 1


def test_without_a_database_it_says_what_to_do(db: NewsDatabase, status: Status, tmp_path: Path) -> None:
    (tmp_path / "news.db").rename(tmp_path / "elsewhere.db")
    done = status()
    assert done.returncode == 1
    assert "run `scrapy collect` first" in done.stderr


def test_what_limits_cut_and_what_waits_is_shown(db: NewsDatabase, status: Status) -> None:
    publish(db)
    for what, why, count in (
        ("cut", "titles", 3),
        ("cut", "bodies", 7),
        ("failed", "timeout", 2),
        ("failed", "http-404", 9),
        ("waiting", "pages", 41),
    ):
        db.execute(
            "insert into run_sources (run, source, what, why, count) values (1, 'quay', ?, ?, ?)", (what, why, count)
        )
    done = status()
    assert "titles shortened (MAX_TITLE_CHARS): 3" in done.stdout
    assert "further lists not asked for (MAX_BODIES_PER_POLL): 7" in done.stdout
    assert "polls that ended with timeout: 2" in done.stdout
    assert "41 addresses wait for the next run" in done.stdout
    (source,) = json.loads(status("--json").stdout)["sources"]
    assert source["cut"] == {"titles": 3, "bodies": 7, "timeout": 2}
    assert source["left_over"] == 41


def test_a_database_of_other_sources_is_no_silence(db: NewsDatabase, status: Status, tmp_path: Path) -> None:
    publish(db)
    (tmp_path / "sources/quay.yaml").rename(tmp_path / "sources/pier.yaml")
    done = status()
    assert done.returncode == 0
    assert "no source of" in done.stderr
    assert "-s SOURCES=FOLDER" in done.stderr
    assert status("--quiet").stderr == ""
