"""Which of a page's titles is the headline, where it stands, and which JSON-LD is about this article at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from extraction import jsonld
from extraction.claims import Claims
from extraction.plain import fold, without_tags
from extraction.titles import clean_title

_MIN_SHARED = 0.34  # of the shorter title's words: headlines for search engines share more, another story's fewer


@dataclass(frozen=True, slots=True)
class Headline:
    title: str | None
    origin: str
    heading: HtmlElement | None  # the element that shows it
    node: jsonld.Node | None  # the JSON-LD of this article
    refused: str | None = None  # the headline of JSON-LD that is about something else


def similarity(a: str, b: str) -> float:
    """Share of the shorter one's words that the other has; 1.0 for equal letters. Works without spaces too."""
    folded_a, folded_b = fold(a), fold(b)
    if not folded_a or not folded_b:
        return 0.0
    if folded_a == folded_b:
        return 1.0
    short, long = sorted((folded_a, folded_b), key=len)
    if len(short) >= 10 and short in long:
        return 0.95
    words_a, words_b = _words(a), _words(b)
    smaller = min(len(words_a), len(words_b))
    return len(words_a & words_b) / smaller * 0.9 if smaller else 0.0


def _words(text: str) -> set[str]:
    words = {word for part in text.lower().split() if (word := fold(part))}
    if len(words) < 3 and len(text) > 8 and not text.isascii():  # a script without spaces: pairs of characters
        folded = fold(text)
        words = {folded[at : at + 2] for at in range(len(folded) - 1)}
    return words


def find_headline(
    claims: Claims, *, site_names: Sequence[str], suffixes: Iterable[str] = (), entry_title: str | None = None
) -> Headline:
    """The headline by evidence: what the page shows, as far as its head, its JSON-LD or its feed says the same."""
    suffixes = list(suffixes)
    meta = [
        without_tags(text)
        for text in claims.all(
            "og:title",
            "twitter:title",
            "parsely-title",
            "headline",
            "dc.title",
            "sailthru.title",
            "dcterms.title",
            "citation_title",
        )
    ]
    outside = [text for text in (*meta, claims.head_title, entry_title or "") if text]
    candidates = jsonld.articles(claims.nodes)
    node, refused = _own_node(
        candidates, [*outside, *(text for element, text in claims.headings if element.tag == "h1")], site_names
    )
    headline = (
        without_tags(jsonld.texts(node.get("headline"), {})[0])
        if node and jsonld.texts(node.get("headline"), {})
        else ""
    )
    heading, shown = _shown(claims, [*outside, headline], site_names)
    evidence = [text for text in (shown, headline, *meta, entry_title or "") if text]

    def clean(text: str) -> str:
        others = [other for other in evidence if other != text]
        return clean_title(text, site_names=site_names, site_suffixes=suffixes, other_evidence=others)

    stated = [
        (clean(text), origin)
        for text, origin in (
            (meta[0] if meta else "", "og"),
            (headline, "json-ld"),
            (claims.head_title, "title"),
            (entry_title or "", "feed"),
        )
        if text
    ]
    if shown:
        title = clean(shown)
        meta_title, ld_title = (
            next((text for text, origin in stated if origin == "og"), ""),
            next((text for text, origin in stated if origin == "json-ld"), ""),
        )
        if ld_title and fold(meta_title) == fold(ld_title) != fold(title):
            return Headline(ld_title, "json-ld", heading, node, refused)
        inner = [
            (text, origin)
            for text, origin in stated
            if len(text) >= 12 and fold(text) != fold(title) and fold(text) in fold(title)
        ]
        # A kicker or a standfirst inside the h1: it holds the headline as a part, or two statements of the page agree on less.
        parts = (
            {fold(" ".join(part.itertext())) for part in heading.iterdescendants()} | {fold(heading[-1].tail or "")}
            if inner and len(heading)
            else set()
        )
        for text, origin in inner:
            if (fold(text) in parts or sum(fold(text) == fold(other) for other, _ in inner) >= 2) and not text.endswith(
                ("…", "...")
            ):
                return Headline(text, origin, heading, node, refused)
        return Headline(title, "visible", heading, node, refused)
    if stated:
        title, origin = stated[0]
        return Headline(title, origin, None, node, refused)
    return Headline(None, "", None, node, refused)


def _own_node(
    candidates: list[jsonld.Node], titles: list[str], site_names: Sequence[str]
) -> tuple[jsonld.Node | None, str | None]:
    """The first node whose headline is like any title of the page; the refused headline where a headline is like none."""
    refused = None
    titles = [clean_title(text, site_names=site_names) for text in titles]
    for node in candidates:
        heads = jsonld.texts(node.get("headline") or node.get("name"), {})
        if not heads or not titles:
            if jsonld.is_article(node):
                return node, refused
            continue
        head = clean_title(heads[0], site_names=site_names)
        if max(similarity(head, title) for title in titles) >= _MIN_SHARED:
            return node, refused
        if jsonld.is_article(node):
            refused = refused or heads[0]
    return None, refused


def _shown(claims: Claims, stated: list[str], site_names: Sequence[str]) -> tuple[HtmlElement | None, str]:
    """The heading that says what the head says: an h1, else an h2; without any agreement the only h1 there is."""
    best: tuple[float, HtmlElement | None, str] = (0.0, None, "")
    names = {fold(name) for name in site_names}
    for tag in ("h1", "h2"):
        for element, text in claims.headings:
            if element.tag != tag or fold(text) in names or len(text) < 3:
                continue
            score = max((similarity(text, other) for other in stated if other), default=0.0)
            if score > best[0] + 0.01:
                best = (score, element, text)
        if best[0] >= 0.6:
            return best[1], best[2]
    ones = [(element, text) for element, text in claims.headings if element.tag == "h1" and fold(text) not in names]
    if len(ones) == 1 and (not any(stated) or best[0] >= 0.4):
        return ones[0]
    return None, ""
