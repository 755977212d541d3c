"""`scrapy extract` as people run it: a manifest of saved pages in, a line for each out."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARAGRAPHS = [
    f"The inspectors opened depot {number} on the eastern bank and counted {number * 31} crates of rope, of which "
    f"{number * 3} had been signed out twice by the same quartermaster in the same week of spring."
    for number in range(1, 7)
]
ARTICLE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    "<title>Depots on the eastern bank counted</title></head><body><nav><a href='/'>Home</a></nav>"
    "<article><h1>Depots on the eastern bank counted</h1>"
    + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    + "</article><footer><p>All rights kept.</p></footer></body></html>"
)


def extract(folder: Path, pages: dict[str, bytes], *options: str) -> tuple[dict[str, dict[str, Any]], str]:
    """The records by id, and what was said on standard error."""
    with (folder / "manifest.jsonl").open("w") as manifest:
        for name, body in pages.items():
            (folder / name).write_bytes(body)
            manifest.write(json.dumps({"id": name, "path": name, "url": f"https://depots.example/2026/{name}"}) + "\n")
    process = run(folder / "manifest.jsonl", "--output", str(folder / "out.jsonl"), *options)
    assert process.returncode == 0, process.stderr
    records = [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]
    assert len(records) == len(pages)
    return {record["id"]: record for record in records}, process.stderr


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "extract", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_page_has_its_line_whether_packed_or_not(tmp_path: Path) -> None:
    pages = {"a.html": ARTICLE.encode(), "b.html.gz": gzip.compress(ARTICLE.replace("depot", "store").encode())}
    records, _ = extract(tmp_path, pages)
    assert records["a.html"]["text"].split("\n\n") == PARAGRAPHS
    assert records["a.html"]["title"] == "Depots on the eastern bank counted"
    assert records["b.html.gz"]["text"].split("\n\n") == [text.replace("depot", "store") for text in PARAGRAPHS]


def test_pages_that_cannot_be_read_cost_their_own_record_only(tmp_path: Path) -> None:
    pages = {
        "empty.html": b"",
        "binary.html": bytes(range(256)) * 400,
        "huge.html": b"<html><body>" + b"<p>word </p>" * (50 * 1024 * 1024 // 12),
        "deep.html": ARTICLE.replace("<article>", "<div>" * 100_000 + "<article>").encode(),
        "frames.html": b"<html><frameset><frame src='a.html'></frameset></html>",
        "good.html": ARTICLE.encode(),
    }
    records, said = extract(tmp_path, pages)
    assert records["good.html"]["text"].split("\n\n") == PARAGRAPHS
    for name in ("empty.html", "binary.html", "huge.html", "frames.html"):
        verdict = records[name].get("error") or records[name].get("rejected") or records[name]["status"] != "full"
        assert verdict, records[name]
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("encoding", "declared"), [("cp1251", ""), ("utf-16", ""), ("utf-8", '<meta charset="iso-8859-1">'), ("utf-8", "")]
)
def test_an_encoding_that_is_not_said_or_said_wrongly_is_found(tmp_path: Path, encoding: str, declared: str) -> None:
    text = (
        "Инспекторы открыли склад на восточном берегу и насчитали тридцать один ящик верёвки, из них три выданы дважды."
    )
    paragraphs = "".join(f"<p>{text} Номер {number}.</p>" for number in range(6))
    body = f"<body><article><h1>Склады</h1>{paragraphs}</article></body>"
    page = f"<html><head>{declared}<title>Склады</title></head>{body}</html>"
    records, _ = extract(tmp_path, {"page.html": page.encode(encoding)})
    assert text in records["page.html"]["text"]


def test_a_line_that_is_no_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").write_text('{"id": 1, "path": "a.html"}\nnonsense\n')
    process = run(tmp_path / "manifest.jsonl", "--output", tmp_path / "out.jsonl")
    assert process.returncode == 1
    assert "manifest.jsonl, line 2" in process.stderr
    assert "Traceback" not in process.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_a_file_that_is_missing_is_an_error_of_its_line(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").write_text('{"id": "x", "path": "nowhere.html", "url": "https://depots.example/x"}\n')
    process = run(tmp_path / "manifest.jsonl", "--output", tmp_path / "out.jsonl")
    assert process.returncode == 0
    assert "nowhere.html" in json.loads((tmp_path / "out.jsonl").read_text())["error"]


def test_a_page_is_explained_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(ARTICLE)
    process = run("--explain", tmp_path / "page.html")
    assert process.returncode == 0, process.stderr
    assert "verdict: full" in process.stdout
    kept = [line for line in process.stdout.splitlines() if line.lstrip().startswith("+")]
    assert len([line for line in kept if "The inspectors opened depot" in line]) == len(PARAGRAPHS)


def test_a_page_that_is_nowhere_is_said_so(tmp_path: Path) -> None:
    process = run("--explain", tmp_path / "nowhere.html")
    assert process.returncode == 1
    assert "nowhere.html" in process.stderr
    assert "Traceback" not in process.stderr
