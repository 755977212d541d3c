"""The word lists of section_words.tsv."""

import re
from functools import cache
from pathlib import Path

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind, in lower case."""
    for line in Path(__file__).with_name("section_words.tsv").read_text(encoding="utf-8").splitlines():
        name, _, listed = line.partition("\t")
        if name == kind:
            return frozenset(listed.split("|") if "|" in listed else listed.split())
    raise KeyError(kind)


@cache
def class_words(names: str) -> frozenset[str]:
    """The words in a class attribute or an id: "entry-title postTitle2" has entry, title, post."""
    return frozenset(word.lower() for word in _PARTS.findall(names[:500]))
