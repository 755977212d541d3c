"""What a source's YAML may say about its pages where the generic extraction fails: CSS selectors, a field each."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import lru_cache

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from errors import SourceError


@dataclass(frozen=True, slots=True)
class Rules:
    """CSS selectors by field; an empty tuple leaves the field to the generic extraction."""

    title: tuple[str, ...] = ()
    text: tuple[str, ...] = ()  # the containers of the body, in the order of the page
    drop: tuple[str, ...] = ()  # elements that are never text
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    test_url: str | None = None  # a page of the site that these rules were written for

    @classmethod
    def from_mapping(cls, rules: Mapping[str, object] | None, *, path: str = "") -> "Rules":
        """Rules from the ``rules`` of a source file; SourceError names an unknown key or a selector that is none."""
        known = {field.name for field in fields(cls)}
        values: dict[str, object] = {}
        for key, value in (rules or {}).items():
            if key not in known:
                near = get_close_matches(str(key), known, 1)
                hint = f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(sorted(known))}"
                raise SourceError(f"{path}: unknown rule '{key}'{hint}", path=path)
            if key == "test_url":
                values[key] = str(value) if value else None
                continue
            selectors = [value] if isinstance(value, str) else value
            if not isinstance(selectors, list | tuple) or not all(isinstance(s, str) for s in selectors):
                raise SourceError(f"{path}: rule '{key}' must be a CSS selector or a list of them", path=path)
            for selector in selectors:
                try:
                    _compiled(selector)
                except SelectorError as error:
                    raise SourceError(
                        f"{path}: rule '{key}': {selector!r} is no CSS selector ({error})", path=path
                    ) from None
            values[key] = tuple(selectors)
        return cls(**values)  # type: ignore[arg-type]


@lru_cache(maxsize=512)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def select(tree: HtmlElement, selectors: tuple[str, ...]) -> list[HtmlElement]:
    """The elements that any of the selectors finds, each once; order of the selectors, then of the page."""
    found: dict[HtmlElement, None] = {}
    for selector in selectors:
        found.update(dict.fromkeys(_compiled(selector)(tree)))
    return list(found)
