"""Apache Parquet with typed columns: times as times, lists as lists; for notebooks and columnar databases.

pyarrow is 170 MB, so it is asked for only here: requirements-parquet.txt.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from importlib import import_module
from itertools import chain
from typing import Any, BinaryIO

from errors import ExportError
from publishing.records import Record

BINARY = True
DESCRIPTION = "typed columns for notebooks (needs pyarrow: requirements-parquet.txt)"

TIMES = ("published", "modified", "first_seen", "fetched", "changed", "gone_since", "robots_read", "removed")
LISTS = ("authors", "tags", "reasons", "topics")
WHOLE = ("id", "word_count", "duplicate_of", "story")
REAL = ("relevance",)

# What is held in memory; a row group of a few megabytes is read fast and packs well.
GROUP_LETTERS = 8_000_000
GROUP_ROWS = 20_000


def write(columns: Sequence[str], records: Iterable[Record], out: BinaryIO) -> None:
    """One row a record, in row groups. Raises ExportError when pyarrow is missing or a value does not fit."""
    arrow, parquet = _libraries()
    groups = _groups(records)
    first: list[Record] = next(groups, [])
    schema = arrow.schema([(name, _type(arrow, name, [row.get(name) for row in first])) for name in columns])
    with parquet.ParquetWriter(arrow.PythonFile(_Counting(out), mode="w"), schema, compression="zstd") as writer:
        for rows in chain([first], groups):
            values = [_values(arrow, field, rows) for field in schema]
            writer.write_table(arrow.Table.from_arrays(values, schema=schema))


class _Counting:
    """The file, which may be a pipe, with the position that Parquet's footer needs."""

    closed = False

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._position = out, 0

    def write(self, data: Any) -> int:
        self._out.write(data)
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        self._out.flush()

    def close(self) -> None:
        """Closing is the caller's."""

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


def _libraries() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise ExportError(
            f"parquet needs pyarrow ({error}): .venv/bin/pip install -r requirements-parquet.txt; jsonl has the same"
            " records without it"
        ) from error


def _groups(records: Iterable[Record]) -> Iterator[list[Record]]:
    rows: list[Record] = []
    letters = 0
    for record in records:
        rows.append(record)
        letters += sum(len(value) for value in record.values() if isinstance(value, str))
        if letters >= GROUP_LETTERS or len(rows) >= GROUP_ROWS:
            yield rows
            rows, letters = [], 0
    if rows:
        yield rows


def _type(arrow: Any, name: str, values: list[Any]) -> Any:
    """By name, as articles have it; the columns of a question by what stands in them."""
    found = [value for value in values if value is not None]
    if name in TIMES and all(_moment(value) for value in found):
        return arrow.timestamp("ms", tz="UTC")
    if name in LISTS and all(isinstance(value, list) for value in found):
        return arrow.list_(arrow.string())
    if name == "revisions" and all(isinstance(value, list) for value in found):
        return arrow.list_(
            arrow.struct(
                [
                    ("seen", arrow.timestamp("ms", tz="UTC")),
                    ("changed", arrow.list_(arrow.string())),
                    ("says", arrow.string()),
                    ("note", arrow.string()),
                ]
            )
        )
    if name == "origins" and all(isinstance(value, dict) for value in found):
        return arrow.map_(arrow.string(), arrow.string())
    if all(isinstance(value, int) for value in found) and (found or name in WHOLE):
        return arrow.int64()
    if all(isinstance(value, int | float) for value in found) and (found or name in REAL):
        return arrow.float64()
    return arrow.string()


def _values(arrow: Any, field: Any, rows: list[Record]) -> Any:
    values = [row.get(field.name) for row in rows]
    if arrow.types.is_timestamp(field.type):
        values = [_moment(value) for value in values]
    elif field.name == "revisions" and arrow.types.is_list(field.type):
        values = [[{**each, "seen": _moment(each["seen"])} for each in value or []] for value in values]
    elif arrow.types.is_map(field.type):
        values = [list(value.items()) if value is not None else None for value in values]
    elif arrow.types.is_string(field.type):
        values = [None if value is None else _legible(value) for value in values]
    try:
        return arrow.array(values, type=field.type)
    except (arrow.ArrowInvalid, arrow.ArrowTypeError, OverflowError) as error:
        raise ExportError(f"column {field.name!r} cannot be kept as {field.type} ({error}); jsonl takes it") from error


def _legible(value: Any) -> str:
    # A lone surrogate is no UTF-8, and Parquet's strings are.
    return str(value).encode("utf-8", "replace").decode()


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None
