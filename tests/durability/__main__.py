"""`make torture`: 200 rounds of `kill -9` at random moments of a real collect, with readers.

    python -m tests.durability [--rounds 200] [--seed N]

After each the database is looked through: nothing that a reader had seen is lost, nothing is half-written. After some
kills a run goes on to its end, and its tables have to be those of a run that nobody disturbed. Exit code 1 and the
sentences when that does not hold; the same seed draws the same moments, as far as the machine lets it.
"""

# ruff: noqa: T201 a program for people

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from newsroom.server import serve
from tests.durability.rounds import Torture, spare_the_others

ROUNDS_A_DATABASE = 10


def main() -> None:
    """Run it and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    spare_the_others()
    counts: Counter[str] = Counter()
    broken = 0
    began = time.monotonic()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as folder, serve(now=datetime.now(UTC)) as newsroom:
        torture = Torture(newsroom, Path(folder), random.Random(options.seed))
        torture.prepare()
        cycle = kills = 0
        while kills < options.rounds:
            cycle += 1
            for each in torture.cycle(cycle, min(ROUNDS_A_DATABASE, options.rounds - kills)):
                kills += each.killed
                counts[f"{each.verb}, {'killed' if each.killed else 'ended'}"] += 1
                broken += bool(each.broken)
                print(
                    f"{cycle:3} {each.verb:10} {'killed' if each.killed else 'ended '} {each.articles:3} articles seen"
                )
                for sentence in each.broken[:20]:
                    print(f"    BROKEN {sentence[:600]}")
    print(dict(sorted(counts.items())), f"{broken} broken, {time.monotonic() - began:.0f} s")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
