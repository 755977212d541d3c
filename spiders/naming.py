"""What a source is called: a short word from its host, the same on every machine."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import count
from urllib.parse import urlsplit

from tldextract import TLDExtract

MAX_NAME_CHARS = 64


def source_name(homepage: str, taken: Collection[str] = ()) -> str:
    """A name for the source of this front page that is not taken: "defensenews", else longer, else numbered.

    The registered name comes first so that a publisher's sites stand together: "bbc-news" for news.bbc.co.uk.
    """
    return next(name for name in _names(homepage) if name and name not in taken)


def _names(homepage: str) -> Iterator[str]:
    parts = urlsplit(homepage)
    host = parts.hostname or ""
    subdomain, own, suffix = _parts(host)
    labels = [label for label in subdomain.split(".") if not re.fullmatch(r"www?\d*", label)]
    # www.gov.uk is registered as "www" below the suffix gov.uk: nobody would look for it there.
    own = host.removeprefix("www.") if re.fullmatch(r"www?\d*", own) else own
    pieces = [own, *reversed(labels), str(parts.port or "")]
    yield _slug(*pieces)
    yield _slug(*pieces, suffix)
    yield _slug(*pieces, suffix, parts.path)
    for number in count(2):
        yield (_slug(*pieces, room=8) or "source") + f"-{number}"


def _parts(host: str) -> tuple[str, str, str]:
    found = _suffixes()(host)
    if found.suffix or not re.fullmatch(r".+\.[^\W\d]\w*", host):
        return found.subdomain, found.domain or host, found.suffix
    # The public suffix list's last rule: of a suffix that it does not know, the last label is one.
    front, _, suffix = host.rpartition(".")
    subdomain, _, own = front.rpartition(".")
    return subdomain, own, suffix


@cache
def _suffixes() -> TLDExtract:
    # The list that comes with the package: without these two it would be fetched, and kept in the home directory.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _slug(*pieces: str, room: int = 0) -> str:
    joined = "-".join(_ascii(piece) for piece in pieces if piece)
    return re.sub(r"[^a-z0-9]+", "-", joined.lower()).strip("-")[: MAX_NAME_CHARS - room].strip("-")


def _ascii(piece: str) -> str:
    try:
        return piece if piece.isascii() else piece.encode("idna").decode()
    except UnicodeError:  # too long for a label, or a path
        return ""
