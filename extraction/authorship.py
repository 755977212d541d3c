"""Who signs an article: JSON-LD, meta elements, the byline that the page shows and the feed, reconciled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from lxml.html import HtmlElement

from extraction import jsonld
from extraction.bylines import Byline, is_full_name, merge, split_byline
from extraction.claims import Claims, origin_of
from extraction.plain import fold
from extraction.shown import bylines, bylines_anywhere
from extraction.tables import words
from extraction.vicinity import Vicinity

_MAX_BYLINES = 8
_CLOSE = 50  # elements behind the headline in which a byline is looked for when the authors are stated already
_MAX_AUTHORS = 8  # of a visible byline that claims to be the fuller one
_MAX_STATED = 30  # a longer list is a site's staff, or nonsense

_Claim = tuple[str, Byline]  # where it is stated, and what


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who signs, the wire service that is credited, where the names are from, and who says otherwise."""

    authors: tuple[str, ...] = ()
    agency: str | None = None
    origin: str = ""
    conflict: str | None = None


def find_authors(
    tree: HtmlElement,
    claims: Claims,
    vicinity: Vicinity,
    *,
    node: jsonld.Node | None,
    ids: dict[str, jsonld.Node],
    keys: Sequence[str],
    site_names: frozenset[str],
    feed: Sequence[str] = (),
) -> Authorship:
    """The authors by evidence, in the order of the byline.

    A full name goes before a user's name, a desk or an organisation, whatever its source. Then JSON-LD goes before
    meta, meta before the visible byline, that before the feed, and the feed before a line that only begins with "By".
    """
    rest = _stated(claims, node, ids, keys, site_names)
    stated: list[_Claim] = []
    best = None
    for claim in rest:
        if claim[1].names or claim[1].agency:
            stated.append(claim)
        if _has_full_name(claim[1]):
            best = claim
            break
    fed = [("feed", merge(split_byline(name, site_names=site_names) for name in feed))] if feed else []
    if best is not None:
        near = _shown(bylines(islice(vicinity.after, _CLOSE)), site_names)
        visible = next((line for line, marked in near if marked and line.people), Byline())
        return _checked(best, visible, stated, chain(rest, fed))
    lines = list(_shown(bylines(chain(vicinity.after, vicinity.before)), site_names))
    marked_lines = [("visible", line) for line, marked in lines if marked]
    plain_lines = [("visible", line) for line, marked in lines if not marked and _has_full_name(line)]
    everything = [*stated, *marked_lines, *fed, *plain_lines]
    best = _first_full(everything)
    if best is None and not stated:
        elsewhere = (line for line, _ in _shown(((text, True) for text in bylines_anywhere(tree)), site_names))
        found = next((line for line in elsewhere if _has_full_name(line) or (line.people and not stated)), None)
        best = ("visible", found) if found is not None else None
    # No full name anywhere: a user's name, then a desk, an organisation or an agency, as the page states it.
    best = best or next((claim for claim in everything if claim[1].people), None)
    best = best or next((claim for claim in everything if claim[1].names), None)
    if best is None:
        return Authorship((), _agency(everything, Byline()))
    return Authorship(best[1].names, _agency(everything, best[1]), best[0])


def _checked(best: _Claim, visible: Byline, stated: Sequence[_Claim], rest: Iterable[_Claim]) -> Authorship:
    """The stated authors, held against the byline that the page shows.

    A visible byline that has all the names and more is the fuller statement; one that has none of them wins where
    another source shares it.
    """
    origin, line = best
    agency = _agency(stated, visible)
    if _extends(visible, line):
        return Authorship(visible.names, agency, "visible")
    if not _has_full_name(visible) or _shares(visible, line):
        return Authorship(line.names, agency, origin)
    said = f"authors: {origin} says {', '.join(line.people)}, the page shows {', '.join(visible.people)}"
    if any(_shares(visible, other) for _, other in chain(stated, rest)):
        return Authorship(visible.names, agency, "visible", said)
    return Authorship(line.names, agency, origin, said)


def _stated(
    claims: Claims,
    node: jsonld.Node | None,
    ids: dict[str, jsonld.Node],
    keys: Sequence[str],
    site_names: frozenset[str],
) -> Iterator[_Claim]:
    def read(values: Iterable[str]) -> Byline:
        return merge(split_byline(value, site_names=site_names) for value in values)

    if node is not None:
        people = []
        for name, kind in jsonld.authors(node, ids):
            line = split_byline(name, site_names=site_names)
            people.append(Byline(others=(name,)) if kind == "organization" and not line.agency else line)
        if len(people) <= _MAX_STATED:
            yield "json-ld", merge(people)
    for key in keys:
        if values := claims.meta.get(key):
            yield origin_of(key), read(values)
    # Pairs that messengers show under a link, as WordPress's and Ghost's plugins fill them.
    for number in (1, 2, 3):
        label, _ = claims.first(f"twitter:label{number}")
        if label and label.lower().strip(" :") in words("byline_words.tsv", "label"):
            yield "meta", read(claims.all(f"twitter:data{number}"))


def _shown(found: Iterable[tuple[str, bool]], site_names: frozenset[str]) -> Iterator[tuple[Byline, bool]]:
    for text, marked in islice(found, _MAX_BYLINES):
        line = split_byline(text, site_names=site_names, from_prose=True)
        if line.names or line.agency:
            yield line, marked


def _first_full(stated: Iterable[_Claim]) -> _Claim | None:
    return next((claim for claim in stated if _has_full_name(claim[1])), None)


def _has_full_name(line: Byline) -> bool:
    return any(is_full_name(name) for name in line.people)


def _extends(fuller: Byline, line: Byline) -> bool:
    mine, theirs = set(map(fold, line.people)), set(map(fold, fuller.people))
    return mine < theirs and len(theirs) <= _MAX_AUTHORS and all(map(is_full_name, fuller.people))


def _shares(a: Byline, b: Byline) -> bool:
    return bool(set(map(fold, a.people)) & set(map(fold, b.people)))


def _agency(lines: Sequence[_Claim], chosen: Byline) -> str | None:
    return chosen.agency or next((line.agency for _, line in lines if line.agency), None)
