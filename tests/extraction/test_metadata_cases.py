"""A folder of pages and what they say: NAME.html with NAME.json (what was known, what is expected)."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from extraction.metadata import read_metadata
from extraction.parse import parse_page
from items import Entry

CASES = Path(__file__).parent / "metadata_cases"


@dataclass
class Memory:
    titles: dict[str, str]


def _plain(value: Any) -> Any:
    """A field as JSON writes it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


def _entry(known: dict[str, Any] | None) -> Entry | None:
    if known is None:
        return None
    known = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    return Entry(**(known | {"published": datetime.fromisoformat(known["published"])}))


@pytest.mark.parametrize("page", sorted(CASES.glob("*.html")), ids=lambda page: page.stem)
def test_metadata_of_the_page_is_as_expected(page: Path) -> None:
    expected_file = page.with_suffix(".json")
    assert expected_file.exists(), f"{expected_file.name} is missing: write down what the page says"
    case = json.loads(expected_file.read_text(encoding="utf-8"))
    given, expected = case["given"], case["expected"]
    metadata = read_metadata(
        parse_page(page.read_bytes(), url=given["url"]),
        url=given["url"],
        fetched=datetime.fromisoformat(given["fetched"]),
        entry=_entry(given.get("entry")),
        habits=Memory({str(page): title for page, title in enumerate(given["titles"])}) if "titles" in given else None,
    )
    found = {name: _plain(value) for name, value in asdict(metadata).items()}
    # Of origins a case names those that it is about.
    if expected.get("origins"):
        found["origins"] = {name: found["origins"].get(name) for name in expected["origins"]}
    assert {name: found[name] for name in expected} == expected


def test_every_expectation_has_its_page() -> None:
    assert {path.stem for path in CASES.glob("*.json")} == {path.stem for path in CASES.glob("*.html")}
