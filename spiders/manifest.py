"""Saved pages without a crawl: a manifest of files through extraction, a site's pages in order of address."""

import asyncio
import gzip
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from errors import ExtractionError, WatchkeeperError
from extraction.habits import Habits, learn
from items import Article
from urls import host_of
from workers import Workers

# Fields of an article that the crawl or a later stage fills.
NOT_OF_THE_PAGE = frozenset(
    (
        "source",
        "found_url",
        "fetched_url",
        "fetched",
        "relevance",
        "topics",
        "inferred",
        "mentions",
        "earlier",
        "prepared",
    )
)
MAX_FILE_BYTES = 64 * 1024 * 1024  # after decompression; the extraction's own limit is lower
HANDED_OUT = 4  # pages per worker that are read ahead


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the manifest."""

    id: str
    path: Path
    url: str


def read_manifest(path: Path) -> list[Line]:
    """The manifest's lines, `{"id", "path", "url"}` each; a relative path counts from the manifest's folder.

    Raises ExtractionError that names the line which is wrong.
    """
    lines = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
            lines.append(Line(str(row["id"]), path.parent / row["path"], row.get("url") or ""))
        except (ValueError, KeyError, TypeError) as error:
            wanted = '{"id": ..., "path": ..., "url": ...}'
            raise ExtractionError(f"{path}, line {number}: not {wanted} ({error!r})", path=str(path)) from None
    return lines


async def extract_all(
    lines: Iterable[Line], workers: Workers, *, passes: int = 1, done: Callable[[], None] = lambda: None
) -> AsyncIterator[dict[str, Any]]:
    """A record for every line, in any order; `error` says why where it failed.

    Each site's pages come one after the other in order of address, each with what was learned from those before
    it; with two passes all pages are read once before, so that each is extracted with what the whole site repeats.
    """
    sites: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        sites[_site(line)].append(line)
    found: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    places = asyncio.Semaphore(workers.count * HANDED_OUT)

    async def site(name: str, pages: list[Line]) -> None:
        habits = Habits()
        for number in range(passes):
            for line in sorted(pages, key=lambda line: (line.url, line.id)):
                async with places:
                    record, habits = await _extract(line, workers, habits if name else Habits())
                if number == passes - 1:
                    await found.put(record)
                    done()

    tasks = [asyncio.create_task(site(name, pages)) for name, pages in sorted(sites.items())]
    for _ in range(sum(map(len, sites.values()))):
        yield await found.get()
    await asyncio.gather(*tasks)


def _site(line: Line) -> str:
    try:
        return host_of(line.url)
    except ValueError:
        return ""


async def _extract(line: Line, workers: Workers, habits: Habits) -> tuple[dict[str, Any], Habits]:
    from extraction.article import extract_article

    try:
        body = _read(line.path)
        extraction = await workers.run(extract_article, body, url=line.url, fetched=datetime.now(UTC), habits=habits)
    except (WatchkeeperError, OSError, EOFError) as error:
        return {"id": line.id, "url": line.url, "error": str(error)}, habits
    if extraction.observation:
        habits = learn(habits, extraction.observation)
    if extraction.article is None:
        return {"id": line.id, "url": line.url, "error": extraction.reason}, habits
    return {"id": line.id, **_record(extraction.article), "rejected": extraction.reason}, habits


def _record(article: Article) -> dict[str, Any]:
    """The article without what only a crawl knows; `date` is the publisher's own calendar day."""
    record = {
        key: value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else value
        for key, value in asdict(article).items()
        if key not in NOT_OF_THE_PAGE
    }
    record["date"] = record.pop("published_day")
    return record


def _read(path: Path) -> bytes:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        body: bytes = file.read(MAX_FILE_BYTES + 1)
    if len(body) > MAX_FILE_BYTES:
        raise ExtractionError(f"{path}: more than {MAX_FILE_BYTES // 2**20} MiB", path=str(path))
    return body
