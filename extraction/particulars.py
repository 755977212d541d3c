"""The plain fields of a page: its site, language, image, canonical address, summary, and whether it is free to read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from extraction import jsonld
from extraction.claims import Claims
from extraction.plain import plain_text, without_tags
from items import Entry
from urls import canonical_url

_MAX_NAME_CHARS = 80
_MAX_ADDRESS_CHARS = 2_000
_NO_ADDRESS = re.compile(r"[<>\"\x00-\x1f\x7f]")  # of these none stands bare in an address (RFC 3986)
# Second levels such as "co.uk" name no site.
_PUBLIC_LABELS = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "mil", "gob", "gouv", "or", "ne", "go"})
# One site under two names: for telephones, for caches.
_DEVICE_LABELS = frozenset({"www", "www2", "m", "mobile", "amp", "wap", "touch", "edition"})
_SITE_TYPES = frozenset({"website", "newsmediaorganization"})

Field = tuple[str | None, str]  # (value, origin)
_NOTHING: Field = (None, "")


def site_names(
    claims: Claims, ids: dict[str, jsonld.Node], keys: Sequence[str], url: str
) -> tuple[str | None, list[str]]:
    """(the site's name as it states it, everything that the site goes by): the latter is what titles are cut by."""
    stated = claims.all(*keys)
    for node in claims.nodes:
        if jsonld.types_of(node) & _SITE_TYPES:
            stated += jsonld.texts(node.get("name"), ids)
        stated += jsonld.texts(node.get("publisher"), ids)
    names = [name for name in dict.fromkeys(stated) if "://" not in name and len(name) <= _MAX_NAME_CHARS]
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if host.replace(".", "").isdecimal():
        return (names[0] if names else None), names
    labels = [label for label in host.split(".")[:-1] if len(label) >= 2 and label not in _PUBLIC_LABELS]
    return (names[0] if names else None), [*names, host, *labels]


def find_language(claims: Claims, node: jsonld.Node, keys: Sequence[str], entry: Entry | None) -> Field:
    """The language as BCP 47, its region where it is stated: "en", "pt-BR"."""
    texts = jsonld.texts(node.get("inLanguage"), {}, keys=("alternateName", "name"))
    stated: Iterator[tuple[str, str]] = iter(
        [
            (claims.language, "html"),
            *((text, "json-ld") for text in texts),
            *claims.stated(keys),
            ((entry.language if entry else None) or "", "feed"),
        ]
    )
    for text, origin in stated:
        primary, _, rest = text.strip().replace("_", "-").split(",")[0].partition("-")
        if primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 3:
            region = rest.split("-")[-1]
            known = len(region) == 2 and region.isalpha() and region.isascii()
            return primary.lower() + (f"-{region.upper()}" if known else ""), origin
    return _NOTHING


def find_image(
    claims: Claims, node: jsonld.Node, ids: dict[str, jsonld.Node], keys: Sequence[str], url: str, entry: Entry | None
) -> Field:
    """The address of the leading image, absolute."""
    stated = [
        *claims.stated(keys),
        *((text, "json-ld") for text in jsonld.texts(node.get("image"), ids, keys=("url", "contentUrl", "@id"))),
        ((entry.image if entry else None) or "", "feed"),
    ]
    return next(((address, origin) for text, origin in stated if (address := absolute(url, text))), _NOTHING)


# What a template did not fill in ({{ page.url }}, ${url}, <%= url %>, [[url]]), and what programs write for nothing.
_UNFILLED = re.compile(r"\{\{|\$\{|<%|\[\[|%7B%7B|(?:^|/)(?:undefined|null|NaN)/?$", re.IGNORECASE)


def find_canonical(claims: Claims, url: str) -> Field:
    """The address that the page calls its own; a site's front page is no article's (templates that forgot it).

    Only of its own site: whose text it is that another site shows is seen by comparing texts, not by what a page says.
    """
    stated = {_identity(address): address for text in claims.canonicals[::-1] if (address := _filled(url, text))}
    link = next(iter(stated.values())) if len(stated) == 1 else None  # of two that differ neither is to be believed
    for address, origin in ((link, "link"), (_filled(url, claims.first("og:url")[0]), "og")):
        if address and (_says_something(address) or not _says_something(url)) and _same_site(address, url):
            return address, origin
    return _NOTHING


def _filled(url: str, text: str) -> str | None:
    return None if _UNFILLED.search(text) else absolute(url, text)


def _identity(address: str) -> str:
    try:
        return canonical_url(address)
    except ValueError:
        return address


def _same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one publisher: equal hosts, but for "www" and the like, or one below the other."""
    a, b = sorted((_bare_host(one), _bare_host(other)), key=len)
    return a == b or (b.endswith(f".{a}") and "." in a and a.partition(".")[0] not in _PUBLIC_LABELS)


def _bare_host(address: str) -> str:
    host = (urlsplit(address).hostname or "").rstrip(".")
    first, _, rest = host.partition(".")
    return rest if first in _DEVICE_LABELS and "." in rest else host


def _says_something(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path not in ("", "/") or bool(parts.query)


def find_summary(claims: Claims, keys: Sequence[str], entry: Entry | None) -> Field:
    stated = [*claims.stated(keys), ((entry.summary if entry else None) or "", "feed")]
    return next(((text, origin) for raw, origin in stated if (text := without_tags(raw))), _NOTHING)


def read_for_free(claims: Claims, nodes: Iterable[jsonld.Node], keys: Sequence[str]) -> bool | None:
    """schema.org's isAccessibleForFree of the article or its page; Facebook's content tier where that is silent."""
    said = [_truth(node.get("isAccessibleForFree")) for node in nodes if "isAccessibleForFree" in node]
    if False in said:
        return False
    tier = claims.first(*keys)[0].lower()
    return True if True in said or tier == "free" else False if tier == "locked" else None


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).rsplit("/", 1)[-1].strip().lower())


def is_address(url: str) -> bool:
    """Whether ``url`` can be taken apart: brackets of a broken IPv6 address make urlsplit raise."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def absolute(base: str, address: str | None) -> str | None:
    """``address`` against ``base``, None unless that gives an http(s) address; blanks in it are escaped."""
    address = plain_text(address, max_chars=_MAX_ADDRESS_CHARS)
    if not address or address.startswith(("data:", "javascript:", "#")):
        return None
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or _NO_ADDRESS.search(joined):
        return None
    return joined.replace(" ", "%20")
