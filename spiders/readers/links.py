"""What the address of a link says by its shape: an article, a list, or a page of the site itself."""

import re
from urllib.parse import unquote, urlsplit

from spiders.readers.section_words import words

_DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]?(?:[0-2]?\d|3[01]))?(?=[/-])")
_DATE_ARCHIVE = re.compile(r"(?:^|/)(?:19|20)\d\d(?:(?:/\d{1,2}){0,2}/?|_\d\d(?:_\d\d)?_archive\.html)$")
_PAGE_NUMBER = re.compile(r"/(?:comment-page|page|seite|pagina|strona)[/-]?\d{1,5}(?:\.\w{2,5})?/?$", re.IGNORECASE)
_ID_NAME = re.compile(
    r"(?:[a-z_-]*id|p|n|nr|no|art|article|articleno|news|story|post|item|doc|document|aid|nid|seq|idx|code|key|num|entry|show|view)",
    re.IGNORECASE,
)
_LIST_NAME = re.compile(
    r"(?:page|paged|pg|p?start|offset|sort|order|orderby|filter\w*|year|month|date|day|q|s|query|search|tag|cat|category|topic|"
    r"author|lang|language|hl|feed|format|view|rss|sid|session\w*|replytocom|share|type|keyword|keywords|max-results|updated-max)",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"\d{4,}")
_EXTENSION = re.compile(r"\.([a-z0-9]{1,5})$", re.IGNORECASE)


def leads_elsewhere(url: str, page: str) -> bool:
    """Whether the address alone says that no article is there: tags, authors, files, services, this list itself."""
    parts, own = urlsplit(url), urlsplit(page)
    path = unquote(parts.path).lower()
    segments = [segment for segment in path.split("/") if segment]
    names = [piece.partition("=")[0] for piece in parts.query.split("&") if piece]
    if not segments and not _has_id(parts.query):
        return True
    if parts.path.rstrip("/") == own.path.rstrip("/"):
        added = [piece for piece in parts.query.split("&") if piece not in own.query.split("&")]
        return not (_has_id("&".join(added)) or any(map(_is_slug, added)))
    if segments and names and all(map(_LIST_NAME.fullmatch, names)) and not _names_words(segments[-1]):
        return True
    if _DATE_ARCHIVE.search(path) or _PAGE_NUMBER.search(path):
        return not _has_id(parts.query)
    return bool(segments) and _is_list_or_service(segments, numbered=_has_id(parts.query))


def _is_list_or_service(segments: list[str], *, numbered: bool) -> bool:
    last = segments[-1]
    extension = _EXTENSION.search(last)
    if extension and extension[1] in words("file"):
        return True
    stem = last[: extension.start()] if extension else last
    if any(segment in words("archive") for segment in (*segments[:-1], stem)):
        return True
    if _DATED.search(f"/{'/'.join(segments)}"):
        return False
    for place, segment in enumerate(segments[:-1]):
        behind = segments[place + 1 :]
        if len(behind) <= 2 and _is_on_shelf(segment, "/" + "/".join(behind)):
            return True
    return not numbered and any(stem in words(kind) for kind in ("service", "category", "shelf", "vault"))


def _is_on_shelf(segment: str, behind: str) -> bool:
    if segment in words("category"):
        return _LONG_NUMBER.search(behind) is None
    if segment in words("shelf"):
        return shape_of(behind) < 3
    return segment in words("vault") and shape_of(behind) < 2


def shape_of(url: str) -> int:
    """How much an address looks like an article's: 3 a date or long slug, 2 a slug or number, 1 hardly, -1 not."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    last = path.rstrip("/").rpartition("/")[2]
    extension = _EXTENSION.search(last)
    stem = last[: extension.start()] if extension else last
    joints = stem.count("-") + stem.count("_") + stem.count("+") + stem.count(" ")
    number = _LONG_NUMBER.search(stem)
    if (_DATED.search(path) and stem) or joints >= 4 or (number and joints >= 1):
        return 3
    if joints >= 2 or number or _has_id(parts.query) or len(stem) >= 30:
        return 2
    if joints or any(char.isdigit() for char in stem) or extension:
        return 1
    return 0 if path.strip("/").count("/") else -1


def is_below(url: str, page: str) -> bool:
    """Whether an address continues the path of the list: /news/a of /news, /news/a.html of /news.html."""
    own = _EXTENSION.sub("", urlsplit(page).path.rstrip("/"))
    return len(own) > 1 and urlsplit(url).path.startswith(own + "/")


def folder_of(url: str) -> str:
    """The path without its last part, numbers as N: what the articles of one site have in common."""
    parts = urlsplit(url)
    return re.sub(r"\d+", "N", f"{parts.netloc}{parts.path.rstrip('/').rpartition('/')[0]}")


def _names_words(segment: str) -> bool:
    return segment.count("-") + segment.count("_") >= 2


def _is_slug(piece: str) -> bool:
    """Whether a parameter names an article in words: ?story=depot-faces-audit, but not ?q=depot."""
    name, _, value = piece.partition("=")
    return _LIST_NAME.fullmatch(name) is None and _names_words(value)


def _has_id(query: str) -> bool:
    for piece in query.split("&"):
        name, _, value = unquote(piece).partition("=")
        name = name.rstrip("]").rpartition("[")[2]  # tx_news_pi1[news]=881
        if value and any(char.isdigit() for char in value) and _ID_NAME.fullmatch(name) and len(value) <= 40:
            return name.lower() not in ("sid", "session_id", "sessionid") or value.isdecimal()
    return False
