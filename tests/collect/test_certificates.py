"""A source whose certificate is not verified says so in its file, and `scrapy status` repeats it."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.collect.conftest import Collector
from tests.middlewares.certificates import self_signed
from tests.middlewares.odd_server import answer, page, serve

FEED = (
    b"<rss version='2.0'><channel><title>Quay</title><item><title>Crane</title><link>%s</link></item></channel></rss>"
)


@pytest.fixture
def expired(tmp_path: Path) -> ssl.SSLContext:
    ended = datetime.now(UTC) - timedelta(days=30)
    return self_signed(tmp_path, "quay.example", begins=ended - timedelta(days=90), ends=ended)


def test_an_exception_of_a_source_is_used_and_shown(tmp_path: Path, expired: ssl.SSLContext) -> None:
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": "127.0.0.0/8", "SECOND_TRY_WAIT_S": 0})
    collector.sources.mkdir()
    source = collector.sources / "quay.yaml"
    with serve(tls=expired) as site:
        feed = FEED % site.url("/crane").encode()
        site.routes = {"/feed": answer(feed, content_type="application/rss+xml"), "*": page()}
        text = f"title: Quay\nhomepage: {site.url('/')}\nfeeds: ['{site.url('/feed')}']\nscope: all\n"
        source.write_text(text)
        collector.run("--now")
        (row,) = collector.rows("select error from feeds")
        assert row["error"].startswith("tls: ")
        source.write_text(text + "verify_certificates: false  # expired in spring, they know\n")
        collector.run("--now")
    (row,) = collector.rows("select error, entries from feeds")
    assert (row["error"], row["entries"]) == (None, 1)
    assert collector.rows("select unverified from sources") == [{"unverified": "expired in spring, they know"}]
    assert "its certificates are not verified: expired in spring, they know" in collector.run(verb="status").stdout
