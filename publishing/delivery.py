"""Where an export goes: a file that appears whole or not at all, or standard output."""

import glob
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from errors import ExportError


@contextmanager
def destination(path: Path | None) -> Iterator[BinaryIO]:
    """A binary file to write to. With None it is standard output.

    A file is written under a temporary name in the same folder, and renamed when the block ends well: whoever reads
    `path` sees the old one or the new one, never a part. Raises ExportError when it cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            with _special(path) as file:
                yield file
            return
        with _renamed(path.resolve()) as file:  # a link keeps its place, what it points to is replaced
            yield file
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror or error})", path=str(path)) from error


@contextmanager
def _special(path: Path) -> Iterator[BinaryIO]:
    """A device or a pipe cannot be replaced by renaming."""
    if path.is_dir():
        raise ExportError(f"{path}: is a folder; name a file in it", path=str(path))
    with path.open("wb") as file:
        yield file


@contextmanager
def _renamed(path: Path) -> Iterator[BinaryIO]:
    _sweep(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _settle(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sweep(path: Path) -> None:
    """Take away what killed exports to this path have left behind."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        process = left.name.removesuffix(".part").rpartition(".")[2]
        if process.isdecimal() and process.isascii() and not _lives(int(process)):
            left.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # another user's
        return True
    return True


def _settle(folder: Path) -> None:
    """A name is safe against a power cut when its folder is written; not every filesystem lets one say so."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
