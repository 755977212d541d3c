"""The hunt: mutants through the targets, in children with limits, until the time is over."""

import asyncio
import hashlib
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from errors import WatchkeeperError
from tests.fuzz.mutants import mutant
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS, attempt
from workers import Limits, Workers

CHILD = Limits(cpu_s=8, memory_mb=256)


def hunt(
    seconds: float, *, seed: int, findings: Path | None, said: Callable[[str], None] = lambda _: None
) -> Counter[str]:
    """How many mutants each target had, and under "found" how many of them it did not stand.

    Each of those is a file in `findings`, named by its target and its hash, with what is wrong beside it.
    """
    return asyncio.run(_hunt(seconds, seed, findings, said))


async def _hunt(seconds: float, seed: int, findings: Path | None, said: Callable[[str], None]) -> Counter[str]:
    bodies, counts, workers = seeds(), Counter[str](), Workers(2, CHILD)
    until = time.monotonic() + seconds

    async def one_after_the_other(chance: random.Random) -> None:
        while time.monotonic() < until:
            name = chance.choice([name for name in TARGETS if bodies[name]])
            body = mutant(bodies[name], chance)
            counts[name] += 1
            try:
                wrong = await workers.run(attempt, name, body)
            except WatchkeeperError as error:  # of the child: its limits, or that it died
                wrong = [str(error)]
            except Exception as error:
                wrong = [f"{type(error).__name__}: {error}"]
            if wrong:
                counts["found"] += 1
                said(f"{name} {keep(findings, name, body, wrong)}: {wrong[0][:300]}")

    try:
        await asyncio.gather(*(one_after_the_other(random.Random(seed + number)) for number in range(2)))
    finally:
        workers.close()
    return counts


def keep(findings: Path | None, name: str, body: bytes, wrong: list[str]) -> str:
    """Write the body and what is wrong with it; the name of both files."""
    title = f"{name}-{hashlib.sha256(body).hexdigest()[:12]}"
    if findings is not None:
        findings.mkdir(parents=True, exist_ok=True)
        (findings / f"{title}.bin").write_bytes(body)
        (findings / f"{title}.txt").write_text("\n".join(wrong) + "\n", encoding="utf-8", errors="backslashreplace")
    return title
