"""What becomes of an address that gave no page."""

from spiders.failures import Failed
from spiders.run import Run
from storage import frontier


def failed(run: Run, url: str, source: str, failure: Failed) -> None:
    """Write the failure into the frontier and count it."""
    now = run.now()
    if failure.fate == "failed":
        frontier.fail(run.db, url, failure.reason, now=now)
    elif failure.fate == "postponed":
        frontier.postpone(run.db, url, failure.reason, now=now)
    else:
        frontier.settle(run.db, url, failure.fate, now=now, reason=failure.reason)
    run.count(source, "dropped", failure.reason)
