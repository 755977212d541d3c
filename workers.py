"""Killable child processes: all parsing of foreign bytes runs here, off the reactor and within limits.

A page that eats a gigabyte or a minute of CPU costs one child and its own record, never the run. The limit on time is
CPU time (the kernel counts it), since a limit on the clock would lose good pages on a busy machine; a wide one on the
clock stands behind it.
"""

import asyncio
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from errors import WorkerError

P = ParamSpec("P")
T = TypeVar("T")

# Imported once in the server that children are forked from, so that a child that replaces a killed one is there in
# milliseconds. Left out of the parent, which never parses.
PRELOADED = ["lxml.html", "pipelines.digest", "spiders.readers"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use of its child."""

    cpu_s: int = 20
    memory_mb: int = 768  # of data, measured as the kernel does (RLIMIT_DATA)
    clock_s: int = 180


class Workers:
    """A pool of children that is started when the first task comes: a poll with nothing new needs none."""

    def __init__(self, count: int | None = None, limits: Limits | None = None) -> None:
        self.count = count or max(1, os.cpu_count() or 1)
        self.limits = limits or Limits()
        self._pool: ProcessPool | None = None

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, from a child; what the function raises is raised here.

        Raises WorkerError when the child went over a limit or died.
        """
        future = self._start().schedule(
            _limited, args=(self.limits.cpu_s, function, args, kwargs), timeout=self.limits.clock_s
        )
        try:
            result: T = await asyncio.wrap_future(future)
        except ProcessExpired as error:
            raise WorkerError(_died(error, self.limits)) from error
        except TimeoutError as error:
            raise WorkerError(f"took more than {self.limits.clock_s} seconds") from error
        except CancelledError as error:
            raise WorkerError("the run ended before this was done") from error
        except MemoryError as error:
            raise WorkerError(f"needed more than {self.limits.memory_mb} MB of memory") from error
        return result

    def close(self) -> None:
        """Kill what still runs and reap the children."""
        if self._pool:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def _start(self) -> ProcessPool:
        if self._pool is None:
            # A forked child of the reactor's process would inherit its sockets, and the writer's lock with them: the
            # lock would outlive a killed run as long as one child does. The fork server inherits nothing.
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(PRELOADED)
            self._pool = ProcessPool(
                max_workers=self.count,
                max_tasks=500,  # bounds what leaks in C libraries
                initializer=_enter_child,
                initargs=(self.limits.memory_mb,),
                context=context,
            )
        return self._pool


def _enter_child(memory_mb: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    os.nice(5)  # the parent goes first: while it waits for a core, every connection waits
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limited(cpu_s: int, function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
    """Run in the child: the kernel kills it (SIGXCPU) when this one task has used its CPU seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + cpu_s + 1, hard))
    return function(*args, **kwargs)


def _died(error: ProcessExpired, limits: Limits) -> str:
    if error.exitcode == -signal.SIGXCPU:
        return f"used more than {limits.cpu_s} seconds of CPU"
    if error.exitcode in (-signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV):
        return f"needed more than {limits.memory_mb} MB of memory, or crashed"
    return f"the child process died (exit code {error.exitcode})"
