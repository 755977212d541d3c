"""An article as its author filed it: front matter in YAML, then a little Markdown."""

import html
import re
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

_WEEKDAY = re.compile(r"\{weekday([+-]\d)?\}")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, quotation or list item."""

    kind: str  # "p", "h2", "quote", "item"
    markdown: str

    @property
    def text(self) -> str:
        return html.unescape(re.sub(r"<[^>]+>", "", self.inline))

    @property
    def inline(self) -> str:
        return _inline(self.markdown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """Front matter and blocks. ``expected`` says what a collector should make of it (see truth.py)."""

    slug: str
    title: str
    age_h: float
    blocks: tuple[Block, ...]
    authors: tuple[str, ...] = ()
    section: str | None = None
    language: str | None = None  # None: the outlet's
    tags: tuple[str, ...] = ()
    standfirst: str | None = None
    caption: str | None = None
    group: str | None = None  # "wire/..." copies of one text, "story/..." one event in different words
    expected: str = "article"
    in_scope: bool = True
    note: str = ""
    facts: tuple[str, ...] = ()  # documents in which what the text says of the real world can be looked up
    dateline: str | None = None  # stands before the first paragraph: "BRUSSELS (Harbour Wire) - "
    credit: str | None = None  # an agency's line after the last paragraph
    kind: str = "article"  # "gallery": pictures only; "missing": listed, but the address answers 404
    charset: str | None = None  # bytes in this encoding, named neither in the header nor in the page
    reserved: bool = False  # carries <meta name="tdm-reservation" content="1">
    open_paragraphs: int | None = None  # a paywall after so many
    path: str | None = None  # instead of the outlet's pattern
    edit: dict[str, Any] = field(default_factory=dict)
    revised: bool = False

    def lead(self, words: int = 40) -> str:
        """The standfirst, or the first words with the mark of a cut."""
        if self.standfirst:
            return self.standfirst
        found = self.blocks[0].text.split() if self.blocks else self.title.split()
        return " ".join(found) if len(found) <= words else " ".join(found[:words]) + " […]"

    def published(self, now: datetime) -> datetime:
        """To the minute, in UTC."""
        return now.replace(second=0, microsecond=0) - timedelta(hours=self.age_h)

    def dated(self, now: datetime) -> "Manuscript":
        """The same with {weekday} and {weekday-1} written out from the day of publication."""
        day = self.published(now).weekday()

        def name(match: re.Match[str]) -> str:
            return _DAYS[(day + int(match[1] or 0)) % 7]

        return replace(
            self, blocks=tuple(replace(block, markdown=_WEEKDAY.sub(name, block.markdown)) for block in self.blocks)
        )

    def second_edition(self) -> "Manuscript":
        """The text after the desk corrected it: ``edit`` may hold ``title``, ``replace`` (old: new) and ``add``."""
        blocks = list(self.blocks)
        for old, new in self.edit.get("replace", {}).items():
            if not any(old in block.markdown for block in blocks):
                raise ValueError(f"{self.slug}: the edit replaces {old!r}, which the text does not hold")
            blocks = [replace(block, markdown=block.markdown.replace(old, new)) for block in blocks]
        added = self.edit.get("add") or (
            None if self.edit else f"Correction: an earlier version of “{self.title}” gave an incomplete account."
        )
        if added:
            blocks.append(Block("p", added))
        return replace(self, title=self.edit.get("title", self.title), blocks=tuple(blocks), revised=True)


def read_manuscript(path: Path) -> Manuscript:
    """Raises ValueError, with the file's name, on a front matter that cannot be right."""
    try:
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        data = yaml.safe_load(front)
        unknown = set(data) - {name.name for name in fields(Manuscript)} | set(data) & {"slug", "blocks", "revised"}
        if unknown:
            raise ValueError(f"unknown keys {sorted(unknown)}")
        for key in ("authors", "tags", "facts"):
            data[key] = tuple(data.get(key) or ())
        return Manuscript(slug=path.stem, blocks=tuple(_blocks(body)), **data)
    except (ValueError, TypeError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: {error}") from error


def _blocks(body: str) -> list[Block]:
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in chunk.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("- "):
            blocks += [Block("item", item) for item in _joined_items(lines)]
        elif lines[0].startswith("## "):
            blocks.append(Block("h2", lines[0][3:]))
        elif lines[0].startswith("> "):
            blocks.append(Block("quote", " ".join(line.removeprefix(">").strip() for line in lines)))
        else:
            blocks.append(Block("p", " ".join(lines)))
    return blocks


def _joined_items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:])
        else:
            items[-1] += " " + line
    return items


def _inline(markdown: str) -> str:
    text = html.escape(markdown, quote=False)
    text = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", r'<a href="\2">\1</a>', text)
    text = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)
    return re.sub(r"\*([^*]+)\*", r"<em>\1</em>", text)
