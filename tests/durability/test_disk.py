"""A disk that fills up or cannot be written at all: one message, nothing half-written, and the next run goes on."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.collect.conftest import ROOT, Collector
from tests.durability import invariants


@contextmanager
def disk(folder: Path, size: str) -> Iterator[None]:
    """A file system of that size; only root may mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk, and not in every container")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def assert_ended_in_order(process: "subprocess.CompletedProcess[str]") -> None:
    assert process.returncode == 1, process
    assert "Traceback" not in process.stderr
    assert "the disk is full or cannot be written" in process.stderr


def assert_the_next_run_goes_on(collector: Collector, database: Path, seen: invariants.Seen | None) -> None:
    if seen:
        assert list(invariants.halves(database, named={})) == []
    after = collector.run("--now")
    assert (after.returncode, after.stderr) == (0, "")
    now = invariants.look(database)
    assert list(invariants.lost(seen, now)) == [] if seen else now
    assert list(invariants.halves(database, named=invariants.sightings(database))) == []
    assert now is not None
    assert set(now.frontier.values()) & {"pending", "fetching"} == set()


# From a schema that does not fit to articles of which the last do not.
@pytest.mark.parametrize("kilobytes", [650, 1400, 2750])
def test_a_full_disk_ends_the_run_in_order(collector: Collector, kilobytes: int) -> None:
    place = collector.folder / "disk"
    collector.settings["DATABASE"] = database = place / "news.db"
    with disk(place, f"{kilobytes}k"):
        assert_ended_in_order(collector.run("--now"))
        seen = invariants.look(database) if database.exists() else None
        subprocess.run(["mount", "-o", "remount,size=50m", str(place)], check=True)
        assert_the_next_run_goes_on(collector, database, seen)


@pytest.mark.parametrize("kilobytes", [150, 1000])
def test_a_quota_ends_the_run_in_order(collector: Collector, kilobytes: int) -> None:
    def quota() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1000, kilobytes * 1000))

    process = subprocess.run(
        collector.command("--now"), cwd=ROOT, capture_output=True, text=True, preexec_fn=quota, check=False
    )
    assert_ended_in_order(process)
    seen = invariants.look(collector.database)
    assert_the_next_run_goes_on(collector, collector.database, seen)


def test_a_disk_that_is_mounted_read_only_is_explained_and_left_alone(collector: Collector) -> None:
    place = collector.folder / "disk"
    collector.settings["DATABASE"] = database = place / "news.db"
    with disk(place, "50m"):
        assert collector.run("--now").returncode == 0
        before = database.read_bytes()
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        process = collector.run("--now")
        assert process.returncode == 1
        assert "check the owner and the rights of the file and its folder" in process.stderr
        assert "Traceback" not in process.stderr
        assert database.read_bytes() == before


def test_a_database_without_the_right_to_write_is_explained(collector: Collector) -> None:
    if not os.geteuid():
        pytest.skip("root may write everywhere")
    assert collector.run("--now").returncode == 0
    collector.database.chmod(0o444)
    process = collector.run("--now")
    assert process.returncode == 1
    assert "check the owner and the rights" in process.stderr
