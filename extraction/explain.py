"""What was kept of a page, what was cut and by which rule, and where each field came from."""

from dataclasses import fields
from datetime import datetime

from extraction.article import Reading, read_page
from extraction.habits import Habits
from extraction.metadata import Metadata
from extraction.rules import Rules
from items import Entry

# What the words in ``Block.cut`` mean to a reader of the explanation.
_MEANINGS = {
    "after": "after the end of the article",
    "before": "before its beginning",
    "outside": "outside the element that holds it",
    "line": "a line that sites print around articles (furniture.txt, lines)",
    "end": "opens what is not the article (furniture.txt, ends)",
    "label": "a label with a link (furniture.txt, labels)",
    "links": "nothing but links",
    "card": "a linked title with a description",
    "box": "a titled box of other stories",
    "form": "belongs to a form",
    "headline": "repeats the headline",
    "repeated": "stood on the page before",
    "repeated on the site": "other pages of the site carry it to the letter",
    "trailing heading": "a heading with nothing below it",
    "byline": "names the author",
    "biography": "says who the author is",
    "date": "a date by itself",
    "caption": "a caption",
}


def explain(
    body: bytes,
    *,
    url: str,
    fetched: datetime,
    content_type: str | None = None,
    entry: Entry | None = None,
    rules: Rules = Rules(),  # noqa: B008 - frozen, so one for all is safe
    habits: Habits = Habits(),  # noqa: B008
) -> list[str]:
    """The explanation of a page, line by line. Raises ExtractionError as ``extract_article`` does."""
    reading = read_page(
        body, url=url, fetched=fetched, content_type=content_type, entry=entry, rules=rules, habits=habits
    )
    return [*_verdict(reading), "", *_fields(reading.metadata), "", *_text(reading)]


def _verdict(reading: Reading) -> list[str]:
    verdict = reading.verdict
    lines = [f"verdict: {verdict.refusal or verdict.status}", *(f"  because {reason}" for reason in verdict.reasons)]
    source = "trafilatura's second opinion" if reading.seconded else reading.container or "an element without a name"
    return [f"address: {reading.address}", *lines, f"text from: {source}"]


def _fields(metadata: Metadata) -> list[str]:
    lines = []
    for field in fields(metadata):
        value = getattr(metadata, field.name)
        if field.name in ("origins", "precision", "conflicts") or value in (None, (), frozenset()):
            continue
        origin = metadata.origins.get(field.name)
        shown = ", ".join(map(str, value)) if isinstance(value, tuple | frozenset) else str(value)
        lines.append(f"{field.name}: {shown}" + (f"   [{origin}]" if origin else ""))
    return [*lines, *(f"conflict: {conflict}" for conflict in metadata.conflicts)]


def _text(reading: Reading) -> list[str]:
    kept = {id(block) for block in reading.blocks}
    lines = []
    for block in reading.layout.blocks:
        if id(block) in kept:
            lines.append(f"+ {block.text}")
        else:
            reason = block.cut or "outside"
            reason = _MEANINGS.get(reason, f"its element says it is {reason}")
            lines.append(f"- {block.text[:100]}   [{reason}]")
    return lines
