"""What `collect` is measured against: the spider that anybody would write first.

Feeds are parsed and articles extracted in the callback, and every item is one insert. Settings that would make it lose
by default (pace, concurrency) are the same as ours.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import feedparser
import trafilatura
from scrapy import Request, Spider
from scrapy.http import Response
from sqlite_utils import Database
from trafilatura.settings import Document


class NaiveSpider(Spider):
    """`scrapy runspider benchmarks/naive.py -a feeds=FILE -a database=FILE`."""

    name = "naive"
    # robots.txt is asked for as by every project that `scrapy startproject` makes, and as by ours.
    custom_settings = {  # noqa: RUF012
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
    }

    def __init__(self, feeds: str, database: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.feeds = feeds
        self.db = Database(database)

    async def start(self) -> AsyncIterator[Request]:
        """One request a feed."""
        with open(self.feeds) as file:
            for line in file:
                yield Request(line.strip(), callback=self.parse_feed)

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Entries to requests."""
        for entry in feedparser.parse(response.body).entries:
            yield Request(response.urljoin(entry.link), callback=self.parse_article)

    def parse_article(self, response: Response) -> None:
        """Page to row."""
        document = trafilatura.bare_extraction(response.body, url=response.url, include_comments=False)
        row = document.as_dict() if isinstance(document, Document) else {}
        self.db.table("articles").insert(
            {"url": response.url, **{key: row.get(key) for key in ("title", "text", "author", "date")}},
            pk="url",
            replace=True,
        )
