"""The units of systemd, the lines of cron and the settings of Litestream: that they are what they are taken for."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted([*(ROOT / "deploy").glob("*.service"), *(ROOT / "deploy").glob("*.timer")])
VERBS = {path.stem for path in (ROOT / "commands").glob("*.py")}


def test_every_unit_is_here() -> None:
    names = {"watchkeeper", "watchkeeper-backup"}
    assert {unit.name for unit in UNITS} == {f"{name}.{kind}" for name in names for kind in ("service", "timer")} | {
        "watchkeeper-room.service"
    }


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze: apt-get install systemd")
def test_systemd_takes_every_unit_as_it_is(tmp_path: Path) -> None:
    programs = ("/srv/watchkeeper/.venv/bin/scrapy", "/srv/watchkeeper/deploy/backup")
    copied = []
    for unit in UNITS:
        text = unit.read_text()
        for program in programs:  # it looks whether they are there
            text = text.replace(f"ExecStart={program}", "ExecStart=/bin/true")
        (tmp_path / unit.name).write_text(text)
        copied.append(str(tmp_path / unit.name))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *copied], capture_output=True, text=True)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "watchkeeper" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze: apt-get install systemd")
def test_the_reading_room_is_little_exposed() -> None:
    unit = ROOT / "deploy/watchkeeper-room.service"
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"exposure level for watchkeeper-room.service: ([0-9.]+)", done.stdout)
    if not found:
        pytest.skip(f"this systemd cannot say: {done.stderr.strip()}")
    assert float(found[1]) < 3


def test_every_line_of_cron_calls_what_is_there() -> None:
    lines = [line for line in (ROOT / "deploy/crontab").read_text().splitlines() if line and line[0] in "*0123456789"]
    called = set()
    for line in lines:
        match = re.fullmatch(r"(?:[0-9*/]+ ){4}[0-9*]+ +cd /srv/watchkeeper && (\S+)(.*)", line)
        assert match, line
        if match[1] == ".venv/bin/scrapy":
            verb = match[2].split()[0]
            assert verb in VERBS
            called.add(verb)
        else:
            assert (ROOT / match[1]).stat().st_mode & 0o100, match[1]
            called.add(match[1])
        assert "%" not in line  # cron takes it for the end of the line
    assert called == {"collect", "watch", "status", "deploy/backup"}


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_the_scripts_are_plain_shell(name: str) -> None:
    path = ROOT / "deploy" / name
    assert path.read_text().startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", path]).returncode == 0
    assert path.stat().st_mode & 0o111 == 0o111


def test_litestream_is_told_one_database_and_one_place_for_it() -> None:
    """What Litestream itself says of the file: tests/deploy/test_litestream.py, where the program is there."""
    told = yaml.safe_load((ROOT / "deploy/litestream.yml").read_text())
    assert set(told) == {"snapshot", "dbs"}
    assert set(told["snapshot"]) == {"interval", "retention"}
    assert all(re.fullmatch(r"\d+h", value) for value in told["snapshot"].values())
    (database,) = told["dbs"]
    assert database["path"] == "/srv/watchkeeper/data/news.db"
    assert database["replica"]["type"] == "file"
    assert not set(database["replica"]) & {"access-key-id", "secret-access-key", "password"}
