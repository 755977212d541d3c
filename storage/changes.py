"""Table `changes`: which articles are new, changed or removed since a reader last came. Triggers keep it."""

# ruff: noqa: S608 only names of ours, placeholders, and the operator's own condition are put into SQL

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from errors import DatabaseError
from storage.database import NewsDatabase

# What `rights` says of an article, as exports give it.
LEDGER = ("extractor", "robots", "robots_read", "tdm", "terms")

_REVISIONS = (
    "(select json_group_array(json_object('seen', seen, 'changed', json(changed), 'says', says, 'note', note))"
    " from (select * from revisions where article = a.id order by seen, id))"
)
_TOPICS = (
    "(select json_group_array(topic)"
    " from (select topic from article_topics where article = a.id order by score desc, topic))"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Which articles are wanted: SQL over the columns of `articles` and `rights`, with its values; empty: all."""

    sql: str = ""
    values: tuple[Any, ...] = ()

    @property
    def chosen(self) -> str:
        """The ids of the wanted articles, as a query."""
        # The line end closes a comment that the condition may end with.
        return (
            f"select id from articles left join rights on rights.article = articles.id where ({self.sql or 'true'}\n)"
        )


EVERYTHING = Condition()


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """One state of the database for everything that is read inside, whatever a run writes meanwhile."""
    connection.execute("begin")
    try:
        yield
    finally:
        connection.execute("rollback")


def begin_writing(db: NewsDatabase) -> None:
    """Give the cursors from now on a mark of their own; whoever is going to write articles calls it first.

    After a restore the numbers of changes are given a second time. The marks of what was written after the backup are
    not in the backup, and where a writer went on beyond it the next mark begins at a lower number.
    """
    with db.atomic():
        db.execute("insert into lineage (mark, since) values (lower(hex(randomblob(6))), ?)", (last_sequence(db.conn),))


def mark(connection: sqlite3.Connection) -> str:
    """What tells the present state's cursors from those of any other database or time."""
    return str(connection.execute("select mark from lineage order by id desc limit 1").fetchone()[0])


def last_sequence(connection: sqlite3.Connection) -> int:
    """Number of the latest change; 0 before the first."""
    row = connection.execute("select seq from sqlite_sequence where name = 'changes'").fetchone()
    return int(row[0]) if row else 0


def cursor(connection: sqlite3.Connection) -> str:
    """Where a reader stands who has read everything: to be given back as `since`."""
    return f"{mark(connection)}-{last_sequence(connection)}"


def sequence_of(connection: sqlite3.Connection, since: str) -> int:
    """The number in a cursor of this database. Raises DatabaseError for anything else."""
    name, _, number = since.strip().partition("-")
    if not number.isdecimal() or not number.isascii():
        raise DatabaseError(f"{since!r} is no cursor: give what the last export printed, such as {cursor(connection)}")
    if not _is_ours(connection, name, int(number)):
        raise DatabaseError(
            f"cursor {since!r} is of another database, or of this one before it was restored from a backup;"
            " export once without --since and go on from the cursor that this prints"
        )
    return int(number)


def _is_ours(connection: sqlite3.Connection, mark: str, number: int) -> bool:
    """Whether this database was once where that cursor was taken."""
    begun = connection.execute("select id, since from lineage where mark = ?", (mark,)).fetchone()
    if begun is None or number < begun[1]:
        return False
    ended = connection.execute("select min(since) from lineage where id > ?", (begun[0],)).fetchone()[0]
    return number <= (last_sequence(connection) if ended is None else int(ended))


def count_since(
    connection: sqlite3.Connection, sequence: int, *, removals: bool, condition: Condition = EVERYTHING
) -> int:
    """How many articles `changed_since` gives."""
    where, values = _where(removals, condition)
    row = connection.execute(f"select count(*) from changes c where c.sequence > ?{where}", (sequence, *values))
    return int(row.fetchone()[0])


def changed_since(
    connection: sqlite3.Connection, sequence: int, *, removals: bool, condition: Condition = EVERYTHING
) -> Iterator[dict[str, Any]]:
    """Rows of `articles` with LEDGER, `topics` and `revisions` (JSON), in the order of their last change, each once.

    `removed` is null in them.

    With `removals` also what a reader has to take away, where only `id`, `url` and `removed` are set: articles that
    were deleted, and those that have changed and are not among the wanted ones, or not any more.
    """
    where, values = _where(removals, condition)
    wanted = f"a.id in ({condition.chosen})" if condition.sql else "a.id is not null"
    found = connection.execute(
        f"select a.*, {', '.join(f'r.{name}' for name in LEDGER)}, {_REVISIONS} as revisions, {_TOPICS} as topics,"
        f" c.article as id, coalesce(a.url, c.url) as url,"
        f" iif({wanted}, null, coalesce(c.removed, a.changed)) as removed from changes c"
        " left join articles a on a.id = c.article left join rights r on r.article = a.id"
        f" where c.sequence > ?{where} order by c.sequence",
        ((*condition.values, sequence, *values) if condition.sql else (sequence,)),
    )
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))  # the later `id` and `url` win


def _where(removals: bool, condition: Condition) -> tuple[str, tuple[Any, ...]]:
    if removals:
        return "", ()
    if condition.sql:
        return f" and c.article in ({condition.chosen})", condition.values
    return " and c.removed is null", ()
