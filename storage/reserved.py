"""A text that its publisher reserves is kept nowhere: not in the archive, nor in the feed's words, nor in versions."""

from storage.database import NewsDatabase

# The feed's own words for the article: the text, or its beginning. Title, date and address stay.
_WORDS_OF_THE_FEED = "json_remove(entry, '$.content', '$.summary')"


def forget_text(db: NewsDatabase, article: int) -> None:
    """Forget the text of a reserved article wherever it came in, also from before it was reserved."""
    with db.atomic():
        db.execute(
            "delete from pages where url in (select url from frontier where key in"
            " (select key from frontier where article = ?))",
            (article,),
        )
        db.execute(
            f"update frontier set entry = {_WORDS_OF_THE_FEED} where article = ?"  # noqa: S608 our own words
            f" and entry <> {_WORDS_OF_THE_FEED}",
            (article,),
        )
        db.execute("delete from revisions where article = ?", (article,))
        db.execute("delete from report_terms where article = ?", (article,))


def forget_address(db: NewsDatabase, url: str) -> None:
    """The same for an address whose page is reserved, whatever becomes of it."""
    with db.atomic():
        db.execute("delete from pages where url = ?", (url,))
        db.execute(
            f"update frontier set entry = {_WORDS_OF_THE_FEED} where url = ? and entry <> {_WORDS_OF_THE_FEED}",  # noqa: S608
            (url,),
        )


def forget_words(db: NewsDatabase, address: int) -> None:
    """What a feed says anew of an address whose article is reserved. `address` is frontier.id."""
    db.execute(
        f"update frontier set entry = {_WORDS_OF_THE_FEED} where id = ?"  # noqa: S608 our own words
        " and article in (select id from articles where status = 'reserved')",
        (address,),
    )
