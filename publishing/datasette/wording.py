"""How times, texts and snippets are worded on pages. What comes from a publisher is escaped here or by Jinja."""

import re
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

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
    for function in (clock, hour, day, in_days, ago, marked, paragraphs, markdown, web, host, shortened)
}
