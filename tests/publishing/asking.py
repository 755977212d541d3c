"""Asking a reading room, and reading its answers."""

import urllib.error
import urllib.request
from email.message import Message
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
