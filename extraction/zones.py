"""Which parts of a page are furniture: what elements say of themselves, weighed against what they hold."""

from extraction.blocks import Layout

# A cue is not believed where it would take this share of the page's running text ("has-sidebar" on the body).
MAX_SHARE = 0.4
# Readers' comments may well be longer than the article.
MAX_COMMENTS_SHARE = 0.85
# A "caption" that is longer holds the article after a tag that was never closed.
MAX_CAPTION_WORDS = 100
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
    above = set() if headline is None else set(layout.ancestors(layout.blocks[headline].node))
    for index, node in enumerate(nodes):
        outer = nodes[node.parent].zone if node.parent >= 0 else None
        if outer is not None:
            node.zone = outer
        elif node.cue is not None and node.cue != "body" and index not in above:
            limit = MAX_COMMENTS_SHARE if node.cue == "comments" else MAX_SHARE
            weight = together[_names(layout, index)]
            if weight <= limit * weights[0] or weight < 300:
                node.zone = node.cue
    for block in layout.blocks:
        block.zone = nodes[block.node].zone
        if block.zone == "media" and block.words > MAX_CAPTION_WORDS:
            block.zone = None


def _names(layout: Layout, index: int) -> tuple[str, str, int]:
    node = layout.nodes[index]
    names = node.element.get("class")
    return node.tag, names or "", -1 if names else index
