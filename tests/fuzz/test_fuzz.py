"""A few seconds of `make fuzz`, and that the hunt would find something."""

import random
from pathlib import Path

import pytest

from tests.fuzz import targets
from tests.fuzz.hunt import hunt, keep
from tests.fuzz.mutants import MAX_BYTES, mutant
from tests.fuzz.seeds import seeds


@pytest.fixture(scope="module")
def bodies() -> dict[str, list[bytes]]:
    return seeds()


def test_every_target_stands_its_seeds_as_they_are(bodies: dict[str, list[bytes]]) -> None:
    ours = {name: found[:25] for name, found in bodies.items()}
    wrong = {name: [line for body in found for line in targets.attempt(name, body)] for name, found in ours.items()}
    assert wrong == {"feed": [], "section": [], "posts": [], "page": []}


@pytest.mark.parametrize("target", ["feed", "section", "posts"])
def test_readers_stand_a_hundred_mutants(bodies: dict[str, list[bytes]], target: str) -> None:
    chance = random.Random(7)
    for _ in range(100):
        body = mutant(bodies[target], chance)
        wrong = [line for line in targets.attempt(target, body) if not line.startswith("slow")]
        assert wrong == [], body[:500]


def test_the_same_chance_makes_the_same_mutants(bodies: dict[str, list[bytes]]) -> None:
    one, other = (mutant(bodies["feed"], random.Random(3)) for _ in range(2))
    assert one == other
    assert len(one) <= MAX_BYTES


def test_what_a_target_does_not_stand_is_kept_with_its_reason(tmp_path: Path) -> None:
    title = keep(tmp_path, "page", b"<p", ["IndexError: it ends"])
    assert (tmp_path / f"{title}.bin").read_bytes() == b"<p"
    assert "IndexError" in (tmp_path / f"{title}.txt").read_text()


def test_the_hunt_ends_in_time_and_counts_what_it_tried() -> None:
    counts = hunt(2, seed=1, findings=None)
    assert sum(counts[name] for name in targets.TARGETS) > 0
