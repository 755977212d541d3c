"""When a run's writes are committed: all blocks of a fifth of a second together.

A page takes some six small transactions, and a commit costs more than most of them. What a killed run loses is its
last fifth of a second, whole, and the next run fetches that again. Inside the run everything is seen at once.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from errors import DatabaseError
from storage.database import NewsDatabase

EVERY_S = 0.2


class Commits:
    """Gathers the commits of a database from its making, inside a running event loop, to its end."""

    def __init__(self, db: NewsDatabase, *, failed: Callable[[DatabaseError], Any]) -> None:
        self._db, self._failed = db, failed
        self._db.gather_commits()
        self._task = asyncio.ensure_future(self._commit())

    async def _commit(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                self._db.commit_gathered()
            except DatabaseError as error:
                self._failed(error)

    def end(self) -> None:
        """Commit what is left; raises DatabaseError when that cannot be kept."""
        self._task.cancel()
        self._db.end_gathering()


@asynccontextmanager
async def gathered_commits(db: NewsDatabase) -> AsyncIterator[None]:
    """Commits are gathered inside; the first that fails is raised at the end."""
    errors: list[DatabaseError] = []
    commits = Commits(db, failed=errors.append)
    try:
        yield
    finally:
        commits.end()
    if errors:
        raise errors[0]


class GatherCommits:
    """A Scrapy extension: commits are gathered from the spider's start to its end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._commits: Commits | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signals.spider_opened)
        crawler.signals.connect(extension.closed, signals.spider_closed)
        return extension

    def opened(self, spider: Any) -> None:
        """From now on; a spider without a run (of a test, of another project) has nothing to commit."""
        if not hasattr(spider, "run"):
            return
        self._commits = Commits(spider.run.db, failed=self.failed)

    def failed(self, error: DatabaseError) -> None:
        """As if a callback had met it: whoever stops a run for errors of the database hears of this one too."""
        failure = Failure(error)  # type: ignore[no-untyped-call]
        self.crawler.signals.send_catch_log(signals.spider_error, failure=failure, spider=self.crawler.spider)

    def closed(self, spider: Any) -> None:
        """What the last callbacks and stages wrote is kept before anybody is told of it."""
        if self._commits is None:
            return
        try:
            self._commits.end()
        except DatabaseError as error:
            spider.run.interrupted = spider.run.interrupted or str(error)
