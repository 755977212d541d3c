"""Headlines without the site's name: cut only where other evidence says that what is cut is the site's. Pure."""

import re
from collections.abc import Iterable
from functools import cache

from extraction.dates import parse_date
from extraction.plain import fold
from extraction.tables import words

_SEPARATOR = re.compile(r"\s+[-–—|·•:»«>/~⋆*]{1,3}\s+|\s*\|\s*|\s*[»«⋆]\s*|\s+::\s+|:\s+")
_MAX_SEGMENTS = 12
_MAX_CHARS = 500
_MIN_EVIDENCE_CHARS = 8  # shorter ones ("Opinion", "Berlin") are parts of headlines too


@cache
def _generic() -> frozenset[str]:
    """Folded words that stand between a headline and the site's name and say nothing: "News", "Politik"."""
    return frozenset(map(fold, words("title_words.tsv", "generic")))


def clean_title(
    title: str, *, site_names: Iterable[str] = (), site_suffixes: Iterable[str] = (), other_evidence: Iterable[str] = ()
) -> str:
    """``title`` without the site's name before or behind it.

    ``site_names``: what the site calls itself (og:site_name, JSON-LD publisher, host name). ``site_suffixes``: what its
    titles were seen to end in. ``other_evidence``: the same headline from elsewhere (h1, og:title, feed): where one of
    them is a whole part of ``title``, the rest goes. Never "" for a title that says something.
    """
    title = " ".join(title[: _MAX_CHARS * 4].split())[:_MAX_CHARS]
    for suffix in site_suffixes:
        if suffix and title.endswith(suffix) and len(title) > len(suffix) + 3:
            title = title[: -len(suffix)].rstrip(" -–—|·:»>")
    names = frozenset(map(fold, site_names))
    cuts = list(_SEPARATOR.finditer(title))[:_MAX_SEGMENTS]
    if not cuts:
        return title
    evidence = {folded for text in other_evidence if len(folded := fold(text)) >= _MIN_EVIDENCE_CHARS}
    return _cut_to_evidence(title, cuts, evidence) or _cut_ends(title, names)


def _cut_to_evidence(title: str, cuts: list[re.Match[str]], evidence: set[str]) -> str:
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(title)]
    best = ""
    for first, start in enumerate(starts):
        for end in ends[first:]:
            piece = title[start:end].strip()
            if len(piece) > len(best) and piece != title and fold(piece) in evidence:
                best = piece
    return best


def _cut_ends(title: str, names: frozenset[str]) -> str:
    """Cut segments from the right, then the left, that are the site's name, or generic words beside it."""
    whole = title
    for _ in range(4):
        cuts = list(_SEPARATOR.finditer(title))[-_MAX_SEGMENTS:]
        if not cuts:
            break
        cut = _behind(title, cuts, names)
        if cut is None:
            break
        title = title[:cut].strip()
    cuts = list(_SEPARATOR.finditer(title))[:_MAX_SEGMENTS]
    if cuts and _is_site(title[: cuts[0].start()], names) and len(title) - cuts[0].end() >= 8:
        title = title[cuts[0].end() :].strip()
    return title or whole


def _behind(title: str, cuts: list[re.Match[str]], names: frozenset[str]) -> int | None:
    """Where to cut what stands behind the headline, None where it belongs to it."""
    for cut in cuts:  # the longest tail first: "… - Defence - The Site - News" where the name itself has a hyphen
        if cut[0].strip() == ":":
            continue
        tail = title[cut.end() :]
        if cut.start() >= 3 and _is_site(tail, names):
            return cut.start()
    last = cuts[-1]
    tail = title[last.end() :]
    if (
        last[0].strip() != ":"
        and last.start() >= 8
        and _says_nothing(tail)
        and any(_is_site(title[c.end() : last.start()], names) for c in cuts[:-1])
    ):
        return last.start()
    return None


def _says_nothing(text: str) -> bool:
    return fold(text) in _generic() or (len(text) < 24 and parse_date(text) is not None)


def _is_site(text: str, names: frozenset[str]) -> bool:
    folded = fold(text)
    if len(folded) < 2:
        return False
    return any(
        folded == name
        or (len(name) >= 4 and (folded.removeprefix("the") == name.removeprefix("the")))
        or (
            len(folded) >= 4
            and len(name) >= 4
            and (folded in name or (name in folded and len(folded) <= 2 * len(name) + 8))
        )
        for name in names
    )


def learned_suffixes(titles: Iterable[str]) -> list[str]:
    """What at least two of a site's other <title>s end in, from a separator on, the longest first."""
    seen: dict[str, set[str]] = {}
    for title in list(titles)[-40:]:
        for cut in list(_SEPARATOR.finditer(title))[-3:]:
            if cut[0].strip() != ":":
                seen.setdefault(title[cut.start() :], set()).add(title[: cut.start()])
    return sorted((suffix for suffix, heads in seen.items() if len(heads) >= 2), key=len, reverse=True)
