"""The tags that a page shows below or above its text, where neither its head nor its feed states any."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from extraction.furniture import line_kind
from extraction.shown import is_elsewhere
from extraction.tables import any_of
from extraction.vicinity import hints, text_of

_WORDS = "page_words.tsv"
_MAX_LINKS = 60  # of a page that may be tags
_MAX_TAGS = 15  # more in one place are a cloud of all that the site has
_MAX_CHARS, _MAX_WORDS = 40, 5
_MAX_AROUND = 200  # characters of the element around a link: in a longer one it is a part of a sentence
# Links and lists of links in one pass: to ask every link for what stands around it takes twice as long.
_TAGGED = etree.XPath(
    "descendant::a/@rel[contains(., 'tag')]/.. | descendant::a/@href[contains(., '/tag/') or contains(., '/tags/')]/.."
    " | descendant::*/@class[contains(., 'tag') or contains(., 'labels') or contains(., 'keywords')]/.."
)
_LIST = re.compile("tags|tag-list|labels|keywords")
_LEVELS = 3  # a link lies so deep in its list at most
_MAX_LISTS = 100  # of a page that are looked into: they may stand in each other, and in cards


def tags_shown(part: HtmlElement) -> tuple[str, ...]:
    """The links that are tags, in their order; none where there are so many that they are the site's."""
    found = tuple(dict.fromkeys(_names(part)))
    return found if len(found) <= _MAX_TAGS else ()


def _names(part: HtmlElement) -> Iterator[str]:
    for link in islice(dict.fromkeys(_links(part)), _MAX_LINKS):
        if "category" in (link.get("rel") or "") or is_elsewhere(link) or _in_sentence(link) or _in_cloud(link):
            continue
        name = text_of(link, max_chars=_MAX_CHARS + 20, separator=" ").strip(" #,;")
        if 1 < len(name) <= _MAX_CHARS and name.count(" ") < _MAX_WORDS and line_kind(name) is None:
            yield name


def _links(part: HtmlElement) -> Iterator[HtmlElement]:
    """Links that say themselves that they are tags, or that stand in a list that does."""
    lists = 0
    for found in _TAGGED(part):
        if found.tag == "a":
            address = found.get("href") or ""
            if "/tag/" in address or "/tags/" in address or "tag" in (found.get("rel") or "").split():
                yield found
        elif lists < _MAX_LISTS and _LIST.search(found.get("class")):
            lists += 1
            for link in islice(found.iter("a"), _MAX_LINKS):
                if found in islice(link.iterancestors(), _LEVELS):
                    yield link


def _in_sentence(link: HtmlElement) -> bool:
    around = link.getparent()
    while around is not None and around.tag in ("span", "b", "strong", "em", "i", "li"):
        around = around.getparent()
    if around is None or around.tag not in ("p", "td", "blockquote", "h1", "h2", "h3"):
        return False
    whole = text_of(around, max_chars=_MAX_AROUND * 2)
    linked = sum(len(text_of(each, max_chars=100)) for each in islice(around.iter("a"), _MAX_TAGS * 2))
    return len(whole) > _MAX_AROUND or linked < 0.4 * len(whole)


def _in_cloud(link: HtmlElement) -> bool:
    around, cloud = link, any_of(_WORDS, "cloud")
    for _ in range(4):
        parent = around.getparent()
        if parent is None:
            return False
        if cloud.search(hints(parent)):
            return True
        around = parent
    return False
