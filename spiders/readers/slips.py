"""Addresses that people and programs have written down wrong in a way that leaves one meaning only. Pure.

As they stand they are either no address at all or one of the feed's own server at which nothing is:
"www.paper.example/a" would be a file beside the feed.
"""

import re
from urllib.parse import unquote, urlsplit

_SCHEME = re.compile(r"(?:https?[:;]?/{0,9})?(https?)[:;]?/{2,9}(?=[^/])", re.IGNORECASE)
_ESCAPED = re.compile(r"https?%3A%2F%2F", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^<>]{0,500}?href\s*=\s*[\"']?([^\"'\s<>]{1,4000})", re.IGNORECASE)
_HOST = re.compile(r"www\.[a-z0-9-]{1,63}\.[a-z0-9.-]{2,99}(?::\d{1,5})?", re.IGNORECASE)


def unslipped(link: str, base: str) -> str:
    """The link as it was meant; one without such a slip as it is.

    Markup or quotation marks around it, an address that was escaped as a whole, a scheme twice or without its colon,
    and no scheme before what is plainly a host: one that begins with "www.", or the host of `base`.
    """
    if link[:5].lower() == "data:":
        return link
    if "<" in link[:1_000] or link[:1] in "\"'":
        anchor = _ANCHOR.search(link)
        link = anchor[1] if anchor else link.strip("<>\"' ")
    if _ESCAPED.match(link) and (plain := unquote(link)).isprintable():  # no line ends that were none
        link = plain
    if scheme := _SCHEME.match(link):
        return f"{scheme[1]}://{link[scheme.end() :]}"
    host = link.partition("/")[0]
    if "." in host and (_HOST.fullmatch(host) or _without_www(host) == _without_www(_host_of(base))):
        return f"{urlsplit(base).scheme or 'https'}://{link}"
    return link


def _host_of(base: str) -> str:
    try:
        return urlsplit(base).netloc
    except ValueError:
        return ""


def _without_www(host: str) -> str:
    return host.lower().removeprefix("www.")
