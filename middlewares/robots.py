"""robots.txt by RFC 9309: what a site disallows is not fetched, what it asks for between two requests is left."""

from datetime import timedelta

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler

from middlewares.hosts import host_of, host_store, origin_of
from middlewares.identity import PRODUCT
from middlewares.pace import PaceMiddleware
from middlewares.refusals import Refused
from middlewares.robots_lines import plain_lines
from middlewares.site_files import SiteFiles, Unreachable
from storage.hosts import SiteFile

OF_THE_HOST = ("retry-after:", "dns:", "tls:", "address:", "connection:", "stopping:", "busy:")


class Rules:
    """What a robots.txt says to us."""

    def __init__(self, text: str) -> None:
        self._protego = Protego.parse(plain_lines(text))

    def allowed(self, url: str) -> bool:
        """Whether `url` may be fetched; the longest rule that matches decides."""
        return self._protego.can_fetch(url, PRODUCT)

    @property
    def crawl_delay_s(self) -> float | None:
        """Seconds that the site asks us to leave between two requests."""
        rate = self._protego.request_rate(PRODUCT)
        delays = (self._protego.crawl_delay(PRODUCT), rate.seconds / rate.requests if rate else None)
        return max((delay for delay in delays if delay is not None), default=None)


class RobotsMiddleware:
    """Asks robots.txt before anything else of an origin is asked for, and refuses what it disallows."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._max_age = timedelta(seconds=crawler.settings.getfloat("ROBOTS_MAX_AGE_S", 86400))
        self._files: SiteFiles | None = None
        self._rules: dict[str, tuple[SiteFile, Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("kind") == "robots":
            return
        origin = origin_of(request.url)
        try:
            file = await self.files.get(origin, source=request.meta.get("source", ""))
        except Unreachable as error:
            self._crawler.stats.inc_value("robots/refused")
            # A host that cannot be reached at all, or wants nothing now, has its own reason.
            own = error.reason.startswith(OF_THE_HOST)
            raise Refused(error.reason if own else f"robots-unreachable: {error.reason}") from error
        rules = self._parsed(origin, file)
        pacing = self._crawler.get_downloader_middleware(PaceMiddleware)
        if pacing is not None:
            pacing.pace.slow_down(host_of(request.url), rules.crawl_delay_s)
        if not rules.allowed(request.url):
            self._crawler.stats.inc_value("robots/refused")
            path = request.url.removeprefix(origin)[:200] or "/"
            raise Refused(f"robots: robots.txt of {host_of(request.url)} disallows {path} for {PRODUCT}")

    @property
    def files(self) -> SiteFiles:
        """The robots.txt files of this crawl; made at first use, when the spider has its store."""
        if self._files is None:
            store = host_store(self._crawler)
            self._files = SiteFiles(
                self._crawler,
                "/robots.txt",
                "robots",
                load=store.robots,
                save=self._save,
                max_age=self._max_age,
                max_stale=timedelta(days=30),
            )
        return self._files

    def _save(self, origin: str, file: SiteFile) -> None:
        delay = self._parsed(origin, file).crawl_delay_s
        host_store(self._crawler).save_robots(origin, host_of(origin), file, delay)

    def _parsed(self, origin: str, file: SiteFile) -> Rules:
        known = self._rules.get(origin)
        if known is None or known[0] is not file:
            known = self._rules[origin] = file, Rules(file.body)
        return known[1]
