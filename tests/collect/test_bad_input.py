"""What is wrong is said in one message with its remedy, without a traceback, and nothing is lost."""

import resource
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.collect.conftest import ROOT, Collector


@pytest.fixture
def collector(tmp_path: Path) -> Collector:
    collector = Collector(tmp_path)
    collector.sources.mkdir()
    (collector.sources / "one.yaml").write_text(
        "title: One\nhomepage: http://127.78.0.99:1/\nfeeds: ['http://127.78.0.99:1/feed']\nscope: all\n"
    )
    return collector


def said(process: subprocess.CompletedProcess[str]) -> str:
    assert process.returncode == 1, process
    assert "Traceback" not in process.stderr
    return process.stderr


def test_an_unknown_source_is_named_with_the_nearest_known_one(collector: Collector) -> None:
    assert "no source 'onee'; did you mean 'one'?" in said(collector.run("onee"))


def test_a_mistyped_option_is_no_source(collector: Collector) -> None:
    assert "unknown option --nwo; did you mean --now? It is used as" in said(collector.run("--nwo"))


def test_a_broken_source_file_ends_the_run_before_it_starts(collector: Collector) -> None:
    (collector.sources / "two.yaml").write_text(
        "title: Two\nhomepage: http://two.example/\nfeed: [http://two.example/]\n"
    )
    message = said(collector.run())
    assert "two.yaml: unknown key 'feed'; did you mean 'feeds'?" in message
    assert not collector.database.exists()


def test_a_database_below_a_file_is_explained(collector: Collector) -> None:
    (collector.folder / "file").write_text("")
    collector.settings["DATABASE"] = collector.folder / "file" / "news.db"
    assert "set DATABASE to another path" in said(collector.run())


def test_a_file_that_is_no_database_is_left_alone(collector: Collector) -> None:
    collector.database.write_text("This is a letter, and a long one; it is not a database at all. " * 40)
    before = collector.database.read_text()
    assert "is not an SQLite database" in said(collector.run())
    assert collector.database.read_text() == before


def test_a_source_that_cannot_be_reached_fails_by_itself(collector: Collector) -> None:
    collector.settings["SECOND_TRY_WAIT_S"] = 0
    process = collector.run("--now")
    assert process.returncode == 0
    assert "1 failed" in process.stdout
    (feed,) = collector.rows("select error, failures, next_poll from feeds")
    assert feed["error"].startswith("connection: ")
    assert feed["failures"] == 1


def test_a_full_disk_ends_the_run_with_one_message_and_loses_nothing(collector: Collector, tmp_path: Path) -> None:
    from newsroom.server import serve

    with serve() as newsroom:
        newsroom.write_sources(collector.sources)
        (collector.sources / "one.yaml").unlink()

        def small_disk() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

        process = subprocess.run(
            collector.command("--now"), cwd=ROOT, capture_output=True, text=True, preexec_fn=small_disk, check=False
        )
        message = said(process)
        assert "the disk is full or cannot be written" in message
        with sqlite3.connect(collector.database) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert collector.run("--now").returncode == 0
        assert collector.rows("select url from frontier where state in ('pending', 'fetching')") == []
