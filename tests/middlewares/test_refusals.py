"""Every failure of a download has one line that says why, and says whether a later run may try again."""

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
)
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from middlewares.refusals import Cut, HeadersTooLarge, Refused, passing, reason_of


def caused_by(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "word", "again"),
    [
        (Refused("robots: robots.txt of a.example disallows /b for Watchkeeper"), "robots", False),
        (Refused("retry-after: a.example answered 429"), "retry-after", True),
        (Cut("too-large: the body is over 10 MiB"), "too-large", False),
        (DownloadTimeoutError("x"), "timeout", True),
        (CannotResolveHostError("x"), "dns", True),
        (DownloadConnectionRefusedError("x"), "connection", True),
        (DownloadFailedError("x"), "connection", True),
        (ResponseDataLossError("x"), "broken", True),
        (NotSupported("x"), "address", False),
        (ConnectionResetError("x"), "connection", True),
        (IgnoreRequest("something of Scrapy's"), "download", True),
        (ZeroDivisionError("x"), "download", True),
        (
            caused_by(DownloadFailedError("x"), ResponseFailed([Failure(HeadersTooLarge())])),  # type: ignore[no-untyped-call]
            "headers-too-large",
            True,
        ),
    ],
)
def test_a_failure_has_a_word_and_a_sentence(error: Exception, word: str, again: bool) -> None:
    reason = reason_of(error)
    assert reason.startswith(f"{word}: ")
    assert "\n" not in reason
    assert len(reason) < 300
    assert passing(reason) is again
