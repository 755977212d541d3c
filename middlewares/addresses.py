"""The address guard: requests leave for the public internet and for nowhere else.

Two doors. The middleware refuses what can be seen in the address itself: other schemes, literals of private networks in
any spelling, names and passwords. The resolver (middlewares/resolver.py) checks every address that a name has, and a
connection is made to what was checked, so a name that changes its mind between the two gains nothing.
"""

import socket
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError

from bounds import bounds
from middlewares.hosts import host_of
from middlewares.refusals import Refused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is meant
# A request line must not become a command of another service (the Fetch standard, "bad port": its best-known ones).
OTHER_PROTOCOLS = frozenset(
    {21, 22, 23, 25, 53, 110, 111, 119, 135, 139, 143, 389, 445, 465, 587, 993, 995, 2049, 6379}
)
LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa")  # RFC 6761, RFC 6762, RFC 8375, ICANN for .internal
MAX_NAME = 253  # RFC 1035; also bounds what the IDNA codec, quadratic in old Pythons, is given


class AddressGuard:
    """Knows which addresses are public; `allowed` are networks that count as public though they are not."""

    def __init__(self, allowed: tuple[Network, ...] = ()) -> None:
        self._allowed = allowed

    @classmethod
    def from_setting(cls, networks: list[str]) -> "AddressGuard":
        """From the setting ALLOWED_NETWORKS; raises ValueError that names the network which is none."""
        return cls(tuple(ip_network(network.strip()) for network in networks if network.strip()))

    def objection(self, address: Address) -> str | None:
        """What the address is, "a loopback address (RFC 1122)", if no connection may be made to it."""
        if isinstance(address, IPv6Address) and address.scope_id:
            return "a link-local address with a zone (RFC 4007)"
        if any(address in network for network in self._allowed):
            return None
        embedded = _embedded(address)
        if embedded is not None:
            return self.objection(embedded)
        return next((what for network, what in _not_public() if address in network), None)


def literal(host: str) -> Address | None:
    """The address that a host is a spelling of, as the system's resolver would read it; None for a name.

    "127.1", "0x7f000001", "0177.0.0.1" and "2130706433" are all 127.0.0.1 to inet_aton(3).
    """
    host = host.strip("[]").rstrip(".")
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host)) if host and host[0].isdigit() and host.isascii() else None
    except OSError:
        return None


def url_objection(url: str, guard: AddressGuard) -> str | None:
    """Why a request to `url` may not be made, as far as the address alone tells: "only http and https are fetched"."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "it cannot be read as an address"
    if len(url) > (most := bounds().address_chars):  # RFC 9110, 4.1: at least 8000 should work
        return f"it is longer than {most} characters"
    if parts.scheme not in ("http", "https"):
        return "only http and https are fetched"
    if port in OTHER_PROTOCOLS:
        return f"port {port} is that of another protocol"
    if not host or len(host) > MAX_NAME:
        return "it names no host"
    if parts.username is not None or parts.password is not None:
        return "it carries a name or a password"
    address = literal(host)
    if address is not None:
        what = guard.objection(address)
        return f"{host} is {what}" if what else None
    return None


def proxy_hosts() -> frozenset[str]:
    """Hosts of the proxies that the environment names (http_proxy, https_proxy): the operator's own word."""
    return frozenset(host for url in getproxies().values() if (host := host_of(url if "://" in url else f"//{url}")))


class AddressMiddleware:
    """Refuses requests that may not leave, before anything is resolved or connected to."""

    def __init__(self, crawler: Crawler) -> None:
        try:
            self._guard = AddressGuard.from_setting(crawler.settings.getlist("ALLOWED_NETWORKS"))
        except ValueError as error:
            raise ValueError(f"ALLOWED_NETWORKS: {error}; write networks like 127.77.0.0/16, with commas") from error
        self._crawler = crawler
        self._proxies = proxy_hosts()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AddressMiddleware":
        middleware = cls(crawler)
        crawler.signals.connect(middleware.engine_started, signals.engine_started)
        return middleware

    def engine_started(self) -> None:
        """Without the resolver half of the guard is missing, so nothing is fetched at all."""
        from twisted.internet import reactor

        from middlewares.resolver import GuardedResolver

        if not isinstance(getattr(reactor, "nameResolver", None), GuardedResolver):
            self._guard = _Closed()

    def process_request(self, request: Request) -> None:
        objection = url_objection(request.url, self._guard)
        if objection is None and self._proxies:
            objection = self._proxy_objection(host_of(request.url))
        if objection is not None:
            self._refuse(objection)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A name that the resolver refused is told from one that does not exist."""
        if isinstance(exception, CannotResolveHostError):
            from middlewares.resolver import refused_names

            # Not the address's fault: behind a captive portal or a filtering resolver every name does that for a while.
            if what := refused_names.get(host_of(request.url)):
                self._refuse(f"{host_of(request.url)} leads to {what}", word="dns")

    def _proxy_objection(self, host: str) -> str | None:
        """A proxy resolves names in its own network, where our resolver sees nothing of it."""
        if host in self._proxies:
            return "it is the proxy itself"
        return f"{host} is a name for local use" if f".{host}".endswith(LOCAL_NAMES) else None

    def _refuse(self, objection: str, word: str = "address") -> None:
        self._crawler.stats.inc_value("addresses/refused")
        raise Refused(f"{word}: {objection}")


class _Closed(AddressGuard):
    def objection(self, address: Address) -> str | None:
        return "not to be reached: TWISTED_DNS_RESOLVER is not middlewares.resolver.GuardedResolver"


def _embedded(address: Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one that stands for it (mapped, 6to4, NAT64)."""
    if not isinstance(address, IPv6Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


@cache
def _not_public() -> tuple[tuple[Network, str], ...]:
    lines = Path(__file__).with_name("networks.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((ip_network(network), what) for network, what in rows)
