"""Table `habits`: what each site repeats on its pages, as JSON that extraction/habits.py understands."""

from datetime import datetime

from storage.database import NewsDatabase, timestamp


def load_habits(db: NewsDatabase, site: str) -> str | None:
    """What was learned of the site, or None."""
    row = db.execute("select learned from habits where site = ?", (site,)).fetchone()
    return row[0] if row else None


def save_habits(db: NewsDatabase, site: str, learned: str, *, pages: int, now: datetime) -> None:
    """Replace what is known of the site."""
    with db.atomic():
        db.execute(
            "insert or replace into habits (site, learned, pages, updated) values (?, ?, ?, ?)",
            (site, learned, pages, timestamp(now)),
        )


def known_pages(db: NewsDatabase, *, since: datetime) -> dict[str, int]:
    """How many pages are known of each site that taught something since then."""
    rows = db.execute("select site, pages from habits where updated >= ?", (timestamp(since),))
    return dict(rows.fetchall())
