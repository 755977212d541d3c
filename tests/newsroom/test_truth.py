"""Truth.differences() tells an exact text from any other."""

from dataclasses import replace

import pytest

from newsroom.server import Newsroom
from newsroom.truth import Truth


@pytest.fixture
def wire(newsroom: Newsroom) -> Truth:
    return next(truth for truth in newsroom.truth if truth.slug == "archive-of-treaty-flights-opens")


def test_an_exact_text_has_no_differences(wire: Truth) -> None:
    assert wire.differences("\n\n".join(wire.paragraphs)) == []


def test_dateline_agency_line_and_caption_may_stand_or_not(wire: Truth) -> None:
    assert wire.dateline
    first, *others = wire.paragraphs
    assert wire.differences("\n\n".join([wire.optional[0], wire.dateline + first, *others, *wire.optional[1:]])) == []


def test_what_is_missing_or_foreign_is_quoted(wire: Truth) -> None:
    text = "\n\n".join([*wire.paragraphs[1:], "Read next"])
    assert wire.differences(text) == [f"missing: {wire.paragraphs[0]}", "foreign: Read next"]


def test_order_and_repetition_are_differences(wire: Truth) -> None:
    assert wire.differences("\n\n".join(reversed(wire.paragraphs)))
    assert wire.differences("\n\n".join([*wire.paragraphs, wire.paragraphs[0]]))


def test_list_marks_are_the_texts_own_affair(wire: Truth) -> None:
    truth = replace(wire, paragraphs=("One.", "Two."), optional=("A subhead",), dateline=None)
    assert truth.differences("A subhead\n\n- One.\n\n- Two.") == []
