"""What no mending makes well-formed, to feedparser, which reads nearly anything, slowly.

It gets mended text only: the inputs that cost it quadratic time (a DOCTYPE with entities, line ends before the root)
and those it dies of (references to surrogates) are gone. The two steps that cost most, on which its other traps are
laid, are off.
"""

import calendar
from datetime import UTC, datetime
from typing import Any

from bounds import bounds, note_cut
from dates import stated_moment
from errors import ReadError
from items import Entry
from spiders.readers.mending import mend
from spiders.readers.plain import address, content, passage, plain
from spiders.readers.reading import Reading


def read_tolerantly(text: str, start: int, *, url: str, max_entries: int) -> Reading:
    """The entries that feedparser finds."""
    import feedparser

    most = bounds().mended_chars
    if len(text) - start > most:
        note_cut("mended")
    mended = mend(text[: start + most], start)
    try:
        parsed = feedparser.parse(
            mended.encode(),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it raises whatever its handlers stumble over
        raise ReadError(f"a feed that cannot be read ({type(error).__name__}: {error})", url=url) from error
    unread: list[str] = []
    entries = tuple(_entry(found, url, unread) for found in parsed.entries[:max_entries])
    if not parsed.entries and not parsed.get("version"):
        raise ReadError("a feed so damaged that nothing in it can be read", url=url)
    version = parsed.get("version") or "rss"
    return Reading(
        kind="atom" if version.startswith("atom") else "rdf" if version in ("rss10", "rss090") else "rss",
        reader="tolerant",
        entries=entries,
        title=plain(parsed.feed.get("title")),
        language=parsed.feed.get("language"),
        unread_dates=len(unread),
        skipped=len(parsed.entries) - len(entries),
    )


def _entry(found: Any, base: str, unread: list[str]) -> Entry:
    original = address(found.get("feedburner_origlink"), base)
    link = address(found.get("link"), base) or original
    bodies = [part.get("value") for part in found.get("content", ())]
    return Entry(
        url=link or "",
        original=original if original != link else None,
        title=plain(found.get("title")),
        guid=found.get("id") or None,
        summary=passage(found.get("summary")),
        content=content(bodies[0]) if bodies else None,
        authors=tuple(name for author in found.get("authors", ()) if (name := plain(author.get("name"), limit=200))),
        published=_date(found, "published", unread),
        updated=_date(found, "updated", unread),
        tags=tuple(word for tag in found.get("tags", ()) if (word := plain(tag.get("term"), limit=200))),
    )


def _date(found: Any, key: str, unread: list[str]) -> datetime | None:
    # Plain access would give `published` for a missing `updated`.
    text = dict.get(found, key)
    if not isinstance(text, str) or not text.strip():
        return None
    moment = stated_moment(text)
    if moment is None and (tuple_ := dict.get(found, f"{key}_parsed")):
        moment = datetime.fromtimestamp(calendar.timegm(tuple_), UTC)
    if moment is None:
        unread.append(text)
    return moment
