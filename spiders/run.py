"""One run of `scrapy collect`: what its spider, pipelines and middlewares share."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from extraction.habits import Habits
from spiders.lengths import Lengths
from spiders.source import Source
from storage.database import NewsDatabase
from storage.frontier import Added
from storage.habits import load_habits, save_habits
from storage.runs import Counts
from workers import Workers


@dataclass
class Run:
    """The database, the catalogue's sources of this run, the workers, the clock and the counts."""

    db: NewsDatabase
    sources: Mapping[str, Source]
    workers: Workers
    now: Callable[[], datetime]
    started: datetime
    lengths: Lengths = Lengths()  # noqa: RUF009 - frozen
    tries: int = 8  # of an address that cannot be had
    rereads: bool = False  # pages come from the archive, not from the wire
    everything: bool = False  # asked for by hand: look again also at what is not due
    counts: Counts = field(default_factory=Counter)
    progress: Callable[[], None] = lambda: None  # called after every count
    requested: int = 0  # pages asked for so far
    lists: dict[str, int] = field(default_factory=dict)  # way in -> lists of its archive, where the server counts them
    interrupted: str | None = None

    def count(self, source: str, what: str, reason: str = "", number: int = 1) -> None:
        """Add to the run's counts; of a reason the first word counts ("robots: robots.txt of ... disallows ...")."""
        if number:
            self.counts[source, what, reason.partition(":")[0]] += number
            self.progress()

    def count_cuts(self, source: str, cut: Mapping[str, int]) -> None:
        """Add what limits cut, by kind."""
        for kind, number in cut.items():
            self.count(source, "cut", kind, number=number)

    def count_found(self, source: str, added: Added) -> None:
        """Add the addresses that a body named for the first time, and those of them that nothing is fetched for."""
        self.count(source, "found", number=added.rows)
        self.count(source, "spellings", number=added.spellings)
        self.count(source, "dropped", "address", number=added.unusable)

    def total(self, what: str) -> int:
        """How many in all sources together."""
        return sum(number for (_, counted, _), number in self.counts.items() if counted == what)


class SiteMemory:
    """The habits of the sites of this run, read when first asked for and written back now and then.

    What is learned since the last write is lost with a killed process. Of a new site every page is written, of a
    known one when a tenth more was learned: so a site that is collected bit by bit, by runs that are all killed, is
    known as well in the end.
    """

    WRITE_EVERY = 50  # pages, at the latest
    PAUSE = timedelta(seconds=1)  # between two writes: to write a site's memory costs as much as to store an article

    def __init__(self, db: NewsDatabase) -> None:
        self._db = db
        self._known: dict[str, Habits] = {}
        self._changed: dict[str, int] = {}
        self._written = datetime.min.replace(tzinfo=UTC)

    def __getitem__(self, site: str) -> Habits:
        if site not in self._known:
            learned = load_habits(self._db, site)
            self._known[site] = Habits.from_json(learned) if learned else Habits()
        return self._known[site]

    def __setitem__(self, site: str, habits: Habits) -> None:
        self._known[site] = habits
        self._changed[site] = self._changed.get(site, 0) + 1

    def write(self, now: datetime, *, everything: bool = False) -> None:
        """Write what was learned of the sites that changed enough, or of all that changed."""
        if not everything and timedelta(0) <= now - self._written < self.PAUSE:
            return
        self._written = now
        due = [
            site
            for site, pages in self._changed.items()
            if everything or pages >= min(self.WRITE_EVERY, self._known[site].pages // 10)
        ]
        with self._db.atomic():
            for site in due:
                habits = self._known[site]
                save_habits(self._db, site, habits.to_json(), pages=habits.pages, now=now)
                del self._changed[site]
