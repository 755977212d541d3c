"""TLS: certificates are verified, exceptions are by host, and a handshake has its time limit too."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.middlewares.conftest import Crawl
from tests.middlewares.odd_server import page, serve


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for, without names, as some small sites have it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, str(ip_address("127.66.9.9")))])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    pem = tmp_path / "site.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused_without_a_traceback(
    crawl: Crawl, self_signed: ssl.SSLContext
) -> None:
    with serve(tls=self_signed) as site:
        site.routes = {"*": page()}
        done = crawl(site.url("/"))
        assert done[site.url("/")]["reason"].startswith("tls: ")
        assert site.asked == []
        assert "Traceback" not in done.log


def test_an_exception_is_for_its_host_and_no_other(crawl: Crawl, self_signed: ssl.SSLContext) -> None:
    with serve(tls=self_signed) as excepted, serve(tls=self_signed) as other:
        excepted.routes = other.routes = {"*": page()}
        done = crawl(excepted.url("/"), other.url("/"), plan={"unverified": [excepted.ip]})
        assert done[excepted.url("/")]["status"] == 200
        assert done[other.url("/")]["reason"].startswith("tls: ")


def test_a_handshake_without_end_is_over_in_time(crawl: Crawl) -> None:
    with serve() as site:  # it waits for the end of a line, which a handshake does not have
        url = site.url("/").replace("http:", "https:")
        assert crawl(url, DOWNLOAD_TIMEOUT=2)[url]["reason"].startswith(("robots-unreachable: timeout", "tls: "))
