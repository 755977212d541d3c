"""Asking the database from a page: in Datasette's threads, within a time limit, with errors that can be worded."""

import sqlite3
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from datasette.utils import sqlite_timelimit

P = ParamSpec("P")
T = TypeVar("T")

TIME_LIMIT_MS = 5_000


class Unanswered(Exception):
    """The database has no answer: `.reason` is `empty` (nothing to read yet), `slow` or `broken`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


async def ask(datasette: Any, question: Callable[..., T], *values: Any, **named: Any) -> T:
    """`question(connection, *values, **named)`, off the event loop. Raises Unanswered."""

    def asked(connection: sqlite3.Connection) -> T:
        with sqlite_timelimit(connection, TIME_LIMIT_MS):
            return question(connection, *values, **named)

    database = datasette.databases.get("news")
    if database is None:
        raise Unanswered("empty", "no database")
    try:
        answer: T = await database.execute_fn(asked)
    except sqlite3.Error as error:
        text = str(error)
        reason = "empty" if "no such" in text else "slow" if "interrupted" in text else "broken"
        raise Unanswered(reason, text) from error
    return answer
