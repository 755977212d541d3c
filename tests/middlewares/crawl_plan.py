"""Runs a crawl of the addresses in a plan, in a process of its own, with the project's settings, and reports as JSON.

    python crawl_plan.py PLAN.json REPORT.json

The plan: {"requests": [{"url": ..., "kind": ...}], "settings": {...}}, and where wanted "db", a path, "stop_after", a
number of results, and "unverified", hosts whose certificate is not looked at.
"""

import asyncio
import json
import sys
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.exceptions import ScrapyDeprecationWarning
from scrapy.http import Response
from scrapy.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
warnings.simplefilter("error", ScrapyDeprecationWarning)

from middlewares.refusals import passing, reason_of  # noqa: E402
from storage.database import open_database  # noqa: E402
from storage.hosts import HostStore  # noqa: E402


class PlanSpider(Spider):
    name = "plan"
    plan: dict[str, Any]
    results: list[dict[str, Any]]
    hosts: HostStore | None = None
    unverified_hosts: frozenset[str]
    stopping: "asyncio.Future[None]"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "PlanSpider":
        spider = super().from_crawler(crawler, *args, **kwargs)
        if path := spider.plan.get("db"):
            spider.hosts = HostStore(open_database(path))
        spider.unverified_hosts = frozenset(spider.plan.get("unverified", ()))
        return spider

    async def start(self) -> AsyncIterator[Request]:
        for asked in self.plan["requests"]:
            meta = {"kind": asked.get("kind", "page"), "asked": asked["url"]}
            yield Request(asked["url"], meta=meta, callback=self.parse, errback=self.failed)

    def parse(self, response: Response) -> None:
        meta = response.meta
        self.report(
            response,
            status=response.status,
            url=response.url,
            bytes=len(response.body),
            start=response.body[:200].decode("utf-8", "replace"),
            cut=bool(meta.get("cut")),
            reserved=meta.get("reserved"),
        )

    def failed(self, failure: Any) -> None:
        reason = reason_of(failure.value)
        self.report(failure, reason=reason, passing=passing(reason))

    def report(self, source: Any, **what: Any) -> None:
        self.results.append({"asked": source.request.meta["asked"], **what})
        if len(self.results) == self.plan.get("stop_after"):
            engine = self.crawler.engine
            assert engine is not None
            self.stopping = asyncio.ensure_future(engine.stop_async())


def main(plan_path: str, report_path: str) -> None:
    settings = Settings()
    settings.setmodule("settings", priority="project")
    plan = json.loads(Path(plan_path).read_text())
    settings.setdict({"ITEM_PIPELINES": {}, "EXTENSIONS": {}, **plan.get("settings", {})}, priority="cmdline")
    process = CrawlerProcess(settings)
    results: list[dict[str, Any]] = []
    crawler = process.create_crawler(PlanSpider)
    process.crawl(crawler, plan=plan, results=results)
    process.start()
    # Not ru_maxrss, which a child inherits from the process that started it.
    peak_mb = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
    Path(report_path).write_text(
        json.dumps({"results": results, "stats": crawler.stats.get_stats(), "peak_mb": peak_mb}, default=str)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
