"""A run whose processes take memory or CPU without bound ends in order, before the system kills whatever it likes."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

EVERY_S = 2.0


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and its children take: megabytes now, CPU seconds since they began."""

    memory_mb: int
    cpu_s: int


class StopOverLimits:
    """A Scrapy extension: the parent and its children are looked at; over a PROCESSES_MAX_... the run ends.

    Over the memory twice in a row, since a child may need all of its own for a moment. Scrapy's own extension for this
    sees the parent only. What was under way is finished, the rest is the next run's.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.memory_mb = crawler.settings.getint("PROCESSES_MAX_MB")
        self.cpu_s = crawler.settings.getint("PROCESSES_MAX_CPU_S")
        self._task: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        if extension.memory_mb or extension.cpu_s:
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
        before = Usage(0, 0)
        while True:
            await asyncio.sleep(EVERY_S)
            now = await asyncio.to_thread(usage)
            if over := self._over(before, now):
                break
            before = now
        word, said = over
        run.interrupted = run.interrupted or f"{said}; the next run goes on"
        self._closing, self._task = self._task, None  # closing ends what looks; this goes on
        await self.crawler.engine.close_spider_async(reason=word)

    def _over(self, before: Usage, now: Usage) -> tuple[str, str] | None:
        """The word for the limit that is passed, and a sentence."""
        if self.memory_mb and min(before.memory_mb, now.memory_mb) > self.memory_mb:
            return "memory", (
                f"its processes need {now.memory_mb} MB, more than PROCESSES_MAX_MB = {self.memory_mb}"
                " (if that happens often, allow more or set WORKERS lower)"
            )
        if self.cpu_s and now.cpu_s > self.cpu_s:
            return "cpu", f"its processes used {now.cpu_s} seconds of CPU, more than PROCESSES_MAX_CPU_S = {self.cpu_s}"
        return None


def usage() -> Usage:
    """What this process and its children take; what memory they share is counted once."""
    import psutil  # a poll with nothing new is over before it is needed

    memory, cpu = 0, 0.0
    own = psutil.Process()
    with suppress(psutil.Error):
        for process in (own, *own.children(recursive=True)):
            with suppress(psutil.Error):  # it has ended: its time is its parent's from then on
                need, times = process.memory_full_info(), process.cpu_times()
                memory += getattr(need, "pss", need.uss)  # only Linux tells what is shared
                cpu += times.user + times.system + times.children_user + times.children_system
    return Usage(memory // 2**20, int(cpu))
