"""Each file of feed_cases/ is read and compared with the JSON beside it: what is not in the JSON has its default."""

import json
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from spiders.readers import read

CASES = Path(__file__).parent / "feed_cases"
INPUTS = sorted(path for path in CASES.iterdir() if not path.name.endswith(".expected.json"))


def as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple):
        return [as_json(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        said = {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
        return {name: part for name, part in said.items() if part not in (None, [], 0)}
    return value


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_feed_reads_as_expected(path: Path) -> None:
    expected = json.loads(path.with_name(path.name + ".expected.json").read_text(encoding="utf-8"))
    reading = read(path.read_bytes(), url="https://feed.example/news/feed.xml")
    assert as_json(reading) == expected


def test_every_expectation_has_its_feed() -> None:
    expected = {path.name.removesuffix(".expected.json") for path in CASES.glob("*.expected.json")}
    assert expected == {path.name for path in INPUTS}
