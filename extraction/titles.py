"""Headlines without the site's name: cut only where other evidence says that what is cut is the site's. Pure."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from dates import parse_date
from extraction.plain import fold
from extraction.tables import words

_SEPARATOR = re.compile(r"\s+[-–—|·•:»«>/~⋆*]{1,3}\s+|\s*\|\s*|\s*[»«⋆]\s*|\s+::\s+|:\s+")
_MAX_SEGMENTS = 12
_MAX_CUTS = 5
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
    whole, site_is_cut = title, False
    for _ in range(_MAX_CUTS):
        cuts = [cut for cut in _SEPARATOR.finditer(title) if cut[0].strip() != ":"][-_MAX_SEGMENTS:]
        if not cuts:
            break
        site = next(
            (cut for cut in cuts if cut.start() >= 3 and title[cut.end() :] and _is_name(title[cut.end() :], names)),
            None,
        )
        if site is None and cuts[-1].start() >= 3 and _resembles(title[cuts[-1].end() :], names):
            site = cuts[-1]
        if site is not None:
            title, site_is_cut = title[: site.start()].strip(), True
            continue
        last = cuts[-1]
        beside = site_is_cut or any(_is_name(title[cut.end() : last.start()], names) for cut in cuts[:-1])
        if not beside or last.start() < _MIN_EVIDENCE_CHARS or not _says_nothing(title[last.end() :]):
            break
        title = title[: last.start()].strip()
    first = _SEPARATOR.search(title)
    if first and _is_name(title[: first.start()], names) and len(title) - first.end() >= _MIN_EVIDENCE_CHARS:
        title = title[first.end() :].strip()
    return title or whole


def longest_part(title: str) -> str:
    """The longest piece of ``title`` between separators: the headline, where the site's name is not known."""
    return max(_SEPARATOR.split(title[:_MAX_CHARS]), key=len).strip()


def _says_nothing(text: str) -> bool:
    return fold(text) in _generic() or (len(text) < 24 and parse_date(text) is not None)


def _is_name(text: str, names: frozenset[str]) -> bool:
    """Whether ``text`` is a name of the site, "The" aside."""
    folded = fold(text)
    return len(folded) >= 2 and (
        folded in names or any(folded.removeprefix("the") == name.removeprefix("the") for name in names)
    )


def _resembles(text: str, names: frozenset[str]) -> bool:
    """Whether ``text`` is a name of the site more or less ("Mirror Online", "The Mirror"): in last segments only.

    "Berlin" is no name of the Berliner Zeitung: the shorter one must be most of the longer one.
    """
    folded = fold(text)
    return len(folded) >= 4 and any(
        len(name) >= 4
        and ((folded in name and len(folded) * 2 > len(name)) or (name in folded and len(folded) <= len(name) + 12))
        for name in (name.removeprefix("the") for name in names)
    )


def learned_suffixes(titles: Iterable[str]) -> list[str]:
    """What at least two of a site's other <title>s end in, from a separator on, the longest first."""
    seen: dict[str, set[str]] = {}
    for title in titles:
        for head, suffix in title_ends(title):
            seen.setdefault(suffix, set()).add(head)
    return sorted((suffix for suffix, heads in seen.items() if len(heads) >= 2), key=len, reverse=True)


@lru_cache(maxsize=4_000)
def title_ends(title: str) -> tuple[tuple[str, str], ...]:
    """The last separators of a <title>: what stands before each, and what from it on."""
    cuts = [cut for cut in list(_SEPARATOR.finditer(title))[-3:] if cut[0].strip() != ":"]
    return tuple((title[: cut.start()], title[cut.start() :]) for cut in cuts)
