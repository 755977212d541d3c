"""The address guard: what is not the public internet is not connected to, in whatever way it is named."""

from contextlib import ExitStack
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from middlewares.addresses import AddressGuard, literal, url_objection
from tests.middlewares.conftest import Crawl, run_crawl
from tests.middlewares.odd_server import Asked, Site, answer, page, serve

GUARD = AddressGuard()

NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254
    172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.7 224.0.0.1
    239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254
    ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::
    2002:a9fe:a9fe::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1
"""
PUBLIC = """
    1.1.1.1 9.9.9.9 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 168.63.129.15 192.169.0.1 223.255.255.255
    2606:4700:4700::1111 2a00:1450:4001::1 ::ffff:1.1.1.1 64:ff9b::101:101 2002:101:101::1
"""

# Spellings of loopback and of the metadata address that a resolver reads as such.
SPELLINGS = """
    127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.0.0.1 0x7F.1 0177.0.0.1 017700000001 127.0.0.1. 0 0.0.0.0
    169.254.169.254 2852039166 0xa9fea9fe 0xA9.0xFE.0xA9.0xFE 0251.0376.0251.0376 169.16689662 [::1] [::]
    [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:169.254.169.254] [fe80::1%25lo] [64:ff9b::7f00:1]
    [2002:7f00:1::]
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert GUARD.objection(ip_address(address)) is not None


@pytest.mark.parametrize("address", PUBLIC.split())
def test_a_public_address_is_not(address: str) -> None:
    assert GUARD.objection(ip_address(address)) is None


@pytest.mark.parametrize("host", SPELLINGS.split())
def test_a_literal_is_seen_in_every_spelling(host: str) -> None:
    assert url_objection(f"http://{host}/path", GUARD) is not None
    assert url_objection(f"https://{host}:8443/path", GUARD) is not None


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "data:text/html,x",
        "gopher://example.org/",
        "javascript:alert(1)",
        "http:///path",
        "http://",
        "http://[bad/",
        "http://example.org:99999/",
        "http://example.org:25/",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://" + "a" * 300 + ".org/",
        "http://example.org/" + "a" * 9000,
    ],
)
def test_what_cannot_be_the_address_of_an_article_is_refused(url: str) -> None:
    assert url_objection(url, GUARD) is not None


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://example.org:8443/a?b=c", "http://1.1.1.1/", "http://xn--bcher-kva.example/"]
)
def test_ordinary_addresses_pass(url: str) -> None:
    assert url_objection(url, GUARD) is None


def test_names_are_no_literals() -> None:
    assert [literal(host) for host in ("example.org", "1and1.example", "0x.example", "dead.beef", "")] == [None] * 5


def test_allowed_networks_count_as_public_and_nothing_else_does() -> None:
    guard = AddressGuard.from_setting(["127.66.0.0/16", " ::1/128 "])
    assert url_objection("http://127.66.1.1:80/", guard) is None
    assert url_objection("http://[::ffff:127.66.1.1]/", guard) is None
    assert url_objection("http://[::1]/", guard) is None
    assert url_objection("http://127.67.1.1/", guard) is not None
    with pytest.raises(ValueError, match="127"):
        AddressGuard.from_setting(["127.66.0.1/16"])


def test_no_way_leads_to_a_forbidden_address(crawl: Crawl) -> None:
    """By literal, by redirect, by a name, by robots.txt that redirects: the canary hears nothing."""
    with serve("127.99.0.1") as canary, serve() as site:
        canary.routes = {"*": page("a secret")}
        forbidden = canary.url("/secret")
        site.routes = {
            "/moved": answer(status=302, location=forbidden),
            "/moved-decimal": answer(status=301, location=f"http://2137194497:{canary.port}/"),
            "/refresh": answer(f'<html><head><meta http-equiv="refresh" content="0; url={forbidden}"></head></html>'),
            "/file": answer(status=302, location="file:///etc/hostname"),
        }
        urls = [forbidden, f"http://0x7f630001:{canary.port}/", f"http://localhost:{canary.port}/"]
        urls += [site.url(path) for path in site.routes]
        done = crawl(*urls)
        assert canary.asked == []
        assert len(done.results) == len(urls)
        by_name = done[f"http://localhost:{canary.port}/"]
        assert by_name["reason"].startswith("dns: localhost leads to ")  # which may pass: a captive portal does that
        assert by_name["passing"]
        others = [result for result in done.results if result is not by_name]
        assert {result["reason"].partition(":")[0] for result in others} == {"address"}
        assert not any(result["passing"] for result in others)


NAMES = """
import socket
import time
ANSWERS = {}
asked = {}
original = socket.getaddrinfo

def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    if host not in ANSWERS:
        return original(host, port, family, type, proto, flags)
    asked[host] = asked.get(host, -1) + 1
    if host.startswith("slow"):
        time.sleep(5)
    answers = ANSWERS[host]
    found = answers[min(asked[host], len(answers) - 1)]
    six = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (ip, port, 0, 0)) for ip in found if ":" in ip]
    return six + [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found if ":" not in ip]

socket.getaddrinfo = getaddrinfo
"""


def names(folder: Path, answers: dict[str, list[list[str]]]) -> dict[str, str]:
    """The environment of a process in which names have these addresses: a list for each time they are asked for."""
    (folder / "sitecustomize.py").write_text(NAMES.replace("ANSWERS = {}", f"ANSWERS = {answers!r}"))
    return {"PYTHONPATH": str(folder)}


def test_a_name_that_leads_to_a_forbidden_address_is_not_followed_there(tmp_path: Path) -> None:
    with serve("127.99.0.1") as canary, serve() as site:
        canary.routes = site.routes = {"*": page()}
        env = names(
            tmp_path,
            {
                "inside.example": [["127.99.0.1"]],
                "mapped.example": [["::ffff:127.99.0.1"]],
                "both.example": [["127.99.0.1", site.ip]],
                # Public at first and then not: what was answered at first is what is connected to.
                "changes.example": [[site.ip], ["127.99.0.1"]],
                # Forbidden at first and public later: nothing is gained by it either.
                "changes-back.example": [["127.99.0.1"], [site.ip]],
            },
        )
        canaries = [f"http://{name}.example:{canary.port}/" for name in ("inside", "mapped", "changes-back")]
        visited = [f"http://{name}.example:{site.port}/{n}" for name in ("both", "changes") for n in range(2)]
        done = run_crawl(tmp_path, [*canaries, *visited], env=env, settings={"DNSCACHE_ENABLED": False})
        assert canary.asked == []
        for url in canaries[:2]:
            assert done[url]["reason"].startswith(f"dns: {urlsplit(url).hostname} leads to ")
        assert done[visited[0]]["status"] == done[visited[1]]["status"] == 200
        assert "reason" in done[visited[3]] or done[visited[3]]["status"] == 200


def test_a_name_that_does_not_exist_is_told_from_a_forbidden_one(tmp_path: Path) -> None:
    env = names(tmp_path, {"nowhere.example": [[]]})
    done = run_crawl(tmp_path, ["http://nowhere.example/"], env=env)
    assert done["http://nowhere.example/"]["reason"].startswith("dns: ")
    assert done["http://nowhere.example/"]["passing"]


def test_a_name_server_that_does_not_answer_holds_up_only_those_who_ask_it(tmp_path: Path) -> None:
    with serve() as site:
        site.routes = {"*": page()}
        slow = [f"http://slow-{number}.example/" for number in range(8)]
        env = names(tmp_path, {f"slow-{number}.example": [[site.ip]] for number in range(8)})
        requests = [*slow, *(site.url(f"/{number}") for number in range(3))]
        done = run_crawl(tmp_path, requests, env=env, settings={"DOWNLOAD_TIMEOUT": 2})
        assert [result["asked"] for result in done.results[:3]] == requests[-3:]
        assert {done[url]["reason"] for url in slow} == {
            "robots-unreachable: timeout: no whole answer within the time limit"
        }
        assert "Traceback" not in done.log


def test_an_address_of_version_six_is_reached_where_it_may_be(crawl: Crawl) -> None:
    with ExitStack() as stack:
        try:
            site = stack.enter_context(serve("::1"))
        except OSError as error:
            pytest.skip(f"no IPv6 on this loopback: {error}")
        site.routes = {"*": page()}
        assert crawl(site.url("/"), ALLOWED_NETWORKS="::1/128")[site.url("/")]["status"] == 200
        assert crawl(site.url("/"))[site.url("/")]["reason"].startswith("address: ")


def test_without_our_resolver_nothing_is_fetched(crawl: Crawl) -> None:
    with serve() as site:
        site.routes = {"*": page()}
        done = crawl(site.url("/"), TWISTED_DNS_RESOLVER="scrapy.resolver.CachingHostnameResolver")
        assert site.asked == []
        assert "TWISTED_DNS_RESOLVER" in done[site.url("/")]["reason"]


def proxied(proxy: Site) -> dict[str, str]:
    return {"http_proxy": proxy.url(""), "no_proxy": ""}


def test_a_proxy_is_the_operators_word_and_opens_no_door(crawl: Crawl) -> None:
    """Its own address is not guarded, names are left to it, and literals and names for local use are still refused."""

    def forward(asked: Asked) -> bytes:
        return answer("", 404) if asked.path.endswith((".txt", ".json")) else page("through the proxy")

    with serve("127.98.0.1") as proxy, serve("127.99.0.1") as canary:
        proxy.routes = {"*": forward}
        outside = "http://news.example/article"
        inside = [canary.url("/"), "http://localhost/", "http://metadata.google.internal/", proxy.url("/")]
        done = crawl(outside, *inside, env=proxied(proxy))
        assert done[outside]["status"] == 200
        assert {urlsplit(path).hostname for path in proxy.paths()} == {"news.example"}
        assert {done[url]["reason"].partition(":")[0] for url in inside} == {"address"}
        assert canary.asked == []
