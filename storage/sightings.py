"""Table `sightings`: in which feeds an address stood, at which place, from when to when."""

from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

from items import Entry
from storage import revisits
from storage.database import NewsDatabase, timestamp
from storage.entries import entry_from_json, entry_to_json
from storage.reserved import forget_words
from storage.wholesome import wholesome_entry
from urls import canonical_url


def unseen(db: NewsDatabase, entries: Sequence[Entry], *, feed: str) -> int:
    """How many of the entries the feed names for the first time, under whatever spelling of their addresses."""
    stood = "select 1 from frontier f join sightings s on s.address = f.id where f.{} = ? and s.feed = ? limit 1"
    count = 0
    for entry in entries:
        if db.execute(stood.format("url"), (entry.url, feed)).fetchone():
            continue
        try:
            key = canonical_url(entry.url)
        except ValueError:
            key = entry.url
        count += db.execute(stood.format("key"), (key, feed)).fetchone() is None
    return count


def record(db: NewsDatabase, entries: Sequence[Entry], *, feed: str, now: datetime) -> list[str]:
    """Enter where the addresses of one body stood; all of them are in the frontier.

    Returns the addresses of which the feed says something else than before: another headline, text or time of change.
    What the frontier knows of them is brought up to that. Where it is another article by now, the visit is due at once.
    """
    stamp = timestamp(now)
    moved: list[str] = []
    seen: set[str] = set()
    with db.atomic():
        for position, entry in enumerate(entries, start=1):
            if entry.url in seen:  # the first of two places is the better one
                continue
            seen.add(entry.url)
            row = db.execute(
                "select f.id, s.said, f.guid, f.entry from frontier f"
                " left join sightings s on s.address = f.id and s.feed = ?"
                " where f.url = ?",
                (feed, entry.url),
            ).fetchone()
            if row is None:
                continue
            id, before, guid, known = row
            found = wholesome_entry(entry, now=now)
            text = entry_to_json(found)
            said = crc32(text.encode("utf-8", "replace"))
            db.execute(
                "insert into sightings (address, feed, position, first_seen, last_seen, said)"
                " values (?1, ?2, ?3, ?4, ?4, ?5) on conflict do update set position = ?3, last_seen = ?4, said = ?5",
                (id, feed, position, stamp, said),
            )
            # By feed: two feeds of a site may word one headline differently for good. What this one does not say
            # stays: a sitemap with a new time takes no author away that the feed beside it names.
            if before is not None and before != said:
                if _is_another(entry_from_json(known, url=entry.url, guid=guid), found):
                    db.execute("update frontier set guid = ? where id = ?", (found.guid, id))
                    revisits.due_now(db, entry.url, now=now)
                db.execute("update frontier set entry = json_patch(entry, ?) where id = ?", (text, id))
                forget_words(db, id)
                moved.append(entry.url)
    return moved


def _is_another(before: Entry, after: Entry) -> bool:
    """Whether a feed names another article at one address ("/briefing/latest"): a correction leaves the guid as it is.

    Its date has to be later, where there are dates: some feeds make up a guid at every poll.
    """
    if not before.guid or not after.guid or before.guid == after.guid or before.title == after.title:
        return False
    return before.published is None or after.published is None or after.published > before.published
