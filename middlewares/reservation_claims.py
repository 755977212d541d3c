"""What pages, headers and tdmrep.json say of reservations, read as people write them.

Where something can be read in two ways, the one that reserves counts: it is the one that harms nobody.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from bounds import bounds, note_cut
from middlewares.identity import PRODUCT

AI = frozenset({"noai"})  # `noimageai` is about images, of which we keep only the address
ALL_ROBOTS = frozenset({"*", "robots", PRODUCT.lower()})

# What ends a head, what holds text that only looks like markup, and what is looked for. Attributes in quotes may hold
# ">". All is possessive: what does not fit is not tried again in another way.
PART = re.compile(
    r"<(?:(!--)|(script|style|title|template)\b|(/head|body)\b"
    r"|meta\b((?:[^<>\"']++|\"[^\"]{0,1000}+\"|'[^']{0,1000}+'){0,200}+)>)",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"""([a-z-]{1,40})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
OURS = re.compile(rf"robots|tdm-reservation|{PRODUCT}|&", re.IGNORECASE)  # others are left; & may spell one
WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
_END_OF_HEAD = re.compile(rb"</head\b|<body\b", re.IGNORECASE)
BETWEEN = re.compile(r"[,;]")
YES, NO = re.compile(r"0{0,9}1(?:\.0{0,9})?|true|yes"), re.compile(r"0{1,9}(?:\.0{0,9})?|false|no")
# A rule of a tdmrep.json that is no JSON: from one brace to the next.
LOOSE_RULE = re.compile(r"\{([^{}]{1,4000})\}")
LOOSE_LOCATION = re.compile(r"""["']?location["']?\s{0,9}:\s{0,9}["']([^"']{0,2000})["']""", re.IGNORECASE)
LOOSE_VALUE = re.compile(r"""["']?tdm-reservation["']?\s{0,9}:\s{0,9}["']?(1|true)\b""", re.IGNORECASE)


def head_of(body: bytes) -> str:
    """The beginning of a page, as far as a head may go."""
    start = body[: bounds().head_bytes]
    if len(start) < len(body) and not _END_OF_HEAD.search(start):
        note_cut("head")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "ignore")
    return start.decode("latin-1")  # the names and values that matter here are ASCII


def metas_of(html: str) -> list[tuple[str, str]]:
    """(name, content) of the meta elements of the head, names lower-case."""
    found: list[tuple[str, str]] = []
    at = 0
    while match := PART.search(html, at):
        at = match.end()
        comment, raw, end, attributes = match.groups()
        if comment:
            at = end_of_comment(html, at)
        elif raw:
            at = end_of_raw(html, at, raw)
        elif end:
            break
        elif OURS.search(attributes):
            found += _meta(attributes)
    return found


def end_of_comment(html: str, at: int) -> int:
    """Where the comment ends whose text begins at `at`; `<!-->` and `<!--->` are whole ones (HTML, 13.2.5.43)."""
    for mark in (">", "->"):
        if html.startswith(mark, at):
            return at + len(mark)
    end = html.find("-->", at)
    return end + 3 if end >= 0 else len(html)


def end_of_raw(html: str, at: int, name: str) -> int:
    """Where the element ends whose text begins at `at` and is no markup."""
    end = re.compile(rf"</{name}", re.IGNORECASE).search(html, at)
    return end.end() if end else len(html)


def _meta(attributes: str) -> Iterator[tuple[str, str]]:
    values = {name.lower(): unescape(one or two or three) for name, one, two, three in ATTRIBUTE.findall(attributes)}
    name = values.get("name") or values.get("property") or values.get("http-equiv") or ""
    for each in name.lower().split(","):
        yield each.strip(), values.get("content", "").strip()


def said(values: list[str]) -> bool | None:
    """What values of `tdm-reservation` say: reserved, not reserved, nothing.

    "1", and also "1; policy", "1, 1", "1.0", "yes", and "?1", which is how other headers say it (RFC 9651, 3.3.6).
    """
    words = {part.strip(" \t\"'?").lower() for value in values for part in BETWEEN.split(value)}
    return True if any(map(YES.fullmatch, words)) else False if any(map(NO.fullmatch, words)) else None


def takes_back(body: bytes) -> bool:
    """Whether a page's own element says that it is not reserved, whatever its header and the site's file say."""
    return said([content for name, content in metas_of(head_of(body)) if name == "tdm-reservation"]) is False


def is_no_ai(directives: str) -> bool:
    """Whether directives for robots, of a header or a meta element, say `noai` to us.

    "noai, noimageai", "watchkeeper: noai", "otherbot: noindex, watchkeeper: noai"; not "otherbot: noai".
    """
    ours = True
    for part in BETWEEN.split(directives):
        name, colon, rest = part.rpartition(":")
        if colon and name.strip().lower() not in WITH_VALUE and not _is_of_a_value(name):
            ours = name.strip().lower() in ALL_ROBOTS
        if ours and set(rest.lower().split()) & AI:
            return True
    return False


def _is_of_a_value(name: str) -> bool:
    """A colon in the time of `unavailable_after: 25 Jun 2030 15:00:00 GMT`."""
    return name.strip().lower().startswith(WITH_VALUE) or name[-1:].isdigit()


def file_reserves(tdmrep: str, url: str) -> bool:
    """Whether a tdmrep.json reserves the page at `url`.

    Where several rules match, both the first and the longest are asked, and one that reserves is enough: the report can
    be read either way.
    """
    parts = urlsplit(url)
    path = unquote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    matching = [rule for rule in _rules(tdmrep) if matches(rule[0], path)]
    if not matching:
        return False
    longest = max(matching, key=lambda rule: len(rule[0]))
    return matching[0][1] or longest[1]


def _rules(tdmrep: str) -> list[tuple[str, bool]]:
    """(location, reserved) of every rule that can be read, in the order of the file."""
    try:
        data: Any = json.loads(tdmrep)
    except RecursionError:
        return []
    except ValueError:  # a comma too many, a comment: what it says is plain all the same
        bodies = (match[1] for match in LOOSE_RULE.finditer(tdmrep))
        return [
            (_location(place[1]), bool(LOOSE_VALUE.search(body)))
            for body in bodies
            if (place := LOOSE_LOCATION.search(body))
        ]
    found = data if isinstance(data, list) else [data, *(_listed(data) if isinstance(data, dict) else [])]
    return [rule for each in found for rule in _rule(each)]


def _listed(data: dict[str, Any]) -> list[Any]:
    """The rules of a file that has them under a name of its own."""
    return [rule for value in data.values() if isinstance(value, list) for rule in value]


def _rule(rule: object) -> Iterator[tuple[str, bool]]:
    known = {str(key).lower(): value for key, value in rule.items()} if isinstance(rule, dict) else {}
    if "tdm-reservation" not in known:
        return
    # A rule without a place is for the whole site.
    places = known.get("location", "/")
    value = known["tdm-reservation"]
    for place in places if isinstance(places, list) else [places]:
        if isinstance(place, str):
            yield _location(place), YES.fullmatch(str(value).strip().lower()) is not None


def _location(place: str) -> str:
    """A location as a path: of a whole address without scheme and host, with its slash, its escapes resolved."""
    if place.lower().startswith(("http://", "https://")):
        place = "/" + place.partition("://")[2].partition("/")[2]
    return unquote(place if place.startswith(("/", "*")) else f"/{place}")


def matches(location: str, path: str) -> bool:
    """Whether a location matches, with `*` and a closing `$` as in robots.txt; without regular expressions, which a
    location of many stars would make very slow."""
    anchored = location.endswith("$")
    first, *others = location.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    position = len(first)
    for part in others[:-1]:
        found = path.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    last = others[-1] if others else ""
    if anchored:
        return path.endswith(last) and len(path) - len(last) >= position if others else len(path) == position
    return path.find(last, position) >= 0
