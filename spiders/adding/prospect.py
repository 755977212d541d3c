"""From any page of a site to its ways in, asking for as little as will do.

What the page declares and links to comes first, then the same of the front page, then of the pages that they call their
feeds, their news or their languages, then the sitemaps of robots.txt, then the default addresses of its system, then
the pages themselves as lists. Where a step has found enough, those behind it are not asked for.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from errors import WatchkeeperError
from spiders.adding.asking import Answer, Ask
from spiders.catalogue import address_key
from spiders.wordpress import POSTS_PER_PAGE
from workers import Workers

if TYPE_CHECKING:
    from spiders.adding.trial import Look
    from spiders.readers.discovery import Candidate, Judgement
    from spiders.readers.reading import Reading

MAX_TRIED = 40  # addresses of one site, at a second or more each
INDEX_DEPTH = 2  # of maps inside maps
MAX_ONWARD = 3  # pages that are asked for because of what links call them
MAX_LINKED = 12  # feeds that one page declares or links to: some link to a hundred


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A candidate that was asked for."""

    candidate: "Candidate"
    url: str  # to be asked from now on
    usable: bool
    reason: str  # a sentence on what it has, or why it does not count
    is_unreadable: bool = False  # it answered with something else
    page: Answer | None = None  # which may be a page that lists the feeds
    judgement: "Judgement | None" = None
    reading: "Reading | None" = None

    @property
    def is_news(self) -> bool:
        """Whether its entries have headlines: those of a sitemap of all pages have none."""
        return self.reading is not None and any(entry.title for entry in self.reading.entries)


@dataclass(slots=True)
class Prospect:
    """What became of the search on one site."""

    url: str  # the page that answered
    homepage: str
    names: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def usable(self, *ways: str) -> list[Finding]:
        """The findings that count, of these ways."""
        return [finding for finding in self.findings if finding.usable and finding.candidate.way in ways]


class Search:
    """The search on one site."""

    def __init__(self, ask: Ask, workers: Workers, *, robots: Callable[[str], str], now: datetime) -> None:
        self._ask, self._workers, self._robots, self._now = ask, workers, robots, now
        self._tried: set[tuple[object, ...]] = set()
        self._looked: set[tuple[object, ...]] = set()
        self._onward = 0

    async def run(self, page: Answer) -> Prospect:
        """All that is worth knowing about the site of a page that answered."""
        parts = urlsplit(page.url)
        prospect = Prospect(page.url, f"{parts.scheme}://{parts.netloc}/")
        self._looked |= {address_key(page.url), address_key(prospect.homepage)}
        looks = [await self._look(page)]
        await self._try(prospect, _declared(looks[0].candidates))
        front = page
        if not prospect.usable("feed", "wordpress") and page.url != prospect.homepage:
            front = await self._ask(prospect.homepage, "page")
            if not front.failed:
                looks.append(await self._look(front))
                await self._try(prospect, _declared(looks[-1].candidates))
        prospect.names = [name for look in reversed(looks) for name in look.names]
        hidden = [candidate for look in looks for candidate in look.candidates]  # a system may live in a folder
        looks += [look async for look in self._look_onward(prospect, tuple(looks))]
        await self._try_hidden(prospect, hidden)
        if not prospect.usable("feed", "wordpress", "sitemap"):
            lists = [look for look in looks if not look.is_article]
            await self._try(prospect, [c for look in lists for c in look.candidates if c.way == "section"])
        return prospect

    async def _look_onward(self, prospect: Prospect, looks: Sequence["Look"]) -> AsyncIterator["Look"]:
        """Pages behind those that were looked at, until one of them leads to a feed."""
        called_feeds = [finding.page for finding in prospect.findings if finding.page]
        pages = [page for page in called_feeds[:MAX_ONWARD] if not self._have_looked(page.url)]
        addresses = [url for look in looks for url in look.onward]
        while not prospect.usable("feed", "wordpress") and len(self._tried) < MAX_TRIED and (pages or addresses):
            page = pages.pop(0) if pages else await self._ask_onward(addresses.pop(0))
            if page and not page.failed:
                look = await self._look(page)
                await self._try(prospect, _declared(look.candidates))
                yield look

    async def _ask_onward(self, url: str) -> Answer | None:
        if self._onward >= MAX_ONWARD or self._have_looked(url):
            return None
        self._onward += 1
        return await self._ask(url, "page")

    def _have_looked(self, url: str) -> bool:
        key = address_key(url)
        known = key in self._looked
        self._looked.add(key)
        return known

    async def _try_hidden(self, prospect: Prospect, candidates: Sequence["Candidate"]) -> None:
        """What a page does not show, until something is found."""
        defaults = [c for c in candidates if c.found == "default"]
        for some in (
            [c for c in candidates if c.found == "robots"],
            [c for c in defaults if c.way == "feed"],
            [c for c in defaults if c.way == "wordpress"],
            [c for c in defaults if c.way == "sitemap"],
        ):
            if prospect.usable("feed", "wordpress") or any(f.is_news for f in prospect.usable("sitemap")):
                return
            # A sitemap of all pages is better than nothing; a feed that was not tried yet would be better still.
            if not (prospect.usable("sitemap") and some and some[0].way == "sitemap"):
                await self._try(prospect, some, enough=1)

    async def _look(self, page: Answer) -> "Look":
        from spiders.adding.trial import look

        return await self._workers.run(
            look,
            page.body,
            url=page.url,
            content_type=page.content_type,
            robots=self._robots(page.url),
            now=self._now,
        )

    async def _try(self, prospect: Prospect, candidates: Iterable["Candidate"], *, enough: int = MAX_LINKED) -> None:
        found = 0
        for candidate in candidates:
            if found >= enough or len(self._tried) >= MAX_TRIED:
                return
            if address_key(candidate.url) in self._tried:
                continue
            self._tried.add(address_key(candidate.url))
            finding = await self._weigh(candidate)
            self._tried.add(address_key(finding.url))
            if all(address_key(finding.url) != address_key(known.url) for known in prospect.findings):
                prospect.findings.append(finding)
                found += finding.usable

    async def _weigh(self, candidate: "Candidate", *, depth: int = 0) -> Finding:
        from spiders.adding.trial import weigh
        from spiders.readers.wordpress import posts_url

        is_wordpress = candidate.way == "wordpress"
        address = posts_url(candidate.url, per_page=POSTS_PER_PAGE) if is_wordpress else candidate.url
        answer = await self._ask(address, "page" if candidate.way == "section" else "feed")
        if answer.failed:
            return Finding(candidate=candidate, url=candidate.url, usable=False, reason=answer.failed)
        url = candidate.url if is_wordpress else answer.lasting
        try:
            reading, judgement = await self._workers.run(
                weigh, answer.body, url=answer.url, way=candidate.way, content_type=answer.content_type, now=self._now
            )
        except WatchkeeperError as error:
            page = answer if candidate.found in ("alternate", "link") else None
            return Finding(candidate=candidate, url=url, usable=False, reason=str(error), is_unreadable=True, page=page)
        if reading.kind == "sitemapindex" and depth < INDEX_DEPTH:
            return await self._weigh_index(candidate, url, reading, judgement, depth)
        return Finding(
            candidate=candidate,
            url=url,
            usable=judgement.usable,
            reason=judgement.reason,
            judgement=judgement,
            reading=reading,
        )

    async def _weigh_index(
        self, candidate: "Candidate", url: str, index: "Reading", judgement: "Judgement", depth: int
    ) -> Finding:
        """An index by its maps: one for news is the way in itself, of others the index stays."""
        looked_at = judgement.further or (tuple(child for child, _ in index.children[:1]) if judgement.usable else ())
        for address in looked_at:
            child = await self._weigh(replace(candidate, url=address), depth=depth + 1)
            if child.usable and child.is_news:
                return child
            if child.usable:
                return replace(child, url=url, reason=f"an index of {len(index.children)} sitemaps: {child.reason}")
        usable = judgement.usable and not looked_at
        reason = judgement.reason if not looked_at else f"{judgement.reason}; no article in what was looked at"
        return Finding(candidate=candidate, url=url, usable=usable, reason=reason, judgement=judgement, reading=index)


def _declared(candidates: Iterable["Candidate"]) -> list["Candidate"]:
    return [c for c in candidates if c.found in ("itself", "alternate", "link")]
