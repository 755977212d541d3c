"""Why a request came to nothing: a word, a sentence, and what that means for the address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)

Fate = Literal["failed", "rejected", "gone", "postponed"]

# Words of our own middlewares (their exceptions carry .reason) that say no for good, and those that say not now.
FOR_GOOD = frozenset({"robots", "address", "scheme", "content-type", "too-large", "redirects"})
NOT_NOW = frozenset({"retry-after", "robots-unreachable", "pace"})


@dataclass(frozen=True, slots=True)
class Failed:
    """What to write about an address that gave nothing."""

    reason: str  # "word: a sentence"
    fate: Fate
    until: datetime | None = None  # the host asked to wait so long

    @property
    def word(self) -> str:
        return self.reason.partition(":")[0]


def of_exception(error: BaseException | None) -> Failed:
    """The failure that an exception of the downloader or of a middleware stands for."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, str) and ":" in reason:
        word = reason.partition(":")[0]
        fate: Fate = "rejected" if word in FOR_GOOD else "postponed" if word in NOT_NOW else "failed"
        return Failed(reason, fate, getattr(error, "until", None))
    if isinstance(error, CannotResolveHostError):
        return Failed("dns: the host's name cannot be resolved", "failed")
    if isinstance(error, DownloadTimeoutError | TimeoutError):
        return Failed("timeout: no complete answer in time", "failed")
    if isinstance(error, DownloadConnectionRefusedError):
        return Failed("connection: the host refuses connections", "failed")
    if isinstance(error, UnsupportedURLSchemeError):
        return Failed("scheme: only http and https are followed", "rejected")
    if isinstance(error, DownloadCancelledError):
        return Failed(f"too-large: {_sentence(error)}", "rejected")
    if isinstance(error, IgnoreRequest):
        return Failed(f"refused: {_sentence(error)}", "rejected")
    return Failed(f"connection: {_sentence(error)}", "failed")


def of_status(status: int) -> Failed | None:
    """The failure that an HTTP status stands for; None for 200 and its kin and for 304."""
    if 200 <= status < 300 or status == 304:
        return None
    if status in (404, 410):
        return Failed(f"http-{status}: the page is not there", "gone")
    if status in (401, 403, 451):
        return Failed(f"http-{status}: the server does not let us in", "failed")
    if status in (429, 503):
        return Failed(f"http-{status}: the server asks to come back later", "failed")
    return Failed(f"http-{status}: the server answers with an error", "failed")


def _sentence(error: BaseException | None) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:200]
