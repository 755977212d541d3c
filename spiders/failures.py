"""Why a request came to nothing: a word, a sentence, and what that means for the address."""

from dataclasses import dataclass
from typing import Literal

from middlewares.refusals import passing, reason_of

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
