"""A source's own rules over what the generic extraction found."""

from dataclasses import replace
from datetime import datetime

from lxml.html import HtmlElement, fromstring

from dates import parse_date
from extraction.bylines import split_byline
from extraction.metadata import Metadata
from extraction.rules import Rules, select
from extraction.runs import clean


def override_metadata(metadata: Metadata, tree: HtmlElement, rules: Rules, *, fetched: datetime) -> Metadata:
    """The metadata with every field that a rule finds on the page replaced; its origin is then "rule"."""
    found: dict[str, object] = {}
    if texts := _texts(tree, rules.title):
        found["title"] = texts[0]
    if texts := _texts(tree, rules.section):
        found["section"] = texts[0]
    if texts := _texts(tree, rules.tags):
        found["tags"] = tuple(dict.fromkeys(texts))
    names = [name for text in _texts(tree, rules.authors) for name in split_byline(text).names]
    if names:
        found["authors"] = tuple(dict.fromkeys(names))
    for element in select(tree, rules.published):
        stated = element.get("datetime") or element.get("content") or element.text_content()
        if dated := parse_date(stated, language=metadata.language, reference=fetched):
            found["published"] = dated.value
            break
    if not found:
        return metadata
    origins = {**metadata.origins, **dict.fromkeys(found, "rule")}
    return replace(metadata, **found, origins=origins)  # type: ignore[arg-type]


def _texts(tree: HtmlElement, selectors: tuple[str, ...]) -> list[str]:
    texts = (clean(e.get("content") or e.text_content()) for e in select(tree, selectors)) if selectors else ()
    return [text for text in texts if text]


def text_tree(tree: HtmlElement, rules: Rules) -> tuple[HtmlElement, bool]:
    """The part of the page that the rules leave for the text, and whether a rule named it. Changes ``tree``."""
    for element in select(tree, rules.drop):
        if element.getparent() is not None:
            element.drop_tree()
    containers = select(tree, rules.text)
    inner = [e for e in containers if not any(a in containers for a in e.iterancestors())]
    if not inner:
        return tree, False
    page = fromstring("<html><body></body></html>")
    for element in inner:
        element.tail = None
        page[0].append(element)
    return page, True
