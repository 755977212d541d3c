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
            "insert into habits (site, learned, pages, updated) values (?1, ?2, ?3, ?4)"
            " on conflict (site) do update set learned = ?2, pages = ?3, updated = ?4",
            (site, learned, pages, timestamp(now)),
        )


def taught_sites(db: NewsDatabase, *, since: datetime) -> dict[str, int]:
    """The sites that something was learned of since then, with the number of their pages that were settled before."""
    rows = db.execute("select site, settled from habits where updated >= ? order by site", (timestamp(since),))
    return dict(rows.fetchall())


def settle_sites(db: NewsDatabase, *, since: datetime) -> None:
    """Of the sites that something was learned of since then, all pages have been looked at again."""
    with db.atomic():
        db.execute("update habits set settled = pages where updated >= ? and settled <> pages", (timestamp(since),))
