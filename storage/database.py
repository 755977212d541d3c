"""Opening the database: settings of the connection, migrations, and the lock of the one writer."""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from errors import DatabaseError, LockedError
from storage.migrations import migrations

# How a block of `atomic` begins, ends well and ends badly: as a transaction, or as a part of one.
_WHOLE = ("begin immediate", "commit", "rollback")
_PART = ("savepoint block", "release block", "rollback to block; release block")


class NewsDatabase(Database):
    """A sqlite-utils Database whose transactions take the write lock at once."""

    _gathering = False  # commits wait for `commit_gathered`
    _inside = False  # a block of `atomic` is open
    _lost: DatabaseError | None = None  # why blocks were lost whose callers believe that they are kept

    @contextmanager
    def atomic(self) -> Generator["NewsDatabase", None, None]:
        """All or nothing. Nested blocks join the outer one.

        BEGIN IMMEDIATE: a deferred transaction that reads first and writes later fails at once with "database is
        locked" when another process wrote in between, whatever the timeout.
        """
        if self._inside or (self.conn.in_transaction and not self._gathering):
            yield self
            return
        if self._lost:
            raise self._lost
        begin, end, undo = _PART if self._gathering else _WHOLE
        self._inside = True
        try:
            if self._gathering and not self.conn.in_transaction:
                self.conn.execute(_WHOLE[0])
            self.conn.execute(begin)
            yield self
            self.conn.execute(end)
        except BaseException as error:
            if self.conn.in_transaction:
                for statement in undo.split("; "):
                    self.conn.execute(statement)
            if isinstance(error, sqlite3.OperationalError):  # a full disk, a lock that lasts, a file gone read-only
                raise self._failed(error) from error
            raise
        finally:
            self._inside = False

    def gather_commits(self) -> None:
        """From now on blocks are committed together, by `commit_gathered`: a commit costs more than most blocks.

        Each block is still all or nothing, and a killed process leaves the database as one of the commits left it.
        When SQLite gives up a transaction, earlier blocks are lost with it: no block is begun any more after that.
        """
        self._gathering = True

    def commit_gathered(self) -> None:
        """Commit what blocks have written since the last commit; raises DatabaseError when that cannot be kept."""
        if self._inside or not self.conn.in_transaction:
            return
        try:
            self.conn.execute("commit")
        except sqlite3.OperationalError as error:
            if self.conn.in_transaction:
                self.conn.execute("rollback")
            raise self._failed(error) from error

    def end_gathering(self) -> None:
        """Commit, and let every block commit for itself again."""
        self._gathering, self._lost = False, None
        self.commit_gathered()

    def _failed(self, error: sqlite3.OperationalError) -> DatabaseError:
        explained = DatabaseError(_explain(self.path, error), path=str(self.path))
        if self._gathering and not self.conn.in_transaction:  # SQLite itself ends it when the disk is full
            self._lost = explained
        return explained

    @property
    def path(self) -> Path:
        """The file of the main database."""
        return Path(self.conn.execute("pragma database_list").fetchone()[2])


def open_database(path: str | Path, *, read_only: bool = False) -> NewsDatabase:
    """The database at `path`, created and migrated where needed.

    Raises DatabaseError, which says what to do, when it cannot be opened, read or written.
    """
    path = Path(path)
    try:
        if read_only:
            if not path.exists():
                raise DatabaseError(f"{path}: no such database; run `scrapy collect` first", path=str(path))
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
            return NewsDatabase(connection)
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        # WAL lets Datasette read while a run writes; NORMAL is safe against a killed process, and after a power cut
        # it may lose the last seconds, which the next run fetches again.
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma foreign_keys = on")
        # A checkpoint waits for the disk: one for each 32 MB written, not for each 4. The cache holds the indexes.
        connection.execute("pragma wal_autocheckpoint = 8000")
        connection.execute("pragma cache_size = -16000")
        db = NewsDatabase(connection)
        if migrations.pending(db):
            migrations.apply(db)
        connection.execute("begin immediate")  # a read-only file or folder is found here, before anything is fetched
        connection.execute("rollback")
        return db
    except (sqlite3.Error, OSError) as error:
        raise DatabaseError(_explain(path, error), path=str(path)) from error


def _explain(path: Path, error: Exception) -> str:
    text = str(error)
    if isinstance(error, NotADirectoryError | FileExistsError):
        return f"{path}: a part of this path is a file, not a folder; set DATABASE to another path"
    read_only = isinstance(error, PermissionError) or getattr(error, "errno", None) == errno.EROFS
    if read_only or "readonly" in text or "unable to open" in text:
        return f"{path}: cannot be written ({text}); check the owner and the rights of the file and its folder"
    if "locked" in text:
        return f"{path}: another program keeps it locked; end that program's transaction and run again"
    if "not a database" in text:
        return f"{path}: is not an SQLite database; move it away or set DATABASE to another path"
    if "full" in text or "disk I/O" in text or getattr(error, "errno", None) == errno.ENOSPC:
        remedy = "free some space and run again, nothing that was stored is lost"
        return f"{path}: the disk is full or cannot be written ({text}); {remedy}"
    return f"{path}: {text}"


@contextmanager
def writer_lock(path: str | Path) -> Iterator[None]:
    """Held by the one process that writes to the database at `path`; raises LockedError when another has it.

    A lock of the operating system (flock) on a file beside the database: it is gone with the process, however that
    ended. SQLite before 3.51.3 can corrupt a WAL with two writers, and two runs would ask every host twice as often.
    """
    lock_path = Path(f"{path}.lock")
    try:
        lock_path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise DatabaseError(_explain(Path(path), error), path=str(path)) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(handle, 100, 0).decode("utf-8", "replace").strip() or "another process"
            raise LockedError(
                f"{path}: in use by {holder}; this run ends, the other goes on", path=str(path)
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} since {timestamp(datetime.now(UTC))}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with `Z`, to the second, as all tables have it: 2026-11-24T07:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
