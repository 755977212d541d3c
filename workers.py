"""Killable child processes: all parsing of foreign bytes runs here, off the reactor and within limits.

A page that eats a gigabyte or a minute of CPU costs one child and its own record, never the run. The limit on time is
CPU time (the kernel counts it), since a limit on the clock would lose good pages on a busy machine; a wide one on the
clock stands behind it.

Two lanes keep one bad host from others: a host has one child at a time, and of large bodies, which may need all the
memory that a child is allowed, one is worked on at a time.
"""

import asyncio
import ctypes
import multiprocessing
import os
import resource
import signal
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future, ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Self, TypeVar
from urllib.parse import urlsplit

from pebble import ProcessExpired, ProcessPool

from bounds import Bounds, keep_to, take_cuts
from errors import WorkerError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

P = ParamSpec("P")
T = TypeVar("T")

# Imported once in the server that children are forked from, so that a child that replaces a killed one is there in
# milliseconds. Left out of the parent, which never parses.
PRELOADED = ["lxml.html", "spiders.readers", "pipelines.warm"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use of its child."""

    cpu_s: int = 10
    memory_mb: int = 256  # of data, measured as the kernel does (RLIMIT_DATA)
    clock_s: int = 180  # by the clock: a child that waits or is stopped takes no CPU
    bounds: Bounds = field(default_factory=Bounds)

    @classmethod
    def from_settings(cls, settings: "BaseSettings") -> Self:
        """Those that the operator sets."""
        return cls(
            cpu_s=settings.getint("WORKER_CPU_S", cls().cpu_s),
            memory_mb=settings.getint("WORKER_MEMORY_MB", cls().memory_mb),
            clock_s=settings.getint("WORKER_CLOCK_S", cls().clock_s),
            bounds=Bounds.from_settings(settings),
        )


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a task gave, and what the bounds of its child cut of what it read, by kind."""

    result: T
    cut: Mapping[str, int]


LARGE_BYTES = 1024 * 1024  # a tree of a page needs some thirty times its bytes
LOOK_AFTER_S = 1  # whether the pool still lives, while a task waits
GZIP = b"\x1f\x8b"  # may be large when it is unpacked

# A slow page leaves a way for others, and parent and children stay under half a gigabyte. What is asked for at one
# request a second and host, two children read in time; an archive is read faster by more.
USUAL = 2


class Workers:
    """A pool of children that is started when the first task comes: a poll with nothing new needs none.

    A `count` of 0 is one child for each core.
    """

    def __init__(self, count: int | None = None, limits: Limits | None = None) -> None:
        self.count = USUAL if count is None else count or os.cpu_count() or 1
        self.limits = limits or Limits()
        self._pool: ProcessPool | None = None
        self._starting: Future[None] | None = None
        self._ended = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._large: asyncio.Semaphore
        self._hosts: defaultdict[str, asyncio.Semaphore]

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, from a child; what the function raises is raised here.

        A task with a keyword `url` waits for the others of its host. Raises WorkerError when the child went over a
        limit or died.
        """
        return (await self.measured(function, *args, **kwargs)).result

    async def measured(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Done[T]:
        """The same, with what bounds cut."""
        async with AsyncExitStack() as lanes:
            for lane in self._lanes(args, kwargs):
                await lanes.enter_async_context(lane)
            return await self._run(function, args, kwargs)

    def begin(self) -> Future[None]:
        """Start the children in a thread, if they are not there: it takes as long as all else before the first request.

        For who knows that something will come; the first task does it otherwise.
        """
        if self._starting is None or (self._starting.done() and self._pool is None):
            thread = ThreadPoolExecutor(1, "workers")
            self._starting = thread.submit(self._start)
            thread.shutdown(wait=False)
        return self._starting

    def _lanes(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[asyncio.Semaphore]:
        """The host's first: whoever holds the lane for large bodies waits for nothing but a child."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # locks belong to one loop, and the end of a collect runs in another than its crawl
            self._loop, self._large = loop, asyncio.Semaphore(1)
            self._hosts = defaultdict(lambda: asyncio.Semaphore(1))
        lanes = []
        if host := _host(kwargs.get("url")):
            lanes.append(self._hosts[host])
        if _large(args):
            lanes.append(self._large)
        return lanes

    async def _run(self, function: Callable[..., T], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Done[T]:
        pool = await self._started()
        try:
            future = pool.schedule(
                _limited, args=(self.limits.cpu_s, function, args, kwargs), timeout=self.limits.clock_s
            )
        except RuntimeError as error:  # of a pool whose fork server was killed, by the system when memory runs out
            raise self._lost(pool) from error
        try:
            done: Done[T] = await self._result(pool, future)
        except ProcessExpired as error:
            raise WorkerError(_died(error, self.limits)) from error
        except TimeoutError as error:
            raise WorkerError(f"took more than {self.limits.clock_s} seconds") from error
        except CancelledError as error:
            raise WorkerError("the run ended before this was done") from error
        except BrokenExecutor as error:
            raise self._lost(pool) from error
        except MemoryError as error:
            raise WorkerError(f"needed more than {self.limits.memory_mb} MB of memory") from error
        return done

    async def _started(self) -> ProcessPool:
        """The pool; until its first children are there, half a second, the connections are not kept waiting."""
        while self._pool is None:
            await asyncio.shield(asyncio.wrap_future(self.begin()))
        return self._pool

    async def _result(self, pool: ProcessPool, future: Future[T]) -> T:
        """What the task gives; of a pool that died its tasks never hear, so that is looked after."""
        waiting = asyncio.wrap_future(future)
        while not (await asyncio.wait({waiting}, timeout=LOOK_AFTER_S))[0]:
            if not pool.active:
                raise self._lost(pool)
        return waiting.result()

    def _lost(self, pool: ProcessPool) -> WorkerError:
        if self._pool is pool:
            self._pool = None
        return WorkerError("the child processes were lost; new ones are started")

    def close(self) -> None:
        """Kill what still runs and reap the children; no task is taken any more."""
        self._ended = True
        if self._pool:
            _stop(self._pool)
            self._pool = None

    def _start(self) -> None:
        # A forked child of the reactor's process would inherit its sockets, and the writer's lock with them: the lock
        # would outlive a killed run as long as one child does. The fork server inherits nothing.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        pool = ProcessPool(
            max_workers=self.count,
            max_tasks=500,  # bounds what leaks in C libraries
            initializer=_enter_child,
            initargs=(self.limits,),
            context=context,
        )
        _ = pool.active  # starts it
        self._pool = pool  # before the look at the end, which looks here after it has said so: one of the two sees it
        if self._ended:
            _stop(pool)


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _enter_child(limits: Limits) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    os.nice(5)  # the parent goes first: while it waits for a core, every connection waits
    limit = limits.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    keep_to(limits.bounds)


def _host(url: object) -> str | None:
    try:
        return urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        return None


def _large(args: Sequence[Any]) -> bool:
    bodies = (each for each in args if isinstance(each, bytes))
    return any(len(body) > LARGE_BYTES or body.startswith(GZIP) for body in bodies)


def _limited(cpu_s: int, function: Callable[..., T], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Done[T]:
    """Run in the child: the kernel kills it (SIGXCPU) when this one task has used its CPU seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + cpu_s + 1, hard))
    take_cuts()  # those of a task that raised
    try:
        return Done(function(*args, **kwargs), take_cuts())
    finally:
        if _large(args):
            _give_back()


def _give_back() -> None:
    """What a large body needed goes back to the system: a child that keeps it would keep it for 500 tasks."""
    with suppress(OSError, AttributeError):  # not glibc
        ctypes.CDLL(None).malloc_trim(0)


def _died(error: ProcessExpired, limits: Limits) -> str:
    if error.exitcode == -signal.SIGXCPU:
        return f"used more than {limits.cpu_s} seconds of CPU"
    if error.exitcode in (-signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV):
        return f"needed more than {limits.memory_mb} MB of memory, or crashed"
    return f"the child process died (exit code {error.exitcode})"
