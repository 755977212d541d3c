"""The catalogue that comes with the project, and its description, held against each other."""

from pathlib import Path
from typing import get_args

import pytest

from spiders.catalogue import load_catalogue
from spiders.source import KEYS, Kind, Source

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue(ROOT / "sources")


def test_catalogue_has_sixty_sources_that_are_on() -> None:
    assert sum(source.enabled for source in CATALOGUE.values()) >= 60


@pytest.mark.parametrize("source", CATALOGUE.values(), ids=CATALOGUE)
def test_source_says_what_it_is_and_what_was_not_checked(source: Source) -> None:
    text = (ROOT / "sources" / f"{source.name}.yaml").read_text(encoding="utf-8")
    comment = " ".join(line.lstrip("# ") for line in text.splitlines() if line.startswith("#"))
    assert source.kind
    assert source.language
    assert "fetched" in comment


def test_state_media_are_labelled_and_off() -> None:
    state_media = [source for source in CATALOGUE.values() if source.state_affiliated]
    assert len(state_media) >= 9
    assert not any(source.enabled for source in state_media)


def test_every_key_and_kind_is_described() -> None:
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in text] == []
    assert [kind for kind in get_args(Kind) if f"`{kind}`" not in text] == []
