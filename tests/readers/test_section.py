"""A list page gives its articles and nothing else."""

import json
from pathlib import Path

import pytest

from errors import ReadError
from spiders.readers.section import read_section

CASES = sorted((Path(__file__).parent / "section_cases").glob("*.html"))


def read(case: Path, **more: object) -> tuple[dict[str, object], "object"]:
    expected = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    return expected, read_section(case.read_bytes(), url=expected["url"], **more)  # type: ignore[arg-type]


def test_there_are_cases() -> None:
    assert len(CASES) >= 12


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_section_page(case: Path) -> None:
    expected = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    reading = read_section(case.read_bytes(), url=expected["url"], content_type="text/html")
    found = [entry.url for entry in reading.entries]
    assert sorted(found) == sorted(entry["url"] for entry in expected["entries"])
    by_url = {entry.url: entry for entry in reading.entries}
    for wanted in expected["entries"]:
        entry = by_url[wanted["url"]]
        assert entry.title == wanted["title"]
        assert (entry.published.isoformat() if entry.published else None) == wanted.get("published")
        assert entry.summary == wanted.get("summary", entry.summary)
    assert reading.next_url == expected["next_url"]
    assert (reading.kind, reading.reader) == ("section", "section")
