"""Articles that we have are looked at again: changed texts become revisions, pages that are gone are marked.

An answer is compared with the page in the archive, both as extraction reads them today: what a site has around its
articles, and what extraction has learned since, is no revision.
"""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from errors import DatabaseError
from extraction.rules import Rules
from items import Article, Page
from middlewares.reservation_claims import takes_back
from spiders import failures
from spiders.headers import text_of
from spiders.polls import conditional
from spiders.run import Run, SiteMemory
from storage import revisions, revisits
from storage.articles import withhold
from storage.identity import overlap
from storage.pages import load_page, save_page
from storage.revisits import Visit
from urls import canonical_url, host_of

SAME_ARTICLE = 0.5  # share of the shorter text, where an address leads elsewhere by now

SHRUNK = 0.5  # share of the words that we have: what is left of an article behind a wall that does not say so
NOTHING_NEW = 0.9  # share of its phrases that we have: an editor who shortens a text adds words
A_NOTE = 60  # words: "this article has been removed", or what a wall says

_RANK = {"teaser": 0, "partial": 1, "full": 2, "reserved": 3}


class Revisits:
    """The visits of one run."""

    def __init__(self, run: Run, *, per_source: int = 100) -> None:
        self.run, self.per_source = run, per_source
        self._memory = SiteMemory(run.db)
        self._asked: set[int] = set()
        self._left: set[int] = set()  # to the next run: they stay due
        self._by_source: Counter[str] = Counter()

    def due(self) -> Iterator[Request]:
        """The articles whose time has come; in a run by hand all that are still young."""
        run = self.run
        revisits.correct(run.db, now=run.now())
        found = revisits.due_visits(run.db, now=run.now(), sources=run.sources.keys(), young_too=run.everything)
        yield from self._requests(found)

    def announced(self, urls: Sequence[str]) -> Iterator[Request]:
        """The articles of which a feed says something new."""
        if urls:
            run = self.run
            yield from self._requests(
                revisits.due_visits(
                    run.db,
                    now=run.now(),
                    sources=run.sources.keys(),
                    young_too=run.everything,
                    urls=urls,
                )
            )

    def _requests(self, visits: Sequence[Visit]) -> Iterator[Request]:
        for visit in visits:
            if visit.article in self._asked:
                continue
            if self._by_source[visit.source] >= self.per_source:
                self.run.count(visit.source, "cut", "revisits", number=int(visit.article not in self._left))
                self._left.add(visit.article)
                continue
            self._asked.add(visit.article)
            self._by_source[visit.source] += 1
            yield Request(
                visit.url,
                headers=conditional(visit.etag, visit.last_modified),
                callback=self.answered,
                errback=self.failed,
                cb_kwargs={"visit": visit},
                meta={"kind": "page", "source": visit.source},
                priority=-10,  # what nobody has read yet comes first
                dont_filter=True,
            )

    async def answered(self, response: Response, visit: Visit) -> AsyncIterator[Any]:
        """The address answered: nothing new, gone, or a page that goes through the pipeline as a revision."""
        failed = failures.of_answer(response)
        if failed:
            self._nothing(visit, failed)
            return
        page = self._page(response, visit)
        if page.reserved is not None:  # from now on: the row loses its text
            self._visited(visit, "reserved")
            withhold(self.run.db, visit.url, page.reserved, now=self.run.now())
            if page.body:
                self.run.count(visit.source, "earlier")
                yield page
            return
        if response.status == 304 or hashlib.sha256(response.body).hexdigest() == visit.body_hash:
            self._visited(visit, "unchanged")
            return
        earlier = await self._earlier(page, visit)
        if earlier:
            yield replace(page, earlier=earlier)

    async def _earlier(self, page: Page, visit: Visit) -> Article | None:
        """The version that the page replaces, where it is another version of the article."""
        known = load_page(self.run.db, visit.url)
        after = await self._read(page)
        if known is None or after is None:
            self._visited(visit, "unreadable")
            return None
        before = await self._read(known)
        if before is None:
            self._visited(visit, "unreadable")
        elif _RANK[after.status] < _RANK[before.status] or _is_left_over(before, after):
            self._visited(visit, "wall")
        elif not _same_address(page, known) and overlap(before.text, after.text) < SAME_ARTICLE:
            self._visited(visit, "elsewhere")
        elif revisions.compare(self.run.db, visit.article, before, after) is None:
            with self.run.db.atomic():
                save_page(self.run.db, page)  # its validators make the next visit cheap
                revisits.answers_at(self.run.db, visit.article, page.fetched_url)
                self._visited(visit, "unchanged")
        else:
            return before
        return None

    async def _read(self, page: Page) -> Article | None:
        from extraction.article import extract_article

        source = self.run.sources.get(page.source)
        try:
            extraction = await self.run.workers.run(
                extract_article,
                page.body,
                url=page.fetched_url,
                fetched=page.fetched,
                content_type=page.content_type,
                entry=page.entry,
                rules=source.rules if source else Rules(),
                habits=self._memory[host_of(page.fetched_url)],
            )
        except DatabaseError:
            raise
        except Exception as error:
            failures.of_reading(error, page.fetched_url)
            return None
        if extraction.article is None or extraction.reason:
            return None
        return replace(extraction.article, source=page.source, fetched=page.fetched)

    def _page(self, response: Response, visit: Visit) -> Page:
        known = load_page(self.run.db, visit.url)
        reserved = response.meta.get("reserved")
        # A 304 stands for the page that we have, whose own element outranks header and file.
        if response.status == 304 and reserved and reserved.startswith("tdm-") and known and takes_back(known.body):
            reserved = None
        return Page(
            url=visit.url,
            fetched_url=response.url,
            source=visit.source,
            fetched=self.run.now(),
            body=response.body,
            status=response.status,
            content_type=text_of(response, "Content-Type"),
            etag=text_of(response, "ETag"),
            last_modified=text_of(response, "Last-Modified"),
            entry=known.entry if known else None,
            reserved=reserved,
        )

    async def failed(self, failure: Failure) -> None:
        """The address could not be had."""
        visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
        self._nothing(visit, failures.of_exception(failure.value))

    def _nothing(self, visit: Visit, failed: failures.Failed) -> None:
        if failed.fate == "gone":
            revisits.gone(self.run.db, visit.article, now=self.run.now(), for_good=failed.word == "http-410")
            self.run.count(visit.source, "gone", failed.word)
            self.run.count(visit.source, "earlier")
        elif failed.fate != "postponed":  # a host that asks to wait is asked again by the next run
            self._visited(visit, failed.word)

    def _visited(self, visit: Visit, outcome: str) -> None:
        revisits.visited(self.run.db, visit.article, outcome, now=self.run.now())


def _is_left_over(before: Article, after: Article) -> bool:
    """Whether a page shows a small part of the text that we have from it and nothing else, or a note in its place."""
    shrunk = after.word_count < SHRUNK * before.word_count
    return shrunk and (after.word_count < A_NOTE or overlap(before.text, after.text) >= NOTHING_NEW)


def _same_address(page: Page, known: Page) -> bool:
    try:
        return canonical_url(page.fetched_url) == canonical_url(known.fetched_url)
    except ValueError:
        return False
