"""A way in that was polled once, for the tests of what the next poll asks for."""

from datetime import UTC, datetime

from storage.feeds import Feed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
POLLED = Feed(
    url="https://quay.example/sitemap.xml",
    source="quay",
    way="sitemap",
    etag=None,
    last_modified=None,
    body_hash="-",
    next_poll=None,
    failures=0,
    polled=NOW,
    succeeded=NOW,
    answered=NOW,
    moved_to=None,
    moved_times=0,
    retired=None,
    times="[]",
    ttl_s=None,
    skip_hours=(),
    skip_days=(),
)
