"""Layouts are a part of Mustache that forgives nothing."""

import pytest

from newsroom.template import parse, render


def test_names_are_escaped_and_raw_names_are_not() -> None:
    assert render(parse("{{a}} {{{a}}} {{! a remark }}"), {"a": "<b>"}) == "&lt;b&gt; <b> "


def test_sections_repeat_enter_and_disappear() -> None:
    layout = parse("{{#list}}[{{x}}{{y}}]{{/list}}{{#one}}{{x}}{{/one}}{{#no}}never{{/no}}{{^no}}always{{/no}}")
    assert render(layout, {"list": [{"x": 1}, {"x": 2}], "y": 0, "one": {"x": 3}, "no": []}) == "[10][20]3always"


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError, match="nmae"):
        render(parse("{{nmae}}"), {"name": 1})


@pytest.mark.parametrize("source", ["{{#a}}", "{{#a}}{{#b}}{{/a}}{{/b}}", "{{/a}}"])
def test_sections_that_do_not_nest_are_an_error(source: str) -> None:
    with pytest.raises(ValueError, match="page: section"):
        parse(source, name="page")
