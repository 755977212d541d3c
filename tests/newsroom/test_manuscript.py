"""Articles are files: front matter, then a little Markdown."""

from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsroom.manuscript import Manuscript, read_manuscript
from newsroom.outlet import HERE

TEXT = """---
title: A title
age_h: 30
edit:
  replace: {third: fourth}
---
A first *paragraph*
on two lines, {weekday-1} & {weekday}.

## A subhead

> A quotation.

- One item
  on two lines
- Another [item](/there)

The third.
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "a-slug.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_blocks_have_a_kind_plain_text_and_html(tmp_path: Path) -> None:
    manuscript = read_manuscript(write(tmp_path, TEXT))
    assert [block.kind for block in manuscript.blocks] == ["p", "h2", "quote", "item", "item", "p"]
    assert manuscript.blocks[0].inline.startswith("A first <em>paragraph</em> on two lines")
    assert manuscript.blocks[4].text == "Another item"
    assert manuscript.slug == "a-slug"


def test_weekdays_are_written_out_from_the_day_of_publication(tmp_path: Path) -> None:
    now = datetime(2026, 3, 18, 9, tzinfo=UTC)  # a Wednesday
    manuscript = read_manuscript(write(tmp_path, TEXT)).dated(now)
    assert manuscript.blocks[0].text == "A first paragraph on two lines, Monday & Tuesday."


def test_a_second_edition_replaces_what_the_front_matter_says(tmp_path: Path) -> None:
    second = read_manuscript(write(tmp_path, TEXT)).second_edition()
    assert second.revised
    assert second.blocks[-1].text == "The fourth."


def test_an_edit_of_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    manuscript = read_manuscript(write(tmp_path, TEXT.replace("The third.", "The end.")))
    with pytest.raises(ValueError, match="a-slug: the edit replaces 'third'"):
        manuscript.second_edition()


@pytest.mark.parametrize("wrong", ["titel: A title", "slug: other", "title: [", "revised: true"])
def test_wrong_front_matter_is_named_with_its_file(tmp_path: Path, wrong: str) -> None:
    path = write(tmp_path, TEXT.replace("title: A title", wrong))
    with pytest.raises(ValueError, match=r"a-slug\.md: "):
        read_manuscript(path)


def test_every_key_of_the_front_matter_is_described() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    keys = {each.name for each in fields(Manuscript)} - {"slug", "blocks", "revised"}
    assert {key for key in keys if f"`{key}`" not in readme} == set()


def test_every_outlet_is_described() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    assert {path.stem for path in (HERE / "outlets").glob("*.yaml") if f"| {path.stem} |" not in readme} == set()


def test_every_text_about_the_real_world_says_where_it_can_be_looked_up() -> None:
    articles = [read_manuscript(path) for path in (HERE / "articles").glob("*/*.md")]
    assert [each.slug for each in articles if each.kind == "article" and each.in_scope and not each.facts] == []
