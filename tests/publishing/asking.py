"""Asking a reading room, and reading its answers; the pages of one over the collected newsroom."""

import sqlite3
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

from lxml import html


class Answer(NamedTuple):
    status: int
    headers: Message
    body: str

    @property
    def page(self) -> Any:
        return html.fromstring(self.body.encode(), parser=html.HTMLParser(encoding="utf-8"))

    def text(self, selector: str) -> str:
        return " ".join(" ".join(element.text_content() for element in self.page.cssselect(selector)).split())


def get(base: str, path: str, **headers: str) -> Answer:
    try:
        with urllib.request.urlopen(urllib.request.Request(base + path, headers=headers), timeout=30) as answer:
            return Answer(answer.status, answer.headers, answer.read().decode())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read().decode())


def one(news: Path, sql: str) -> Any:
    with sqlite3.connect(news) as db:
        return db.execute(sql).fetchone()[0]


def paths(news: Path) -> dict[str, str]:
    """A page of every kind."""
    return {
        "stories": "/stories",
        "story": f"/story/{one(news, 'select id from stories order by sources desc, id')}",
        "topics": "/topics",
        "topic": "/topic/naval-maritime",
        "names": "/names?kind=organisation",
        "name": "/name?kind=organisation&name=NATO",
        "watchlists": "/watchlists",
        "watchlist": "/watchlist/undersea-cables",
        "health": "/health",
        "changes": f"/article/{one(news, 'select article from revisions')}/changes",
        "copies": f"/article/{one(news, 'select id from articles where duplicate_of is not null')}/copies",
        "charts": "/charts",
        "article": f"/article/{one(news, 'select article from revisions')}",
    }


KINDS = [
    "stories",
    "story",
    "topics",
    "topic",
    "names",
    "name",
    "watchlists",
    "watchlist",
    "health",
    "changes",
    "copies",
]
KINDS += ["charts", "article"]
