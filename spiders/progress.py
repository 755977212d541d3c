"""What a person sees of a run: a bar on a terminal while it goes on, and one line at its end."""

import sys
from types import TracebackType
from typing import Any, Self

from spiders.run import Run


class Progress:
    """A bar on standard error while the run goes on; nothing where that is no terminal: cron mails what is printed."""

    def __init__(self, run: Run, *, feeds: int) -> None:
        self.run = run
        self.feeds = feeds
        self._bar: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bars

            self._bar = Bars(
                TextColumn("{task.description:9}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[note]}"),
                console=Console(stderr=True),
            )
            self._polls = self._bar.add_task("sources", total=self.feeds, note="")
            self._pages = self._bar.add_task("articles", total=None, note="")
            self.run.progress = self._show
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def _show(self) -> None:
        run = self.run
        done = sum(run.total(what) for what in ("new", "updated", "duplicates", "dropped"))
        self._bar.update(self._polls, completed=run.total("polled"), note=_some(run.total("failed"), "failed"))
        self._bar.update(
            self._pages,
            completed=done,
            total=max(done, run.requested),
            note=f"{run.total('new')} new" + _some(run.total("dropped"), "dropped", before=", "),
        )


def summary(run: Run, *, what: str = "feed", seconds: float, database: str) -> str:
    """One line: "collect: 62 feeds polled (3 failed), 214 found, 180 new, ... in 92 s -> data/news.db".

    `what` was polled: feeds, or the lists of an archive, which are read. What is told after "found" adds up to it,
    and to what was found by earlier runs.
    """
    polled = _some(run.total("failed"), "failed"), _some(run.total("unchanged"), "unchanged")
    notes = ", ".join(note for note in polled if note)
    read = _plural(run.total("polled"), what) + (" polled" if what == "feed" else " read")
    parts = [read + (f" ({notes})" if notes else ""), f"{run.total('found')} found", f"{run.total('new')} new"]
    parts += [text for each in ("updated", "gone", "duplicates") if (text := _some(run.total(each), each))]
    if run.total("dropped"):
        parts.append(f"{run.total('dropped')} dropped ({', '.join(_reasons(run))})")
    left = {"spellings": "further spellings", "waiting": "waiting", "earlier": "of these found earlier"}
    parts += [text for each, words in left.items() if (text := _some(run.total(each), words))]
    return f"collect: {', '.join(parts)} in {seconds:.0f} s -> {database}"


def _reasons(run: Run) -> list[str]:
    words: dict[str, int] = {}
    for (_, what, why), number in run.counts.items():
        if what == "dropped":
            words[why] = words.get(why, 0) + number
    return [f"{number} {word}" for word, number in sorted(words.items(), key=lambda item: (-item[1], item[0]))]


def _some(number: int, what: str, *, before: str = "") -> str:
    return f"{before}{number} {what}" if number else ""


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
