"""A page that eats memory, CPU or the process itself costs its own record, and keeps no other host waiting."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest
from scrapy.settings import Settings

from errors import ReadError, WorkerError
from workers import LARGE_BYTES, Limits, Workers

ROOT = Path(__file__).resolve().parents[2]


def spin(*_: object, **__: object) -> None:
    while True:
        pass


def swallow(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise ReadError("no feed", url="https://one.example/")


def span(body: bytes = b"", *, url: str = "") -> tuple[float, float]:
    """When it was worked on."""
    began = time.monotonic()
    time.sleep(0.2)
    return began, time.monotonic()


@pytest.fixture
def workers() -> Iterator[Workers]:
    pool = Workers(2, Limits(cpu_s=1, memory_mb=256))
    yield pool
    pool.close()


def test_what_the_function_raises_is_raised_here(workers: Workers) -> None:
    with pytest.raises(ReadError) as caught:
        asyncio.run(workers.run(refuse))
    assert caught.value.url == "https://one.example/"


def test_too_much_cpu_ends_the_child_and_not_the_run(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="more than 1 seconds of CPU"):
        asyncio.run(workers.run(spin))
    assert asyncio.run(workers.run(swallow, 1)) == 1024 * 1024


def test_too_much_memory_is_refused(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="256 MB of memory"):
        asyncio.run(workers.run(swallow, 1_000))


def test_a_child_that_waits_for_ever_is_ended_too() -> None:
    pool = Workers(1, Limits.from_settings(Settings({"WORKER_CLOCK_S": 1})))
    try:
        with pytest.raises(WorkerError, match="took more than 1 seconds"):
            asyncio.run(pool.run(time.sleep, 3_600))
        assert asyncio.run(pool.run(swallow, 1)) == 1024 * 1024
    finally:
        pool.close()


def test_a_child_that_dies_is_replaced(workers: Workers) -> None:
    with pytest.raises(WorkerError):
        asyncio.run(workers.run(die))
    assert asyncio.run(workers.run(swallow, 1)) == 1024 * 1024


def test_a_host_whose_pages_take_long_leaves_a_child_to_the_others(workers: Workers) -> None:
    async def both() -> bool:
        slow = [asyncio.create_task(workers.run(spin, url="https://slow.example/")) for _ in range(4)]
        await asyncio.sleep(0.1)
        await workers.run(span, url="https://quick.example/")
        waiting = [task for task in slow if not task.done()]
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        return bool(waiting)

    assert asyncio.run(both())


@pytest.mark.parametrize(
    ("size", "hosts"),
    [(LARGE_BYTES + 1, ("one", "two", "three")), (10, ("one", "one", "one"))],
    ids=["large", "a host"],
)
def test_one_at_a_time(workers: Workers, size: int, hosts: tuple[str, ...]) -> None:
    async def all_at_once() -> list[tuple[float, float]]:
        tasks = (workers.run(span, b"x" * size, url=f"https://{host}.example/") for host in hosts)
        return await asyncio.gather(*tasks)

    spans = sorted(asyncio.run(all_at_once()))
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))


def test_locks_of_one_loop_do_not_hinder_the_next(workers: Workers) -> None:
    async def crowd() -> None:
        await asyncio.gather(*(workers.run(span, url="https://one.example/") for _ in range(3)))

    asyncio.run(crowd())
    asyncio.run(crowd())


@pytest.mark.parametrize("cores", [1, 2, 64])
def test_children_are_two_or_as_many_as_are_asked_for_or_as_there_are_cores(
    cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert [Workers().count, Workers(3).count, Workers(0).count] == [2, 3, cores]


def test_children_that_were_started_ahead_are_those_that_work(workers: Workers) -> None:
    ahead = workers.begin()
    assert workers.begin() is ahead
    ahead.result()
    pool = workers._pool
    assert asyncio.run(workers.run(os.getpid)) != os.getpid()
    assert workers._pool is pool
    assert workers.begin() is ahead


def test_children_that_come_up_after_the_end_are_ended() -> None:
    workers = Workers(1)
    ahead = workers.begin()
    workers.close()
    ahead.result()
    assert workers._pool is None or not workers._pool.active


def test_when_the_fork_server_is_killed_too_new_children_are_started(workers: Workers) -> None:
    async def three_times() -> tuple[int, list[object]]:
        before = await workers.run(swallow, 1)
        for process in psutil.Process().children(recursive=True):
            process.kill()
        return before, [await settled(workers.run(swallow, 1)) for _ in range(3)]

    async def settled(task: Coroutine[Any, Any, int]) -> object:
        try:
            return await asyncio.wait_for(task, 30)
        except WorkerError as error:
            return str(error)

    before, after = asyncio.run(three_times())
    assert before == after[-1] == 1024 * 1024


# Children import the main module of whoever starts them; one that starts a pool while it is imported kills them all.
UNGUARDED = """
import asyncio, sys
from errors import WorkerError
from workers import Workers

async def crowd(workers):
    tasks = [workers.run(len, bytes(300_000)) for _ in range(8)]
    return await asyncio.gather(*tasks, return_exceptions=True)

workers = Workers(2)
outcomes = asyncio.run(crowd(workers))
sys.exit(0 if all(isinstance(each, WorkerError) for each in outcomes) else f"{outcomes}")
"""


def test_children_that_cannot_even_start_end_the_tasks_that_wait_for_them(tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(UNGUARDED)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, script], env=environment, timeout=120, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-2000:]
