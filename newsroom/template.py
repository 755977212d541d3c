"""The part of Mustache that the page layouts need: names, raw names, sections and inverted sections.

An unknown name is an error and not an empty string, so that a layout cannot lose a piece of furniture without a word.
"""

import html
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

Node = str | tuple[str, str] | tuple[str, str, "list[Node]"]
Context = Mapping[str, object]

_TAG = re.compile(r"\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{([#^/!]?)\s*(.*?)\s*\}\}", re.S)


@lru_cache(maxsize=64)
def load(path: Path) -> "list[Node]":
    """The parsed layout of a file."""
    return parse(path.read_text(encoding="utf-8"), name=path.name)


def parse(source: str, *, name: str = "template") -> "list[Node]":
    """Nodes: text, ("name" | "raw", key), ("section" | "unless", key, nodes). ValueError where sections do not nest."""
    root: list[Node] = []
    stack: list[tuple[str, list[Node]]] = [("", root)]
    position = 0
    for tag in _TAG.finditer(source):
        nodes = stack[-1][1]
        if tag.start() > position:
            nodes.append(source[position : tag.start()])
        position = tag.end()
        raw, mark, key = tag.groups()
        if raw:
            nodes.append(("raw", raw))
        elif mark in ("#", "^"):
            inner: list[Node] = []
            nodes.append(("section" if mark == "#" else "unless", key, inner))
            stack.append((key, inner))
        elif mark == "/":
            opened, _ = stack.pop()
            if opened != key or not stack:
                raise ValueError(f"{name}: section {opened or 'none'!r} is closed as {key!r}")
        elif not mark:
            nodes.append(("name", key))
    if len(stack) > 1:
        raise ValueError(f"{name}: section {stack[-1][0]!r} is never closed")
    root.append(source[position:])
    return root


def render(nodes: "Sequence[Node]", *contexts: Context) -> str:
    """The text of a layout; a name is looked up in the last context first. Raises KeyError on a name that none has."""
    out: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            out.append(node)
            continue
        value = _look_up(node[1], contexts)
        if len(node) == 2:
            text = "" if value is None else str(value)
            out.append(text if node[0] == "raw" else html.escape(text))
        elif node[0] == "unless":
            if not value:
                out.append(render(node[2], *contexts))
        elif isinstance(value, Mapping):
            out.append(render(node[2], *contexts, value))
        elif isinstance(value, list | tuple):
            out.extend(render(node[2], *contexts, item) for item in value)
        elif value:
            out.append(render(node[2], *contexts))
    return "".join(out)


def _look_up(key: str, contexts: Sequence[Context]) -> object:
    for context in reversed(contexts):
        if key in context:
            return context[key]
    raise KeyError(f"the layout names {key!r}, which nobody gives it")
