"""Tables `runs` and `run_sources`: what each `scrapy collect` did."""

from collections import Counter
from datetime import datetime

from storage.database import NewsDatabase, timestamp

# The columns of `runs`. By source more is counted: `cut` (entries and bodies of a poll that were too many), `waiting`
# (pages that a later run fetches, because this one had its share of the source) and `gone` (stored articles).
COUNTED = ("polled", "unchanged", "failed", "found", "new", "updated", "duplicates", "dropped")

# (source, what, why) -> how many. `why` is the first word of the frontier's reason.
Counts = Counter[tuple[str, str, str]]


def start_run(db: NewsDatabase, *, now: datetime) -> int:
    """A new run's id."""
    with db.atomic():
        row = db.execute("insert into runs (started) values (?) returning id", (timestamp(now),)).fetchone()
        return int(row[0])


def finish_run(db: NewsDatabase, run: int, counts: Counts, *, reason: str, now: datetime) -> None:
    """Write what the run counted, by source and in all."""
    totals = dict.fromkeys(COUNTED, 0)
    for (_, what, _), count in counts.items():
        if what in totals:
            totals[what] += count
    with db.atomic():
        db.table("runs").update(run, {"finished": timestamp(now), "reason": reason, **totals})
        db.execute("update runs set seconds = strftime('%s', finished) - strftime('%s', started) where id = ?", (run,))
        db.table("run_sources").insert_all(
            {"run": run, "source": source, "what": what, "why": why, "count": count}
            for (source, what, why), count in sorted(counts.items())
        )
