"""Which articles an export has: a condition in SQL, words to search for, a topic."""

import sqlite3
from dataclasses import dataclass
from difflib import get_close_matches

from errors import ExportError
from storage.changes import Condition
from storage.search import match_expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """All of them must hold; empty: no condition."""

    where: str = ""  # SQL over the columns of `articles` and `rights`
    search: str = ""  # as on the search page
    topic: str = ""

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
        condition = Condition(" and ".join(parts), tuple(values))
        if condition.sql:
            _try(connection, condition)
        return condition


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
        raise ExportError(
            f"--where: {error}; it takes SQL over the columns of articles and rights, such as"
            " \"source = 'nato' and published >= '2026-11-01'\" (docs/schema.md)"
        ) from error
