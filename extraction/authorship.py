"""Who signs an article: JSON-LD, meta elements and the byline that the page shows, reconciled."""

from dataclasses import dataclass

from extraction import jsonld
from extraction.bylines import fold, split_byline
from extraction.claims import Claims
from extraction.headline import Headline
from extraction.vicinity import bylines

_LABELS = frozenset(
    {
        "written by",
        "author",
        "by",
        "verfasst von",
        "geschrieben von",
        "écrit par",
        "escrito por",
        "scritto da",
        "написано",
        "автор",
        "napisane przez",
    }
)


@dataclass(frozen=True, slots=True)
class Authorship:
    authors: tuple[str, ...] = ()
    agency: str | None = None
    origin: str = ""


def find_authors(
    claims: Claims,
    headline: Headline,
    ids: dict[str, jsonld.Node],
    around: list,
    keys: list[str],
    site_names: frozenset[str],
    feed: tuple[str, ...],
) -> Authorship:  # type: ignore[type-arg]
    weak: Authorship | None = None
    agency = None
    for origin, texts in _sources(claims, headline, ids, around, keys, feed):
        people: list[str] = []
        others: list[str] = []
        for text in texts:
            line = split_byline(text, site_names=site_names)
            people += [name for name in line.people if fold(name) not in {fold(p) for p in people}]
            others += [name for name in line.names if name not in line.people]
            agency = agency or line.agency
        if people:
            return Authorship(tuple(people), agency, origin)
        if others and weak is None:
            weak = Authorship(tuple(others[:1]), agency, origin)
    if weak:
        return Authorship(weak.authors, agency, weak.origin)
    return Authorship((), agency)


def _sources(claims, headline, ids, around, keys, feed):  # type: ignore[no-untyped-def]
    if headline.node is not None:
        yield "json-ld", [name for name, _ in jsonld.authors(headline.node, ids)]
    yield "meta", claims.all(*keys)
    labels = [claims.meta.get(f"twitter:label{n}", [""])[0].lower().strip(" :") for n in (1, 2)]
    yield (
        "meta",
        [
            value
            for n, label in enumerate(labels, 1)
            if label in _LABELS
            for value in claims.meta.get(f"twitter:data{n}", [])
        ],
    )
    for text in bylines(around):
        yield "visible", [text]
    yield "feed", list(feed)
