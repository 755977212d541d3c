"""Pages of a site that deserve a look where the known one shows no way in: its lists of news, and its languages.

A feed is often declared by the page whose articles it has and by no other; a front page may be a choice of languages.
"""

import re
from functools import cache
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from bounds import bounds
from spiders.readers.plain import address
from spiders.readers.webpage import base_of, text_of
from urls import same_site

MAX_OF_A_KIND = 2

_LANGUAGE = re.compile(r"/[a-z]{2}(?:[-_][A-Za-z]{2})?/?(?:index\.\w{3,5}|home(?:\.\w{3,5})?)?")
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp)$")


def onward(root: HtmlElement, url: str) -> tuple[str, ...]:
    """At most two lists of news, then at most two front pages of languages, in the order of their links."""
    base = base_of(root, url)
    lists: dict[str, None] = {}
    languages: dict[str, None] = {}
    for anchor in islice(root.iter("a"), bounds().links):
        target = (address(anchor.get("href"), base) or "").partition("#")[0]
        if not target or target == url or not same_site(target, url):
            continue
        parts = urlsplit(target)
        if _LANGUAGE.fullmatch(parts.path) and not parts.query:
            languages[target] = None
        elif parts.path.count("/") <= 4 and (_last(parts.path) in _words() or text_of(anchor).lower() in _words()):
            lists[target] = None
    return (*list(lists)[:MAX_OF_A_KIND], *list(languages)[:MAX_OF_A_KIND])


def _last(path: str) -> str:
    return _ENDING.sub("", unquote(path).rstrip("/").rpartition("/")[2].lower())


@cache
def _words() -> frozenset[str]:
    lines = Path(__file__).with_name("onward_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
