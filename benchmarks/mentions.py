"""Names and dates on the labelled texts: precision and recall by kind and language, and CPU time an article.

    python -m benchmarks mentions [--errors]

The judging half's errors are never shown: whoever changes the tables looks at the tuning half only. Exits 1 when
a bar is missed on the judging half: precision .95 of names and of dates, and 2 ms an article of 600 words.
"""

import argparse
import hashlib
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from items import EventDate
from pipelines.reading.events import find_events
from pipelines.reading.mentions import find_mentions
from pipelines.reading.tokens import tokens_of

LABELLED = Path(__file__).resolve().parent.parent / "tests" / "pipelines"
PRECISION_BAR, LIMIT_MS = 0.95, 2.0

Half = Literal["tuning", "judging"]
_MARKED = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")


@dataclass(frozen=True, slots=True)
class Label:
    """What a reader marked: offsets into the text, what sort of thing it is, and its name or date."""

    start: int
    end: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and what a reader marked in it."""

    language: str
    told: str  # plain or trap; of dates, the time of publication
    text: str
    labels: tuple[Label, ...]

    @property
    def half(self) -> Half:
        """By a hash of the text, so that nobody chooses."""
        return "judging" if hashlib.sha256(self.text.encode()).digest()[0] % 2 else "tuning"


@dataclass(slots=True)
class Count:
    """What was found and what there was to find."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.right / ((self.right + self.missed) or 1)

    def __str__(self) -> str:
        counts = f"{self.right} right, {self.wrong} wrong, {self.missed} missed"
        return f"precision {self.precision:.3f}  recall {self.recall:.3f}  ({counts})"


Find = Callable[[Marked], list[Label]]


def marked(folder: str) -> list[Marked]:
    """The texts of a folder of tests/pipelines with their labels, in order of language and line."""
    texts = []
    for path in sorted((LABELLED / folder).glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                told, text = line.split("\t")
                texts.append(_unmarked(path.stem, told, text))
    return texts


def _unmarked(language: str, told: str, text: str) -> Marked:
    plain, labels, at = "", [], 0
    for match in _MARKED.finditer(text):
        plain += text[at : match.start()]
        kind, _, name = match[2].partition(" ")
        labels.append(Label(len(plain), len(plain) + len(match[1]), kind, name or match[1]))
        plain += match[1]
        at = match.end()
    return Marked(language, told, plain + text[at:], tuple(labels))


def found_names(text: Marked) -> list[Label]:
    """The names that are found in a text; of one that is too short to tell its language, its page tells it."""
    return [
        Label(each.start, each.end, each.kind, each.name) for each in find_mentions(text.text, language=text.language)
    ]


def found_dates(text: Marked) -> list[Label]:
    """The dates that are found in a text, counted from its day of publication."""
    day = datetime.fromisoformat(text.told).date()
    found = find_events(tokens_of(text.text), published=day, language=text.language)
    return [Label(each.start, each.end, _written(each), "") for each in found]


def _written(event: EventDate) -> str:
    """As the labels write a date: 2026-11-18, 2026-W47, 2026-11, 2026."""
    match event.precision:
        case "day":
            return event.first_day.isoformat()
        case "week":
            return event.first_day.strftime("%G-W%V")
        case "month":
            return event.first_day.strftime("%Y-%m")
        case "year":
            return str(event.first_day.year)


def compare(text: Marked, found: Iterable[Label]) -> tuple[list[Label], list[Label], list[Label]]:
    """Right, wrong and missed. Right is what overlaps a label of its kind and bears its name."""
    right, wrong, left = [], [], list(text.labels)
    for each in found:
        met = next((one for one in left if _same(one, each)), None)
        if met is None:
            wrong.append(each)
        else:
            left.remove(met)
            right.append(each)
    return right, wrong, left


def _same(label: Label, found: Label) -> bool:
    overlaps = found.start < label.end and label.start < found.end
    same = not found.name or label.name.casefold() == found.name.casefold()  # dates have no name
    return overlaps and label.kind == found.kind and same


def measure(texts: Iterable[Marked], find: Find = found_names) -> dict[str, Count]:
    """Counts by kind and by language, and of all."""
    counts: dict[str, Count] = defaultdict(Count)
    for text in texts:
        for number, labels in enumerate(compare(text, find(text))):
            for label in labels:
                for key in ("all", _kind(label), text.language):
                    count = counts[key]
                    count.right += number == 0
                    count.wrong += number == 1
                    count.missed += number == 2
    return counts


def _kind(label: Label) -> str:
    """The kind of a name; of a date its precision."""
    return {10: "day", 8: "week", 7: "month", 4: "year"}[len(label.kind)] if label.kind[0].isdigit() else label.kind


def milliseconds(texts: list[Marked]) -> float:
    """CPU time for the names of an article of 600 words, put together from the texts of a language."""
    articles = []
    for language in ("en", "fr", "de", "ru"):
        words = " ".join(text.text for text in texts if text.language == language).split() * 4
        articles += [(language, " ".join(words[start : start + 600])) for start in range(0, len(words) - 600, 90)]
    for language, article in articles[:2]:
        find_mentions(article, language=language)
    rounds = []
    for _ in range(3):  # the best: what else runs on the machine adds to the others
        start_s = time.process_time()
        for language, article in articles:
            find_mentions(tokens_of(article), language=language)
        rounds.append(time.process_time() - start_s)
    return min(rounds) / len(articles) * 1000


def _show(texts: list[Marked], find: Find) -> None:
    for text in texts:
        _, wrong, missed = compare(text, find(text))
        for word, labels in (("wrong ", wrong), ("missed", missed)):
            for label in labels:
                found = text.text[label.start : label.end]
                print(f"{word} {text.language} {label.kind} {label.name!r} for {found!r} | {text.text}")


def _traps(texts: Iterable[Marked]) -> int:
    return sum(text.told == "trap" or not text.labels for text in texts)


def main() -> int:
    parser = argparse.ArgumentParser(prog="mentions")
    parser.add_argument("--errors", action="store_true", help="show what is wrong in the tuning half")
    options = parser.parse_args()
    good = True
    for word, folder, find in (("names", "named", found_names), ("dates", "dated", found_dates)):
        all_texts = marked(folder)
        for half in ("tuning", "judging"):
            texts = [text for text in all_texts if text.half == half]
            counts = measure(texts, find)
            print(f"{word}, {half}: {len(texts)} texts, {_traps(texts)} of them traps")
            for key in sorted(counts, key=lambda key: (len(key) == 2, key != "all", key)):
                print(f"    {key:13} {counts[key]}")
            good = good and (half == "tuning" or counts["all"].precision >= PRECISION_BAR)
            if options.errors and half == "tuning":
                _show(texts, find)
    each_ms = milliseconds(marked("named"))
    print(f"{each_ms:.2f} ms CPU for the names of 600 words, which are dense with them")
    return 0 if good and each_ms <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
