"""What extraction has learned of the sites of a source, in words: for whoever wonders why a line is missing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile
from statistics import median

from errors import ExtractionError, WatchkeeperError
from extraction.blocks import read_layout
from extraction.habits import Habits, fingerprint
from extraction.parse import parse_page
from storage.database import NewsDatabase
from storage.habits import load_habits
from storage.pages import latest_pages, load_page
from urls import host_of
from workers import Workers

PAGES = 5  # of a site, in whose text the remembered lines are looked up: only their fingerprints are kept
LINES, LINE_CHARS = 40, 100


async def learned(db: NewsDatabase, source: str, workers: Workers) -> list[str]:
    """What is known, a line each; empty while no page of the source was read."""
    sites: dict[str, list[str]] = {}
    for url, fetched_url in latest_pages(db, source, limit=100):
        sites.setdefault(host_of(fetched_url), []).append(url)
    told: list[str] = []
    for site, urls in sorted(sites.items()):
        known = load_habits(db, site)
        if known is None:
            continue
        habits = Habits.from_json(known)
        repeated: Counter[str] = Counter()
        for url in urls[:PAGES]:
            page = load_page(db, url)
            try:
                if page:
                    repeated |= await workers.run(
                        repeated_lines, page.body, url=page.fetched_url, content_type=page.content_type, habits=habits
                    )
            except WatchkeeperError:  # one page less to look lines up in
                continue
        told += [f"{site}: learned from {habits.pages} pages", *(f"  {line}" for line in _told(habits, repeated))]
    return told


def repeated_lines(body: bytes, *, url: str, content_type: str | None, habits: Habits) -> Counter[str]:
    """The lines of a page that others of the site carry, with the number of pages; runs in a child process."""
    try:
        layout = read_layout(parse_page(body, content_type=content_type, url=url))
    except ExtractionError:
        return Counter()
    counts = {block.text: len(habits.lines.get(fingerprint(block.text.lower()), ())) for block in layout.blocks}
    return Counter({text: count for text, count in counts.items() if count > 1})


def _told(habits: Habits, repeated: Counter[str]) -> Iterator[str]:
    total = sum(map(len, habits.containers.values()))
    for container, pages in sorted(habits.containers.items(), key=lambda item: -len(item[1]))[:3]:
        yield f"body in: {container} ({len(pages)} of {total} pages)"
    words, titles = list(habits.words.values()), list(habits.titles.values())
    if words:
        yield f"usual length: {median(words):.0f} words ({min(words)} to {max(words)})"
    for what, part in (("begin with", _common_start(titles)), ("end in", _common_end(titles))):
        if len(titles) > 2 and len(part.strip()) > 2:
            yield f"titles {what}: {part!r}"
    yield f"lines remembered: {len(habits.lines)}; on several pages: {sum(len(p) > 1 for p in habits.lines.values())}"
    for text, count in repeated.most_common(LINES):
        yield f"  {count}x {text[:LINE_CHARS]}"


def _common_start(titles: Sequence[str]) -> str:
    columns = takewhile(lambda column: len(set(column)) == 1, zip(*titles, strict=False))
    return "".join(column[0] for column in columns)


def _common_end(titles: Sequence[str]) -> str:
    return _common_start([title[::-1] for title in titles])[::-1]
