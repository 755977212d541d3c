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


def early_extractions(db: NewsDatabase, site: str, *, known: int) -> list[str]:
    """Addresses of the site's pages that were extracted when not a quarter of the now `known` pages were, in order.

    From the second page on a page is cleaned of what the first has too, so the first is what gains most.
    """
    if known < 2:
        return []
    rows = db.execute(
        "select url from extractions where site = ? and known < ? and known * 4 <= ? order by url",
        (site, WELL_KNOWN_PAGES, known),
    )
    return [url for (url,) in rows]
