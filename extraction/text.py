"""Blocks as a reader gets them: plain text with an empty line between paragraphs, and Markdown."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from extraction.blocks import Block


def _groups(blocks: Iterable[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Neighbours that make one list, table or quotation; every other block by itself."""

    def key(numbered: tuple[int, Block]) -> tuple[str, int]:
        index, block = numbered
        return (block.kind, block.node if block.kind == "row" else 0 if block.kind in ("li", "quote") else index)

    for (kind, _), members in groupby(enumerate(blocks), key):
        yield kind, [block for _, block in members]


def plain_text(blocks: Iterable[Block]) -> str:
    """Paragraphs parted by one empty line; the items of a list and the rows of a table by a line's end."""
    parts = []
    for kind, group in _groups(blocks):
        if kind == "li":
            parts.append("\n".join(f"{block.marker or '-'} {block.text}" for block in group))
        elif kind == "row":
            parts.append("\n".join(block.text for block in group))
        else:
            parts.extend(block.text for block in group)
    return "\n\n".join(parts)


def markdown(blocks: Iterable[Block]) -> str:
    """The same in Markdown: headings, lists, quotations, tables; an embedded post is a quotation marked as such."""
    return "\n\n".join(_section(kind, group) for kind, group in _groups(blocks))


def _section(kind: str, group: list[Block]) -> str:
    first = group[0]
    if kind == "h":
        return f"{'#' * max(2, first.level)} {_inline(first.text)}"
    if kind == "li":
        return "\n".join(f"{'  ' * (b.level - 1)}{b.marker or '-'} {_inline(b.text)}" for b in group)
    if kind == "quote":
        lines = "\n>\n".join("> " + _inline(b.text).replace("\n", "\n> ") for b in group)
        return f"> *Embedded post:*\n>\n{lines}" if first.embed else lines
    if kind == "pre":
        return f"```\n{first.text}\n```"
    if kind == "row":
        return _table(group)
    text = "  \n".join(map(_inline, first.text.split("\n")))
    return f"**{text}**" if first.emphasis and first.words < 25 and "\n" not in text else text


def _table(rows: list[Block]) -> str:
    width = max(len(row.cells) for row in rows)
    lines = []
    for number, row in enumerate(rows):
        cells = [cell.replace("|", "\\|") for cell in row.cells] + [""] * (width - len(row.cells))
        if number == 0 and not row.header:
            lines += ["|" + " |" * width, "|" + " --- |" * width]
        lines.append("| " + " | ".join(cells) + " |")
        if number == 0 and row.header:
            lines.append("|" + " --- |" * width)
    return "\n".join(lines)


def _inline(text: str) -> str:
    """A line that would read as Markdown's own marks is told apart by a backslash."""
    if text[:1] in "#>+-*=|" or (text[:1].isdigit() and ". " in text[:5]):
        head = text.split(" ", 1)[0]
        if head.strip("#>+-*=|") == "" or head[:-1].isdigit():
            return "\\" + text if not text[0].isdigit() else text.replace(".", "\\.", 1)
    return text
