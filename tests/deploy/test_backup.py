"""deploy/backup and deploy/restore: a database that is written to is copied, and what is put back works on."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsroom.server import serve
from storage.database import open_database, writer_lock
from tests.collect.conftest import Collector
from tests.publishing.press import print_edition

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not (shutil.which("sqlite3") and shutil.which("flock")), reason="needs the programs sqlite3 and flock"
)

Script = Callable[..., subprocess.CompletedProcess[str]]


def script(name: str, database: Path, *args: object, code: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE": str(database), **more}
    command = [str(ROOT / "deploy" / name), *map(str, args)]
    done = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stderr
    return done


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("news-*.db"))


def backup(database: Path, folder: Path) -> Path:
    script("backup", database, folder)
    return copies(folder)[-1]


def sound(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert db.execute("pragma foreign_key_check").fetchall() == []
        db.execute("insert into articles_fts (articles_fts) values ('integrity-check')")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    print_edition(open_database(tmp_path / "news.db"), 40, now=NOW)
    return tmp_path / "news.db"


def test_a_backup_made_while_a_run_collects_is_restored_in_an_empty_folder_and_the_next_run_goes_on(
    tmp_path: Path,
) -> None:
    with serve(now=datetime.now(UTC)) as room:
        there = Collector(tmp_path / "there")
        room.write_sources(there.sources)
        assert there.run("--now", "evening-ferry").returncode == 0
        before = there.run("--output", str(tmp_path / "before.jsonl"), verb="export").stdout.strip()
        there.settings["HOST_DELAY_S"] = 0.5  # so that it is still at work when the copy is made
        run = there.start("--now")
        while len(there.rows("select id from runs")) < 2 or not there.rows(
            "select 1 from articles where source <> 'evening-ferry'"
        ):
            assert run.poll() is None
            time.sleep(0.02)
        copy = backup(there.database, tmp_path / "backups")
        assert run.poll() is None, "the run ended before the copy was made"
        assert run.wait(120) == 0
        lost = there.run("--output", str(tmp_path / "lost.jsonl"), verb="export").stdout.strip()

        here = Collector(tmp_path / "here")
        here.folder.mkdir()
        shutil.copytree(there.sources, here.sources)
        done = script("restore", here.database, copy)
        assert f"restore: {here.database}, " in done.stdout
        sound(here.database)
        kept = {row["url"] for row in here.rows("select url from articles")}
        everything = {row["url"] for row in there.rows("select url from articles")}
        assert kept < everything
        assert here.rows("select count(*) as n from articles")[0]["n"] == len(kept)

        done = here.run("--now")
        assert done.returncode == 0, done.stderr
        assert {row["url"] for row in here.rows("select url from articles")} == everything
        refused = here.run("--since", lost, verb="export")
        assert refused.returncode == 1
        assert "restored from a backup" in refused.stderr
        out = tmp_path / "since.jsonl"
        assert here.run("--since", before, "--output", str(out), verb="export").returncode == 0
        known = [json.loads(line) for line in (tmp_path / "before.jsonl").read_text().splitlines()]
        new = [json.loads(line) for line in out.read_text().splitlines()]
        assert {record["url"] for record in known + new} == everything


WRITER = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
number = 0
while True:
    number += 1
    db.execute("begin immediate")
    db.execute("update articles set title = ?, section = ? where id in (4, 5)", (str(number), str(number)))
    db.execute("commit")
    time.sleep(0.002)
"""


@contextmanager
def busy(database: Path) -> Iterator[None]:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(database)])
    try:
        with closing(sqlite3.connect(database)) as db:
            while not db.execute("select 1 from articles where id = 4 and title = section").fetchone():
                time.sleep(0.01)
        yield
    finally:
        writer.kill()
        writer.wait()


def test_beside_a_writer_that_never_rests_the_copy_is_one_state(database: Path, tmp_path: Path) -> None:
    print_edition(open_database(database), 3000, now=NOW, seed=2)
    with busy(database):
        states = set()
        for _ in range(3):
            copy = backup(database, tmp_path / "backups")
            sound(copy)
            with closing(sqlite3.connect(copy)) as db:
                titles = db.execute("select distinct title, section from articles where id in (4, 5)").fetchall()
            assert len(titles) == 1
            assert titles[0][0] == titles[0][1]
            states.add(titles[0])
            time.sleep(1.1)  # copies are named by the second
    assert len(states) == 3


def test_only_so_many_copies_stay_and_other_files_are_left_alone(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("news-20260101T000000Z.db", "news-20260102T000000Z.db", "news-by-hand.db", "notes.txt"):
        (folder / name).write_text("x")
    (folder / "news-20260103T000000Z.db.part").write_text("left by a backup that was killed")
    done = script("backup", database, folder, KEEP="2")
    assert done.stdout.count("\n") == 1
    assert "43 articles" in done.stdout
    names = {path.name for path in folder.iterdir()} - {".lock"}
    assert names - {copies(folder)[-2].name} == {"news-20260102T000000Z.db", "news-by-hand.db", "notes.txt"}
    assert (copies(folder)[-2].stat().st_mode & 0o77) == 0  # for its owner alone


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"DATABASE": "/nowhere/news.db"}, "/nowhere/news.db: no such database; set DATABASE"),
        ({"KEEP": "0"}, "KEEP=0: is not a number of copies"),
        ({"PATH": "/nowhere"}, ""),
    ],
)
def test_a_backup_that_cannot_be_made_says_why(
    database: Path, tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    if "PATH" in settings:
        (tmp_path / "bin").mkdir()
        for program in ("dirname", "sh"):
            (tmp_path / "bin" / program).symlink_to(shutil.which(program) or "")
        settings, words = {"PATH": str(tmp_path / "bin")}, "sqlite3 is missing: apt-get install sqlite3"
    done = script("backup", Path(settings.pop("DATABASE", str(database))), tmp_path / "b", code=1, **settings)
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not copies(tmp_path / "b")


def test_a_damaged_database_gives_no_copy_that_looks_good(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    body = bytearray(database.read_bytes())
    middle = len(body) // 2 // 4096 * 4096
    body[middle : middle + 8192] = os.urandom(8192)
    database.write_bytes(body)
    done = script("backup", database, tmp_path / "backups", code=1)
    assert "damaged" in done.stderr or "cannot be copied" in done.stderr
    assert not copies(tmp_path / "backups")
    assert not list((tmp_path / "backups").glob("*.part*"))


def test_two_backups_into_one_folder_do_not_meet(database: Path, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    lock = subprocess.Popen(["flock", str(tmp_path / "b/.lock"), "sleep", "20"])
    time.sleep(0.3)
    try:
        assert "another backup" in script("backup", database, tmp_path / "b", code=1).stderr
    finally:
        lock.kill()
        lock.wait()


def test_what_is_replaced_is_kept_with_all_that_its_log_held(database: Path, tmp_path: Path) -> None:
    copy = backup(database, tmp_path / "backups")
    # A writer that is killed leaves its last commits in the log alone.
    lines = (
        f"import os, sqlite3; db = sqlite3.connect({str(database)!r}, isolation_level=None);"
        "db.execute('pragma wal_autocheckpoint = 0'); db.execute(\"update articles set title = 'in the log'\");"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", lines])
    assert database.with_name("news.db-wal").stat().st_size
    done = script("restore", database, copy)
    sound(database)
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("select count(*) from articles where title = 'in the log'").fetchone() == (0,)
    old = Path(done.stdout.split("the old one is ")[1].strip())
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("select count(*) from articles where title = 'in the log'").fetchone() == (43,)
    assert sorted(path.name for path in copy.parent.iterdir()) == [".lock", copy.name]


def test_a_backup_whose_log_lies_beside_it_is_restored_with_it(database: Path, tmp_path: Path) -> None:
    writer = open_database(database)
    writer.execute("update articles set title = 'in the log'")
    for suffix in ("", "-wal"):
        shutil.copy(f"{database}{suffix}", tmp_path / f"copied{suffix}")
    writer.close()
    script("restore", tmp_path / "new/news.db", tmp_path / "copied")
    with closing(sqlite3.connect(tmp_path / "new/news.db")) as db:
        assert db.execute("select count(*) from articles where title = 'in the log'").fetchone() == (43,)


def test_a_run_at_work_is_not_disturbed(database: Path, tmp_path: Path) -> None:
    copy = backup(database, tmp_path / "backups")
    with writer_lock(database):
        done = script("restore", database, copy, code=1)
    assert f"in use by process {os.getpid()}" in done.stderr
    assert not list(tmp_path.glob("*.before*"))


def test_what_is_no_backup_is_not_restored(database: Path, tmp_path: Path) -> None:
    copy = backup(database, tmp_path / "backups")
    before = database.read_bytes()
    damaged, text, other = tmp_path / "damaged.db", tmp_path / "text.db", tmp_path / "other.db"
    body = bytearray(copy.read_bytes())
    body[8192:16384] = os.urandom(8192)
    damaged.write_bytes(body)
    text.write_text("This is no database. " * 300)
    sqlite3.connect(other).execute("create table t (a)").connection.close()
    for path, words in ((damaged, "damaged"), (text, "damaged"), (other, "no database of Watchkeeper")):
        assert words in script("restore", database, path, code=1).stderr
    assert "no such file" in script("restore", database, tmp_path / "none", code=1).stderr
    assert "is the database itself" in script("restore", database, database, code=1).stderr
    assert database.read_bytes() == before
    assert not list(tmp_path.glob("*.restored*"))


def test_killed_at_any_moment_there_is_the_old_database_or_the_new_one(database: Path, tmp_path: Path) -> None:
    dice = random.Random(5)
    print_edition(open_database(database), 2000, now=NOW, seed=2)
    copy = backup(database, tmp_path / "backups")
    outcomes = set()
    for number in range(14):
        with closing(open_database(database)) as db:
            db.execute("update articles set title = 'old'")
        environment = {**os.environ, "DATABASE": str(database)}
        restore = subprocess.Popen(
            [ROOT / "deploy/restore", copy], env=environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(dice.uniform(0.01, 0.5) if number else 5)
        os.killpg(restore.pid, signal.SIGKILL)
        restore.wait()
        sound(database)
        with closing(sqlite3.connect(database)) as db:
            (old,) = db.execute("select count(*) from articles where title = 'old'").fetchone()
            (count,) = db.execute("select count(*) from articles").fetchone()
        assert old in (0, count)
        outcomes.add(old > 0)
    assert outcomes == {True, False}
    script("restore", database, copy)
    sound(database)
    assert not list(tmp_path.glob("*.restored*"))
