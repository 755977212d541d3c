"""Redirects: a few, no circles, http and https only, each at its host's pace and by its host's robots.txt."""

import re
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_base_url

from bounds import bounds
from middlewares.hosts import host_of
from middlewares.refusals import Refused
from middlewares.signposts import leads_to, refresh_of

STATUSES = frozenset({301, 302, 303, 307, 308})
SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30}):", re.IGNORECASE)  # RFC 3986, 3.1
IS_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,999}<(?:!doctype\s{1,9}html|html|head|meta)[\s>]", re.IGNORECASE)
# In lower case; scripts are full of the word alone, and in a value it may stand as references to its letters.
_REFRESHES = re.compile(rb"http-equiv\s{0,99}=[\s\"']{0,99}(?:refresh|[^\"'>]{0,99}&)")
MAX_COOKIES, MAX_COOKIE_BYTES = 20, 4096


class BoundedRedirects(RedirectMiddleware):
    """Scrapy's redirects with our limits.

    A cookie that a redirect sets is sent back along this chain to the same host and then forgotten: some publishers
    answer with the article only to a visitor who brings it, and nobody is tracked.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        if response.status in STATUSES:
            response = _straight_slashes(response)
            _check_location(response)
        following = super().process_response(request, response)
        if not isinstance(following, Request):
            return following
        _check_hops(request, following, self.max_redirect_times, cookies=_carry_cookies(request, response, following))
        # A target that was seen before is fetched all the same: Scrapy's filter would drop it without a word, and what
        # was asked for would never be answered.
        following.dont_filter = True
        return following

    def _redirect(self, redirected: Request, request: Request, reason: object) -> Request:
        if request.meta.get("redirect_times", 0) >= self.max_redirect_times:
            raise Refused(f"redirects: more than {self.max_redirect_times}, the last to {redirected.url[:200]}")
        return super()._redirect(redirected, request, reason)


class BoundedRefreshes(MetaRefreshMiddleware):
    """Follows `<meta http-equiv=refresh>` of pages that are only a signpost; they count as redirects.

    Also where a feed is asked for and a page comes; what the entries of a feed hold leads nowhere.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        kind = request.meta.get("kind", "page")
        if response.status != 200 or not (kind == "page" or (kind == "feed" and IS_PAGE.match(response.body))):
            return response
        try:
            following = self._following(request, response)
        except (LookupError, ValueError):  # of an encoding that is none of a text, or an address that is none
            return response
        if following is None or following.url == request.url:
            return response  # a page that reloads itself is the page
        if following.url in request.meta.get("redirect_urls", ()):
            raise Refused(f"redirects: in a circle, back to {following.url[:200]}")
        following.dont_filter = True
        return following

    def _following(self, request: Request, response: Response) -> Request | None:
        target = leads_to((response.headers.get("Refresh") or b"").decode("latin-1"), most_s=self._maxdelay)
        base = response.url
        if target is None and isinstance(response, TextResponse) and _may_refresh(response.body):
            html = response.body[: bounds().head_bytes].decode(response.encoding, "replace")
            target = leads_to(refresh_of(html) or "", most_s=self._maxdelay)
            base = get_base_url(response) if target else base
        if target is None:
            return None
        scheme = SCHEME.match(target)
        if scheme and scheme[1].lower() not in ("http", "https"):
            raise Refused(f"address: it leads to {target[:200]}, and only http and https are fetched")
        following = self._redirect_request_using_get(request, response, urljoin(base, target))
        return self._redirect(following, request, "refresh")

    def _redirect(self, redirected: Request, request: Request, reason: object) -> Request:
        if request.meta.get("redirect_times", 0) >= self.max_redirect_times:
            raise Refused(f"redirects: more than {self.max_redirect_times}, the last to {redirected.url[:200]}")
        return super()._redirect(redirected, request, reason)


def _may_refresh(body: bytes) -> bool:
    """Whether its beginning may say it: to decode a page and go through it is spared where it does not."""
    start = body[: bounds().head_bytes].lower()  # that a head goes on behind it is counted where reservations are read
    if b"\0" in start:  # UTF-16 and UTF-32 have zeros between the letters
        return True
    return _REFRESHES.search(start) is not None


def _straight_slashes(response: Response) -> Response:
    """A Location with backslashes as every browser reads it (WHATWG URL, "special" schemes)."""
    location = response.headers.get("Location") or b""
    path, mark, query = location.partition(b"?")
    if b"\\" not in path:
        return response
    headers = response.headers.copy()
    headers["Location"] = path.replace(b"\\", b"/") + mark + query
    return response.replace(headers=headers)


def _check_location(response: Response) -> None:
    location = (response.headers.get("Location") or b"").decode("latin-1").strip()
    try:
        _ = urlsplit(urljoin(response.url, location)).port
    except ValueError as error:
        raise Refused(f"address: it redirects to {location[:200]}, which is no address") from error
    scheme = SCHEME.match(location)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise Refused(f"address: it redirects to {location[:200]}, and only http and https are fetched")


def _check_hops(request: Request, following: Request, limit: int, *, cookies: bool) -> None:
    seen = [*request.meta.get("redirect_urls", ()), request.url]
    if following.url in seen and not cookies:
        raise Refused(f"redirects: in a circle, back to {following.url[:200]}")


def _carry_cookies(request: Request, response: Response, following: Request) -> bool:
    """Put the cookies of this chain on the next hop if it stays on the host; whether there is a new one."""
    if host_of(following.url) != host_of(request.url):
        following.meta.pop("redirect_cookies", None)
        return False
    cookies: dict[str, str] = dict(request.meta.get("redirect_cookies", {}))
    before = dict(cookies)
    for header in response.headers.getlist("Set-Cookie"):
        name, equals, value = header.decode("latin-1").partition(";")[0].partition("=")
        if equals and name.strip() and len(cookies) < MAX_COOKIES and len(header) <= MAX_COOKIE_BYTES:
            cookies[name.strip()] = value.strip()
    if cookies:
        following.meta["redirect_cookies"] = cookies
        following.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return cookies != before
