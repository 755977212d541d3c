"""A database that cannot be written any more ends the run: in order, with one message, and with nothing lost."""

import asyncio
import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from errors import DatabaseError


class StopWhenUnwritable:
    """A Scrapy extension: the first DatabaseError of a callback or a stage closes the spider.

    Without it every page that is still to come would be fetched for nothing and end in a traceback of its own.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.failed, signals.spider_error)
        crawler.signals.connect(extension.failed, signals.item_error)
        logging.getLogger("scrapy.core.scraper").addFilter(_said_once)
        return extension

    def failed(self, failure: Failure) -> None:
        """Remember the first reason, and stop."""
        if isinstance(failure.value, DatabaseError):
            self.stop(str(failure.value))

    def stop(self, reason: str) -> None:
        """Close the spider; what it was fetching is taken up by the next run."""
        run: Any = self.crawler.spider.run  # type: ignore[union-attr]
        if run.interrupted is None:
            run.interrupted = reason
            closing = self.crawler.engine.close_spider_async(reason="database")
            self._closing = asyncio.ensure_future(closing)  # kept, or it may be collected before it is done


def _said_once(record: logging.LogRecord) -> bool:
    """No traceback for what the command says in one line."""
    return not (record.exc_info and isinstance(record.exc_info[1], DatabaseError))
