"""Table `article_countries`: the countries that an article is from or about, for facets."""

from collections import defaultdict

from items import Article
from storage.database import NewsDatabase


def write_countries(db: NewsDatabase, id: int, article: Article) -> bool:
    """Put the countries of an article's mentions and dateline in the place of those that the row had."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for mention in article.mentions:
        country = mention.name if mention.kind == "country" else mention.country if mention.kind == "place" else None
        if country:
            counts[country][0] += 1
            counts[country][1] |= mention.place == "title"
    if article.inferred.dateline_country:
        counts[article.inferred.dateline_country][2] = 1
    wanted = [(country, *(int(number) for number in told)) for country, told in sorted(counts.items())]
    had = db.execute(
        "select country, count, in_title, in_dateline from article_countries where article = ? order by country", (id,)
    ).fetchall()
    if [tuple(row) for row in had] == wanted:
        return False
    with db.atomic():
        db.execute("delete from article_countries where article = ?", (id,))
        db.conn.executemany("insert into article_countries values (?, ?, ?, ?, ?)", [(id, *row) for row in wanted])
    return True
