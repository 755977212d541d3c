"""A database that cannot be written any more ends the run: in order, with one message, and with nothing lost."""

import asyncio
import logging
import sqlite3
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from errors import DatabaseError


class StopWhenUnwritable:
    """A Scrapy extension: the first error of the database, in a callback or a stage, closes the spider.

    Without it every page that is still to come would be fetched for nothing and end in a traceback of its own.
    """

    # Where Scrapy logs what callbacks and stages raise; of stages that fail as they are closed it tells nobody else.
    LOGGERS = ("scrapy.core.scraper", "scrapy.core.engine")

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._closing: list[Any] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.failed, signals.spider_error)
        crawler.signals.connect(extension.failed, signals.item_error)
        for name in cls.LOGGERS:
            logging.getLogger(name).addFilter(extension.said_once)
        return extension

    def failed(self, failure: Failure) -> None:
        """Remember the first reason, and stop."""
        if isinstance(failure.value, DatabaseError | sqlite3.OperationalError):
            self.stop(str(failure.value))

    def said_once(self, record: logging.LogRecord) -> bool:
        """No traceback for what the command says in one line."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, DatabaseError | sqlite3.OperationalError):
            return True
        run: Any = self.crawler.spider.run  # type: ignore[union-attr]
        run.interrupted = run.interrupted or str(error)
        return False

    def stop(self, reason: str) -> None:
        """Close the spider; what it was fetching is taken up by the next run."""
        run: Any = self.crawler.spider.run  # type: ignore[union-attr]
        if not self._closing:
            run.interrupted = run.interrupted or reason
            closing = self.crawler.engine.close_spider_async(reason="database")
            self._closing.append(asyncio.ensure_future(closing))  # kept, or it may be collected before it is done
