"""Names of hosts and origins, and the store that remembers what they told us."""

from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from storage.hosts import HostStore, forgetful_store

DEFAULT_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """The host that a request goes to, as pace is kept: lower case, without port, brackets and the root's dot.

    "" where the address has none.
    """
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Scheme, host and port, "https://example.org" or "http://127.0.0.1:8800": what a robots.txt is for (RFC 9309)."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != DEFAULT_PORTS.get(parts.scheme) else "")


def host_store(crawler: Crawler) -> HostStore:
    """The spider's attribute `hosts`, or a store in memory where the spider has none (`scrapy shell`, tests)."""
    store = getattr(crawler.spider, "hosts", None)
    if not isinstance(store, HostStore):
        store = forgetful_store()
        if crawler.spider is not None:
            crawler.spider.hosts = store  # type: ignore[attr-defined]
    return store
