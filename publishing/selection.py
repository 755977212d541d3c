"""Which articles an export has: a condition in SQL, words to search for, a topic, a watchlist."""

import json
import sqlite3
from dataclasses import dataclass
from difflib import get_close_matches
from uuid import NAMESPACE_URL, uuid5

from errors import ExportError
from publishing.exports import EVERY_ARTICLE, About
from storage.changes import Condition
from storage.search import match_expression
from storage.watches import Watch, wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """All of them must hold; empty: no condition."""

    where: str = ""  # SQL over the columns of `articles` and `rights`
    search: str = ""  # as on the search page
    topic: str = ""
    watch: Watch | None = None

    def condition(self, connection: sqlite3.Connection) -> Condition:
        """The same for the database. Raises ExportError for what it cannot answer."""
        parts: list[str] = []
        values: list[str] = []
        if self.where.strip():
            parts.append(f"({self.where}\n)")
        if self.search.strip():
            expression = match_expression(self.search)
            if not expression:
                raise ExportError(f"--search {self.search!r} has no word to look for")
            parts.append("articles.id in (select rowid from articles_fts where articles_fts match ?)")
            values.append(expression)
        if self.topic:
            _known_topic(connection, self.topic)
            parts.append("articles.id in (select article from article_topics where topic = ?)")
            values.append(self.topic)
        if self.watch:
            watched = wanted(self.watch)
            parts.append(watched.sql)
            values += watched.values
        condition = Condition(" and ".join(parts), tuple(values))
        if condition.sql:
            _try(connection, condition)
        return condition

    def asked(self) -> dict[str, str]:
        """What was asked for, in words that a person has written."""
        name = self.watch.name if self.watch else ""
        given = {"search": self.search, "topic": self.topic, "watch": name, "where": self.where}
        return {key: value for key, value in given.items() if value.strip()}

    def about(self, connection: sqlite3.Connection) -> About:
        """The same in a line, with a name that no other choice has, here or in another database."""
        asked = self.asked()
        if not asked:
            return EVERY_ARTICLE
        (mark,) = connection.execute("select mark from identity").fetchone()
        title = "; ".join(f"where {value}" if key == "where" else value for key, value in asked.items())
        id = uuid5(NAMESPACE_URL, f"{EVERY_ARTICLE.id}:{mark}:{json.dumps(asked, ensure_ascii=False)}")
        return About(f"{EVERY_ARTICLE.title}: {title}", f"urn:uuid:{id}")


def _known_topic(connection: sqlite3.Connection, topic: str) -> None:
    known = [name for (name,) in connection.execute("select name from topics order by name")]
    if topic not in known:
        near = get_close_matches(topic, known, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"the topics are {', '.join(known) or 'not known yet'}"
        raise ExportError(f"no topic {topic!r}; {remedy}")


def _try(connection: sqlite3.Connection, condition: Condition) -> None:
    """A condition that is wrong is found before anything is written."""
    try:
        connection.execute(f"explain {condition.chosen}", condition.values)
    except (sqlite3.Error, sqlite3.Warning) as error:
        if str(error) in ("no such table: articles", "no such table: rights"):  # an older database, not the condition
            raise
        raise ExportError(
            f"--where: {error}; it takes SQL over the columns of articles and rights, such as"
            " \"source = 'nato' and published >= '2026-11-01'\" (docs/schema.md)"
        ) from error
