"""Pages that only lead elsewhere: where a `<meta http-equiv=refresh>` or a Refresh header sends their reader.

In one pass over the beginning of a page: what looks like markup in an attribute, a comment, a script, a form's field or
a template is none.
"""

import re
from html import unescape

from middlewares.reservation_claims import ATTRIBUTE, end_of_comment, end_of_raw

# "0; url=/there", "0;/there", '1, URL="/there"' (HTML, "shared declarative refresh steps"). "0; url=" leads nowhere.
REFRESH = re.compile(
    r"\s{0,9}(\d{1,9}(?:\.\d{0,9})?)\s{0,9}[;,]\s{0,9}+(?:url\s{0,9}=\s{0,9})?+[\"']?([^\"']{1,4000})", re.IGNORECASE
)
# What they hold is text, or is not shown; who has script does not see <noscript>.
_RAW = frozenset(
    ("script", "style", "title", "template", "textarea", "noscript", "iframe", "xmp", "noembed", "noframes")
)
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:-]{0,40}")
_END_OR_QUOTE = re.compile(r"[\"'>]")


def leads_to(value: str, *, most_s: float) -> str | None:
    """Where the value of a refresh leads within so many seconds."""
    match = REFRESH.match(value)
    return match[2].strip() if match and float(match[1]) < most_s else None


def refresh_of(html: str) -> str | None:
    """The content of the first refresh of a page."""
    at = 0
    while (start := html.find("<", at)) >= 0:
        if html.startswith("<!--", start):
            at = end_of_comment(html, start + 4)
            continue
        name = _NAME.match(html, start + 1)
        if name is None:
            at = start + 1
            continue
        at = _end_of_tag(html, name.end())
        kind = name[0].lower()
        if kind in _RAW:
            at = end_of_raw(html, at, kind)
        elif kind == "meta" and (content := _refreshing(html[name.end() : at])):
            return content
    return None


def _end_of_tag(html: str, at: int) -> int:
    """Behind its ">", which is none in quotes; a quotation that does not end takes the rest of the page."""
    while match := _END_OR_QUOTE.search(html, at):
        if match[0] == ">":
            return match.end()
        at = html.find(match[0], match.end()) + 1
        if at == 0:
            break
    return len(html)


def _refreshing(attributes: str) -> str | None:
    values = {name.lower(): unescape(one or two or three) for name, one, two, three in ATTRIBUTE.findall(attributes)}
    return values.get("content") if values.get("http-equiv", "").strip().lower() == "refresh" else None
