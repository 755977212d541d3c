"""What a site repeats on its pages: lines, the container of its bodies, its titles. Pure; storage remembers."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice
from statistics import median
from typing import Any, TypeVar

MAX_LINES = 1_500  # a site's memory; lines that were seen once and long ago go first
MAX_FADED = 300  # lines of several pages that are all forgotten; those that were forgotten last
MAX_SEEN = 60  # pages until a habit that is not confirmed is forgotten
MAX_PAGES = 6  # pages remembered for each line: more would not change any decision
MAX_CONTAINERS = 8
MIN_CONTAINER_PAGES = 3
MOST_WANTED = 3  # other pages that have to carry a line, whatever it is, for it to be the site's
MIN_WORDS_PAGES = 5  # that tell how long the texts of a site are

# A page that shares this part of its paragraphs with another is a copy of it (a print version, a second address),
# and proves nothing about what the site repeats.
TWIN_SHARE = 0.4
# Of an article in short paragraphs its sentences say so, where only that other page has them: furniture stands on more.
TWIN_SENTENCE, TWIN_SENTENCES, TWIN_SENTENCE_SHARE = 8, 60, 0.6


_Value = TypeVar("_Value", int, str)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one page teaches about its site."""

    page: str  # a short hash of the page's address: seeing a page again teaches nothing new
    lines: tuple[str, ...] = ()  # hashes of its lines
    container: str | None = None  # signature of the element that held the body
    words: int = 0
    title: str | None = None  # the page's <title>, for what all titles of the site share


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of a site so far; grows by ``learn`` only."""

    pages: int = 0
    seen: tuple[str, ...] = ()  # the last pages, oldest first
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # line -> pages that have it
    containers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)  # page -> length of its body
    titles: Mapping[str, str] = field(default_factory=dict)  # page -> its <title>
    usual: tuple[str | None, int] = (None, 0)  # the usual container, and the number of pages known when it became that
    former: tuple[str | None, int] = (None, 0)  # the same of the one before

    def to_json(self) -> str:
        return json.dumps(
            {
                "pages": self.pages,
                "seen": list(self.seen),
                "lines": {k: list(v) for k, v in self.lines.items()},
                "containers": {k: list(v) for k, v in self.containers.items()},
                "words": dict(self.words),
                "titles": dict(self.titles),
                "usual": list(self.usual),
                "former": list(self.former),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> "Habits":
        known: dict[str, Any] = json.loads(text)
        seen = tuple(known.get("seen", ()))
        return cls(
            pages=known.get("pages", 0),
            seen=seen,
            lines={k: tuple(v) for k, v in known.get("lines", {}).items()},
            containers={k: tuple(v) for k, v in known.get("containers", {}).items()},
            words=_by_page(known.get("words", {}), seen),
            titles=_by_page(known.get("titles", {}), seen),
            usual=tuple(known.get("usual", (None, 0))),
            former=tuple(known.get("former", (None, 0))),
        )


def _by_page(known: Any, seen: tuple[str, ...]) -> dict[str, Any]:
    """Values by page; databases from before they were kept by page have those of the last pages in a list."""
    if isinstance(known, dict):
        return known
    last = known[-len(seen) :] if seen else []
    return dict(zip(seen[-len(last) :], last, strict=True)) if last else {}


def fingerprint(text: str) -> str:
    """Ten hexadecimal digits that stand for a line."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=5).hexdigest()


def page_mark(url: str) -> str:
    """Six hexadecimal digits that stand for a page of one site."""
    return blake2b(url.encode("utf-8", "replace"), digest_size=3).hexdigest()


def recurring(habits: Habits, lines: Mapping[str, int], page: str) -> dict[str, int]:
    """How many other pages of the site carry each of a page's lines; lines that none carries are left out.

    ``lines`` maps fingerprints to their number of words. Copies of the page itself do not count.
    """
    shared: dict[str, list[str]] = {}
    for line in lines:
        if pages := [p for p in habits.lines.get(line, ()) if p != page]:
            shared[line] = pages
    if not shared:
        return {}
    paragraphs = sum(words for words in lines.values() if words >= 20)
    overlap: dict[str, int] = {}
    for line, pages in shared.items():
        if lines[line] >= 20:
            for other in pages:
                overlap[other] = overlap.get(other, 0) + lines[line]
    twins = {other for other, words in overlap.items() if words > TWIN_SHARE * paragraphs and paragraphs > 100}
    alone: dict[str, int] = {}
    for line, (first, *more) in shared.items():
        if lines[line] >= TWIN_SENTENCE and not more:
            alone[first] = alone.get(first, 0) + lines[line]
    sentences = sum(words for words in lines.values() if words >= TWIN_SENTENCE)
    if sentences > TWIN_SENTENCES:
        twins |= {other for other, words in alone.items() if words > TWIN_SENTENCE_SHARE * sentences}
    counts = {line: sum(1 for p in pages if p not in twins) for line, pages in shared.items()}
    return {line: count for line, count in counts.items() if count}


def pages_wanted(words: int, *, listed: bool) -> int:
    """On how many other pages a line, or item of a list, has to stand to be taken for the site's and no article's."""
    # A paragraph of background may stand in two reports of one affair; a line that short says nothing alone.
    return MOST_WANTED if words > 45 else 2 if words > 25 or words < 3 or listed else 1


def pages_with(habits: Habits, lines: Iterable[str], page: str) -> set[str]:
    """The other pages of the site that carry all of these lines (fingerprints)."""
    held = [set(habits.lines.get(line, ())) for line in lines]
    return set.intersection(*held) - {page} if held else set()


def usual_container(habits: Habits, page: str = "") -> str | None:
    """Signature of the element that held the body on nearly all other pages; None while that is not established."""
    counts = {name: sum(1 for p in pages if p != page) for name, pages in habits.containers.items()}
    total = sum(counts.values())
    if not total:
        return None
    name = max(counts, key=lambda n: (counts[n], n))
    return name if counts[name] >= MIN_CONTAINER_PAGES and counts[name] >= 0.7 * total else None


def usual_words(habits: Habits, page: str) -> float | None:
    """Median length of the texts of the other pages, in words; None while fewer than five are known."""
    words = [count for p, count in habits.words.items() if p != page]
    return median(words) if len(words) >= MIN_WORDS_PAGES else None


def learn(habits: Habits, observation: Observation, *, archived: bool = False) -> Habits:
    """Habits after one more page; the same page again replaces what it taught before.

    A page from the archive (``archived``) is no news of the site: it keeps its place among those seen, and teaches
    nothing where it has been forgotten already.
    """
    page = observation.page
    again = page in habits.seen
    if archived and not again and len(habits.seen) >= MAX_SEEN:
        return habits
    seen = habits.seen if archived and again else (*(p for p in habits.seen if p != page), page)[-MAX_SEEN:]
    alive = set(seen) - {page}
    containers = {c: tuple(p for p in pages if p in alive) for c, pages in habits.containers.items()}
    if observation.container:
        containers[observation.container] = (*containers.get(observation.container, ()), page)
    held = sorted(((c, p) for c, p in containers.items() if p), key=lambda item: (-len(item[1]), item[0]))
    learned = Habits(
        pages=habits.pages + (not again),
        seen=seen,
        lines=_lines(habits.lines, observation, seen, archived=archived),
        containers=dict(held[:MAX_CONTAINERS]),
        words=_with(habits.words, page, observation.words, alive),
        titles=_with(habits.titles, page, observation.title, alive),
        usual=habits.usual,
        former=habits.former,
    )
    usual = usual_container(learned)
    if usual == habits.usual[0]:
        return learned
    # One that comes and goes has been the usual one since it was first.
    left = habits.former if habits.usual[0] in (None, habits.former[0]) else habits.usual
    return replace(learned, usual=(usual, learned.pages), former=left)


def _lines(
    before: Mapping[str, tuple[str, ...]], observation: Observation, seen: tuple[str, ...], *, archived: bool
) -> dict[str, tuple[str, ...]]:
    """The lines of the site with those of one more page. A line of several pages stays while one of them is seen.

    From the archive a page may be read in part now (shortcut.py): what the whole of it had stays too.
    """
    page = observation.page
    alive = set(seen)
    lines: dict[str, tuple[str, ...]] = {}
    faded: dict[str, tuple[str, ...]] = {}
    for line, pages in before.items():
        kept = pages if archived else tuple(p for p in pages if p != page)
        if not alive.isdisjoint(kept):
            lines[line] = kept
        elif len(kept) > 1:
            faded[line] = kept
    for line in dict.fromkeys(observation.lines):
        known = lines.get(line) or faded.get(line, ())
        if page not in known and not (archived and len(known) >= MAX_PAGES):
            lines[line] = (*known, page)[-MAX_PAGES:]
    if len(lines) > MAX_LINES:
        age = {p: i for i, p in enumerate(seen)}

        def rank(line: str) -> tuple[int, int]:
            return min(len(lines[line]), 2), max(age.get(p, -1) for p in lines[line])

        lines = {line: lines[line] for line in sorted(lines, key=rank, reverse=True)[:MAX_LINES]}
    # Without these a page of years ago would have its furniture back when it is extracted again.
    gone = (line for line in faded if line not in lines)
    return lines | {line: faded[line] for line in islice(gone, MAX_FADED)}


def _with(known: Mapping[str, _Value], page: str, value: _Value | None, alive: set[str]) -> dict[str, _Value]:
    """What is known of the pages that are not forgotten, and of this one."""
    kept = {p: one for p, one in known.items() if p in alive}
    return {**kept, page: value} if value else kept
