"""``canonical_url()``: the identity of an article, whatever way led to it.

Two addresses get one identity only where nothing but the way to the article differs: trackers, sessions, the AMP,
mobile or print rendering, a redirector that shows its target. What might be another article stays another article:
http is not https, ``/a`` is not ``/a/``, an unknown parameter is part of the address. The lists are data, in
``urldata/``.
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote

import can_ada

from redirectors import target_of

_DATA = Path(__file__).parent / "urldata"
_MAX_LENGTH = 8192  # characters; browsers and servers stop near here

_AMPERSAND = re.compile(r"(&)(?:(?:amp|#0{0,3}38|#[xX]0{0,3}26)(?:;|%3[Bb]))+|([?;])(?:amp(?:;|%3[Bb]))+")
# RFC 3986, 6.2.2.2: %41 is A. Not right behind another % or an open escape, where decoding would make a new escape.
_UNRESERVED = re.compile(r"(?<!%)(?<!%[0-9A-Fa-f])%(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_PATH_SESSION = re.compile(
    r";(?:jsessionid|phpsessid)=[^/;]*|;(?:sessionid|sid)=(?=(?:[a-z]*[0-9]+[a-z]){2})[0-9a-z]{12,}(?=[/;]|$)"
    r"|(?<=/)\((?:[AFS]\([0-9A-Za-z_-]{12,}\)){1,3}\)/",
    re.I,
)
# Letters and digits by turns, as chance makes them: 202409140001 and A2024091400012 are numbers of documents.
_TOKEN = re.compile(r"(?=(?:[A-Za-z]*[0-9]+[A-Za-z]){2})[0-9A-Za-z]{12,}")
_WORD = re.compile(r"[a-z][a-z_.-]{2,40}")
_HOST_NAME = re.compile(
    r"(?:[a-z0-9-]{1,63}\.){1,5}"
    r"(?!(?:pdf|s?html?|php|aspx?|jsp|cfm|cgi|docx?|odt|rtf|xlsx?|ods|csv|tsv|pptx?|epub|xml|json|geojson|km[lz]|txt"
    r"|jpe?g|png|gif|webp|svg|tiff?|mp[34]|m4a|wav|mov|avi|webm|zip|gz|js|css)$)[a-z]{2,20}"
)
_HOST = re.compile(r"[a-z0-9._-]*[a-z0-9_-]|\[[0-9a-f:.]+\]")  # the parser lets more through: a&b, a=b
_DATED = re.compile(r"/(?:19|20)[0-9]{2}/(?:[0-9]{1,2}|[a-z]{3})/")
_LONG_NUMBER = re.compile(r"[0-9]{5}")
_ID = re.compile(r"(?:[a-z_]*id|[pt])=[0-9]+", re.I)
_DAY = re.compile(r"/(?:19|20)[0-9]{2}(?:/[0-9]{1,2}){0,2}$")
_NUMBERED = re.compile(r"/[0-9]+/?$")
_BLOGGER = re.compile(r"/(?:19|20)[0-9]{2}/[0-9]{2}/[^/]+\.html")
_RENDERING = re.compile(r"/(?:amp|print)(/?)$")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060 "  # what copying leaves around an address
_YES = frozenset({"1", "true", "yes", "y", "on"})


def canonical_url(url: str) -> str:
    """The identity of the article at ``url``; canonical_url(canonical_url(u)) == canonical_url(u).

    Raises ValueError for anything that is not a usable absolute http(s) address.
    """
    again = True
    while again:  # every further round works on a shorter address, so it ends
        url, again = _pass(url)
    return url


def host_of(url: str) -> str:
    """The host of an address: lower case, punycode, without port. Raises ValueError like canonical_url."""
    return _parse(url)[1]


def registrable_domain(host: str) -> str:
    """``example.co.uk`` for ``www.example.co.uk``; an IP address, and a public suffix, is its own domain."""
    return _registrable(host.rstrip(".").lower())


def same_site(a: str, b: str) -> bool:
    """Whether two addresses belong to one registrable domain; False when either is unusable."""
    try:
        host_a, host_b = host_of(a), host_of(b)
    except ValueError:
        return False
    return host_a == host_b or registrable_domain(host_a) == registrable_domain(host_b)


def _parse(url: str) -> tuple["can_ada.URL", str]:
    if len(url) > _MAX_LENGTH:
        raise ValueError(f"not a usable address: {len(url)} characters")
    try:
        parsed = can_ada.parse(url.strip().strip(_INVISIBLE))
    except (TypeError, ValueError):  # TypeError: can_ada's answer to a lone surrogate
        raise ValueError(f"not a usable address: {url[:200]!r}") from None
    host = parsed.hostname.removesuffix(".")
    if parsed.protocol not in ("http:", "https:") or not _HOST.fullmatch(host) or host[0] == "." or ".." in host:
        raise ValueError(f"not a usable http(s) address: {url[:200]!r}")
    return parsed, host


def _is_usable(url: str) -> bool:
    try:
        _parse(url)
    except ValueError:
        return False
    return True


def _pass(url: str) -> tuple[str, bool]:
    """One round, and whether the result is a new address that deserves another."""
    if "&" in url or "amp;" in url or "amp%3" in url:
        # A link that was escaped once too often; "?amp;" is what a cut before it leaves.
        url = _AMPERSAND.sub(r"\1\2", url.replace("\n", "").replace("\t", "").replace("\r", ""))
    parsed, host = _parse(url)
    path, query, fragment, port = parsed.pathname, parsed.search[1:], parsed.hash, parsed.port
    again = False
    if "%" in path or "%" in query or "%" in fragment:
        path, query, fragment, again = _tidy_escapes(path, query, fragment)
    target = target_of(host, path, query)
    if target and _is_usable(target):
        return target, True
    if "&" in path:
        before, path = path, _without_trackers_behind(path, host)
        again = again or before != path
    if ";" in path or "/(" in path:
        path, cut = _PATH_SESSION.subn("", path)
        again = again or cut > 0
    if "amp" in path or "/print" in path:
        before, path = path, _article_path(path)
        again = again or before != path
    host = _mobile().get(host, host)
    if query:
        before, query = query, _kept_parameters(host, path, query)
        # A session behind a target hides it, and so does a parameter before it: now the redirector shows.
        again = again or (query != before and target_of(host, path, query) is not None)
    # Fragments are places in a page, except the routes of pages that are one program: #!/news/1 and #/news/1.
    fragment = fragment.partition(":~:")[0] if fragment[:2] in ("#!", "#/") else ""
    authority = f"{host}:{port}" if port else host
    return (
        f"{parsed.protocol}//{authority}{path}{'?' + query if query else ''}{fragment if len(fragment) > 2 else ''}",
        again,
    )


def _tidy_escapes(path: str, query: str, fragment: str) -> tuple[str, str, str, bool]:
    """Escapes in upper case, none where none is needed; whether one was undone."""
    tidy = []
    undone = 0
    for part in (path, query, fragment):
        plain, count = _UNRESERVED.subn(lambda m: chr(int(m[0][1:], 16)), part)
        tidy.append(_ESCAPE.sub(lambda m: m[0].upper(), plain))
        undone += count
    return tidy[0], tidy[1], tidy[2], undone > 0


def _names_article(path: str, joints: int = 2) -> bool:
    """Whether the path alone tells which article: a slug of words, a long number, or a last part behind a date."""
    last = path.rstrip("/").rpartition("/")[2]
    words = last.count("-") + last.count("_")
    return (
        words >= joints
        or (words == 1 and len(last) >= 12)
        or _LONG_NUMBER.search(last) is not None
        or (bool(last) and not last.isdecimal() and _DATED.search(path) is not None)
    )


def _article_path(path: str) -> str:
    """The path without the AMP or print rendering that stands around an article's own path."""
    shorter = _RENDERING.sub(r"\1", path)
    if shorter != path and _NUMBERED.search(shorter) and not _DAY.search(shorter.rstrip("/")):
        return shorter
    if shorter.endswith((".amp", ".amp.html")):
        shorter = shorter.removesuffix(".html").removesuffix(".amp") + (".html" if shorter.endswith(".html") else "")
    shorter = shorter.removeprefix("/amp") if shorter.startswith("/amp/") else shorter
    return shorter if _names_article(shorter) else path


def _kept_parameters(host: str, path: str, query: str) -> str:
    """The parameters that may tell one article from another, by name; equal names keep their order."""
    rules, prefixes = _rules_of(host)
    pieces = query.split("&")
    if "?" in query or ";" in query:
        pieces = [part for piece in pieces for part in _parted(piece, host)]
    kept = []
    for piece in pieces:
        name, _, value = piece.partition("=")
        name = name.lower()
        kind = rules.get(name)
        if kind is None:
            if piece and not prefixes.match(name):
                kept.append(piece)
        elif kind != "any":
            others = [other for other in pieces if other.partition("=")[0].lower() not in rules]
            if not _is_tracker(kind, value, path, others if kind[:6] != "beside" else pieces):
                kept.append(piece)
    if len(kept) > 1:
        kept.sort(key=lambda piece: piece.partition("=")[0])
    return "&".join(kept)


def _always_tracks(piece: str, host: str) -> bool:
    rules, prefixes = _rules_of(host)
    name = piece.partition("=")[0].lower()
    return rules.get(name) == "any" or (name not in rules and prefixes.match(name) is not None)


def _parted(piece: str, host: str) -> list[str]:
    """``id=5?utm_source=rss`` as two: what hangs trackers on an address does not always look whether it has a query."""
    parts = re.split("[?;]", piece)
    return parts if len(parts) > 1 and any(_always_tracks(part, host) for part in parts) else [piece]


def _without_trackers_behind(path: str, host: str) -> str:
    """The path without the ``&utm_source=rss`` that was hung on an address without a query."""
    head, *pieces = path.split("&")
    while pieces and "=" in pieces[-1] and "/" not in pieces[-1] and _always_tracks(pieces[-1], host):
        pieces.pop()
    return "&".join([head, *pieces])


def _is_tracker(kind: str, value: str, path: str, others: list[str]) -> bool:
    """Whether a value is of the kind that makes its parameter a tracker; the kinds stand in parameters.tsv."""
    value = unquote(value).lower() if "%" in value else value.lower()
    if kind in ("channel", "ref", "referrer"):
        named = _names_article(path) or any(map(_ID.fullmatch, others))
        return (
            _is_channel(value, named)
            or (kind != "channel" and (named or kind == "ref") and _HOST_NAME.fullmatch(value) is not None)
            # Lists have names of two or three words, and words that choose from them: /arms-transfers-database?origin=
            or (kind != "channel" and _WORD.fullmatch(value) is not None and _names_article(path, joints=3))
        )
    if kind == "session":
        return _TOKEN.fullmatch(value) is not None and (_names_article(path) or any(map(_ID.fullmatch, others)))
    if kind == "number":
        return value.isdecimal()
    if kind == "word":
        return any(map(str.isalpha, value)) and (_names_article(path) or any(map(_ID.fullmatch, others)))
    if kind == "blogger":
        return value in ("0", "1") and _BLOGGER.fullmatch(path) is not None
    if kind.startswith("starts "):
        return value.startswith(kind[7:])
    if kind.startswith("beside "):
        return any(other.startswith(f"{kind[7:]}=") for other in others)
    return value in _values(kind)


@cache
def _values(kind: str) -> frozenset[str]:
    values = frozenset(kind.split(","))
    if "flag" in values:
        return _YES | {""}
    return values | _YES if "yes" in values else values


def _is_channel(value: str, named: bool) -> bool:
    alone, joined, beside = _channels()
    if value in alone:
        return True
    parts = re.split(r"[-_.+ :/|]+", value[:100])
    return any(part in joined or (named and part in beside) for part in (parts[0], parts[-1]))


def _rows(name: str) -> list[list[str]]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def _parameters() -> dict[str, dict[str, str]]:
    hosts: dict[str, dict[str, str]] = {}
    for host, parameter, kind, _why in _rows("parameters.tsv"):
        if parameter.endswith("*") and kind != "any":
            raise ValueError(f"{_DATA / 'parameters.tsv'}: a prefix takes any value: {parameter}")
        hosts.setdefault(host, {})[parameter] = kind
    return hosts


@lru_cache(maxsize=4096)
def _rules_of(host: str) -> tuple[dict[str, str], re.Pattern[str]]:
    """Names with their kinds, and a pattern of prefixes: those for everywhere, the host and its parents."""
    every = _parameters()
    own = [every[parent] for parent in _parents(host) if parent in every]
    if not own and host != "*":
        return _rules_of("*")
    merged = dict(every["*"])
    for rules in own:
        merged.update(rules)
    prefixes = "|".join(re.escape(name[:-1]) for name in merged if name.endswith("*"))
    return merged, re.compile(prefixes)


def _parents(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


@cache
def _channels() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words that are a channel alone; as part of a joined value; as such a part where the article is named besides."""
    words = [word for row in _rows("channels.txt") for word in row[0].split()]
    return (
        frozenset(word.rstrip("*+") for word in words),
        frozenset(word[:-1] for word in words if word.endswith("*")),
        frozenset(word[:-1] for word in words if word.endswith("+")),
    )


@cache
def _mobile() -> dict[str, str]:
    return dict(_rows("mobile.tsv"))


@lru_cache(maxsize=16384)
def _registrable(host: str) -> str:
    if ":" in host or host.rpartition(".")[2].isdecimal():
        return host
    import tld  # reads the public suffix list that it carries: only for those who ask, never from the network

    plain = ".".join(map(_in_unicode, host.split("."))) if "xn--" in host else host
    found = tld.get_fld(plain, fix_protocol=True, fail_silently=True, search_private=True)
    return ".".join(host.split(".")[-(found.count(".") + 1) if found else -2 :])


def _in_unicode(label: str) -> str:
    """A label as the public suffix list has it: "公司", not "xn--55qx5d"."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
