"""Reservations: publishers who keep text and data mining to themselves (TDMRep), or say `noai`.

TDMRep (W3C Community Group report, 10 May 2024) knows three places, the later ones outrank the earlier: the file
/.well-known/tdmrep.json, the header tdm-reservation, the meta element of that name.
"""

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from middlewares.hosts import host_of, host_store, origin_of
from middlewares.identity import PRODUCT
from middlewares.refusals import Refused
from middlewares.site_files import SiteFiles, Unreachable
from storage.hosts import SiteFile

AI = frozenset({"noai"})  # `noimageai` is about images, of which we keep only the address

# None that is meant holds a "<"; without it the search is linear in pages that are nothing but beginnings of tags.
META = re.compile(r"<meta\b([^<>]{1,2000})>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([a-z-]{1,40})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
OURS = re.compile(rf"robots|tdm-reservation|{PRODUCT}|&", re.IGNORECASE)  # others are left; & may spell one
END_OF_HEAD = re.compile(r"</head\b|<body\b", re.IGNORECASE)
WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")


def reservation_of(
    headers: Iterable[tuple[str, str]], html_head: str = "", *, tdmrep: str = "", url: str = ""
) -> str | None:
    """Why the publisher reserves the text of a page, "tdm-reservation header", or None where it does not.

    `headers` are (name, value) pairs, `html_head` the beginning of the page, `tdmrep` the site's tdmrep.json and `url`
    the page's address, which the file's rules are matched with.
    """
    lower = [(name.lower(), value.strip()) for name, value in headers]
    metas = _metas(html_head)
    if any(_ai_directive(value) for name, value in lower if name == "x-robots-tag"):
        return "noai in the X-Robots-Tag header"
    if any(_directives(content) & AI for name, content in metas if name in ("robots", PRODUCT.lower())):
        return "noai in the page's meta robots"
    places = (
        ("tdm-reservation meta element", [content for name, content in metas if name == "tdm-reservation"]),
        ("tdm-reservation header", [value for name, value in lower if name == "tdm-reservation"]),
    )
    for place, values in places:
        said = [value for value in values if value in ("0", "1")]
        if said:
            return place if "1" in said else None
    return "tdm-reservation in /.well-known/tdmrep.json" if tdmrep and file_reserves(tdmrep, url) else None


def file_reserves(tdmrep: str, url: str) -> bool:
    """Whether a tdmrep.json reserves the page at `url`.

    Where several rules match, both the first and the longest are asked, and one that reserves is enough: the report can
    be read either way, and the publisher's cautious reading is the one that harms nobody.
    """
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    matching = [rule for rule in _rules(tdmrep) if _matches(rule[0], path)]
    if not matching:
        return False
    longest = max(matching, key=lambda rule: len(rule[0]))
    return matching[0][1] or longest[1]


class ReservationMiddleware:
    """Sets `request.meta["reserved"]` of pages to the reason for which their text is reserved, or to None."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._max_age = timedelta(seconds=crawler.settings.getfloat("TDMREP_MAX_AGE_S", 86400))
        self._files: SiteFiles | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ReservationMiddleware":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        # Before the page, so that the pages of a site do not wait with their bodies in memory for this one file.
        if request.meta.get("kind", "page") == "page":
            await self._tdmrep(request)

    async def process_response(self, request: Request, response: Response) -> Response:
        if request.meta.get("kind", "page") != "page":
            return response
        headers = [(name.decode("latin-1"), v.decode("latin-1")) for name, vs in response.headers.items() for v in vs]
        reserved = reservation_of(headers, _head(response.body), tdmrep=await self._tdmrep(request), url=response.url)
        request.meta["reserved"] = reserved
        if reserved:
            self._crawler.stats.inc_value("reservation/reserved")
        return response

    async def _tdmrep(self, request: Request) -> str:
        """The site's tdmrep.json, "" where it has none or it cannot be had: unlike robots.txt it forbids no request."""
        try:
            return (await self.files.get(origin_of(request.url), source=request.meta.get("source", ""))).body
        except (Unreachable, Refused):
            return ""

    @property
    def files(self) -> SiteFiles:
        """The tdmrep.json files of this crawl; made at first use, when the spider has its store."""
        if self._files is None:
            store = host_store(self._crawler)

            def save(origin: str, file: SiteFile) -> None:
                store.save_tdmrep(origin, host_of(origin), file)

            self._files = SiteFiles(
                self._crawler,
                "/.well-known/tdmrep.json",
                "tdmrep",
                load=store.tdmrep,
                save=save,
                max_age=self._max_age,
                max_stale=timedelta(days=30),
                timeout_s=self._crawler.settings.getfloat("TDMREP_TIMEOUT_S", 10),  # the pages of the site wait for it
            )
        return self._files


def _rules(tdmrep: str) -> list[tuple[str, bool]]:
    """(location, reserved) of every rule that can be read, in the order of the file."""
    try:
        data: Any = json.loads(tdmrep)
    except (ValueError, RecursionError):
        return []
    found = data if isinstance(data, list) else [data]
    return [
        (rule["location"], str(rule.get("tdm-reservation")) in ("1", "True"))
        for rule in found
        if isinstance(rule, dict) and isinstance(rule.get("location"), str) and "tdm-reservation" in rule
    ]


def _matches(location: str, path: str) -> bool:
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


def _head(body: bytes) -> str:
    """The page, of which the head counts: some have hundreds of kilobytes of styles before what matters here."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "ignore")
    return body.decode("latin-1")  # the names and values that matter here are ASCII


def _metas(html: str) -> list[tuple[str, str]]:
    """(name, content) of the meta elements of the head, names lower-case."""
    html = _without_comments(html)
    end = END_OF_HEAD.search(html)
    found = []
    for match in META.finditer(html[: end.start()] if end else html):
        if not OURS.search(match[1]):
            continue
        attributes = {
            name.lower(): unescape(one or two or three) for name, one, two, three in ATTRIBUTE.findall(match[1])
        }
        name = attributes.get("name") or attributes.get("property") or ""
        found.append((name.strip().lower(), attributes.get("content", "").strip()))
    return found


def _without_comments(html: str) -> str:
    first, *others = html.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in others)


def _directives(value: str) -> set[str]:
    return {part.strip().lower() for part in value.split(",")}


def _ai_directive(value: str) -> bool:
    """Whether an X-Robots-Tag says `noai` to us: "noai, noimageai", "watchkeeper: noai"; not "otherbot: noai"."""
    name, colon, rest = value.partition(":")
    if colon and "," not in name and name.strip().lower() not in WITH_VALUE:
        return name.strip().lower() == PRODUCT.lower() and bool(_directives(rest) & AI)
    return bool(_directives(value) & AI)
