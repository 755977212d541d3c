"""Scope and topics on the labelled texts: precision, recall and F1 on both halves, and CPU time an article.

    python -m benchmarks scope [--errors] [--languages]

The judging half's errors are never shown: whoever changes the vocabulary looks at the tuning half only. Exits 1 when a
bar is missed on the judging half: scope F1 .93, topics micro-F1 .80, and 5 ms an article of 600 words.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from items import Article
from pipelines.vocabulary.scoring import Score, score
from pipelines.vocabulary.terms import Vocabulary, our_vocabulary

LABELLED = Path(__file__).resolve().parent.parent / "tests" / "pipelines" / "labelled"
SCOPE_BAR, TOPICS_BAR, LIMIT_MS = 0.93, 0.80, 5.0

Half = Literal["tuning", "judging"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A headline and a lead, and what a reader says of them."""

    language: str
    title: str
    lead: str
    topics: frozenset[str]  # empty: out of scope

    @property
    def half(self) -> Half:
        """By a hash of the text, so that nobody chooses."""
        return "judging" if hashlib.sha256(f"{self.title}\n{self.lead}".encode()).digest()[0] % 2 else "tuning"

    def article(self) -> Article:
        return Article(url="https://example.org/", title=self.title, text=self.lead, language=self.language)


@dataclass(slots=True)
class Tally:
    """Right, invented and missed answers."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    def add(self, wanted: Iterable[object], given: Iterable[object]) -> None:
        wanted, given = set(wanted), set(given)
        self.right += len(wanted & given)
        self.invented += len(given - wanted)
        self.missed += len(wanted - given)

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.invented) or 1)

    @property
    def recall(self) -> float:
        return self.right / ((self.right + self.missed) or 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / ((2 * self.right + self.invented + self.missed) or 1)

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {self.f1:.3f}"


def labelled() -> list[Labelled]:
    """All labelled texts, in order of language and line."""
    texts = []
    for path in sorted(LABELLED.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                topics, title, lead = line.split("\t")
                texts.append(Labelled(path.stem, title, lead, frozenset(topics.split(",")) - {"-"}))
    return texts


def judge(text: Labelled, vocabulary: Vocabulary) -> tuple[Score, frozenset[str]]:
    """The score, and the topics that an article of a filtered source would get."""
    judged = score(text.article(), vocabulary, text.language)
    return judged, frozenset(each.topic for each in judged.topics) if judged.in_scope else frozenset()


def measure(texts: Iterable[Labelled], vocabulary: Vocabulary) -> tuple[Tally, Tally]:
    """Scope and topics."""
    scope, topics = Tally(), Tally()
    for text in texts:
        judged, given = judge(text, vocabulary)
        scope.add({"in"} if text.topics else (), {"in"} if judged.in_scope else ())
        topics.add(text.topics, given)
    return scope, topics


def milliseconds(texts: list[Labelled], vocabulary: Vocabulary) -> float:
    """CPU time for an article of 600 words, put together from the leads of a language."""
    articles = []
    for language in ("en", "fr", "de", "ru"):
        words = " ".join(f"{text.title}. {text.lead}" for text in texts if text.language == language).split()
        for start in range(0, len(words) - 600, 150):
            body = " ".join(words[start : start + 600])
            articles.append(Article(url="https://example.org/", title=body[:60], text=body, language=language))
    start_s = time.process_time()
    for article in articles:
        score(article, vocabulary, article.language or "en")
    return (time.process_time() - start_s) / len(articles) * 1000


def _show_errors(texts: Iterable[Labelled], vocabulary: Vocabulary) -> None:
    for text in texts:
        judged, given = judge(text, vocabulary)
        if bool(text.topics) != judged.in_scope or text.topics != given:
            mark = "SCOPE" if bool(text.topics) != judged.in_scope else "topics"
            terms = ", ".join(f"{each.found}={each.scope:.2g}@{each.place}" for each in judged.evidence[:9])
            print(f"{mark} {text.language} {judged.value:g} {text.title} | {text.lead}\n    {terms}")
            print(f"    missed {sorted(text.topics - given)} invented {sorted(given - text.topics)}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="scope")
    parser.add_argument("--errors", action="store_true", help="show what is wrong in the tuning half")
    parser.add_argument("--languages", action="store_true", help="figures by language")
    options = parser.parse_args()
    start_s = time.process_time()
    vocabulary = our_vocabulary()
    loading_ms = (time.process_time() - start_s) * 1000
    texts = labelled()
    halves = {half: [text for text in texts if text.half == half] for half in ("tuning", "judging")}
    for half, members in halves.items():
        scope, topics = measure(members, vocabulary)
        print(f"{half:8} {len(members)} texts, {sum(not text.topics for text in members)} of them out of scope")
        print(f"    scope   {scope}\n    topics  {topics}")
        for language in sorted({text.language for text in members}) if options.languages else ():
            scope, topics = measure([text for text in members if text.language == language], vocabulary)
            print(f"    {language}      scope F1 {scope.f1:.3f}  topics F1 {topics.f1:.3f}")
    if options.errors:
        _show_errors(halves["tuning"], vocabulary)
    each_ms = milliseconds(texts, vocabulary)
    print(f"{each_ms:.2f} ms CPU an article of 600 words; the vocabulary is read in {loading_ms:.0f} ms")
    scope, topics = measure(halves["judging"], vocabulary)
    return 0 if scope.f1 >= SCOPE_BAR and topics.f1 >= TOPICS_BAR and each_ms <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
