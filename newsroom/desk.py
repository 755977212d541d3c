"""Which answer an outlet gives to which path."""

import base64
import re
from dataclasses import dataclass, field
from datetime import datetime

from newsroom.manuscript import Manuscript
from newsroom.outlet import Outlet
from newsroom.pages import article_page, list_page, plain_page
from newsroom.syndication import TYPES, feed, newest, news_sitemap, pages_sitemap, robots, sitemap_index
from newsroom.wordpress import rest

HTML = "text/html; charset=utf-8"
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_PAGE = re.compile(r"^(.*/)page/(\d{1,4})/$")


@dataclass(frozen=True, slots=True)
class Reply:
    """``changed``: when the document last changed, where the outlet says so (it then sends validators)."""

    status: int
    body: bytes
    type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    changed: datetime | None = None


def answer(outlet: Outlet, path: str, query: dict[str, str]) -> Reply:
    """The reply to a GET; a query hangs on an address without changing the page, except in the REST interface."""
    if outlet.wordpress and path.startswith("/wp-json"):
        found = rest(outlet, path.removeprefix("/wp-json"), query)
        return Reply(found.status, found.body.encode(), "application/json; charset=UTF-8", found.headers)
    return _machine_readable(outlet, path) or _page(outlet, path) or _missing(outlet)


def _machine_readable(outlet: Outlet, path: str) -> Reply | None:
    changed = newest(outlet)
    for channel in outlet.channels:
        if path == channel.path:
            return Reply(200, feed(outlet, channel).encode(), TYPES[channel.format], changed=changed)
    if path == "/robots.txt":
        return Reply(200, robots(outlet).encode(), "text/plain; charset=utf-8")
    if path.startswith("/images/"):
        return Reply(200, _PIXEL, "image/gif")
    documents = {outlet.sitemap: news_sitemap, "/sitemap.xml": sitemap_index, "/pages-sitemap.xml": pages_sitemap}
    if outlet.sitemap and path in documents:
        return Reply(200, documents[path](outlet).encode(), "application/xml; charset=utf-8", changed=changed)
    return None


def _page(outlet: Outlet, path: str) -> Reply | None:
    for article in outlet.manuscripts:
        if path == outlet.path(article):
            return _article(outlet, article)
    if path == "/about/":
        return Reply(200, plain_page(outlet, f"About {outlet.title}", outlet.about).encode())
    base, number = path, 1
    if paged := _PAGE.match(path):
        base, number = paged[1], int(paged[2])
    section = "*" if base == "/" else outlet.listings.get(base)
    page = list_page(outlet, base, section, number) if section else None
    headers = {"Link": f'<{outlet.base}/wp-json/>; rel="https://api.w.org/"'} if outlet.wordpress else {}
    return Reply(200, page.encode(), headers=headers, changed=newest(outlet)) if page else None


def _article(outlet: Outlet, article: Manuscript) -> Reply:
    if article.slug in outlet.gone:
        return Reply(410, plain_page(outlet, "Gone", "This article has been taken down.").encode())
    if article.kind == "missing":
        return _missing(outlet)
    page = article_page(outlet, article)
    changed = outlet.modified(article)
    if article.charset:
        return Reply(200, page.encode(article.charset, "xmlcharrefreplace"), "text/html", changed=changed)
    return Reply(200, page.encode(), changed=changed)


def _missing(outlet: Outlet) -> Reply:
    return Reply(404, plain_page(outlet, "Page not found", "There is nothing at this address.").encode())
