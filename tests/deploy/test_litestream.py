"""deploy/litestream.yml with the program itself, where it is there: what it has copied is restored and works on."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import open_database
from tests.deploy.test_backup import ROOT, busy, script, sound
from tests.publishing.press import print_edition

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = os.path.dirname(sys.executable)
LITESTREAM = os.environ.get("LITESTREAM") or shutil.which("litestream", path=f"{os.environ.get('PATH')}:{HERE}")

pytestmark = pytest.mark.skipif(
    LITESTREAM is None, reason="needs Litestream 0.5 on PATH, or its path in LITESTREAM (https://litestream.io)"
)


def test_what_litestream_has_copied_is_restored(tmp_path: Path) -> None:
    database, place = tmp_path / "data/news.db", tmp_path / "elsewhere"
    print_edition(open_database(database), 300, now=NOW)
    settings = (ROOT / "deploy/litestream.yml").read_text()
    for there, here in (("/srv/watchkeeper/data/news.db", database), ("/mnt/backup/watchkeeper", place)):
        assert there in settings
        settings = settings.replace(there, str(here))
    (tmp_path / "litestream.yml").write_text(settings)
    listed = litestream(tmp_path, "databases")
    assert str(database) in listed
    replicate = subprocess.Popen(
        [str(LITESTREAM), "replicate", "-config", str(tmp_path / "litestream.yml")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with busy(database):
            time.sleep(4)
        with closing(sqlite3.connect(database)) as db:
            db.execute("update articles set section = 'last' where id = 4")
            db.commit()
        time.sleep(4)
    finally:
        replicate.send_signal(signal.SIGKILL)  # the machine is gone
        replicate.wait()
    with closing(sqlite3.connect(database)) as db:
        before = db.execute("select id, title, section from articles order by id").fetchall()
    litestream(tmp_path, "restore", "-o", str(tmp_path / "copy.db"), str(database))
    script("restore", tmp_path / "new/news.db", tmp_path / "copy.db")
    sound(tmp_path / "new/news.db")
    with closing(sqlite3.connect(tmp_path / "new/news.db")) as db:
        assert db.execute("select id, title, section from articles order by id").fetchall() == before
    restored = open_database(tmp_path / "new/news.db")
    print_edition(restored, 5, now=NOW, seed=9)
    restored.close()
    sound(tmp_path / "new/news.db")


def litestream(folder: Path, verb: str, *args: str) -> str:
    command = [str(LITESTREAM), verb, "-config", str(folder / "litestream.yml"), *args]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
