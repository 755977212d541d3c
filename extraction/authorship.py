"""Who signs an article: JSON-LD, meta elements, the byline that the page shows and the feed, reconciled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from lxml.html import HtmlElement

from extraction import jsonld
from extraction.bylines import Byline, is_full_name, merge, split_byline
from extraction.claims import Claims
from extraction.plain import fold
from extraction.vicinity import Vicinity, bylines, marked_anywhere

# Labels of the pairs that Slack shows under a link (twitter:label1 and twitter:data1), as WordPress's and Ghost's plugins fill them.
_LABELS = frozenset(
    ["written by", "author", "by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "scritto da", "написано", "автор", "autor", "napisane przez", "skrevet av"]
)


_MAX_BYLINES = 8


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who signs, the wire service that is credited, and where the names are from."""

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

    A full name goes before a user's name or a desk, whatever its source; among sources of one kind JSON-LD goes before meta, meta before
    the visible byline, and that before the feed. A visible byline that has all the names and more is the fuller statement.
    """
    stated = [
        (origin, line) for origin, line in _stated(claims, node, ids, keys, site_names) if line.names or line.agency
    ]
    shown = _shown(bylines(chain(vicinity.after, vicinity.before)), site_names)
    best = next(((origin, line) for origin, line in stated if _has_full_name(line)), None)
    if best is not None:
        return _checked(best, next((line for line, marked in shown if marked and line.people), Byline()), stated)
    everything_shown = list(shown)
    visible = [("visible", line) for line, marked in everything_shown if marked]
    fed = [("feed", merge(split_byline(name, site_names=site_names) for name in feed))] if feed else []
    plain = [("visible", line) for line, marked in everything_shown if not marked and _has_full_name(line)]
    candidates = [*visible, *fed, *plain]
    best = next(((origin, line) for origin, line in candidates if _has_full_name(line)), None)
    if best is None and not vicinity.known:
        anywhere = _shown(bylines(marked_anywhere(tree)), site_names)
        best = next((("visible", line) for line, marked in anywhere if marked and line.people), None)
    # No full name anywhere: a user's name, then a desk, an organisation or an agency, as the page states it.
    everything = [*stated, *candidates]
    best = best or next(((origin, line) for origin, line in everything if line.people), None)
    best = best or next(((origin, line) for origin, line in everything if line.names), None)
    if best is None:
        return Authorship((), _agency(everything, Byline()))
    return Authorship(best[1].names, _agency(everything, best[1]), best[0])


def _checked(best: tuple[str, Byline], visible: Byline, stated: Sequence[tuple[str, Byline]]) -> Authorship:
    """The stated authors, held against the byline that the page shows."""
    origin, line = best
    agency = _agency(stated, visible)
    if _extends(visible, line):
        return Authorship(visible.names, agency, "visible")
    if not _has_full_name(visible) or _shares(visible, line):
        return Authorship(line.names, agency, origin)
    return Authorship(
        line.names,
        agency,
        origin,
        f"authors: {origin} says {', '.join(line.people)}, the page shows {', '.join(visible.people)}",
    )


def _stated(
    claims: Claims,
    node: jsonld.Node | None,
    ids: dict[str, jsonld.Node],
    keys: Sequence[str],
    site_names: frozenset[str],
) -> Iterator[tuple[str, Byline]]:
    if node is not None:
        lines = []
        for name, kind in jsonld.authors(node, ids):
            lines.append(
                Byline(others=(name,))
                if kind == "organization" and not split_byline(name).agency
                else split_byline(name, site_names=site_names)
            )
        yield "json-ld", merge(lines)
    for key in keys:
        values = claims.meta.get(key)
        if values:
            yield "meta", merge(split_byline(value, site_names=site_names) for value in values)
    for number in (1, 2, 3):
        label = claims.meta.get(f"twitter:label{number}", [""])[0].lower().strip(" :")
        if label in _LABELS:
            yield (
                "meta",
                merge(
                    split_byline(value, site_names=site_names) for value in claims.meta.get(f"twitter:data{number}", [])
                ),
            )


def _shown(found: Iterator[tuple[str, bool]], site_names: frozenset[str]) -> Iterator[tuple[Byline, bool]]:
    for text, marked in islice(found, _MAX_BYLINES):
        line = split_byline(text, site_names=site_names, from_prose=True)
        if line.names or line.agency:
            yield line, marked


def _has_full_name(line: Byline) -> bool:
    return any(is_full_name(name) for name in line.people)


def _extends(fuller: Byline, line: Byline) -> bool:
    mine, theirs = {fold(name) for name in line.people}, {fold(name) for name in fuller.people}
    return mine < theirs and len(theirs) <= 8 and all(is_full_name(name) for name in fuller.people)


def _shares(a: Byline, b: Byline) -> bool:
    return bool({fold(name) for name in a.people} & {fold(name) for name in b.people})


def _agency(lines: Sequence[tuple[str, Byline]], chosen: Byline) -> str | None:
    return chosen.agency or next((line.agency for _, line in lines if line.agency), None)
