"""Reservations: publishers who keep text and data mining to themselves (TDMRep), or say `noai`.

TDMRep (W3C Community Group report, 10 May 2024) knows three places, the later ones outrank the earlier: the file
/.well-known/tdmrep.json, the header tdm-reservation, the meta element of that name.
"""

from collections.abc import Iterable
from datetime import timedelta

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from bounds import take_cuts
from middlewares.hosts import host_of, host_store, origin_of
from middlewares.identity import PRODUCT
from middlewares.refusals import Refused
from middlewares.reservation_claims import file_reserves, head_of, is_no_ai, metas_of, said
from middlewares.site_files import SiteFiles, Unreachable
from storage.hosts import SiteFile


def reservation_of(
    headers: Iterable[tuple[str, str]], html_head: str = "", *, tdmrep: str = "", url: str = ""
) -> str | None:
    """Why the publisher reserves the text of a page, "tdm-reservation header", or None where it does not.

    `headers` are (name, value) pairs, `html_head` the beginning of the page, `tdmrep` the site's tdmrep.json and `url`
    the page's address, which the file's rules are matched with.
    """
    lower = [(name.lower(), value.strip()) for name, value in headers]
    metas = metas_of(html_head)
    if any(is_no_ai(value) for name, value in lower if name == "x-robots-tag"):
        return "noai in the X-Robots-Tag header"
    if any(is_no_ai(content) for name, content in metas if name in ("robots", "x-robots-tag", PRODUCT.lower())):
        return "noai in the page's meta robots"
    places = (("tdm-reservation meta element", metas), ("tdm-reservation header", lower))
    for place, pairs in places:
        reserved = said([value for name, value in pairs if name == "tdm-reservation"])
        if reserved is not None:
            return place if reserved else None
    return "tdm-reservation in /.well-known/tdmrep.json" if tdmrep and file_reserves(tdmrep, url) else None


class ReservationMiddleware:
    """Sets `request.meta["reserved"]` of pages to the reason for which their text is reserved, or to None."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._max_age = timedelta(seconds=crawler.settings.getfloat("TDMREP_MAX_AGE_S", 86400))
        self._files: SiteFiles | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ReservationMiddleware":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        # Before the page, so that the pages of a site do not wait with their bodies in memory for this one file.
        if request.meta.get("kind", "page") == "page":
            await self._tdmrep(request)

    async def process_response(self, request: Request, response: Response) -> Response:
        if request.meta.get("kind", "page") != "page":
            return response
        headers = [(name.decode("latin-1"), v.decode("latin-1")) for name, vs in response.headers.items() for v in vs]
        reserved = reservation_of(headers, head_of(response.body), tdmrep=await self._tdmrep(request), url=response.url)
        request.meta["reserved"] = reserved
        if (cut := take_cuts()) and (run := getattr(self._crawler.spider, "run", None)):
            run.count_cuts(request.meta.get("source", ""), cut)
        if reserved:
            self._crawler.stats.inc_value("reservation/reserved")
        return response

    async def _tdmrep(self, request: Request) -> str:
        """The site's tdmrep.json, "" where it has none or it cannot be had: unlike robots.txt it forbids no request."""
        try:
            return (await self.files.get(origin_of(request.url), source=request.meta.get("source", ""))).body
        except (Unreachable, Refused):
            return ""

    @property
    def files(self) -> SiteFiles:
        """The tdmrep.json files of this crawl; made at first use, when the spider has its store."""
        if self._files is None:
            store = host_store(self._crawler)

            def save(origin: str, file: SiteFile) -> None:
                store.save_tdmrep(origin, host_of(origin), file)

            self._files = SiteFiles(
                self._crawler,
                "/.well-known/tdmrep.json",
                "tdmrep",
                load=store.tdmrep,
                save=save,
                max_age=self._max_age,
                max_stale=timedelta(days=30),
                anew_since=store.anew_since,
                timeout_s=self._crawler.settings.getfloat("TDMREP_TIMEOUT_S", 10),  # the pages of the site wait for it
            )
        return self._files
