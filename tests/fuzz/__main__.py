"""`make fuzz`: mutated feeds and pages through readers and extraction, for minutes.

    python -m tests.fuzz [--seconds 300] [--seed N] [--findings data/fuzz]

In the first quarter repeated pieces go to every place of foreign text, at two sizes: what grows faster than its input
is found. Then the mutants: whatever a target does not stand - an error without a name, a child that is killed, a text
that must not be stored, seconds of CPU - is kept in the folder, and becomes a case of the tests when it is mended.
Exit code 1 if anything is found.
"""

# ruff: noqa: T201 a program for people

import argparse
import random
import sys
from pathlib import Path

from tests.fuzz.growth import hunt_growth
from tests.fuzz.hunt import hunt


def main() -> None:
    """Hunt and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--findings", type=Path, default=Path("data/fuzz"))
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.seconds:.0f} s, findings in {options.findings}", flush=True)
    slow = list(hunt_growth(options.seconds / 4, random.Random(options.seed)))
    print("\n".join(slow) or "nothing takes more than its share for a larger input", flush=True)
    counts = hunt(
        options.seconds * 3 / 4, seed=options.seed, findings=options.findings, said=lambda line: print(line, flush=True)
    )
    print(dict(counts))
    sys.exit(1 if counts["found"] or slow else 0)


if __name__ == "__main__":
    main()
