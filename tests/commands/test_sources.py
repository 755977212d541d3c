"""`scrapy sources`, run as a user runs it."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

ROOT = Path(__file__).resolve().parents[2]
FATHOM = """# Not fetched.
title: The Fathom Dispatch
homepage: https://fathom.example/
kind: trade
country: NO
language: en
feeds: [https://fathom.example/feed/]
"""
OPML = """<opml version="2.0"><body>
<outline text="The Fathom Dispatch" xmlUrl="https://fathom.example/feed/" htmlUrl="https://fathom.example/"/>
<outline text="Sounding" xmlUrl="http://sounding.example/rss" htmlUrl="http://sounding.example/"/>
<outline text="Old" xmlUrl="gopher://old.example/"/>
</body></opml>"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "fathom.yaml").write_text(FATHOM)
    (folder / "oryx.yaml").write_text("title: Oryx\nhomepage: https://oryx.example/\nenabled: false  # stale\n")
    return folder


@pytest.fixture
def sources(folder: Path) -> Run:
    def run(*args: str, folder: Path = folder) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scrapy", "sources", *args, "-s", f"SOURCES={folder}"]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    return run


def test_list_is_a_line_for_each_source(sources: Run) -> None:
    done = sources("list")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "fathom\tThe Fathom Dispatch\ttrade\tNO\ten\tfeed\tfiltered\ton",
        "oryx\tOryx\t\t\t\t\tfiltered\toff",
    ]


def test_list_as_json_has_every_key(sources: Run) -> None:
    fathom, oryx = json.loads(sources("list", "--json").stdout)
    assert fathom["feeds"] == ["https://fathom.example/feed/"]
    assert (oryx["enabled"], oryx["disabled_because"]) == (False, "stale")


def test_check_finds_nothing_wrong(sources: Run) -> None:
    done = sources("check")
    assert (done.returncode, done.stdout) == (0, "2 sources, 1 of them switched off: nothing is wrong\n")


def test_check_with_a_name_shows_the_source_as_understood(sources: Run) -> None:
    done = sources("check", "fathom")
    assert done.returncode == 0
    assert "feeds:\n- https://fathom.example/feed/\nsitemaps: []" in done.stdout
    assert "oryx" not in done.stdout


def test_check_tells_each_problem_on_a_line_and_ends_with_1(sources: Run, folder: Path) -> None:
    (folder / "eutoday.yaml").write_text("title: EU Today\nhomepage: eutoday.example\nfeed: []\n")
    (folder / "nato.yaml").write_text("title: NATO: news\n")
    done = sources("check")
    assert done.returncode == 1
    first, second, third = done.stdout.splitlines()
    assert first == f"{folder}/eutoday.yaml: unknown key 'feed'; did you mean 'feeds'?"
    assert second.startswith(f"{folder}/eutoday.yaml: 'homepage': an address starts with https:// or http://")
    assert third.startswith(f"{folder}/nato.yaml: line 1, column 12: mapping values are not allowed")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["check", "fathon"], "no source 'fathon'; did you mean 'fathom'?"),
        ([], "sources: no verb given; it is used as\n  scrapy sources list [--json]"),
        (["lst"], "sources: no verb 'lst'; did you mean 'list'?"),
        (
            ["list", "--jsonn"],
            "sources: unknown option --jsonn; did you mean --json? It is used as\n  scrapy sources list",
        ),
        (["list", "fathom"], "sources list: unexpected 'fathom'"),
        (["import"], "sources import: something is missing; it is used as\n  scrapy sources import FILE.opml"),
        (["import", "nowhere.opml"], "nowhere.opml: cannot be read: No such file or directory"),
        (["import", "scrapy.cfg"], "scrapy.cfg: is no OPML: no <opml> element"),
        (["import", "http://127.0.0.1:1/feeds.opml"], "http://127.0.0.1:1/feeds.opml: cannot be fetched: "),
        (["export", "--output", "/nowhere/x.opml"], "/nowhere/x.opml: cannot be written: No such file or directory"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_told_without_a_traceback(sources: Run, args: list[str], told: str) -> None:
    done = sources(*args)
    assert done.returncode == 1
    assert done.stderr.startswith(told)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_folder_that_is_not_there_names_the_setting(sources: Run, tmp_path: Path) -> None:
    done = sources("list", folder=tmp_path / "nowhere")
    assert done.returncode == 1
    assert done.stderr.endswith(
        "nowhere: No such file or directory; set SOURCES to the folder of source files (-s SOURCES=folder)\n"
    )


class Answer(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = OPML.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/feeds.opml"
        server.shutdown()


def test_import_from_an_address_writes_what_is_new_and_says_so(sources: Run, folder: Path, address: str) -> None:
    done = sources("import", address)
    assert done.returncode == 0
    assert done.stdout == f"1 new, 1 already there, 1 left out: {folder}\n"
    assert "left out: Old: an address starts with" in done.stderr
    assert (folder / "fathom.yaml").read_text() == FATHOM
    assert "xmlUrl" not in (folder / "sounding.yaml").read_text()

    assert sources("import", address).stdout == f"0 new, 2 already there, 1 left out: {folder}\n"
    assert sources("check").returncode == 0


def test_import_makes_the_folder_that_is_not_there(sources: Run, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(OPML)
    done = sources("import", str(tmp_path / "list.opml"), folder=tmp_path / "new" / "folder")
    assert done.stdout.startswith("2 new, 0 already there")
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == ["fathom.yaml", "sounding.yaml"]


def test_import_into_a_broken_catalogue_writes_nothing(sources: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(OPML)
    (folder / "nato.yaml").write_text("title: [\n")
    done = sources("import", str(tmp_path / "list.opml"))
    assert done.returncode == 1
    assert "nato.yaml: line 2, column 1: " in done.stderr
    assert not (folder / "sounding.yaml").exists()


def test_export_gives_the_feeds_that_are_on(sources: Run, tmp_path: Path) -> None:
    on_screen = sources("export").stdout
    assert on_screen.count("xmlUrl=") == 1
    assert 'xmlUrl="https://fathom.example/feed/" htmlUrl="https://fathom.example/" language="en"' in on_screen

    done = sources("export", "--output", str(tmp_path / "out.opml"))
    assert done.stdout == f"1 feed: {tmp_path}/out.opml\n"
    assert (tmp_path / "out.opml").read_text() == on_screen


def test_list_that_nobody_reads_to_the_end_ends_quietly(folder: Path) -> None:
    for number in range(2_000):
        text = FATHOM.replace("fathom.example", f"f{number}.example").replace("Dispatch", "Dispatch " * 20)
        (folder / f"f{number}.yaml").write_text(text)
    command = [sys.executable, "-m", "scrapy", "sources", "list", "-s", f"SOURCES={folder}"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(timeout=60)
    process.stderr.close()
