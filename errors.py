"""The error tree.

WatchkeeperError
├── SourceError         a source file is wrong; .path
├── VocabularyError     a file of the vocabulary is wrong; .path
├── WatchlistError      a watchlist's file is wrong; .path
├── DatabaseError       the database cannot be opened, read or written; .path
│   └── LockedError     another run holds the writer's lock; .path
├── ReadError           bytes that no reader of feeds can read; .url
├── ExtractionError     a page that extraction cannot read; .url
├── WorkerError         a child process went over its CPU, memory or time limit, or died; .url
└── ExportError         an export that cannot be written as asked; .path
"""


class WatchkeeperError(Exception):
    """Base of all errors that a user can mend; its text says what to do next."""

    def __init__(self, message: str, *, path: str | None = None, url: str | None = None) -> None:
        super().__init__(message)
        self.message, self.path, self.url = message, path, url

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only attributes do not survive Exception's own pickling, and errors cross from the workers.
        return (_rebuild, (type(self), self.message, self.path, self.url))


def _rebuild(kind: "type[WatchkeeperError]", message: str, path: str | None, url: str | None) -> "WatchkeeperError":
    return kind(message, path=path, url=url)


class SourceError(WatchkeeperError):
    """A source file is wrong."""


class VocabularyError(WatchkeeperError):
    """A file of the vocabulary is wrong."""


class WatchlistError(WatchkeeperError):
    """A watchlist's file is wrong."""


class DatabaseError(WatchkeeperError):
    """The database cannot be opened, read or written."""


class LockedError(DatabaseError):
    """Another run holds the writer's lock."""


class ReadError(WatchkeeperError):
    """Bytes that no reader of feeds can read."""


class ExtractionError(WatchkeeperError):
    """A page that extraction cannot read."""


class WorkerError(WatchkeeperError):
    """A child process went over its limit of CPU, memory or time, or died."""


class ExportError(WatchkeeperError):
    """An export cannot be written as asked."""
