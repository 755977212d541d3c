"""What a crawl of the newsroom should find, to the letter."""

import html
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from newsroom.manuscript import Manuscript
from newsroom.outlet import Outlet
from newsroom.pages import article_page, shown_blocks
from newsroom.syndication import links

Expected = Literal["article", "teaser", "reserved", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One address that an outlet announces.

    ``expected``: "article" a full row; "teaser" a row that says so; "reserved" a row without text; "rejected" no row,
    and ``note`` says why. ``group``: copies of one wire text share "wire/...", reports of one event in different words
    share "story/...".
    """

    url: str
    found_urls: tuple[str, ...]  # as announced, with what hangs on them
    source: str
    slug: str
    title: str
    authors: tuple[str, ...]
    section: str | None
    published: datetime
    language: str
    paragraphs: tuple[str, ...]  # the text, all of it
    optional: tuple[str, ...]  # may stand in the text or not: subheads, standfirst, caption, agency line
    dateline: str | None  # may stand before the first paragraph or not
    furniture: tuple[str, ...]  # stands on the page and must not stand in the text
    expected: Expected
    in_scope: bool
    group: str | None
    note: str

    def differences(self, text: str) -> list[str]:
        """What is missing, foreign or out of order in a text (paragraphs parted by empty lines); [] when exact."""
        found = [_plain(part) for part in text.split("\n") if part.strip()]  # the items of a list stand in lines
        wanted = [_plain(part) for part in self.paragraphs]
        if self.dateline:
            dated = _plain(self.dateline + self.paragraphs[0])
            found = [wanted[0] if part == dated else part for part in found]
        allowed = {_plain(part) for part in self.optional}
        out = [f"missing: {part}" for part in wanted if part not in found]
        out += [f"foreign: {part}" for part in found if part not in wanted and part not in allowed]
        if not out and [part for part in found if part not in allowed] != [p for p in wanted if p not in allowed]:
            out.append("the paragraphs stand in another order, or one stands twice")
        return out

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"published": self.published.isoformat()}


def truth_of(outlet: Outlet) -> Iterator[Truth]:
    """In the order in which the outlet lists its articles."""
    for article in outlet.articles():
        paragraphs = [block for block in shown_blocks(article) if block.kind != "h2"]
        subheads = [block.text for block in shown_blocks(article) if block.kind == "h2"]
        extra = (article.standfirst, article.caption, article.credit)
        yield Truth(
            url=outlet.url(article),
            found_urls=links(outlet, article),
            source=outlet.name,
            slug=article.slug,
            title=article.title,
            authors=article.authors,
            section=article.section,
            published=article.published(outlet.now),
            language=outlet.language_of(article),
            paragraphs=tuple(block.text for block in paragraphs),
            optional=(*subheads, *(text for text in extra if text)),
            dateline=article.dateline,
            furniture=() if article.kind == "missing" else _furniture(outlet, article),
            expected=_expected(article),
            in_scope=article.in_scope,
            group=article.group,
            note=article.note,
        )


def _expected(article: Manuscript) -> Expected:
    match article.expected:
        case "article" | "teaser" | "reserved" | "rejected":
            return article.expected
    raise ValueError(f"{article.slug}: expected: {article.expected!r} is none of article, teaser, reserved, rejected")


def _furniture(outlet: Outlet, article: Manuscript) -> tuple[str, ...]:
    """Of all that the outlet may put around an article, what this page shows."""
    page = html.unescape(re.sub(r"<(script|style)\b.*?</\1>", "", article_page(outlet, article), flags=re.S))
    language = outlet.language_of(article)
    others = [other for other in outlet.articles() if other.slug != article.slug]
    candidates = [
        *outlet.furniture_in(language).values(),
        *outlet.biography.values(),
        *(comment["text"] for comment in outlet.comments),
        *(text for other in others for text in (other.title, other.lead(24))),
    ]
    return tuple(dict.fromkeys(text for text in candidates if text in page))


def _plain(text: str) -> str:
    """Without list marks, and with single spaces: a text may set them as it likes."""
    return " ".join(text.removeprefix("- ").removeprefix("> ").split())
