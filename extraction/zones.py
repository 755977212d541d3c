"""Which parts of a page are furniture: what elements say of themselves, weighed against what they hold."""

from extraction.blocks import Layout

# A cue is not believed where it would take this share of the page's running text ("has-sidebar" on the body).
MAX_SHARE = 0.4
# Readers' comments may well be longer than the article, and a cookie notice than a short one.
MAX_SHARES = {"comments": 0.85, "consent": 0.95}
# Nor is it doubted while an element that calls itself the body holds this much text elsewhere.
MIN_BODY_CHARS, MIN_BODY_SHARE = 150, 0.2
MAX_BODIES = 20
# A "caption" that is longer holds the article after a tag that was never closed.
MAX_CAPTION_WORDS = 100
# Names that layouts give to what stands around a body too ("sidebar-grid").
_LAYOUT = frozenset(("chrome", "aside", "share", "meta", "media", "ad", "signup", "author"))
# A long paragraph with such a name is named for its looks ("font-size-small meta-serif").
_LOOKS = frozenset(("chrome", "share", "meta"))
# Some systems put the whole page into a form.
MAX_FORM_CHARS = 700
# One block counts for no more than a long paragraph does: a dump of data is not a text.
MAX_BLOCK_CHARS = 1200


def settle_zones(layout: Layout, headline: int | None) -> None:
    """Each block gets the zone of the outermost furniture around it, unless that is most of the page or its headline.

    Elements of the same names are weighed together: a body may stand in several parts of one class.
    """
    nodes = layout.nodes
    weights = [0] * len(nodes)
    for block in layout.blocks:
        if block.words > 8 and block.link_density < 0.5 and block.kind != "caption":
            weights[block.node] += min(len(block.text), MAX_BLOCK_CHARS)
    for index in range(len(nodes) - 1, 0, -1):
        weights[nodes[index].parent] += weights[index]
    together: dict[tuple[str, str, int], int] = {}
    for index, node in enumerate(nodes):
        if node.cue is not None and node.cue != "body":
            key = _names(layout, index)
            together[key] = together.get(key, 0) + weights[index]
    bodies = _bodies(layout, weights)
    above = set() if headline is None else set(layout.ancestors(layout.blocks[headline].node))
    for index, node in enumerate(nodes):
        outer = nodes[node.parent].zone if node.parent >= 0 else None
        if outer is not None:
            node.zone = outer
        elif node.cue is not None and node.cue != "body" and index not in above:
            weight = together[_names(layout, index)]
            small = weight <= MAX_SHARES.get(node.cue, MAX_SHARE) * weights[0] or weight < 300
            if node.cue in _LAYOUT and _holds_body(layout, index, weights, bodies):
                continue
            if node.cue == "form" and weights[index] > MAX_FORM_CHARS:
                continue
            if node.tag == "p" and node.cue in _LOOKS and weights[index] > MIN_BODY_CHARS:
                continue
            if small or (
                node.cue in ("aside", "chrome", "related", "comments")
                and _body_elsewhere(layout, index, weights, bodies)
            ):
                node.zone = node.cue
    for block in layout.blocks:
        block.zone = nodes[block.node].zone
        if block.zone == "media" and block.words > MAX_CAPTION_WORDS:
            block.zone = None


def _bodies(layout: Layout, weights: list[int]) -> list[int]:
    """The elements that call themselves the body and hold text, the fullest first."""
    found = [i for i, node in enumerate(layout.nodes) if node.cue == "body" and weights[i] >= MIN_BODY_CHARS]
    return sorted(found, key=lambda i: -weights[i])[:MAX_BODIES]


def _holds_body(layout: Layout, index: int, weights: list[int], bodies: list[int]) -> bool:
    if weights[index] < 500:
        return False
    return any(weights[i] >= 0.7 * weights[index] and i > index and index in layout.ancestors(i) for i in bodies)


def _body_elsewhere(layout: Layout, index: int, weights: list[int], bodies: list[int]) -> bool:
    nodes = layout.nodes
    return any(
        weights[i] >= MIN_BODY_SHARE * weights[index]
        and index not in layout.ancestors(i)
        and i not in layout.ancestors(index)
        and all(nodes[a].cue in (None, "body") or nodes[a].zone is None for a in layout.ancestors(i))
        for i in bodies
    )


def _names(layout: Layout, index: int) -> tuple[str, str, int]:
    node = layout.nodes[index]
    names = node.element.get("class")
    return node.tag, names or "", -1 if names else index
