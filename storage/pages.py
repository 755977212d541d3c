"""Table `pages`: the archive of what was fetched, compressed, so that everything after the fetch can be run again."""

import hashlib
from datetime import UTC, datetime

from backports import zstd

from items import Page
from storage.database import NewsDatabase, timestamp
from storage.entries import entry_from_json

# Level 3 packs news pages 5:1 in 0.65 ms; gzip takes six times as long for the same.
ZSTD_LEVEL = 3


def save_page(db: NewsDatabase, page: Page) -> None:
    """Keep the page; a later fetch of the same address replaces it."""
    with db.atomic():
        db.execute(
            "insert or replace into pages (url, fetched_url, source, fetched, status, content_type, etag,"
            " last_modified, reserved, bytes, body_hash, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(page.url, page.fetched_url, page.source, timestamp(page.fetched), page.status, page.content_type),
                *(page.etag, page.last_modified, page.reserved, len(page.body), hashlib.sha256(page.body).hexdigest()),
                zstd.compress(page.body, ZSTD_LEVEL),
            ),
        )


def latest_pages(db: NewsDatabase, source: str, *, limit: int) -> list[tuple[str, str]]:
    """The pages of a source that were fetched last: the frontier's address, and the one that answered."""
    rows = db.execute(
        "select url, fetched_url from pages where source = ? order by fetched desc, url limit ?", (source, limit)
    )
    return rows.fetchall()


def archived(db: NewsDatabase, *, source: str | None = None, since: datetime | None = None) -> list[str]:
    """The addresses of the archived pages, in the order of those that answered."""
    rows = db.execute(
        "select url from pages where (?1 is null or source = ?1) and (?2 is null or fetched >= ?2)"
        " order by fetched_url, url",
        (source, timestamp(since) if since else None),
    )
    return [url for (url,) in rows]


def load_page(db: NewsDatabase, url: str) -> Page | None:
    """The archived page of an address, or None."""
    row = db.execute(
        "select p.fetched_url, p.source, p.fetched, p.status, p.content_type, p.reserved, p.body, f.guid, f.entry"
        " from pages p left join frontier f on f.url = p.url where p.url = ?",
        (url,),
    ).fetchone()
    if row is None:
        return None
    fetched_url, source, fetched, status, content_type, reserved, body, guid, entry = row
    return Page(
        url=url,
        fetched_url=fetched_url,
        source=source,
        fetched=datetime.fromisoformat(fetched).astimezone(UTC),
        status=status,
        content_type=content_type,
        reserved=reserved,
        body=zstd.decompress(body),
        entry=entry_from_json(entry, url=url, guid=guid) if entry else None,
    )


def find_page(db: NewsDatabase, url: str) -> Page | None:
    """The archived page of an address as it was found, as it answered, or as its article's canonical URL."""
    row = db.execute(
        "select p.url from pages p where p.url = ?1 or p.fetched_url = ?1 or p.url in"
        " (select f.url from frontier f join articles a on a.id = f.article where a.url = ?1)"
        " order by p.url = ?1 desc, p.url limit 1",
        (url,),
    ).fetchone()
    return load_page(db, row[0]) if row else None
