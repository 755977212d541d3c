"""How times, texts and snippets are worded on pages. What comes from a publisher is escaped here or by Jinja."""

import re
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from publishing.datasette.drawing import breadth, columns
from storage.search import END, FOUND

# CommonMark without raw HTML; pictures would be loaded from the publisher, who would see who reads.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def parsed(stamp: str | None) -> datetime | None:
    """A timestamp of the database as an aware time; None for nothing or nonsense."""
    try:
        moment = datetime.fromisoformat(stamp or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def clock(stamp: str | None) -> str:
    """24 November 2026, 07:00 UTC."""
    moment = parsed(stamp)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC" if moment else ""


def hour(stamp: str | None) -> str:
    """07:00, for lists that name the day above."""
    moment = parsed(stamp)
    return f"{moment:%H:%M}" if moment else ""


def day(stamp: str | None, now: datetime | None = None) -> str:
    """Today, Yesterday, or Monday, 23 November 2026; in UTC."""
    moment = parsed(stamp)
    if moment is None:
        return "Undated"
    days = ((now or datetime.now(UTC)).date() - moment.date()).days
    date = f"{moment:%A}, {moment.day} {moment:%B %Y}"
    return {0: f"Today, {date}", 1: f"Yesterday, {date}"}.get(days, date)


def short_day(text: str | None) -> str:
    """18 Nov, for charts and lists of which the year is known."""
    try:
        when = date.fromisoformat((text or "")[:10])
    except ValueError:
        return ""
    return f"{when.day} {when:%b}"


def lasting(seconds: float | None) -> str:
    """4 days, 3 hours, 2 minutes, 8 seconds: the largest unit that it fills."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int((seconds or 0) // length)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{int(seconds or 0)} second{'' if int(seconds or 0) == 1 else 's'}"


def after(stamp: str | None, first: str | None) -> str:
    """3 hours later: between two timestamps."""
    moment, beginning = parsed(stamp), parsed(first)
    if moment is None or beginning is None:
        return ""
    seconds = (moment - beginning).total_seconds()
    return f"{lasting(seconds)} later" if seconds >= 60 else "at the same time"


def country(code: str | None) -> str:
    """Ukraine, for UA; a code that nobody knows as it is."""
    return _countries().get(code or "", code or "")


@cache
def _countries() -> dict[str, str]:
    table = Path(__file__).parents[2] / "spiders" / "countries.tsv"  # as the catalogue names them
    lines = table.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t")[:2] for line in lines if line and not line.startswith("#"))


def in_days(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Rows that are sorted by `moment`, in groups of one day with its heading."""
    return [(day(date), list(group)) for date, group in groupby(rows, lambda row: row["moment"][:10])]


def ago(stamp: str | None, now: datetime | None = None) -> str:
    """3 hours ago; in the future only where a publisher's clock is wrong."""
    moment = parsed(stamp)
    if moment is None:
        return ""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    if seconds < -60:
        return "in the future"
    for unit, length in (("year", 31_557_600), ("month", 2_629_800), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(seconds // length)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def marked(snippet: str | None) -> Markup:
    """A snippet of search.py as HTML, the found words in <mark>."""
    text = str(escape(snippet or "")).replace(FOUND, "<mark>").replace(END, "</mark>")
    return Markup(text)  # noqa: S704 escaped above; the two marks are the only HTML


def paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a text."""
    return [part.strip() for part in re.split(r"\n\s*\n", text or "") if part.strip()]


def parted(words: list[list[str]]) -> list[list[tuple[str, str]]]:
    """A difference of storage/differences.py as paragraphs of (sign, words)."""
    told: list[list[tuple[str, str]]] = [[]]
    for sign, text in words:
        for number, part in enumerate(re.split(r"\n\n", text)):
            if number:
                told.append([])
            part = part.strip().replace("… … ", "… ")
            if part:
                told[-1].append((sign, part))
    return [paragraph for paragraph in told if paragraph]


def markdown(text: str | None) -> Markup:
    """Markdown as HTML. Raw HTML in it is shown as text, and addresses other than http(s) become no links."""
    html = _markdown.render(text or "")
    return Markup(html.replace("<a href=", '<a rel="noopener noreferrer nofollow" href='))  # noqa: S704


def web(url: str | None) -> str:
    """The address if a browser may follow it, else '#'."""
    try:
        return str(url) if urlsplit(url or "").scheme in ("http", "https") else "#"
    except ValueError:
        return "#"


def host(url: str | None) -> str:
    """harbour-courier.example, for links that say where they lead."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def shortened(text: str | None, letters: int = 240) -> str:
    """The first lines, cut between words."""
    flat = " ".join((text or "").split())
    if len(flat) <= letters:
        return flat
    return flat[:letters].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


FILTERS: dict[str, Any] = {
    function.__name__: function
    for function in (
        *(clock, hour, day, short_day, in_days, ago, after, lasting, country),
        *(marked, paragraphs, markdown, web, host, shortened, columns, breadth),
    )
}
