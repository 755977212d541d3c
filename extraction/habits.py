"""What a site repeats on its pages: lines, the container of its bodies, its titles. Pure; storage remembers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

MAX_LINES = 1_500  # a site's memory; lines that were seen once and long ago go first
MAX_SEEN = 60  # pages until a habit that is not confirmed is forgotten
MAX_PAGES = 6  # pages remembered for each line: more would not change any decision
MAX_CONTAINERS = 8
MIN_CONTAINER_PAGES = 3

# A page that shares this part of its paragraphs with another is a copy of it (a print version, a second address),
# and proves nothing about what the site repeats.
TWIN_SHARE = 0.4
# Of an article in short paragraphs its sentences say so, where only that other page has them: furniture stands on more.
TWIN_SENTENCE, TWIN_SENTENCES, TWIN_SENTENCE_SHARE = 8, 60, 0.6


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
    words: tuple[int, ...] = ()  # lengths of the last bodies
    titles: tuple[str, ...] = ()  # the last <title>s

    def to_json(self) -> str:
        return json.dumps(
            {
                "pages": self.pages,
                "seen": list(self.seen),
                "lines": {k: list(v) for k, v in self.lines.items()},
                "containers": {k: list(v) for k, v in self.containers.items()},
                "words": list(self.words),
                "titles": list(self.titles),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> "Habits":
        known: dict[str, Any] = json.loads(text)
        return cls(
            pages=known.get("pages", 0),
            seen=tuple(known.get("seen", ())),
            lines={k: tuple(v) for k, v in known.get("lines", {}).items()},
            containers={k: tuple(v) for k, v in known.get("containers", {}).items()},
            words=tuple(known.get("words", ())),
            titles=tuple(known.get("titles", ())),
        )


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


def usual_container(habits: Habits, page: str) -> str | None:
    """Signature of the element that held the body on nearly all other pages; None while that is not established."""
    counts = {name: sum(1 for p in pages if p != page) for name, pages in habits.containers.items()}
    total = sum(counts.values())
    if not total:
        return None
    name = max(counts, key=lambda n: (counts[n], n))
    return name if counts[name] >= MIN_CONTAINER_PAGES and counts[name] >= 0.7 * total else None


def learn(habits: Habits, observation: Observation) -> Habits:
    """Habits after one more page; the same page again replaces what it taught before."""
    page = observation.page
    again = page in habits.seen
    seen = (*(p for p in habits.seen if p != page), page)[-MAX_SEEN:]
    alive = set(seen) - {page}
    lines: dict[str, tuple[str, ...]] = {}
    for line, pages in habits.lines.items():
        if kept := tuple(p for p in pages if p in alive):
            lines[line] = kept
    for line in dict.fromkeys(observation.lines):
        lines[line] = (*lines.get(line, ()), page)[-MAX_PAGES:]
    if len(lines) > MAX_LINES:
        age = {p: i for i, p in enumerate(seen)}
        ranked = sorted(lines, key=lambda k: (min(len(lines[k]), 2), age[lines[k][-1]]), reverse=True)
        lines = {line: lines[line] for line in ranked[:MAX_LINES]}
    containers = {c: tuple(p for p in pages if p in alive) for c, pages in habits.containers.items()}
    if observation.container:
        containers[observation.container] = (*containers.get(observation.container, ()), page)
    held = sorted(((c, p) for c, p in containers.items() if p), key=lambda item: (-len(item[1]), item[0]))
    return Habits(
        pages=habits.pages + (not again),
        seen=seen,
        lines=lines,
        containers=dict(held[:MAX_CONTAINERS]),
        words=habits.words if again or not observation.words else (*habits.words, observation.words)[-30:],
        titles=habits.titles if again or not observation.title else (*habits.titles, observation.title)[-20:],
    )
