"""Files that a site has for machines: asked for once per origin and run, whoever waits for them, and remembered."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from middlewares.hosts import origin_of
from middlewares.refusals import reason_of
from storage.hosts import SiteFile

logger = logging.getLogger(__name__)

ASK_AGAIN = timedelta(hours=1)  # a run that takes long asks an unreachable site again

Load = Callable[[str], SiteFile | None]
Save = Callable[[str, SiteFile], None]


class Unreachable(Exception):
    """The site has not said whether it has the file: a server's error, no answer, or it wants no requests now."""

    def __init__(self, reason: str, when: datetime) -> None:
        super().__init__(reason)
        self.reason, self.when = reason, when


class SiteFiles:
    """The file at `path` of every origin; `kind` is the kind of its requests.

    `load` and `save` reach the store. A file older than `max_age` or from before `anew_since` is asked for again;
    while that fails it is used up to `max_stale` (RFC 9309, 2.4).
    """

    def __init__(
        self,
        crawler: Crawler,
        path: str,
        kind: str,
        *,
        load: Load,
        save: Save,
        max_age: timedelta,
        max_stale: timedelta,
        anew_since: datetime | None = None,
        timeout_s: float | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._crawler, self._path, self._kind = crawler, path, kind
        self._load, self._save, self._now = load, save, now
        self._max_age, self._max_stale, self._timeout_s = max_age, max_stale, timeout_s
        self._anew_since = anew_since
        self._tasks: dict[str, asyncio.Future[SiteFile]] = {}

    async def get(self, origin: str, *, source: str = "") -> SiteFile:
        """The file; an empty one with its status where the site has none. Raises Unreachable.

        The `source` that asks first has it counted when the file is longer than what is read of it.
        """
        task = self._tasks.get(origin)
        if task is None or (task.done() and self._is_over(task)):
            task = self._tasks[origin] = asyncio.ensure_future(self._get(origin, source))
        # Shielded: one waiting request that is cancelled must not take the others with it.
        return await asyncio.shield(task)

    def _is_over(self, task: asyncio.Future[SiteFile]) -> bool:
        error = task.exception()
        if isinstance(error, Unreachable):
            return self._now() - error.when > ASK_AGAIN
        return error is not None or self._age(task.result()) > self._max_age

    async def _get(self, origin: str, source: str) -> SiteFile:
        known = self._load(origin)
        if known is not None and self._is_fresh(known):
            self._crawler.stats.inc_value(f"{self._kind}/remembered")
            return known
        try:
            file = await self._fetch(origin, source)
        except Unreachable as error:
            self._crawler.stats.inc_value(f"{self._kind}/unreachable")
            logger.info("%s%s: %s", origin, self._path, error.reason)
            if known is not None and timedelta(0) <= self._age(known) <= self._max_stale:
                return known
            raise
        self._save(origin, file)
        return file

    async def _fetch(self, origin: str, source: str) -> SiteFile:
        engine = self._crawler.engine
        assert engine is not None
        meta = {"kind": self._kind} | ({"download_timeout": self._timeout_s} if self._timeout_s else {})
        request = Request(f"{origin}{self._path}", meta=meta, callback=NO_CALLBACK, dont_filter=True)
        self._crawler.stats.inc_value(f"{self._kind}/fetched")
        try:
            response = await engine.download_async(request)
        except Exception as error:
            reason = reason_of(error)
            # RFC 9309, 2.3.1.2: more than five redirects may be taken as "there is none"; a picture has no rules.
            if reason.startswith(("redirects:", "not-text:")):
                return SiteFile(404, "", self._now())
            if self._timeout_s and reason.startswith("timeout:"):
                self._count(source, f"{self._kind}-timeout")
            raise Unreachable(reason, self._now()) from error
        if response.status == 429 or response.status >= 500:
            word = "retry-after: " if response.status == 429 else ""
            raise Unreachable(f"{word}{self._path} answered {response.status}", self._now())
        if response.status >= 300:
            return SiteFile(response.status, "", self._now())
        text = _text(response.body)
        if request.meta.get("cut"):
            text = text.rpartition("\n")[0]  # half a rule is another rule
            self._count(source, self._kind)
        file = SiteFile(response.status, text, self._now())
        if response.url != request.url and response.url == f"{origin_of(response.url)}{self._path}":
            self._also(origin_of(response.url), file)
        return file

    def _count(self, source: str, kind: str) -> None:
        if run := getattr(self._crawler.spider, "run", None):
            run.count(source, "cut", kind)

    def _also(self, origin: str, file: SiteFile) -> None:
        """http://example.org led to the file of https://www.example.org, which need not be asked for it again."""
        if origin not in self._tasks:
            known: asyncio.Future[SiteFile] = asyncio.get_running_loop().create_future()
            known.set_result(file)
            self._tasks[origin] = known
            self._save(origin, file)

    def _is_fresh(self, file: SiteFile) -> bool:
        anew = self._anew_since is not None and file.fetched < self._anew_since
        return not anew and timedelta(0) <= self._age(file) <= self._max_age

    def _age(self, file: SiteFile) -> timedelta:
        return self._now() - file.fetched


def _text(body: bytes) -> str:
    # Editors of some systems write UTF-16, with the mark that says so.
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return body.decode(encoding, "replace").replace("\0", "")
