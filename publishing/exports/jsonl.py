"""JSON Lines: one JSON object a line, UTF-8, lists as lists, null where nothing is known."""

import json
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from publishing.records import Record

DESCRIPTION = "one JSON object a line, lists as lists"


def write(columns: Sequence[str], records: Iterable[Record], out: BinaryIO) -> None:
    """One line a record, keys in the order of `columns`."""
    for record in records:
        line = json.dumps({name: record[name] for name in columns if name in record}, ensure_ascii=False)
        # Line ends to some readers of lines, Python's splitlines among them; JSON may have them escaped.
        line = line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")
        out.write(line.encode() + b"\n")
