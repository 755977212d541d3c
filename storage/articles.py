"""Table `articles`: one article, one row, whatever the order in which its addresses came in.

An article is the same when its canonical URL is the same, or, on one site, its text, or its guid with much the same
text. Which address and which copy leads is decided by the data, so that two crawls in different order end with the
same table.
"""

import json
from datetime import datetime
from typing import Any, Literal

from items import Article
from storage import copies, frontier, revisits, stories
from storage.database import NewsDatabase, timestamp
from storage.identity import overlap, text_hash
from storage.reserved import forget_text
from storage.revisions import save_revision
from storage.signing import sign
from storage.terms import Terms, terms_of
from storage.wholesome import wholesome_article
from urls import canonical_url

Outcome = Literal["new", "updated", "unchanged", "duplicate"]

# Two versions of one article share most of it; two articles of one site share only phrases.
SAME_ARTICLE_OVERLAP = 0.5

_COMPARED = (
    *("title", "text", "authors", "published", "modified", "section", "tags", "language", "image", "summary"),
    "agency",
)


def save_article(db: NewsDatabase, article: Article, *, now: datetime) -> tuple[Outcome, int]:
    """Store the article and mark its address as done, in one transaction; returns what happened and the row's id."""
    article = wholesome_article(article, now=now)
    keys, terms = article.prepared.get("keys"), article.prepared.get("terms")
    keys = sign(article.text) if keys is None else keys
    terms = terms_of(article.title, article.text) if terms is None else terms
    with db.atomic():
        found = db.execute(
            "select guid, (select min(found) from frontier f where f.key = frontier.key) from frontier where url = ?",
            (article.found_url,),
        ).fetchone()
        guid, first_seen = found or (None, timestamp(now))
        row = _row(article, first_seen=first_seen, now=now)
        outcome, id = _place(db, row, guid, article)
        _keep_found(db, id, article.text, keys, terms)
        if outcome != "unchanged":
            copies.lead(db, [id])
            stories.share_story(db, id)
            stories.refresh_of(db, id)
        if article.earlier is None:
            revisits.schedule(db, id, article, now=now)
        else:
            save_revision(db, id, article.earlier, article, now=now)
            revisits.visited(db, id, "revised", now=now)
        frontier.settle(db, article.found_url, "done", now=now, article=id)
        if db.execute("select 1 from articles where id = ? and status = 'reserved'", (id,)).fetchone():
            forget_text(db, id)
        return outcome, id


def _row(article: Article, *, first_seen: str, now: datetime) -> dict[str, Any]:
    return {
        "url": article.url,
        "source": article.source,
        "title": article.title,
        "text": article.text,
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "published": timestamp(article.published) if article.published else None,
        "modified": timestamp(article.modified) if article.modified else None,
        "first_seen": first_seen,
        "fetched": timestamp(article.fetched or now),
        "fetched_url": article.fetched_url or article.url,
        "section": article.section,
        "tags": json.dumps(article.tags, ensure_ascii=False),
        "language": article.language,
        "image": article.image,
        "summary": article.summary,
        "word_count": article.word_count,
        "status": article.status,
        "markdown": article.markdown,
        "agency": article.agency,
        "relevance": article.relevance,
        "reasons": json.dumps(article.reasons, ensure_ascii=False),
        "origins": json.dumps(article.origins, ensure_ascii=False),
        "text_hash": text_hash(article.text),
        "changed": timestamp(now),
    }


def _place(db: NewsDatabase, row: dict[str, Any], guid: str | None, article: Article) -> tuple[Outcome, int]:
    """Insert the row, or find the row it belongs to and bring that up to date."""
    held = find_article(db, article.found_url)
    if _own(row) != row["url"] and _is_false(db, row["url"]):
        row["url"] = _own(row)
    old = _by_url(db, row["url"])
    # The page's rel=canonical names an address that another article holds: the claim is false for one of them.
    # The page that really answers at the address keeps it; the other goes by the address that it answered at.
    # Where neither answered there (a template that leaves out the number, or names the list), it is false for both.
    if old and _is_another(old, row) and _own(row) != row["url"]:
        if _own(old) != row["url"]:
            db.execute("insert or ignore into false_claims (url) values (?)", (row["url"],))
            _move(db, old)
        row["url"] = _own(row)
        old = _by_url(db, row["url"])
    if old and _is_another(old, row):
        _move(db, old)
        old = _by_url(db, row["url"])
    if old is None:
        # Last the row that this address led to before: its page may have changed its text and its canonical at once.
        old = _by_text(db, row) or _by_guid(db, row, guid) or (held if held and _alike(held, row) else None)
        if old and (old["published"] or "9", len(old["url"]), old["url"]) <= (
            *(row["published"] or "9", len(row["url"])),
            row["url"],
        ):
            row["url"] = old["url"]
    if old is None:
        return "new", int(db.table("articles").insert(row).last_rowid or 0)
    # A new version of the page that the row was read from replaces it, wherever it answers by now.
    revised = article.earlier is not None and held is not None and held["id"] == old["id"]
    if _own(row) != _own(old) and not revised:
        return _absorb(db, old, row)
    return _update(db, old, row)


def _is_another(old: dict[str, Any], row: dict[str, Any]) -> bool:
    return _own(row) != _own(old) and not _alike(old, row)


def _keep_found(db: NewsDatabase, id: int, text: str | None, keys: tuple[int, ...], terms: Terms) -> None:
    """A row that has this text has what copies and stories find it by, also one from a database that knew neither."""
    if not text or not db.execute("select 1 from articles where id = ? and text = ?", (id, text)).fetchone():
        return
    stories.save_terms(db, id, terms)
    if keys and not db.execute("select 1 from signatures where key = ? and article = ?", (keys[0], id)).fetchone():
        copies.relate(db, id, text, keys)
        stories.share_story(db, id)


def _own(row: dict[str, Any]) -> str:
    """The canonical form of the address that answered."""
    try:
        return canonical_url(row["fetched_url"])
    except ValueError:
        return str(row["fetched_url"])


def _alike(old: dict[str, Any], row: dict[str, Any]) -> bool:
    if not old["text"] or not row["text"]:
        return bool(old["title"] == row["title"])
    return overlap(old["text"], row["text"]) >= SAME_ARTICLE_OVERLAP


def _by_url(db: NewsDatabase, url: str) -> dict[str, Any] | None:
    return next(db.query("select * from articles where url = ?", (url,)), None)


def _is_false(db: NewsDatabase, url: str) -> bool:
    return db.execute("select 1 from false_claims where url = ?", (url,)).fetchone() is not None


def _by_text(db: NewsDatabase, row: dict[str, Any]) -> dict[str, Any] | None:
    if row["text_hash"] is None:
        return None
    return next(
        db.query("select * from articles where source = ? and text_hash = ?", (row["source"], row["text_hash"])), None
    )


def _by_guid(db: NewsDatabase, row: dict[str, Any], guid: str | None) -> dict[str, Any] | None:
    """A guid alone proves nothing, publishers reuse them; with the same title or much of the text it does."""
    if not guid:
        return None
    for old in db.query(
        "select a.* from articles a where a.source = ? and a.id in"
        " (select article from frontier where source = ? and guid = ? and article is not null)",
        (row["source"], row["source"], guid),
    ):
        if old["text"] and row["text"] and overlap(old["text"], row["text"]) >= SAME_ARTICLE_OVERLAP:
            return old
    return None


def _move(db: NewsDatabase, old: dict[str, Any]) -> None:
    """Give an article the address that it answered at; who holds that by a false claim too goes to its own."""
    own = _own(old)
    db.execute("update articles set url = ? where id = ?", (f"{own}#{old['id']}", old["id"]))  # claims may go round
    other = _by_url(db, own)
    if other and _own(other) != own:
        _move(db, other)
        other = None
    if other is None:  # else two articles that answered at one address, one after the other
        db.execute("update articles set url = ? where id = ?", (own, old["id"]))
    copies.lead(db, [old["id"]])


def _absorb(db: NewsDatabase, old: dict[str, Any], row: dict[str, Any]) -> tuple[Outcome, int]:
    """Another address of an article that we have: keep the version of the address that leads."""
    leads = (row["published"] or "9", len(row["fetched_url"]), row["fetched_url"]) < (
        *(old["published"] or "9", len(old["fetched_url"])),
        old["fetched_url"],
    )
    if leads and not _poorer(row, old):
        _update(db, old, row)
    elif row["first_seen"] < old["first_seen"]:
        db.execute("update articles set first_seen = ? where id = ?", (row["first_seen"], old["id"]))
    return "duplicate", old["id"]


def _update(db: NewsDatabase, old: dict[str, Any], row: dict[str, Any]) -> tuple[Outcome, int]:
    if _poorer(row, old):
        return "unchanged", old["id"]
    row["first_seen"] = min(row["first_seen"], old["first_seen"])
    changed = any(old[column] != row[column] for column in (*_COMPARED, "url", "status"))
    if not changed:
        row["changed"] = old["changed"]
    db.table("articles").update(old["id"], row)
    if row["status"] == "reserved":  # nor are earlier versions kept, nor words of it
        db.execute("delete from revisions where article = ?", (old["id"],))
        db.execute("delete from report_terms where article = ?", (old["id"],))
        db.execute("delete from story_ties where article = ?1 or other = ?1", (old["id"],))
    if old["text"] != row["text"]:
        copies.unrelate(db, old["id"], sign(old["text"]))
    return ("updated" if changed else "unchanged"), old["id"]


def _poorer(row: dict[str, Any], old: dict[str, Any]) -> bool:
    """A wall met at a later visit does not take away the text that we have; a reservation does.

    Nor does what is known of its site by now when the visit is the same: then the page is read better than before.
    """
    rank = {"teaser": 0, "partial": 1, "full": 2}
    if row["status"] == "reserved" or old["status"] == "reserved":
        return False
    if _own(row) == _own(old) and row["fetched"] <= old["fetched"]:
        return False
    return bool(rank[row["status"]] < rank[old["status"]])


def withhold(db: NewsDatabase, found_url: str, why: str, *, now: datetime) -> None:
    """An article's publisher reserves the text from now on: it is taken away, whatever becomes of the page."""
    with db.atomic():
        old = find_article(db, found_url)
        if old is None or old["status"] == "reserved":
            return
        nothing = dict.fromkeys(("text", "markdown", "summary", "text_hash"))
        reasons = json.dumps([f"reserved by the publisher: {why}"], ensure_ascii=False)
        row = {**old, **nothing, "word_count": 0, "status": "reserved", "reasons": reasons, "changed": timestamp(now)}
        del row["duplicate_of"], row["story"], row["id"]
        _update(db, old, row)
        forget_text(db, old["id"])
        for table in ("inferred", "mentions", "event_dates", "article_countries", "article_topics"):
            db.execute(f"delete from {table} where article = ?", (old["id"],))  # noqa: S608 our own names only
        stories.refresh_of(db, old["id"])


def find_article(db: NewsDatabase, found_url: str) -> dict[str, Any] | None:
    """The row that an address of the frontier led to, or None."""
    return next(
        db.query("select a.* from articles a join frontier f on f.article = a.id where f.url = ?", (found_url,)), None
    )


def remove_article(db: NewsDatabase, id: int) -> None:
    """Take a row away whose page turned out to be no article; its copies find another leader."""
    with db.atomic():
        row = db.execute("select text, story from articles where id = ?", (id,)).fetchone()
        if row is None:
            return
        copies.unrelate(db, id, sign(row[0]))
        db.execute("update frontier set article = null where article = ?", (id,))
        db.execute("delete from articles where id = ?", (id,))
        stories.refresh(db, [row[1]] if row[1] else [])
