"""TLS: certificates are verified, exceptions are by host, and a handshake has its time limit too."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.middlewares.certificates import self_signed
from tests.middlewares.conftest import Crawl
from tests.middlewares.odd_server import page, serve


@pytest.fixture
def unvouched(tmp_path: Path) -> ssl.SSLContext:
    now = datetime.now(UTC)
    return self_signed(tmp_path, "127.66.9.9", begins=now, ends=now + timedelta(days=1))


def test_a_certificate_that_nobody_vouches_for_is_refused_without_a_traceback(
    crawl: Crawl, unvouched: ssl.SSLContext
) -> None:
    with serve(tls=unvouched) as site:
        site.routes = {"*": page()}
        done = crawl(site.url("/"))
        assert done[site.url("/")]["reason"].startswith("tls: ")
        assert site.asked == []
        assert "Traceback" not in done.log


def test_an_exception_is_for_its_host_and_no_other(crawl: Crawl, unvouched: ssl.SSLContext) -> None:
    with serve(tls=unvouched) as excepted, serve(tls=unvouched) as other:
        excepted.routes = other.routes = {"*": page()}
        done = crawl(excepted.url("/"), other.url("/"), plan={"unverified": [excepted.ip]})
        assert done[excepted.url("/")]["status"] == 200
        assert done[other.url("/")]["reason"].startswith("tls: ")


def test_a_handshake_without_end_is_over_in_time(crawl: Crawl) -> None:
    with serve() as site:  # it waits for the end of a line, which a handshake does not have
        url = site.url("/").replace("http:", "https:")
        assert crawl(url, DOWNLOAD_TIMEOUT=2)[url]["reason"].startswith(("robots-unreachable: timeout", "tls: "))
