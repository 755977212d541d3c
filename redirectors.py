"""Addresses that only pass a reader on and carry the target in the open: ``target_of()``, without the network.

Where the target stands is data (``urldata/redirectors.tsv``); what cannot be said in a row has a function here.
"""

import base64
import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote

_ROWS = Path(__file__).parent / "urldata" / "redirectors.tsv"
_GOOGLE = re.compile(r"(?:^|\.)google\.(?:com|[a-z]{2}|com?\.[a-z]{2})$")
_NEWS = re.compile(r"/(?:__i/)?(?:rss/)?(?:articles|read)/([A-Za-z0-9_-]{20,4000})=*")
_DEFENDED = re.compile(r"/v3/__(https?:/.+?)__;([A-Za-z0-9_=-]*)!")
_HTTP_IN_BASE64 = re.compile(r"(?:a1)?(aHR0c[A-Za-z0-9_+/-]{8,8000})=*")  # "http"; Bing writes a1 before it
_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

Rule = tuple[str, tuple[str, ...]]


def target_of(host: str, path: str, query: str) -> str | None:
    """What an address says to be its target, not yet looked at; None when it is no redirector's."""
    if host == "news.google.com" and (found := _google_news(path)):
        return found
    if host.endswith(".translate.goog"):
        return _translated(host, path, query)
    for where, names in rules_of(host):
        if path == where or (where[-1] == "/" and (path.startswith(where) or path == where[:-1])):
            return next((found for name in names if (found := _found(name, where, path, query))), None)
    return None


def _found(name: str, where: str, path: str, query: str) -> str | None:
    if name == "(path)":
        rest = path[len(where) :]
        return f"http{'s' if rest.startswith('s/') else ''}://{rest.removeprefix('s/')}{'?' + query if query else ''}"
    if name == "(segment)":
        plain = (unquote(segment).removeprefix("RU=") for segment in path.split("/") if "%" in segment)
        return next((segment for segment in plain if segment.startswith("http")), None)
    if name == "(query)":
        return unquote(query) if query.startswith("http") else None
    if name == "(defended)":
        return _defended(f"{path}?{query}" if query else path)
    name, _, coding = name.partition(":")
    given = next((piece[len(name) + 1 :] for piece in query.split("&") if piece.startswith(name + "=")), "")
    target = _CODINGS[coding](unquote(given))
    return target if target and target.startswith("http") else None


def _google_news(path: str) -> str | None:
    """The target that older article ids of Google News hold: field 4 of a protocol buffer, in base64."""
    name = _NEWS.fullmatch(path)
    if name is None:
        return None
    data = base64.urlsafe_b64decode(name[1] + "=" * (-len(name[1]) % 4)) if len(name[1]) % 4 != 1 else b""
    held = re.match(rb"\x08\x13\x22([\x80-\xff]?)([\x00-\x7f])(https?://[!-~]+)", data)
    if held is None:
        return None
    length = (held[1][0] & 0x7F | held[2][0] << 7) if held[1] else held[2][0]
    return held[3][:length].decode("ascii") if len(held[3]) >= length else None


def _translated(host: str, path: str, query: str) -> str | None:
    """The page in Google Translate's frame: news--desk-example.translate.goog is news-desk.example."""
    name = host.removesuffix(".translate.goog")
    if "." in name or name.startswith("0-") or "xn--" in name:  # spelt in a way of its own
        return None
    plain = name.replace("--", "\0").replace("-", ".").replace("\0", "-")
    scheme = "http" if "_x_tr_sch=http" in query.split("&") else "https"
    return f"{scheme}://{plain}{path}{'?' + query if query else ''}" if "." in plain else None


def _defended(rest: str) -> str | None:
    """Proofpoint's third form: * stands for the next of the characters behind __; and **B for three of them."""
    form = _DEFENDED.match(rest)
    if form is None:
        return None
    try:
        characters = base64.urlsafe_b64decode(form[2] + "=" * (-len(form[2]) % 4)).decode()
    except ValueError:
        return None
    used = 0

    def put_back(mark: re.Match[str]) -> str:
        nonlocal used
        start, used = used, used + (_LENGTHS.index(mark[1]) + 2 if mark[1] else 1)
        return characters[start:used]

    target = re.sub(r"\*(?:\*([A-Za-z0-9_-]))?", put_back, form[1]) if characters else form[1]
    return re.sub(r"^(https?:)/+", r"\1//", target) if used == len(characters) else None


def _from_base64(value: str) -> str | None:
    form = _HTTP_IN_BASE64.fullmatch(value)
    if form is None:
        return None
    text = form[1].translate({ord("-"): "+", ord("_"): "/"})
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return None


def _from_second_form(value: str) -> str:
    """Proofpoint's second form: - for the sign of an escape, _ for a slash."""
    return unquote(value.replace("-", "%").replace("_", "/"))


_CODINGS: dict[str, Callable[[str], str | None]] = {
    "": str,
    "base64": _from_base64,
    "proofpoint": _from_second_form,
}


@cache
def _redirectors() -> dict[str, list[Rule]]:
    hosts: dict[str, list[Rule]] = {}
    for line in _ROWS.read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            host, path, names = line.split("\t")
            hosts.setdefault(host, []).append((path, tuple(names.split(","))))
    return hosts


@lru_cache(maxsize=4096)
def rules_of(host: str) -> list[Rule]:
    """The rows for a host and its parents: (path, names)."""
    known = _redirectors()
    labels = host.split(".")
    own = [rule for start in range(len(labels) - 1) for rule in known.get(".".join(labels[start:]), ())]
    return known["google.*"] + own if _GOOGLE.search(host) else own
