"""What a person sees of a backfill: bars, how much is to come once all lists are read, a line for each way in."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from spiders.run import Run
from storage import backfills
from storage.backfills import Progress as Reached

TRANSFER_S = 0.5  # of a page, beside the pause that its host is left


class BackfillProgress:
    """Bars on a terminal, and everywhere a line with the estimate."""

    def __init__(self, run: Run, feeds: Sequence[str], *, delay_s: float) -> None:
        self._run, self._feeds, self._delay_s = run, feeds, delay_s
        self._expected = 0
        self._bars: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bars = Progress(
                TextColumn("{task.description:9}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[note]}"),
                console=Console(stderr=True),
            )
            self._lists = self._bars.add_task("lists", total=None, note="")
            self._pages = self._bars.add_task("articles", total=None, note="")
            self._run.progress = self._show
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.stop()

    def listed(self) -> None:
        """All lists are read: what is to come can be counted."""
        waiting = [backfills.count_pending(self._run.db, source) for source in self._run.sources]
        self._expected = sum(waiting)
        # Hosts are asked side by side: the fullest one decides.
        seconds = max(waiting, default=0) * (self._delay_s + TRANSFER_S)
        text = f"backfill: {self._expected} articles to fetch, about {in_words(seconds)}"
        if self._bars:
            self._bars.console.print(text)
        else:
            sys.stderr.write(f"{text}\n")

    def _show(self) -> None:
        run = self._run
        reached = backfills.progress(run.db, self._feeds)
        read = sum(each.bodies for each in reached)
        oldest = min((each.reached for each in reached if each.reached), default=None)
        note = f"back to {oldest:%Y-%m-%d}" if oldest else ""
        total = sum(max(each.bodies + each.waiting, run.lists.get(each.feed, 0)) for each in reached)
        self._bars.update(self._lists, completed=read, total=total, note=note)
        done = sum(run.total(what) for what in ("new", "updated", "duplicates", "dropped"))
        self._bars.update(
            self._pages, completed=done, total=max(done, self._expected) or None, note=f"{run.total('new')} new"
        )


def lines(reached: Sequence[Reached], waiting: int) -> list[str]:
    """What became of each way in, and of the pages that are left."""
    told = []
    for each in reached:
        back = f", the oldest of {each.reached:%Y-%m-%d}" if each.reached else ""
        left = (
            f"{_lists(each.waiting)} {'is' if each.waiting == 1 else 'are'} left"
            if each.waiting
            else "all lists are read"
        )
        failed = f", {each.failed} could not be had" if each.failed else ""
        told.append(
            f"backfill: {each.feed} since {each.since:%Y-%m-%d}: {_lists(each.bodies)},"
            f" {each.found} new addresses{back}; {left}{failed}"
        )
    lists = sum(each.waiting for each in reached)
    if waiting or lists:
        told.append(f"backfill: {_lists(lists)} and {waiting} articles wait; the same command again goes on from here")
    return told


def _lists(number: int) -> str:
    return f"{number} list{'' if number == 1 else 's'}"


def in_words(seconds: float) -> str:
    """A duration as people say it: "40 seconds", "3 hours"."""
    rest = timedelta(seconds=seconds)
    for unit, length in (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", timedelta(minutes=1))):
        if rest >= 2 * length:
            return f"{round(rest / length)} {unit}"
    return f"{round(seconds)} seconds"
