"""Why a request came to nothing: a word, a sentence, and what that means for the address."""

import logging
from dataclasses import dataclass
from typing import Literal

from scrapy.http import Response

from errors import ReadError, WatchkeeperError
from middlewares.refusals import passing, reason_of

log = logging.getLogger(__name__)

Fate = Literal["failed", "rejected", "gone", "postponed"]

# Our own manners say "not now": the address is not to blame, and no try is counted against it.
NOT_NOW = frozenset({"retry-after", "robots-unreachable", "busy", "stopping"})


@dataclass(frozen=True, slots=True)
class Failed:
    """What to write about an address that gave nothing."""

    reason: str  # "word: a sentence"
    fate: Fate

    @property
    def word(self) -> str:
        """The kind, for counts and for the schedule."""
        return self.reason.partition(":")[0]


def of_exception(error: BaseException | None) -> Failed:
    """The failure that an exception of the downloader or of a middleware stands for."""
    reason = reason_of(error) if error else "download: failed without a reason"
    if reason.partition(":")[0] in NOT_NOW:
        return Failed(reason, "postponed")
    return Failed(reason, "failed" if passing(reason) else "rejected")


def lasting(failed: Failed) -> bool:
    """Whether the next poll would most likely be given the same: behind the end of a list, a map that is not there."""
    return failed.fate in ("gone", "rejected") or failed.word == "http-400"


def of_reading(error: Exception, url: str, *, broken: bool = False) -> Failed:
    """The failure that an error of a reader in its child stands for; of a body that is `broken` off, that it is.

    One without a name is a fault of ours, which the body has brought to light: it costs that body, and is told once.
    """
    if not isinstance(error, WatchkeeperError):
        log.error("%s could not be read; please report it: %s %s", url[:300], type(error).__name__, error)
        return Failed(f"unreadable: {type(error).__name__} {error}"[:300], "failed")
    if broken and isinstance(error, ReadError):
        return Failed("broken: the answer ended before its end", "failed")
    return Failed(f"{'unreadable' if isinstance(error, ReadError) else 'limits'}: {error}", "failed")


def of_answer(response: Response) -> Failed | None:
    """The failure that an answer stands for; "not modified" is one where nobody had said what he has."""
    asked = response.request.headers if response.request else {}
    if response.status == 304 and not any(name in asked for name in ("If-None-Match", "If-Modified-Since")):
        return Failed("http-304: the server says that nothing changed, without having been asked so", "failed")
    return of_status(response.status)


def of_status(status: int) -> Failed | None:
    """The failure that an HTTP status stands for; None for 200, 203 and for 304, whoever asked for that."""
    if status in (200, 203, 304):  # 203: a proxy on the way has changed the page (RFC 9110, 15.3.4)
        return None
    if 200 <= status < 300:  # 206 is a part that nobody asked for, 202 a promise, 204 and 205 have no body
        return Failed(f"http-{status}: the answer is not the whole page", "failed")
    if status in (404, 410):
        return Failed(f"http-{status}: the page is not there", "gone")
    if status in (401, 403, 451):
        return Failed(f"http-{status}: the server does not let us in", "failed")
    if status in (429, 503):
        return Failed(f"http-{status}: the server asks to come back later", "failed")
    return Failed(f"http-{status}: the server answers with an error", "failed")
