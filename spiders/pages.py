"""What becomes of an address that gave no page."""

from spiders.failures import Failed
from spiders.run import Run
from storage import frontier


def failed(run: Run, url: str, source: str, failure: Failed) -> None:
    """Write the failure into the frontier and count it."""
    now = run.now()
    # A page that is not there yet: feeds are often ahead of the pages that they name. A robots.txt changes; until then
    # another try asks nothing of the host.
    if failure.fate == "failed" or failure.word in ("http-404", "robots"):
        given_up = frontier.fail(run.db, url, failure.reason, now=now, most=run.tries)
        run.count(source, "cut", "tries", number=int(given_up))
    elif failure.fate == "postponed":
        frontier.postpone(run.db, url, failure.reason, now=now)
    else:
        frontier.settle(run.db, url, failure.fate, now=now, reason=failure.reason)
    run.count(source, "dropped", failure.reason)
