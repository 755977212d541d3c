"""Why a request was not made, or its answer not taken: one line that a person can read.

A reason is a word and a sentence, "retry-after: example.org answered 429 and wants no requests, until ...". The word
names the kind, for counts and for the schedule; the table in docs/limits.md lists them.
"""

from collections.abc import Iterator

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)

# Kinds that another run can cure; what the others refuse stays refused until the publisher changes something.
PASSING = frozenset(
    {
        *("retry-after", "robots-unreachable", "busy", "stopping", "timeout", "dns", "connection", "tls", "broken"),
        *("headers-too-large", "redirects", "download"),
    }
)


class Refused(IgnoreRequest):
    """Our own manners or guards refuse a request, or an answer that has come whole."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Cut(StopDownload):
    """An answer is stopped while it comes in; `keep` hands on what has come so far."""

    def __init__(self, reason: str, *, keep: bool = False) -> None:
        super().__init__(fail=not keep)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class HeadersTooLarge(Exception):
    """The head of an answer does not end."""


def passing(reason: str) -> bool:
    """Whether a request that failed for `reason` is worth another try in a later run."""
    return reason.partition(":")[0] in PASSING


def reason_of(error: BaseException) -> str:
    """The reason, "word: sentence", of anything that a download can fail with."""
    reason = getattr(error, "reason", None)
    if isinstance(error, Refused | Cut) and isinstance(reason, str):
        return reason
    kinds = list(_chain(error))
    if any(isinstance(kind, HeadersTooLarge) for kind in kinds):
        return "headers-too-large: the head of the answer is longer than any honest one"
    if any(type(kind).__module__.startswith(("OpenSSL", "service_identity")) for kind in kinds):
        return f"tls: the certificate or the handshake is wrong ({_detail(kinds)})"
    for kind, word, sentence in _WORDS:
        if isinstance(error, kind):
            return f"{word}: {sentence}"
    return f"download: {_detail(kinds)}"


_WORDS: tuple[tuple[type[Exception], str, str], ...] = (
    (DownloadTimeoutError, "timeout", "no whole answer within the time limit"),
    (CannotResolveHostError, "dns", "the name of the host has no address"),
    (DownloadConnectionRefusedError, "connection", "the host refuses connections"),
    (ResponseDataLossError, "broken", "the answer ended before its end"),
    (DownloadCancelledError, "too-large", "the answer is over DOWNLOAD_MAXSIZE"),
    (DownloadFailedError, "connection", "the connection was lost or what came is not HTTP"),
    (UnsupportedURLSchemeError, "address", "only http and https are fetched"),
    (NotSupported, "address", "only http and https are fetched"),
    (OSError, "connection", "no connection to the host"),
)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, its causes, and what Twisted wraps in `reasons`."""
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        current = todo.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        todo += [current.__cause__, current.__context__]
        todo += [getattr(failure, "value", None) for failure in getattr(current, "reasons", None) or ()]


def _detail(kinds: list[BaseException]) -> str:
    last = kinds[-1]
    return f"{type(last).__name__} {last}".strip()[:200]
