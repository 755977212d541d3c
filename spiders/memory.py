"""A run whose processes grow without bound ends in order, before the system kills whatever it likes."""

import asyncio
from contextlib import suppress
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

EVERY_S = 2.0


class StopWhenTooLarge:
    """A Scrapy extension: the memory of the parent and its children is looked at; over PROCESSES_MAX_MB the run ends.

    Twice in a row, since a child may need all of its own memory for a moment. Scrapy's own extension for this sees the
    parent only. What was under way is finished, the rest is the next run's.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.limit_mb = crawler.settings.getint("PROCESSES_MAX_MB")
        self._task: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        if extension.limit_mb:
            crawler.signals.connect(extension.opened, signals.spider_opened)
            crawler.signals.connect(extension.closed, signals.spider_closed)
        return extension

    def opened(self, spider: Any) -> None:
        """Look from now on; a spider without a run (of a test, of another project) has nobody to tell."""
        if hasattr(spider, "run"):
            self._task = asyncio.create_task(self._watch(spider.run))

    def closed(self) -> None:
        """Look no more."""
        if self._task:
            self._task.cancel()

    async def _watch(self, run: Any) -> None:
        before = 0
        while True:
            await asyncio.sleep(EVERY_S)
            now = await asyncio.to_thread(tree_mb)
            if min(before, now) > self.limit_mb:
                break
            before = now
        run.interrupted = run.interrupted or (
            f"its processes need {now} MB, more than PROCESSES_MAX_MB = {self.limit_mb}; the next run goes on."
            " If that happens often, allow more or set WORKERS lower"
        )
        self._closing, self._task = self._task, None  # closing ends what looks; this goes on
        await self.crawler.engine.close_spider_async(reason="memory")


def tree_mb() -> int:
    """Megabytes that this process and its children need; what they share is counted once."""
    import psutil  # a poll with nothing new is over before it is needed

    total = 0
    own = psutil.Process()
    with suppress(psutil.Error):
        for process in (own, *own.children(recursive=True)):
            with suppress(psutil.Error):  # it has ended
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.uss)  # only Linux tells what is shared
    return total // 2**20
