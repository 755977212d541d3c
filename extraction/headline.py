"""Which of a page's titles is the headline, where it stands, and which JSON-LD is about this article at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from extraction import jsonld
from extraction.claims import Claims, heading_text
from extraction.plain import fold, plain_text, without_tags
from extraction.titles import clean_title, longest_part

# Shares of the shorter title's words. A headline for search engines keeps a third of the visible one's at least
# (measured on news pages, 2026-11-24); a block whose address is another page's must say nearly the same.
_SHARED_BY_ONE_STORY = 0.34
_SHARED_AT_ONE_ADDRESS = 0.15
_SHARED_IN_SPITE_OF_ADDRESS = 0.8
_SHOWN = 0.6  # of a heading with the title in the head: below it is a slogan or a section
_ONLY_HEADING = 0.4  # enough for the only h1 there is
_MIN_PART_CHARS = 12
_MAX_HEADINGS = 30
_MAX_SPACE = 300  # in the mark-up of a headline
_OTHER_HEADINGS = ("h3", "h4", "b", "strong", "font", "span", "p", "div", "td")


@dataclass(frozen=True, slots=True)
class Headline:
    """``refused``: the headline of JSON-LD that is about another story, or of a template that was never filled in."""

    title: str | None = None
    origin: str = ""
    heading: HtmlElement | None = None  # the element that shows it
    node: jsonld.Node | None = None  # the JSON-LD of this article
    refused: str | None = None


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
    found = {word for part in text.lower().split() if (word := fold(part))}
    if len(found) < 3 and len(text) > 8 and not text.isascii():  # a script without spaces: pairs of characters
        folded = fold(text)
        found = {folded[at : at + 2] for at in range(len(folded) - 1)}
    return found


def find_headline(
    claims: Claims,
    *,
    url: str,
    keys: Iterable[str],
    site_names: Sequence[str],
    suffixes: Iterable[str] = (),
    entry_title: str | None = None,
    tree: HtmlElement | None = None,
) -> Headline:
    """The headline by evidence: what the page shows, as far as its head, its JSON-LD or its feed says the same.

    ``tree`` is searched for an element of another kind that shows it where no h1 and no h2 does.

    The visible heading leads, with three exceptions: JSON-LD and Open Graph agree to the letter on another wording; a
    part of the heading's mark-up is the title that is stated elsewhere, so the rest is a kicker; two statements agree
    on less.
    """
    meta = [without_tags(text) for text in claims.all(*keys)]
    outside = [text for text in (*meta[:4], claims.head_title, entry_title or "") if text]
    heading, shown = _shown(claims, outside, site_names, url)
    node, refused = _own_node(claims, [*outside, shown], site_names, url)
    stated_ld = without_tags(next(iter(jsonld.texts((node or {}).get("headline"), {})), ""))
    if heading is None and stated_ld:
        heading, shown = _shown(claims, [*outside, stated_ld], site_names, url)
    evidence = [text for text in (shown, stated_ld, *meta[:4], entry_title or "") if text]
    suffixes = list(suffixes)

    def clean(text: str) -> str:
        others = [other for other in evidence if other != text]
        return clean_title(text, site_names=site_names, site_suffixes=suffixes, other_evidence=others)

    stated = [
        (clean(text), origin)
        for text, origin in (
            (meta[0] if meta else "", "og"),
            (stated_ld, "json-ld"),
            (claims.head_title, "title"),
            (entry_title or "", "feed"),
        )
        if text
    ]
    if heading is not None and shown:
        title, origin = _without_kicker(heading, clean(shown), stated)
        return Headline(title, origin, heading, node, refused)
    title, origin = stated[0] if stated else ("", "")
    for text in (title, longest_part(title)) if tree is not None else ():
        if len(text) >= _MIN_PART_CHARS and (element := _shown_otherwise(tree, text)) is not None:
            return Headline(text, origin, element, node, refused)
    return Headline(title or None, origin, None, node, refused)


def _shown_otherwise(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The element that shows just the title: pages from before headings were in use have it in bold letters."""
    wanted, start, limit = fold(title), title[:3], 2 * len(title) + _MAX_SPACE
    for element in tree.iter(*_OTHER_HEADINGS):
        text = element.text or (element[0].text if len(element) else None) or ""
        if text[:limit].lstrip().startswith(start) and fold(_short_text(element, limit)) == wanted:
            return element
    return None


def _short_text(element: HtmlElement, max_chars: int) -> str:
    """The text of an element, "" where it is longer: in elements within elements the same text is asked for often."""
    pieces: list[str] = []
    for piece in element.itertext():
        pieces.append(piece)
        max_chars -= len(piece)
        if max_chars < 0:
            return ""
    return plain_text(" ".join(pieces))


def _without_kicker(heading: HtmlElement, title: str, stated: list[tuple[str, str]]) -> tuple[str, str]:
    texts = {origin: text for text, origin in stated}
    if "og" in texts and "json-ld" in texts and fold(texts["og"]) == fold(texts["json-ld"]):
        if fold(texts["og"]) != fold(title):
            return texts["json-ld"], "json-ld"
        return title, "visible"
    inner = [
        (text, origin)
        for text, origin in stated
        if len(text) >= _MIN_PART_CHARS and fold(text) != fold(title) and fold(text) in fold(title)
    ]
    if not inner:
        return title, "visible"
    parts = {fold(" ".join(part.itertext())) for part in heading.iterdescendants("*")}
    if len(heading):
        parts.add(fold(heading[-1].tail or ""))
    for text, origin in inner:
        agreed = sum(fold(text) == fold(other) for other, _ in inner) >= 2
        if (agreed or fold(text) in parts) and not text.endswith(("…", "...")):
            return text, origin
    return title, "visible"


def _own_node(
    claims: Claims, titles: list[str], site_names: Sequence[str], url: str
) -> tuple[jsonld.Node | None, str | None]:
    """The node that is most like the page's titles; without one, the headline of the first article's node."""
    nodes = jsonld.articles(claims.nodes)
    known = [clean_title(text, site_names=site_names) for text in dict.fromkeys(titles) if text] if nodes else []
    best: tuple[float, jsonld.Node | None] = (0.0, None)
    refused = None
    for node in nodes:
        heads = jsonld.texts(node.get("headline") or node.get("name"), {})
        if not heads or not known:
            if jsonld.is_article(node) and best[1] is None and not _is_elsewhere(node, claims, url):
                best = (_SHARED_BY_ONE_STORY, node)
            continue
        head = clean_title(heads[0], site_names=site_names)
        score = max(similarity(head, title) for title in known)
        if score >= _needed(node, claims, url):
            if score > best[0] + 0.05:
                best = (score, node)
        elif jsonld.is_article(node):
            refused = refused or heads[0]
    return best[1], refused if best[1] is None else None


def _needed(node: jsonld.Node, claims: Claims, url: str) -> float:
    """How like the page's titles a node's headline must be, by what the node says of its address."""
    if not jsonld.address(node):
        return _SHARED_BY_ONE_STORY
    return _SHARED_IN_SPITE_OF_ADDRESS if _is_elsewhere(node, claims, url) else _SHARED_AT_ONE_ADDRESS


def _is_elsewhere(node: jsonld.Node, claims: Claims, url: str) -> bool:
    """Whether the node names another page as its own."""
    address = jsonld.address(node)
    if not address:
        return False
    own = {_path(text) for text in (url, *claims.canonicals, claims.first("og:url")[0]) if text}
    return _path(address) not in own


def _path(address: str) -> str:
    try:
        return unquote(urlsplit(address).path).rstrip("/").lower()
    except ValueError:
        return ""


def _is_logo(heading: HtmlElement, url: str) -> bool:
    """Whether a heading is a link to the front page: the site's name as its h1."""
    link = next(heading.iter("a"), None)
    link = link if link is not None or (parent := heading.getparent()) is None or parent.tag != "a" else parent
    if link is None:
        return False
    address = (link.get("href") or "").strip()
    try:
        parts, page = urlsplit(address), urlsplit(url)
    except ValueError:
        return False
    return (
        bool(address)
        and parts.path in ("", "/")
        and not parts.query
        and parts.netloc in ("", page.netloc)
        and page.path not in ("", "/")
        and not address.startswith("#")
    )


def _shown(claims: Claims, stated: list[str], site_names: Sequence[str], url: str) -> tuple[HtmlElement | None, str]:
    """The heading that says what the head says: an h1, else an h2; without any agreement the only h1 there is."""
    best: tuple[float, HtmlElement | None, str] = (0.0, None, "")
    stated = list(dict.fromkeys(text for text in stated if text))
    names = {fold(name) for name in site_names}
    ones: list[tuple[HtmlElement, str]] = []
    for tag in ("h1", "h2"):
        texts = ((element, heading_text(element)) for element in claims.headings[tag][:_MAX_HEADINGS])
        headings = [
            (element, text)
            for element, text in texts
            if len(text) >= 3 and fold(text) not in names and not _is_logo(element, url)
        ]
        if tag == "h1":
            ones = headings
        for element, text in headings:
            score = max((similarity(text, other) for other in stated), default=0.0)
            if score > best[0] + 0.01:
                best = (score, element, text)
            if score == 1:
                break
        if best[0] >= _SHOWN:
            return best[1], best[2]
    if len(ones) == 1 and (not stated or best[0] >= _ONLY_HEADING):
        return ones[0]
    return None, ""
