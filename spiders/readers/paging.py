"""The next page of a list: older entries behind the ones that stand here."""

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from spiders.readers.links import is_below
from spiders.readers.plain import address
from spiders.readers.section_words import class_words, words
from spiders.readers.webpage import text_of
from urls import canonical_url, same_site

_IN_PATH = re.compile(
    r"/(?:page|seite|pagina|strona|paged|p|(?:index|list|default|page)_)[/-]?(\d{1,5})(?:\.\w{2,5})?/?$", re.IGNORECASE
)
# ?PAGEN_1=2 (Bitrix), ?tx_news_pi1[currentPage]=2 (TYPO3), ?query-3-page=2 (WordPress), ..._cur=2 (Liferay), and
# not ?page_id=2, which is an article.
_IN_QUERY = re.compile(
    r"(?:^|&)(?:[\w\[\]-]{0,80}page(?!_?id=)[\w\[\]-]{0,40}|pg|p|seite|strona|[\w-]{0,200}_cur)=(\d{1,5})(?:&|$)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:^|&)(?:offset|start|from|skip|first)=(\d{1,6})(?:&|$)", re.IGNORECASE)
_PAGER = frozenset(
    {"pager", "pagination", "paginator", "paging", "pages", "pagenav", "pagenavi", "navigation", "pagebar"}
)
_DATE = re.compile(r"/((?:19|20)\d\d)(?:/(\d{1,2}))?(?:/(\d{1,2}))?/?$")


def next_page(root: HtmlElement, *, url: str, base: str) -> str | None:
    """The address of the next page, or None. A calendar's way into the future is not one."""
    stated = (link for link in root.iter("link", "a") if "next" in (link.get("rel") or "").lower().split())
    anchors = list(root.iter("a"))
    named = (link for link in anchors if _says_older(link))
    return (
        _first(stated, url, base, sure=True)
        or _first(named, url, base, sure=False)
        or _numbered(anchors, url, base)
        or _in_pager(root, url, base)
    )


def _says_older(link: HtmlElement) -> bool:
    text = (text_of(link) or link.get("aria-label") or link.get("title") or "").lower()
    if len(text) > 40:
        return False
    around = class_words(" ".join(filter(None, (link.get("class"), link.getparent().get("class")))))
    return text.strip(" .…←[]()\u00a0") in words("older") or bool(
        around & {"next", "older"} and around & {"page", "pager", "pagination", "nav", "posts", "link", "older"}
    )


def _first(links: Iterable[HtmlElement], url: str, base: str, *, sure: bool) -> str | None:
    for link in links:
        target = address(link.get("href"), base)
        if target and _is_another_page(target, url, sure=sure):
            return target
    return None


def _is_another_page(target: str, url: str, *, sure: bool) -> bool:
    """Whether the target can be a further page of the same list: elsewhere, and not backwards."""
    try:
        if canonical_url(target) == canonical_url(url) or not same_site(target, url):
            return False
    except ValueError:
        return False
    here, there = page_number(url), page_number(target)
    dated_here, dated_there = _DATE.search(urlsplit(url).path), _DATE.search(urlsplit(target).path)
    if dated_here and dated_there and _moment(dated_there) > _moment(dated_here):
        return False
    if there is not None:
        return there > (here or 0)
    # "next" without a number may lead anywhere, unless the markup says so or it stays in the list's own folder.
    return sure or dated_there is not None or is_below(target, url) or urlsplit(target).path == urlsplit(url).path


def _numbered(anchors: list[HtmlElement], url: str, base: str) -> str | None:
    """Of links that differ from this address in a page number only, the one with the next number."""
    here = page_number(url)
    found: dict[int, str] = {}
    for link in anchors:
        target = address(link.get("href"), base)
        number = page_number(target) if target else None
        if target and number is not None and _without_number(target) == _without_number(url):
            if here is None and text_of(link) == "2":  # some systems count from 0: what they call 2 is ?page=1
                return target
            found.setdefault(number, target)
    if _is_offset(url) or (here is None and found and all(map(_is_offset, found.values()))):
        return found.get(min((number for number in found if number > (here or 0)), default=-1))
    return found.get(2 if here is None else here + 1)


def _is_offset(url: str) -> bool:
    return page_number(url) is not None and not (_IN_PATH.search(urlsplit(url).path) or _paged(url))


def _in_pager(root: HtmlElement, url: str, base: str) -> str | None:
    """Of the numbers of a pager the link behind the one that is no link, whatever the addresses look like."""
    for pager in root.iter("div", "nav", "ul", "ol", "p", "td"):
        if not class_words(pager.get("class") or "") & _PAGER or len(pager) > 100:
            continue
        links: dict[int, str] = {}
        plain: set[int] = set()
        for element in pager.iter("a", "span", "strong", "b", "em", "li", "div"):
            text = text_of(element).strip(" []()")
            if not (text.isdecimal() and len(text) <= 4) or element.find(".//a") is not None:
                continue
            target = address(element.get("href"), base) if element.tag == "a" else None
            if target and _is_another_page(target, url, sure=True):
                links[int(text)] = target
            elif element.tag == "a" or next(element.iterancestors("a"), None) is None:
                plain.add(int(text))
        if len(plain) == 1 and (found := links.get(plain.pop() + 1)):
            return found
    return None


def page_number(url: str) -> int | None:
    """The number of the page that an address names, or None."""
    parts = urlsplit(url)
    found = _IN_PATH.search(parts.path) or _paged(url) or _OFFSET.search(parts.query)
    return int(found[1]) if found else None


def _paged(url: str) -> "re.Match[str] | None":
    return _IN_QUERY.search(unquote(urlsplit(url).query))


def _without_number(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    pieces = (piece for piece in unquote(parts.query).split("&") if piece)
    query = "&".join(sorted(piece for piece in pieces if not (_IN_QUERY.search(piece) or _OFFSET.search(piece))))
    return f"{parts.netloc}{_IN_PATH.sub('', parts.path).rstrip('/')}", query


def _moment(match: "re.Match[str]") -> tuple[int, int, int]:
    return int(match[1]), int(match[2] or 0), int(match[3] or 0)
