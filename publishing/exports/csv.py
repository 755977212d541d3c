"""CSV (RFC 4180): a header, CRLF, UTF-8 without a byte order mark, lists as JSON, empty where nothing is known.

Every text is in quotes, so that an empty one is told from none, and so that a spreadsheet that parts cells at
semicolons or tabs does not find one inside a text. The csv module can do that from Python 3.12 on (QUOTE_NOTNULL).
"""

import json
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from publishing.records import Record

DESCRIPTION = "a table with a header; cells that a spreadsheet would run as formulas are made harmless with a leading '"

# Spreadsheets run cells that begin so as formulas (OWASP, "CSV Injection"); some of them the full-width forms too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(columns: Sequence[str], records: Iterable[Record], out: BinaryIO) -> None:
    """A header, then one row a record."""
    out.write(",".join(name if name.isidentifier() else _cell(name) for name in columns).encode() + b"\r\n")
    for record in records:
        out.write((",".join([_cell(record.get(name)) for name in columns]) + "\r\n").encode("utf-8", "replace"))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if text.startswith(FORMULA_STARTS):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"'
