"""The quick way on a site that is known: only the part of the page that holds headline and body is read."""

from lxml.html import HtmlElement

from extraction.container import element_signature

# A part that gives fewer words is not trusted: the whole page is read as on an unknown site.
MIN_WORDS = 80


def known_part(tree: HtmlElement, usual: str | None) -> HtmlElement | None:
    """The smallest element with the site's usual container and a headline; None where the page has no such part."""
    if usual is None:
        return None
    tag = usual.partition(".")[0]
    # Most elements are told from it by the beginning of their names, without the cost of a signature.
    first = usual[len(tag) + 1]
    found = [
        element
        for element in tree.iter(tag)
        if (not (names := element.get("class")) or names[0] == first or not names[0].isalpha())
        and element_signature(element) == usual
    ]
    if len(found) != 1:
        return None
    for element in (found[0], *found[0].iterancestors()):
        if element.tag in ("body", "html"):
            return None
        if next(element.iter("h1"), None) is not None:
            return element
    return None
