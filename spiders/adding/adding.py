"""A source is added: the search, a trial on three articles, the file, and what is told about all of it."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from errors import SourceError, WatchkeeperError
from items import Article, Entry
from spiders.adding.asking import AskingSpider
from spiders.adding.choice import Choice, choose, comment, described, samples, values
from spiders.adding.prospect import Prospect, Search
from spiders.catalogue import address_key, load_catalogue
from spiders.naming import source_name
from spiders.source import Source, checked_address
from spiders.subscriptions import write_source
from storage.database import open_database, writer_lock
from workers import Limits, Workers

if TYPE_CHECKING:
    from extraction.outcome import Extraction

TRIED_ARTICLES, SHOWN_ARTICLES = 6, 3
FIRST_CHARS = 240


@dataclass(frozen=True, slots=True)
class Added:
    """What came of it."""

    path: Path | None  # of the new file
    problem: str | None = None  # why there is none, and what to do


class Adding:
    """One address that becomes a source.

    While it goes on, `say` is called with lines for people and `asking` with every address that is asked for.
    """

    def __init__(
        self, url: str, settings: Settings, *, say: Callable[[str], None], asking: Callable[[str], None]
    ) -> None:
        try:
            self.url = checked_address(url)
        except ValueError as error:
            raise SourceError(f"sources add: {error}", url=url) from None
        self._settings, self._say, self._asking = settings, say, asking
        self._folder = Path(settings["SOURCES"])
        has_files = self._folder.is_dir() and any(self._folder.glob("*.y*ml"))
        self._catalogue = load_catalogue(self._folder) if has_files else {}
        self._now = datetime.now(UTC)
        self.outcome = Added(None, "it was interrupted; run it again")

    def run(self) -> Added:
        """Ask, try, write. Raises SourceError, DatabaseError, LockedError."""
        # The lock of those who collect: a host sees one pace, and Retry-After and robots.txt are shared with them.
        database = self._settings["DATABASE"]
        with writer_lock(database):
            db = open_database(database)
            self._workers = Workers(self._settings.getint("WORKERS"), Limits.from_settings(self._settings))
            try:
                process = AsyncCrawlerProcess(self._settings)
                crawler = process.create_crawler(AskingSpider)
                process.crawl(crawler, db=db, job=self._job, asking=self._asking)
                process.start()
            finally:
                self._workers.close()
                db.close()
        spider = crawler.spider
        if isinstance(spider, AskingSpider) and spider.error:
            raise spider.error
        return self.outcome

    async def _job(self, spider: AskingSpider) -> None:
        page = await spider.ask(self.url, "page")
        self._say(f"{page.url}:")
        if page.failed:
            self._say(f"  ! {page.failed}")
        if page.failed and not page.failed.startswith("http-"):  # a server that refuses its pages may have open feeds
            self.outcome = Added(None, f"{self.url}: {page.failed}; {_remedy(page.failed)}")
            return
        prospect = await Search(spider.ask, self._workers, robots=spider.robots, now=self._now).run(page)
        choice = choose(prospect, self._known())
        self._tell(choice)
        if not choice.taken:
            own = f"{self.url}: {page.failed}; {_remedy(page.failed)}" if page.failed else None
            self.outcome = Added(None, own or self._nothing(prospect, choice))
            return
        if self._is_there(prospect, choice):
            self.outcome = Added(None, self._nothing(prospect, choice))
            return
        languages = [article.language async for article in self._trial(spider, choice) if article.language]
        self.outcome = Added(self._write(prospect, choice, languages))

    def _known(self) -> dict[tuple[object, ...], str]:
        return {
            address_key(address): source.name for source in self._catalogue.values() for _, address in source.ways_in()
        }

    def _tell(self, choice: Choice) -> None:
        for finding in choice.taken:
            self._say(f"  + {described(finding)}")
        guesses: dict[str, int] = {}
        for finding in choice.left:
            if finding.candidate.found == "default" and not finding.judgement:
                guesses[finding.reason] = guesses.get(finding.reason, 0) + 1
            else:
                self._say(f"  - {described(finding)}")
        for reason, number in guesses.items():
            self._say(f"  - {number} default address{'es' if number > 1 else ''}: {reason}")

    def _nothing(self, prospect: Prospect, choice: Choice) -> str:
        owners = sorted({name for f in choice.left if (name := self._known().get(address_key(f.url)))})
        if owners:
            files = ", ".join(f"{self._folder / owner}.yaml" for owner in owners)
            return f"{self.url}: nothing that is not there yet; see {files}"
        failed = [f for f in choice.left if f.candidate.found != "default" and not f.judgement and not f.is_unreadable]
        if failed:
            return f"{self.url}: {failed[0].url} could not be had: {failed[0].reason}; {_remedy(failed[0].reason)}"
        return (
            f"{self.url}: no way in was found on {prospect.homepage}; give the address of its feed, or of a page that"
            " lists its articles: scrapy sources add ADDRESS"
        )

    async def _trial(self, spider: AskingSpider, choice: Choice) -> AsyncIterator[Article]:
        """Articles of the new source as they would be stored; each is shown."""
        shown = tried = 0
        for entry in samples(choice.taken):
            if shown >= SHOWN_ARTICLES or tried >= TRIED_ARTICLES:
                return
            tried += 1
            page = await spider.ask(entry.url, "page")
            if page.failed:
                self._say(f"  ! {entry.url}: {page.failed}")
                continue
            try:
                extraction = await self._extract(page.body, page.url, page.content_type, entry)
            except WatchkeeperError as error:
                self._say(f"  ! {entry.url}: {error}")
                continue
            article = extraction.article
            if article is None or extraction.reason:
                self._say(f"  ! {entry.url}: {extraction.reason}")
                continue
            shown += 1
            for line in _shown(article, page.reserved):
                self._say(line)
            yield article

    async def _extract(self, body: bytes, url: str, content_type: str | None, entry: Entry) -> "Extraction":
        from extraction.article import extract_article

        return await self._workers.run(
            extract_article, body, url=url, fetched=self._now, content_type=content_type, entry=entry
        )

    def _write(self, prospect: Prospect, choice: Choice, languages: list[str]) -> Path:
        name = source_name(prospect.homepage, self._taken_names())
        found = values(prospect, choice, languages)
        Source(name=name, **found)  # what cannot be read again is not written
        return write_source(self._folder, name, found, comment=comment(prospect, choice, now=self._now))

    def _is_there(self, prospect: Prospect, choice: Choice) -> bool:
        """Whether a file has a way into this very site already: what is left then has the same articles once more."""
        known = self._known()
        owners = {known.get(address_key(finding.url)) for finding in choice.left}
        return any(s.name in owners and s.homepage == prospect.homepage for s in self._catalogue.values())

    def _taken_names(self) -> set[str]:
        files = self._folder.iterdir() if self._folder.is_dir() else ()
        return {*self._catalogue, *(path.stem for path in files)}


def _shown(article: Article, reserved: str | None) -> Iterator[str]:
    yield f"  {article.title or 'without a title'}"
    status = f"reserved ({reserved})" if reserved else f"{article.status}, {article.word_count} words"
    date = f"{article.published:%Y-%m-%d %H:%M} UTC" if article.published else "no date"
    yield f"    {', '.join(article.authors) or 'no author'}; {date}; {status}"
    if not reserved:
        yield f"    {_first(article.text or '')}"


def _first(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= FIRST_CHARS else line[:FIRST_CHARS].rsplit(" ", 1)[0] + " …"


def _remedy(failed: str) -> str:
    word = failed.partition(":")[0]
    remedies = {
        "robots": "its publisher does not want it; ask there, or give another page of the site",
        "dns": "is the address right?",
        "address": "give an address on the public internet",
    }
    return remedies.get(word, "try another page of the site, or later")


def printable(text: str) -> str:
    """The text without what a terminal would take as a command: it comes from strangers."""
    return "".join(c if c.isprintable() else " " for c in text)
