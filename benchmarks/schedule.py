"""The schedule against polling every hour, replayed over the publication times of real feeds.

    python benchmarks/schedule.py [DAYS]

Each feed of ../shared/corpus/feeds is replayed over the last DAYS (180) before its newest entry, as if it showed half
of the entries that it shows. Printed: requests, delay from publication to discovery (median and 90 % of all entries),
and entries that scrolled out unseen, also for polling every five minutes: what that loses, a bulk import took away.
Then the same by how often feeds publish, and what choosing the due ones of 100,000 costs.
Exits 1 unless requests are at least halved, the median delay is no longer than the hourly one's, at most 0.1 % of
entries are lost beyond those, and choosing takes less than a second of CPU.
"""

import gzip
import json
import sys
import tempfile
import time
import zlib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from errors import ReadError  # noqa: E402
from spiders.readers import read  # noqa: E402
from spiders.readers.believing import believed  # noqa: E402
from spiders.schedule import Answer, next_poll  # noqa: E402
from storage.database import open_database, timestamp  # noqa: E402
from storage.feeds import load_feeds, sync_feeds  # noqa: E402

CORPUS = ROOT / "../shared/corpus/feeds/real"
DAY_S = 86_400.0
FEEDS, DUE = 100_000, 2_000
CLASSES = (("less than weekly", 1 / 7), ("up to daily", 1.0), ("up to ten a day", 10.0), ("more", float("inf")))
Policy = Callable[[str, list[float], float, int, bool | None, float], float]


@dataclass
class Outcome:
    """What a policy cost and gave."""

    requests: int = 0
    lost: int = 0
    delays: list[float] = field(default_factory=list)


def histories() -> dict[str, list[float]]:
    """For each feed with six dated entries or more their times, the oldest first."""
    found = {}
    for path in sorted(CORPUS.glob("*.gz")):
        try:
            reading = believed(read(gzip.decompress(path.read_bytes()), url="https://feed.example/"))
        except ReadError:
            continue
        times = sorted(date.timestamp() for entry in reading.entries if (date := entry.published or entry.updated))
        if len(times) >= 6:
            found[path.name] = times
    return found


def every(seconds: float) -> Policy:
    return lambda key, times, now, fresh, overlap, waited: now + seconds


def scheduled(key: str, times: list[float], now: float, fresh: int, overlap: bool | None, waited: float) -> float:
    answer = Answer(
        published=tuple(datetime.fromtimestamp(moment, UTC) for moment in times[-40:]),
        fresh=fresh,
        overlap=overlap,
        waited_s=waited,
    )
    return next_poll(key, answer, now=datetime.fromtimestamp(now, UTC)).at.timestamp()


def replay(policy: Policy, feeds: dict[str, list[float]], days: float) -> Outcome:
    outcome = Outcome()
    for key, times in feeds.items():
        window = max(5, len(times) // 2)
        # A third of the entries is the history that the schedule starts from.
        begin = beginning(times, days)
        now = begin + zlib.crc32(key.encode()) % 3_600
        seen = bisect_right(times, begin)
        waited = 3_600.0
        while seen < len(times):
            outcome.requests += 1
            there = bisect_right(times, now)
            first = max(seen, there - window)
            outcome.lost += first - seen
            outcome.delays += [now - moment for moment in times[first:there]]
            fresh, overlap = there - first, there - window < seen
            seen = there
            later = policy(key, times[max(0, there - window) : there], now, fresh, overlap, waited)
            waited, now = later - now, later
    return outcome


def beginning(times: list[float], days: float) -> float:
    return max(times[max(2, len(times) // 3)], times[-1] - days * DAY_S)


def by_pace(feeds: dict[str, list[float]], days: float) -> None:
    """How the schedule treats feeds that publish seldom and often."""
    lowest = 0.0
    for name, highest in CLASSES:
        some = {}
        for key, times in feeds.items():
            begin = beginning(times, days)
            pace = sum(moment >= begin for moment in times) / max((times[-1] - begin) / DAY_S, 0.01)
            if lowest <= pace < highest:
                some[key] = times
        lowest = highest
        hourly, ours = replay(every(3_600), some, days), replay(scheduled, some, days)
        print(
            f"  {name:>18}: {len(some):4} feeds, {ours.requests / hourly.requests:4.2f} of the hourly requests,"
            f" delay median {median(ours.delays) / 60:4.1f} min, hourly {median(hourly.delays) / 60:4.1f}"
        )


def choosing_s() -> float:
    """CPU seconds for the due feeds of a large catalogue."""
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    times = json.dumps([timestamp(now - timedelta(hours=hours)) for hours in range(40)])
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(f"{folder}/news.db")
        db.execute("pragma foreign_keys = off")
        sync_feeds(
            db, ((f"https://paper-{number}.example/feed/", f"paper-{number}", "feed") for number in range(FEEDS))
        )
        with db.atomic():
            db.conn.executemany(
                "update feeds set next_poll = ?, polled = ?, recent = ? where rowid = ?",
                (
                    (
                        timestamp(now + timedelta(minutes=number % (FEEDS // DUE) - 0.5)),
                        timestamp(now),
                        times,
                        number + 1,
                    )
                    for number in range(FEEDS)
                ),
            )
        names = [f"paper-{number}" for number in range(FEEDS)]
        start = time.process_time()
        due = load_feeds(db, names, due=now)
        seconds = time.process_time() - start
        db.close()
    assert len(due) == DUE
    return seconds


def main() -> int:
    if not CORPUS.exists():
        print("../shared/corpus/feeds is not here: nothing to replay")
        return 0
    days = float(sys.argv[1]) if len(sys.argv) > 1 else 180.0
    feeds = histories()
    start = time.process_time()
    ours = replay(scheduled, feeds, days)
    cost_us = (time.process_time() - start) / ours.requests * 1e6
    hourly, close = replay(every(3_600), feeds, days), replay(every(300), feeds, days)
    print(f"{len(feeds)} feeds, {len(hourly.delays)} entries, the last {days:.0f} days of each")
    for name, outcome in (("hourly", hourly), ("schedule", ours), ("five minutes", close)):
        middle, most = median(outcome.delays) / 60, quantiles(outcome.delays, n=10)[-1] / 60
        print(
            f"{name:>12}: {outcome.requests:8d} requests, delay median {middle:5.1f} min, 90 % within {most:6.1f} min,"
            f" {outcome.lost} lost"
        )
    saved = 1 - ours.requests / hourly.requests
    lost = max(0, ours.lost - close.lost) / len(hourly.delays)
    print(f"{saved:.0%} fewer requests, {lost:.2%} of entries lost, {cost_us:.0f} us a decision")
    by_pace(feeds, days)
    seconds = choosing_s()
    print(f"{seconds:.2f} s CPU to choose the {DUE:,} due feeds of {FEEDS:,}")
    held = saved >= 0.5 and lost <= 0.001 and median(ours.delays) <= median(hourly.delays) and seconds < 1
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
