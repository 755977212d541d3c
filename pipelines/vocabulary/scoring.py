"""How much of an article is about security and defence, and what of it: a sum of terms, each with where it stood."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from items import Article, ArticleTopic
from pipelines.vocabulary.matching import Found, Term
from pipelines.vocabulary.rules import Rules
from pipelines.vocabulary.terms import Vocabulary
from pipelines.vocabulary.words import WORD

TEXT = "text"  # the place behind the lead; the others are keys of rules.yaml
_LETTERS_AT_MOST = 64  # longer ones are no words, and they would stay in the matcher's memory
_APART = "|"  # between two tags: no word, so that no term reaches over it
_WORD_OR_BREAK = re.compile(rf"{WORD.pattern}|[|.!?;]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A term that was found, in the place that counts most."""

    term: Term
    found: str  # as it stands there
    place: str
    count: int  # in all places together
    scope: float  # what it adds to the score
    factor: float  # what its weights were multiplied by, for topics

    def as_json(self, weight: float | None = None) -> dict[str, str | float]:
        """For the columns `terms`; `weight` is what it adds, to the scope where nothing else is said."""
        return {
            "term": self.term.pattern,
            "found": self.found,
            "place": self.place,
            "weight": round(self.scope if weight is None else weight, 2),
            "count": self.count,
        }


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome: in scope from `threshold` on."""

    value: float
    threshold: float
    evidence: tuple[Evidence, ...]  # what counts most first
    topics: tuple[ArticleTopic, ...]  # highest first

    @property
    def in_scope(self) -> bool:
        """Whether the article is about security and defence."""
        return self.value >= self.threshold


@dataclass(slots=True)
class _Mentions:
    """Where a term stood so far."""

    found: str
    place: str
    factor: float
    count: int = 0
    in_text: int = 0
    alone: float = 0.0  # the best factor outside of longer terms


def score(article: Article, vocabulary: Vocabulary, language: str) -> Score:
    """Judge an article by the terms of a language. The rule is told in docs/scope.md."""
    rules = vocabulary.rules
    matcher = vocabulary.matcher(language)
    mentions: dict[Term, _Mentions] = {}
    length = 0
    for place, words in _places(article, rules):
        length += len(words) if place in (TEXT, "lead") else 0
        found = matcher.find(words)
        heads = _heads(found)
        for each in found:
            alone = all(heads.get(at) == _rank(each) for at in (each.start, each.end - 1))
            _note(mentions, each, place, words, rules, alone=alone)
    shrink = min(1.0, math.sqrt(rules.usual_words / max(length, 1)))
    evidence = [_evidence(term, noted, rules, shrink) for term, noted in mentions.items()]
    evidence.sort(key=lambda each: (-abs(each.scope), each.term.pattern))
    return Score(_sum(evidence, rules), rules.threshold, tuple(evidence), _topics(evidence, rules))


def _places(article: Article, rules: Rules) -> Iterator[tuple[str, Sequence[str]]]:
    most = rules.words_at_most
    text = _words(article.text, most)
    yield "title", _words(article.title, most)
    yield "lead", [*_words(article.summary, most), _APART, *text[: rules.lead_words]]
    yield "section", _words(article.section, most)
    yield "tags", _words(f" {_APART} ".join(article.tags), most)
    yield "address", _words(re.sub(r"[/.]", f" {_APART} ", unquote(urlsplit(article.url).path)), most)
    yield TEXT, text[rules.lead_words :]


def _words(text: str | None, most: int) -> list[str]:
    found = (match[0] for match in islice(_WORD_OR_BREAK.finditer(text or ""), most))
    return [word for word in found if len(word) <= _LETTERS_AT_MOST]


def _note(
    mentions: dict[Term, _Mentions], found: Found, place: str, words: Sequence[str], rules: Rules, *, alone: bool
) -> None:
    factor = rules.places.get(place, 0.0)
    noted = mentions.get(found.term)
    if noted is None:
        noted = mentions[found.term] = _Mentions(" ".join(words[found.start : found.end]), place, factor)
    elif factor > noted.factor:
        noted.found, noted.place, noted.factor = " ".join(words[found.start : found.end]), place, factor
    noted.count += 1
    if place == TEXT:
        noted.in_text += 1
    if alone:
        # Any factor above zero marks that it counts at all; what a text is worth is known at the end.
        noted.alone = max(noted.alone, factor or 1e-9)


def _heads(found: Sequence[Found]) -> dict[int, tuple[int, float, str]]:
    """For each word the rank of the longest term over it: the missile of "ballistic missile" is no second evidence."""
    heads: dict[int, tuple[int, float, str]] = {}
    for each in found:
        if each.term.scope:
            for at in range(each.start, each.end):
                heads[at] = max(heads.get(at, (0, 0.0, "")), _rank(each))
    return heads


def _rank(each: Found) -> tuple[int, float, str]:
    return each.end - each.start, abs(each.term.scope), each.term.pattern


def _evidence(term: Term, noted: _Mentions, rules: Rules, shrink: float) -> Evidence:
    text = 0.0
    if noted.in_text:
        text = min(rules.text_most, rules.text_first + rules.text_more * (noted.in_text - 1)) * shrink
    factor = max(noted.factor, text)
    scope = term.scope * max(noted.alone, text) if noted.alone else 0.0
    return Evidence(term, noted.found, noted.place, noted.count, scope, factor)


def _sum(evidence: Sequence[Evidence], rules: Rules) -> float:
    """What is firm stands; the rest is held against what speaks for another subject."""
    firm = soft = faint = against = 0.0
    for each in evidence:
        if each.scope < 0:
            against -= each.scope
        elif each.term.scope >= rules.firm and each.place in ("title", "lead"):
            firm += each.scope
        elif each.term.scope <= rules.faint:
            faint += each.scope
        else:
            soft += each.scope
    return round(firm + max(0.0, soft + min(faint, rules.faint_most) - against), 2)


def _topics(evidence: Sequence[Evidence], rules: Rules) -> tuple[ArticleTopic, ...]:
    gathered: dict[str, list[tuple[float, Evidence]]] = {}
    for each in evidence:
        for topic, weight in each.term.topics.items():
            gathered.setdefault(topic, []).append((weight * each.factor, each))
    scores = {topic: round(sum(worth for worth, _ in found), 2) for topic, found in gathered.items()}
    least = max(rules.topic_threshold, rules.topic_share * max(scores.values(), default=0.0))
    given = sorted((topic for topic in scores if scores[topic] >= least), key=lambda topic: (-scores[topic], topic))
    return tuple(
        ArticleTopic(topic=topic, score=scores[topic], terms=_terms(gathered[topic]))
        for topic in given[: rules.topics_at_most]
    )


def _terms(found: Sequence[tuple[float, Evidence]]) -> tuple[dict[str, str | float], ...]:
    ordered = sorted(found, key=lambda each: (-each[0], each[1].term.pattern))
    return tuple(each.as_json(worth) for worth, each in ordered)
