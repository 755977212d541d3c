"""A spider that runs one coroutine: it asks for one address after the other, through all manners and guards."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from middlewares.hosts import origin_of
from spiders import failures
from spiders.moves import permanent_target
from storage.database import NewsDatabase
from storage.hosts import HostStore

Ask = Callable[[str, str], Awaitable["Answer"]]  # ask(url, kind): kind as in middlewares/limits.py
Job = Callable[["AskingSpider"], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answered with."""

    url: str  # that answered
    lasting: str  # to be asked from now on: the address that was asked for, or where it has moved for good
    body: bytes = b""
    content_type: str | None = None
    reserved: str | None = None  # why the text is reserved
    failed: str | None = None  # "word: a sentence", where there is no body


class AskingSpider(Spider):
    """`job(spider)` is run once; what it raises is kept in `error`."""

    name = "asking"
    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}  # noqa: RUF012 Scrapy's own declaration

    def __init__(self, *, db: NewsDatabase, job: Job, asking: Callable[[str], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hosts = HostStore(db)  # robots.txt and Retry-After, shared with what collects
        self._job, self._asking = job, asking
        self.error: Exception | None = None

    async def start(self) -> AsyncIterator[Any]:
        """The whole job; it yields nothing to Scrapy."""
        try:
            await self._job(self)
        except Exception as error:
            self.error = error
        return
        yield  # an asynchronous generator, as Scrapy wants it

    async def ask(self, url: str, kind: str) -> Answer:
        """The answer of an address, or the reason why there is none."""
        assert self.crawler.engine is not None
        self._asking(url)
        try:
            request = Request(url, meta={"kind": kind, "any_text": True}, callback=NO_CALLBACK, dont_filter=True)
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            return Answer(url=url, lasting=url, failed=failures.of_exception(error).reason)
        failed = failures.of_status(response.status)
        if failed:
            return Answer(url=response.url, lasting=url, failed=failed.reason)
        return Answer(
            url=response.url,
            lasting=permanent_target(response) or url,
            body=response.body,
            content_type=_content_type(response),
            reserved=response.meta.get("reserved"),
        )

    def robots(self, url: str) -> str:
        """The robots.txt of the address' site, as it was read before the address was asked for."""
        file = self.hosts.robots(origin_of(url))
        return file.body if file else ""


def _content_type(response: Response) -> str | None:
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None
