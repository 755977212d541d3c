"""The named questions of the reading room (metadata.yaml), asked from the command line."""

import shlex
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import yaml

from errors import ExportError
from publishing.records import Record

METADATA = Path(__file__).resolve().parent / "datasette" / "metadata.yaml"


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its parameters."""

    name: str
    title: str
    sql: str
    params: tuple[str, ...]
    needs: Mapping[str, str]  # those without which it has no answer, each with a value that could be given


@cache
def questions() -> dict[str, Question]:
    """Every question by name."""
    known = yaml.safe_load(METADATA.read_text(encoding="utf-8"))["databases"]["news"]["queries"]
    return {
        name: Question(
            name=name,
            title=each["title"],
            sql=each["sql"],
            params=tuple(each.get("params", [])),
            needs={param: str(value) for param, value in each.get("needs", {}).items()},
        )
        for name, each in known.items()
    }


def find(name: str) -> Question:
    """The question of that name. Raises ExportError, which names the nearest or all."""
    known = questions()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"the questions are {', '.join(known)}"
        raise ExportError(f"no question {name!r}; {remedy}")
    return known[name]


def ask(
    connection: sqlite3.Connection, question: Question, given: Mapping[str, str]
) -> tuple[list[str], Iterator[Record]]:
    """Columns and rows of the answer; a value that is not given is empty, as on the question's page.

    Raises ExportError for a value that the question does not take, and for one that is missing and needed.
    """
    unknown = sorted(set(given) - set(question.params))
    if unknown:
        takes = f"takes {', '.join(question.params)}" if question.params else "takes no values"
        raise ExportError(f"--param {unknown[0]}: question {question.name!r} {takes}")
    missing = [name for name in question.needs if not given.get(name, "").strip()]
    if missing:
        values = {name: given.get(name) or value for name, value in question.needs.items()}
        told = " ".join(f"--param {shlex.quote(f'{name}={value}')}" for name, value in values.items())
        raise ExportError(
            f"question {question.name!r} needs a value for {' and '.join(missing)}, such as"
            f" `scrapy export --query {question.name} {told}`"
        )
    try:
        answer = connection.execute(question.sql, {**dict.fromkeys(question.params, ""), **given})
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            raise
        raise ExportError(f"question {question.name!r}: {error}") from error
    names = [column[0] for column in answer.description]
    return list(dict.fromkeys(names)), (dict(zip(names, row, strict=True)) for row in answer)
