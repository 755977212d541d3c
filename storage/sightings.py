"""Table `sightings`: in which feeds an address stood, at which place, from when to when."""

import json
from collections.abc import Sequence
from datetime import datetime

from items import Entry
from storage.database import NewsDatabase, timestamp
from storage.entries import entry_to_json


def record(db: NewsDatabase, entries: Sequence[Entry], *, feed: str, now: datetime) -> list[str]:
    """Enter where the addresses of one body stood; all of them are in the frontier.

    Returns the addresses of which the feed says something new: another headline, or a later time of change. What the
    frontier knows of them is brought up to that.
    """
    stamp = timestamp(now)
    moved: list[str] = []
    seen: set[str] = set()
    with db.atomic():
        for position, entry in enumerate(entries, start=1):
            if entry.url in seen:  # the first of two places is the better one
                continue
            seen.add(entry.url)
            row = db.execute("select id, entry, found from frontier where url = ?", (entry.url,)).fetchone()
            if row is None:
                continue
            id, known, found = row
            db.execute(
                "insert into sightings (address, feed, position, first_seen, last_seen) values (?1, ?2, ?3, ?4, ?4)"
                " on conflict do update set position = ?3, last_seen = ?4",
                (id, feed, position, stamp),
            )
            said = entry_to_json(entry)
            if found != stamp and said != known and _moved(json.loads(known), json.loads(said)):
                db.execute("update frontier set entry = ? where id = ?", (said, id))
                moved.append(entry.url)
    return moved


def _moved(before: dict[str, str], after: dict[str, str]) -> bool:
    # Two feeds of a site may word a headline differently: where both give a time of change, that decides.
    if before.get("updated") and after.get("updated"):
        return datetime.fromisoformat(after["updated"]) > datetime.fromisoformat(before["updated"])
    return bool(before.get("title") and after.get("title") and before["title"] != after["title"])
