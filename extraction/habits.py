"""What a site repeats on its pages: lines, the container of its bodies, its titles. Pure; storage remembers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

MAX_LINES = 3_000  # a site's memory; the least repeated and longest unseen go first
MAX_PAGES = 6  # pages remembered for each line: more would not change any decision
MAX_CONTAINERS = 12


@dataclass(frozen=True, slots=True)
class Observation:
    """What one page teaches about its site."""

    page: str  # a short hash of the page's address: seeing a page again teaches nothing new
    lines: tuple[str, ...] = ()  # hashes of its lines
    container: str | None = None  # signature of the element that held the body
    words: int = 0
    title: str | None = None  # the page's <title>, for what all titles of the site share
    language: str | None = None


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
    """Eleven hexadecimal digits that stand for a line or an address."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()[:11]


def learn(habits: Habits, observation: Observation) -> Habits:
    """Habits after one more page; the same page again replaces what it taught before."""
    page = observation.page
    lines = {line: tuple(p for p in pages if p != page) for line, pages in habits.lines.items()}
    for line in dict.fromkeys(observation.lines):
        lines[line] = (*lines.get(line, ()), page)[-MAX_PAGES:]
    lines = {line: pages for line, pages in lines.items() if pages}
    seen = (*(p for p in habits.seen if p != page), page)[-500:]
    if len(lines) > MAX_LINES:
        age = {p: i for i, p in enumerate(seen)}
        keep = sorted(lines, key=lambda k: (len(lines[k]) > 1, age.get(lines[k][-1], -1)), reverse=True)[:MAX_LINES]
        kept = set(keep)
        lines = {line: pages for line, pages in lines.items() if line in kept}
    containers = {c: tuple(p for p in pages if p != page) for c, pages in habits.containers.items()}
    if observation.container:
        containers[observation.container] = (*containers.get(observation.container, ()), page)[-50:]
    ranked = sorted(((c, p) for c, p in containers.items() if p), key=lambda item: -len(item[1]))
    again = page in habits.seen
    return Habits(
        pages=habits.pages + (not again),
        seen=seen,
        lines=lines,
        containers=dict(ranked[:MAX_CONTAINERS]),
        words=habits.words if again or not observation.words else (*habits.words, observation.words)[-50:],
        titles=habits.titles if again or not observation.title else (*habits.titles, observation.title)[-20:],
    )
