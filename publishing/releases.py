"""What was given out of reserved articles, and why: a line of JSON each, beside the database.

A file and not a table: an export has no right to write to the database, and a backup that is restored does not take
the lines away.
"""

import getpass
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from errors import ExportError
from storage.database import timestamp


def log_path(database: Path) -> Path:
    """Where the lines of a database stand."""
    return database.with_name(f"{database.name}.reserved.jsonl")


def log_release(database: Path, reason: str, details: Mapping[str, object]) -> None:
    """Write that reserved articles are given out, before they are. Raises ExportError when it cannot be written."""
    path = log_path(database)
    line = {"when": timestamp(datetime.now(UTC)), "who": _who(), "reason": " ".join(reason.split()), **details}
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ExportError(
            f"{path}: cannot be written ({error.strerror or error}), and what is reserved is not exported without it",
            path=str(path),
        ) from error


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return str(os.getuid())
