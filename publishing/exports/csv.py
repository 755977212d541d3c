"""CSV (RFC 4180): a header, CRLF, UTF-8 without a byte order mark, lists as JSON, empty where nothing is known."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from publishing.records import Record

DESCRIPTION = "a table with a header; cells that a spreadsheet would run as formulas are made harmless with a leading '"

# Spreadsheets run cells that begin so as formulas (OWASP, "CSV Injection"); some of them the full-width forms too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(columns: Sequence[str], records: Iterable[Record], out: BinaryIO) -> None:
    """A header, then one row a record."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow(columns)
    for record in records:
        writer.writerow([_cell(record.get(name)) for name in columns])
    text.flush()
    text.detach()  # closing is the caller's


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
