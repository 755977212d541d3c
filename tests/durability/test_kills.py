"""A short version of `make torture`, which has 200 rounds."""

import random
from datetime import UTC, datetime
from pathlib import Path

from newsroom.server import serve
from tests.durability.rounds import Torture

SEED = 20260302


def test_nothing_acknowledged_is_lost_and_nothing_half_written_after_any_kill(tmp_path: Path) -> None:
    with serve(now=datetime.now(UTC)) as newsroom:
        torture = Torture(newsroom, tmp_path, random.Random(SEED), datasette=False)
        torture.prepare()
        rounds = list(torture.cycle(1, 6))
    assert [sentence for each in rounds for sentence in each.broken] == []
    assert any(each.killed for each in rounds)
