"""Table `extractions`: how many pages of its site were known when a page was extracted."""

from storage.database import NewsDatabase

# With so many pages known, further ones hardly change what is cut from a page.
WELL_KNOWN_PAGES = 5


def save_extraction(db: NewsDatabase, url: str, *, site: str, known: int) -> None:
    """Remember how well the site of an archived page was known when the page was extracted last."""
    with db.atomic():
        db.execute(
            "insert into extractions (url, site, known) values (?1, ?2, ?3)"
            " on conflict (url) do update set site = ?2, known = ?3 where known <> ?3 or site <> ?2",
            (url, site, known),
        )


def extractions_since(db: NewsDatabase, site: str, *, known: int) -> list[tuple[str, int, str]]:
    """The site's pages that led to an article and were extracted when so many were known, or more, in order.

    Each with the number that was known then, and the article's address.
    """
    rows = db.execute(
        "select e.url, e.known, a.url from extractions e join frontier f on f.url = e.url"
        " join articles a on a.id = f.article where e.site = ? and e.known >= ? order by e.url",
        (site, known),
    )
    return rows.fetchall()


def early_refusals(db: NewsDatabase, site: str, *, known: int) -> list[str]:
    """Pages without an article that were extracted when not a quarter of the now `known` pages of the site were."""
    rows = db.execute(
        "select e.url from extractions e left join frontier f on f.url = e.url"
        " where e.site = ? and e.known < ? and e.known * 4 <= ? and f.article is null order by e.url",
        (site, WELL_KNOWN_PAGES, known),
    )
    return [url for (url,) in rows]
