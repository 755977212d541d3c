"""What a page shows of an article's authors, dates and section: candidates in order, judged elsewhere.

The names of elements and the labels stand in page_words.tsv.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from extraction.date_spans import cut_dates
from extraction.plain import plain_text
from extraction.tables import any_of, words
from extraction.vicinity import Vicinity, hints, text_of

_WORDS = "page_words.tsv"
_MAX_BYLINE_CHARS = 180
_MAX_DATE_CHARS = 110
_MAX_ANYWHERE = 60
_MAX_AROUND_LINK = 100  # characters of the element around a link to an author's page: more is a sentence about somebody
_MIN_STEPS, _MAX_STEPS, _MAX_TRAIL_CHARS = 2, 6, 250
_MAX_ANCESTORS = 7
_DIGIT = re.compile(r"\d")
_BAR = re.compile(r"\s*[|·•;]\s*")
_STEP = re.compile(r"^\s*[/>»›→＞≫]{1,2}\s*$")  # what stands between the links of a trail
# Reporters sign with what they are behind their names in Korea and Japan.
_REPORTER = re.compile(
    r"[가-힣]{2,4}(?:[,·\s]{1,2}[가-힣]{2,4})*?\s?(?:기자|특파원|선임기자)(?![가-힣])|[\u3040-\u30ff\u4e00-\u9fff]{2,8}記者$"
)

# Asked of each attribute once, not of each element anew for every word: a quarter of the time.
_SIGNED = etree.XPath(
    "descendant::*/@class[contains(., 'byline') or contains(., 'author')]/.."
    " | descendant::*/@itemprop[. = 'author']/.. | descendant::*/@rel[. = 'author']/.."
)
_DATED = etree.XPath(
    "descendant::time | descendant::*/@class[contains(., 'date') or contains(., 'time') or contains(., 'publi')"
    " or contains(., 'posted') or contains(., 'datum')]/.."
    " | descendant::*/@itemprop[contains(., 'date')]/.. | descendant::*/@id[contains(., 'date')]/.."
)


def bylines(elements: Iterable[HtmlElement]) -> Iterator[tuple[str, bool]]:
    """(text, is marked by the page as a byline): the marked ones first, then texts that begin with "By"."""
    plain: list[str] = []
    used: set[HtmlElement] = set()
    for element in elements:
        if element in used:
            continue
        if _is_byline(hints(element)):
            if text := _signature(element):
                used.update(element.iterdescendants())
                yield text, True
        elif element.text and _says_by(element.text) and (text := _unmarked(element)):
            plain.append(text)
        elif element.tag == "a" and _leads_to_author(element):
            plain.append(text_of(element, max_chars=80, separator=" "))
        if element.tail and (text := _behind(element, element.tail)):
            plain.append(text)
    for text in plain:
        yield text, False


@lru_cache(maxsize=8192)
def _is_byline(names: str) -> bool:
    return bool(any_of(_WORDS, "author").search(names)) and not any_of(_WORDS, "not-author").search(names)


@lru_cache(maxsize=8192)
def _is_dated(names: str) -> bool:
    return any_of(_WORDS, "date").search(names) is not None


@lru_cache(maxsize=8192)
def _is_section(names: str) -> bool:
    return bool(any_of(_WORDS, "section").search(names)) and not any_of(_WORDS, "not-section").search(names)


def _says_by(text: str) -> bool:
    """Whether a short text, or a part of it between bars, dots and dates, begins with "By"."""
    text = text.strip()
    return len(text) <= 100 and _part_with_by(text) != ""


def _part_with_by(text: str) -> str:
    if _by().match(text) or _REPORTER.match(text):
        return cut_dates(text)
    if _has_colon(text) and (labelled := _labelled().search(text)):
        return _BAR.split(text[labelled.start() :].strip())[0]
    if not _DIGIT.search(text) and not _BAR.search(text):
        return ""
    return next(filter(_by().match, _BAR.split(cut_dates(text))), "")


def _has_colon(text: str) -> bool:
    return ":" in text or "：" in text


@cache
def _by() -> re.Pattern[str]:
    forms = "|".join(sorted(map(re.escape, words(_WORDS, "by")), key=len, reverse=True))
    return re.compile(rf"(?:{forms})(?:\s|[:：]|$)", re.I)


@cache
def _labelled() -> re.Pattern[str]:
    """A label with its colon, wherever it stands in a line: "Source: The Gazette  Author: Ann Lee"."""
    forms = "|".join(sorted(map(re.escape, words(_WORDS, "label")), key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[\s|（(]))\s?(?:{forms})\s?[:：]", re.I)


def _unmarked(element: HtmlElement) -> str:
    """The line that begins with "By" in ``element``; where it holds the label alone, the name stands behind it."""
    whole = text_of(element, max_chars=200, separator=" ")
    text = _part_with_by(whole)
    if text.lower().rstrip(": ") in words(_WORDS, "by"):
        tail = plain_text(element.tail, max_chars=100)
        following = element.getnext()
        name = tail or (text_of(following, max_chars=100) if following is not None else "")
        text = f"{text} {cut_dates(name)}"
    return text if 4 < len(text) < 120 else ""


def _behind(element: HtmlElement, tail: str) -> str:
    """The line that begins with "By" behind a date, a break or an icon: <time>24 May</time> · By Ann Lee."""
    empty = element.tag == "time" or not (element.text or len(element))
    if not empty and not _BAR.match(tail) and not (_has_colon(tail) and _labelled().match(tail)):
        return ""
    text = _part_with_by(tail.strip()) if _says_by(tail) else ""
    return text if 2 < len(text) < 120 else ""


def _leads_to_author(link: HtmlElement) -> bool:
    """Whether a link that is no part of a sentence leads to an author's page."""
    address = link.get("href") or ""
    if not any_of(_WORDS, "own-page").search(address) and not address.startswith("/@"):
        return False
    around = link.getparent()
    return around is not None and len(text_of(around, max_chars=200)) <= _MAX_AROUND_LINK and not around.tail


def _signature(element: HtmlElement) -> str:
    """The names in a byline element: its links to authors' pages where there are any, else its whole short text."""
    author_page = any_of(_WORDS, "link")
    links = [element] if element.tag == "a" else list(islice(element.iter("a"), 12))
    named = [
        text
        for link in links
        if ("author" in (link.get("rel") or "") or author_page.search(link.get("href") or ""))
        and (text := text_of(link, max_chars=80, separator=" "))
        and not _DIGIT.search(text)
    ]
    if named:
        return " ; ".join(dict.fromkeys(named))
    text = cut_dates(text_of(element, max_chars=220))
    return text if 1 < len(text.strip(" ;")) < _MAX_BYLINE_CHARS else ""


def bylines_anywhere(tree: HtmlElement) -> Iterator[str]:
    """Texts of the whole page that are marked as a byline in microdata, rel or class, without lists and comments."""
    found = _SIGNED(tree)
    marked = [
        element for element in found[:_MAX_ANYWHERE] if element.tag not in ("h1", "body") and not is_elsewhere(element)
    ]
    return (text for text, is_marked in bylines(marked) if is_marked)


def dates_around(vicinity: Vicinity) -> Iterator[tuple[str, bool, HtmlElement]]:
    """(text that may hold a date, is named after dates, its element): behind the headline first, then before it."""
    return chain(_date_texts(vicinity.after), _date_texts(vicinity.before))


def dates_anywhere(tree: HtmlElement) -> Iterator[tuple[str, bool, HtmlElement]]:
    """The same of the whole page, without lists and comments."""
    found = _DATED(tree)
    whole = ("body", "article", "main")
    return _date_texts(
        element for element in found[:_MAX_ANYWHERE] if element.tag not in whole and not is_elsewhere(element)
    )


def _date_texts(elements: Iterable[HtmlElement]) -> Iterator[tuple[str, bool, HtmlElement]]:
    for element in elements:
        get = element.get
        if element.tag == "time" or (get("itemprop") or "").lower().startswith("date"):
            for text in (get("datetime") or get("content") or "", text_of(element, max_chars=100, separator=" ")):
                if text:
                    yield text, True, element
            continue
        for piece in (element.text, element.tail):
            if not piece or len(piece) > 400 or not _DIGIT.search(piece):
                continue
            piece = piece.strip()
            named = _is_dated(hints(element))
            if len(piece) <= (_MAX_DATE_CHARS if named or element.tag != "p" else 70):
                said = any_of(_WORDS, "updated").search(piece, 8)
                # "Published 8 September | Updated 9 September"
                for part in (piece[: said.start()], piece[said.start() :]) if said else (piece,):
                    yield part, named, element


def is_update(element: HtmlElement, text: str) -> bool:
    """Whether the words just before a date, or the element's names, say that it is the date of a change."""
    updated, published = any_of(_WORDS, "updated"), any_of(_WORDS, "published")
    if said := updated.search(text):
        return not published.search(text, 0, said.start())
    names = hints(element)
    if updated.search(names):
        return not published.search(names)  # WordPress marks both at once: "entry-date published updated"
    previous = element.getprevious()
    if previous is not None and isinstance(previous.tag, str):
        label = (previous.tail or "").strip() or text_of(previous, max_chars=60, separator=" ")
        return len(label) < 40 and bool(updated.search(label))
    parent = element.getparent()
    return parent is not None and bool(updated.search((parent.text or "")[-40:]))


def sections_around(vicinity: Vicinity) -> Iterator[str]:
    """What stands before the headline (or just behind) as its section, the nearest first; breadcrumbs from the end.

    A trail of links whose names tell nothing comes last.
    """
    trails: list[str] = []
    for element in chain(vicinity.before, islice(vicinity.after, 25)):
        if not _is_section(hints(element)):
            if _is_trail(element):
                trails += reversed([text_of(link, max_chars=60, separator=" ") for link in element.iter("a")])
            continue
        parts = islice(element.iter("a", "li", "span"), 20)
        steps = [text for part in parts if (text := text_of(part, max_chars=60, separator=" "))]
        yield from reversed(steps or [text_of(element, max_chars=60, separator=" ")])
    yield from trails


def _is_trail(element: HtmlElement) -> bool:
    """Whether an element without a telling name is a trail of links from the front page to the article."""
    links = list(islice(element.iter("a"), _MAX_STEPS + 1))
    if not _MIN_STEPS <= len(links) <= _MAX_STEPS or urlsplit(links[0].get("href") or "#").path not in ("", "/"):
        return False
    if links[0].get("href", "#").startswith("#") or len(text_of(element)) > _MAX_TRAIL_CHARS:
        return False
    return all(_STEP.match(link.tail or "") for link in links[:-1])


def is_elsewhere(element: HtmlElement) -> bool:
    """Whether an element lies in a part of the page that holds other articles or readers' words."""
    elsewhere = any_of(_WORDS, "elsewhere")
    current = element
    for _ in range(_MAX_ANCESTORS):
        if current is None or current.tag in ("body", "html"):
            return False
        names = hints(current)
        # Below the text of a post its theme often signs and dates it.
        own = any_of(_WORDS, "own-footer").search(names) is not None
        if not own and (current.tag in ("aside", "footer", "nav") or elsewhere.search(names)):
            return True
        current = current.getparent()
    return False
