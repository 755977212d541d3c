"""TWISTED_DNS_RESOLVER: names become addresses here, and addresses that are not public do not come out."""

from collections import OrderedDict
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

from scrapy.crawler import Crawler
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from middlewares.addresses import AddressGuard, proxy_hosts

MAX_REMEMBERED = 10_000

# host -> "127.0.0.1, a loopback address (RFC 1122)", for the reason of a request that found no address
refused_names: OrderedDict[str, str] = OrderedDict()


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """Resolves IPv4 and IPv6 like Scrapy's CachingHostnameResolver, without the addresses that the guard refuses.

    Literals come through here too, in every spelling that getaddrinfo(3) reads, and a connection is made to what came
    out: what is checked is what is used. Where a name has public and private addresses, only the public ones remain.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int, guard: AddressGuard) -> None:
        super().__init__(reactor, cache_size)
        self._guard = guard
        self._proxies = proxy_hosts()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> "GuardedResolver":
        settings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, cache_size, AddressGuard.from_setting(settings.getlist("ALLOWED_NETWORKS")))

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        receiver: Any = resolutionReceiver
        if hostName.lower().rstrip(".") not in self._proxies:  # AddressMiddleware refuses requests for a proxy itself
            receiver = _Filter(resolutionReceiver, hostName, self._guard)
        resolution: IHostResolution = super().resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class _Filter:
    """Passes on the addresses that are public."""

    def __init__(self, receiver: Any, host: str, guard: AddressGuard) -> None:
        self._receiver, self._host, self._guard = receiver, host.lower().rstrip("."), guard

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        refused_names.pop(self._host, None)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        what = self._guard.objection(ip_address(address.host))
        if what is None:
            self._receiver.addressResolved(address)
            return
        refused_names[self._host] = f"{address.host}, {what}"
        if len(refused_names) > MAX_REMEMBERED:
            refused_names.popitem(last=False)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()
