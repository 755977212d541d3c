"""Reports of one event in different words, found by what they name. Pure, and the same for any order of the reports.

Two reports are tied by the terms that both have, each counted by how rare it is among the reports of these days: two
that both name a village and its mayor tell of one event, two that both name NATO do not. Groups grow from the
strongest tie on, and take in a report or another group only where the members are tied on the average, so that a
chain of weak ties does not make one story of a whole war.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from storage.terms import Terms, stem

APART = timedelta(hours=72)  # two reports further apart are not tied directly
SPAN = timedelta(days=7)  # nor is a story longer than that
TIED = 0.25  # of 1; measured in benchmarks.stories
TIED_ON_AVERAGE = 0.18
SAME_SOURCE = 0.7  # an outlet's pieces have its beats, authors and phrases in common
MIN_SHARED = 3  # terms in common, so rare that they weigh RARE or more
RARE = 0.45  # held by fewer than N ** 0.55 of N reports
MAX_HOLDERS = 60  # more reports than that tell of no event but of a war
FEWEST = 60  # where there are fewer reports, as many others are thought of that share nothing
WORD_WEIGHT = 0.5  # a word in common says half as much as a name
SHOWN = 8  # terms that are kept as the reason


@dataclass(frozen=True, slots=True)
class Report:
    """An article, standing for all its copies. `key` (its address) decides where everything else is equal."""

    id: int
    key: str
    source: str
    moment: datetime
    terms: Terms


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a report to another; the terms that weigh most come first."""

    other: int
    score: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports of one event, first report first, and for each its strongest tie."""

    reports: tuple[int, ...]
    ties: Mapping[int, Tie]


@dataclass(frozen=True, slots=True)
class _Vector:
    weights: Mapping[str, float]  # stem -> how rare it is, 0 to 1
    words: Mapping[str, str]  # stem -> as it stands in the text
    length: float


def cluster(reports: Iterable[Report]) -> list[Cluster]:
    """The groups of two and more reports, in the order of their first reports."""
    ordered = sorted(reports, key=lambda report: (report.moment, report.key))
    vectors = _vectors(ordered)
    scores = _scores(ordered, vectors)
    groups = _grown(ordered, scores)
    return [_described(members, ordered, vectors, scores) for members in groups if len(members) > 1]


def _vectors(reports: Sequence[Report]) -> list[_Vector]:
    forms = [
        {stem(word): (WORD_WEIGHT, word) for word in report.terms.words}
        | {stem(name): (1.0, name) for name in report.terms.names}
        for report in reports
    ]
    holders = Counter(term for form in forms for term in form)
    whole = math.log(max(len(reports), FEWEST) + 1)
    vectors = []
    for form in forms:
        weights = {term: factor * (1 - math.log(holders[term]) / whole) for term, (factor, _) in form.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors.append(_Vector(weights, {term: word for term, (_, word) in form.items()}, length))
    return vectors


def _scores(reports: Sequence[Report], vectors: Sequence[_Vector]) -> dict[tuple[int, int], float]:
    """For each pair that is near in time and has enough in common, by position: the cosine of their terms."""
    holders: dict[str, list[int]] = defaultdict(list)
    for position, vector in enumerate(vectors):
        for term, weight in vector.weights.items():
            if weight >= RARE:
                holders[term].append(position)
    shared: Counter[tuple[int, int]] = Counter()
    for positions in holders.values():
        if len(positions) <= MAX_HOLDERS:
            shared.update(combinations(positions, 2))
    return {
        (one, other): _score(reports[one], vectors[one], reports[other], vectors[other])
        for (one, other), count in shared.items()
        if count >= MIN_SHARED and reports[other].moment - reports[one].moment <= APART
    }


def _score(first: Report, one: _Vector, second: Report, other: _Vector) -> float:
    common = sorted(one.weights.keys() & other.weights.keys())  # sorted: a sum of floats depends on its order
    product = sum(one.weights[term] * other.weights[term] for term in common) / (one.length * other.length)
    return product * SAME_SOURCE if first.source == second.source else product


def _grown(reports: Sequence[Report], scores: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Groups of positions, from the strongest tie on; equal scores are decided by the order of the reports."""
    group_of = {position: [position] for position in range(len(reports))}
    for (one, other), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < TIED:
            break
        first, second = group_of[one], group_of[other]
        if first is second:
            continue
        together = sorted(first + second)
        if reports[together[-1]].moment - reports[together[0]].moment > SPAN:
            continue
        total = sum(scores.get((min(a, b), max(a, b)), 0.0) for a in first for b in second)
        if total >= TIED_ON_AVERAGE * len(first) * len(second):
            for position in together:
                group_of[position] = together
    return [group for position, group in group_of.items() if group[0] == position]


def _described(
    members: list[int],
    reports: Sequence[Report],
    vectors: Sequence[_Vector],
    scores: Mapping[tuple[int, int], float],
) -> Cluster:
    ties = {}
    for member in members:
        score, other = max(
            (scores.get((min(member, each), max(member, each)), 0.0), -each) for each in members if each != member
        )
        ties[reports[member].id] = Tie(reports[-other].id, round(score, 3), _shared(vectors[member], vectors[-other]))
    return Cluster(tuple(reports[member].id for member in members), ties)


def _shared(one: _Vector, other: _Vector) -> tuple[str, ...]:
    common = one.weights.keys() & other.weights.keys()
    ranked = sorted(common, key=lambda term: (-one.weights[term] * other.weights[term], term))
    return tuple(one.words[term] for term in ranked[:SHOWN])
