"""`make hostile`: all sites of the hostile web in one collect, twice, judged by their truth.

    python -m tests.hostile [--keep FOLDER]

Needs ../shared/hostile. Exit code 1 when its check finds anything, when a collect takes ten minutes, or when its
process tree needs half a gigabyte. With ../shared/hostile/netns.sh in front (needs root) the forbidden addresses
exist, in a network of their own.
"""

# ruff: noqa: T201 a program for people

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.collect.conftest import Collector
from tests.hostile.web import FOLDER, NETWORK, Done, Judgement, collect, hostile_web

MAX_SECONDS = 600
MAX_MB = 512


def main() -> None:
    """Both visits, and what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="a folder for the database, which is removed otherwise")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        print("skipped: ../shared/hostile is not here")
        return
    faults = 0
    with tempfile.TemporaryDirectory() as temporary, hostile_web() as web:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        collector = Collector(folder, {"ALLOWED_NETWORKS": NETWORK, "HOST_DELAY_S": 1})
        web.write_sources(collector.sources)
        for phase in (0, 1):
            web.set(phase=phase)
            done = collect(collector)
            judgement = web.judge(collector.database)
            faults += _tell(phase, done, judgement)
    sys.exit(1 if faults else 0)


def _tell(phase: int, done: Done, judgement: Judgement) -> int:
    print(f"-- visit {phase + 1}: exit {done.exit_code}, {done.seconds:.0f} s, at most {done.peak_mb:.0f} MB")
    print(done.said.strip()[-2_000:])
    for site, what in judgement.faults.items():
        print(f"   FAULT {site}: {'; '.join(what)}")
    print(json.dumps(judgement.totals))
    print(json.dumps(judgement.safety)[:1_000], f"check.py: exit {judgement.exit_code}", flush=True)
    within = done.seconds < MAX_SECONDS and done.peak_mb < MAX_MB
    if not within:
        print(f"   FAULT over {MAX_SECONDS} s or {MAX_MB} MB")
    return judgement.exit_code + done.exit_code + (not within)


if __name__ == "__main__":
    main()
