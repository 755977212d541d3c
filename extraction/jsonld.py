"""JSON-LD of a page: blocks repaired where that is safe, graphs flattened, ``@id`` references followed."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from bounds import Bounds, bounds, note_cut
from extraction.plain import plain_text

Node = dict[str, Any]

ARTICLE_TYPES = frozenset(
    [
        "article",
        "newsarticle",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "asknewsarticle",
        "blogposting",
        "liveblogposting",
        "socialmediaposting",
        "techarticle",
        "scholarlyarticle",
        "satiricalarticle",
        "advertisercontentarticle",
        "report",
        "medicalscholarlyarticle",
        "pressrelease",
        "creativework",
        "discussionforumposting",
        "recipe",
        "review",
        "videoobject",
        "podcastepisode",
    ]
)
_BEST_TYPES = frozenset(
    kind for kind in ARTICLE_TYPES if "article" in kind or "blogposting" in kind or kind == "report"
)
_PAGE_TYPES = frozenset({"webpage", "itempage", "aboutpage", "faqpage", "medicalwebpage"})

# What templates wrap a block in, against parsers that never came to read it.
_OPENERS = ("<!--", "//<![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[", "//")
_CLOSERS = ("-->", "/*]]>*/", "/* ]]> */", "//]]>", "]]>", "//", ";")
_TRAILING_COMMA = re.compile(r",(\s{0,200})([}\]])")
_PAIR = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleSection|@type)"\s{0,20}:\s{0,20}"((?:[^"\\]|\\.){1,600})"'
)
_AUTHOR = re.compile(
    r'"author"\s{0,20}:\s{0,20}[\[{\s]{0,30}[^\[\]]{0,200}?"name"\s{0,20}:\s{0,20}"((?:[^"\\]|\\.){1,200})"'
)


def read_blocks(texts: Iterable[str]) -> list[Node]:
    """All nodes of all blocks, parents before children. A block beyond repair gives what its plain pairs say."""
    nodes: list[Node] = []
    most = bounds()
    for text in texts:
        if len(text) > most.json_chars:
            note_cut("data")
        for value in _load(text[: most.json_chars]):
            _flatten(value, nodes, 1, most)
    return nodes


def _load(text: str) -> list[Any]:
    text = _unwrapped(text)
    if not text:
        return []
    # strict=False: raw line ends inside strings are the commonest fault.
    decoder = json.JSONDecoder(strict=False)
    if values := _decode_all(decoder, text):
        return values
    if values := _decode_all(decoder, _TRAILING_COMMA.sub(r"\1\2", text)):
        return values
    if "&quot;" in text and (values := _decode_all(decoder, text.replace("&quot;", '"').replace("&amp;", "&"))):
        return values
    return _salvage(text)


def _unwrapped(text: str) -> str:
    text = text.strip("\ufeff \t\r\n")
    for _ in range(3):
        if text[:1] in ("{", "["):
            break
        text = next((text.removeprefix(opener) for opener in _OPENERS if text.startswith(opener)), text).lstrip()
    for _ in range(3):
        if text[-1:] in ("}", "]") and not text.endswith("]]>"):
            break
        text = next((text.removesuffix(closer) for closer in _CLOSERS if text.endswith(closer)), text).rstrip()
    return text


def _decode_all(decoder: json.JSONDecoder, text: str) -> list[Any]:
    """Every value of a text that may hold several one behind the other."""
    values: list[Any] = []
    at = 0
    while at < len(text) and len(values) < bounds().json_nodes:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n;,":
            at += 1
    return values


def _salvage(text: str) -> list[Any]:
    node: Node = {}
    for key, value in _PAIR.findall(text[:200_000]):
        node.setdefault(key, value.replace('\\"', '"').replace("\\/", "/"))
    author = _AUTHOR.search(text[:200_000])
    if author:
        node["author"] = {"@type": "Person", "name": author[1]}
    return [node] if "headline" in node or "datePublished" in node else []


def _flatten(value: Any, nodes: list[Node], depth: int, most: Bounds) -> None:
    if depth > most.tree_depth or len(nodes) >= most.json_nodes:
        if isinstance(value, list | dict):
            note_cut("data")
        return
    if isinstance(value, list):
        for item in value:
            _flatten(item, nodes, depth + 1, most)
    elif isinstance(value, dict):
        if "@graph" not in value or len(value) > 2:
            nodes.append(value)
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "liveBlogUpdate", "itemListElement"):
            child = value.get(key)
            if isinstance(child, list | dict) and key not in ("hasPart", "liveBlogUpdate"):
                _flatten(child, nodes, depth + 1, most)


def types_of(node: Node) -> frozenset[str]:
    """The node's types, lower case, without the address of the vocabulary."""
    kinds = node.get("@type")
    return frozenset(
        kind.rsplit("/", 1)[-1].removeprefix("schema:").lower()
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    )


def articles(nodes: list[Node]) -> list[Node]:
    """Nodes that may be the page's article, the best kinds first."""

    def rank(node: Node) -> int:
        kinds = types_of(node)
        if kinds & _BEST_TYPES:
            return 0
        if kinds & ARTICLE_TYPES:
            return 1
        return 2 if kinds & _PAGE_TYPES else 3

    found = [(rank(node), at, node) for at, node in enumerate(nodes)]
    return [node for place, _, node in sorted(found, key=lambda item: item[:2]) if place < 3 or "headline" in node]


def is_article(node: Node) -> bool:
    return bool(types_of(node) & ARTICLE_TYPES)


def by_id(nodes: Iterable[Node]) -> dict[str, Node]:
    """Nodes by ``@id``, the fullest one of each."""
    found: dict[str, Node] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(found.get(name, ())):
            found[name] = node
    return found


def texts(value: Any, ids: dict[str, Node], *, keys: tuple[str, ...] = ("name", "headline")) -> list[str]:
    """``value`` (string, object with a name, reference, or a list of those) as plain strings."""
    return [text for item in _items(value) if (text := _text(item, ids, keys))]


def _items(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value[:50]:
            yield from _items(item) if isinstance(item, list) and item is not value else (item,)
    elif value is not None:
        yield value


def _text(item: Any, ids: dict[str, Node], keys: tuple[str, ...]) -> str:
    if isinstance(item, str):
        return plain_text(ids[item].get("name") if item in ids else item)
    if not isinstance(item, dict):
        return ""
    for source in (item, ids.get(str(item.get("@id")), {})):
        for key in keys:
            inner = source.get(key)
            inner = inner[0] if isinstance(inner, list) and inner else inner
            inner = inner.get("@value") if isinstance(inner, dict) else inner
            if text := plain_text(inner):
                return text
    return ""


def authors(node: Node, ids: dict[str, Node]) -> list[tuple[str, str]]:
    """(name, "person" / "organization" / "") of every author, in order."""
    found = []
    for item in _items(node.get("author") or node.get("creator")):
        name = _text(item, ids, ("name", "alternateName"))
        kinds: frozenset[str] = frozenset()
        if isinstance(item, dict):
            kinds = types_of(item) or types_of(ids.get(str(item.get("@id")), {}))
            if not name and isinstance(item.get("givenName"), str):
                name = plain_text(f"{item['givenName']} {item.get('familyName') or ''}")
        kind = "organization" if kinds & {"organization", "newsmediaorganization", "corporation"} else ""
        if name:
            found.append((name, "person" if "person" in kinds else kind))
    return found


def address(node: Node) -> str:
    """The page that the node says it belongs to: mainEntityOfPage, else url; "" where it names none."""
    for key in ("mainEntityOfPage", "url"):
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            return value
    return ""


def breadcrumb(nodes: list[Node]) -> list[str]:
    """The names of the first BreadcrumbList, from the home page on."""
    for node in nodes:
        if "breadcrumblist" in types_of(node):
            steps = [item for item in _items(node.get("itemListElement")) if isinstance(item, dict)]
            names = [plain_text(step.get("name")) or next(iter(texts(step.get("item"), {})), "") for step in steps]
            return [name for name in names if name and not name.startswith("http")]
    return []
