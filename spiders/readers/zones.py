"""Where on a page an element stands: in its navigation, aside of its subject, or in the subject itself."""

from typing import Literal

from lxml.html import HtmlElement

from spiders.readers.section_words import class_words, words

Zone = Literal["navigation", "side"]

_NAVIGATION_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "tablist", "dialog"})
_ENDS = ("menu", "navbar", "navigation", "footer", "breadcrumb", "breadcrumbs")  # leftmenu, topmenu, pagefooter
_STARTS = ("menu", "footer", "breadcrumb", "navbar")
_OWN_PLACE = frozenset({"article", "li", "main", "section", "tr"})


class Zones:
    """The zones of one page. What a class name says is doubted where an element holds the page's subject."""

    def __init__(self, root: HtmlElement, headings: list[HtmlElement]) -> None:
        self._known: dict[HtmlElement, Zone | None] = {}
        self._subject: dict[HtmlElement, int] = {}  # element -> headings of cards in it
        self._headings = len(headings)
        for element in [*root.iter("main"), *root.iter("h1")]:
            self._count(element, self._headings + 1)
        for heading in headings:
            self._count(heading, 1)

    def _count(self, element: HtmlElement, weight: int) -> None:
        above: HtmlElement | None = element
        while above is not None:
            self._subject[above] = self._subject.get(above, 0) + weight
            above = above.getparent()

    def of(self, element: HtmlElement) -> Zone | None:
        """The zone that the element stands in, or None for the subject itself."""
        path: list[HtmlElement] = []
        zone: Zone | None = None
        above: HtmlElement | None = element
        while above is not None:
            if above in self._known:
                zone = self._known[above]
                break
            path.append(above)
            above = above.getparent()
        for inner in reversed(path):  # outermost first: what is in a zone stays in it
            zone = zone or self._own(inner)
            self._known[inner] = zone
        return zone

    def _own(self, element: HtmlElement) -> Zone | None:
        tag, role = element.tag, element.get("role")
        if tag in ("html", "body", "main", "article"):
            return None
        if tag == "nav" or role in _NAVIGATION_ROLES:
            return "navigation"
        if tag in ("footer", "header"):
            inside = any(above.tag in _OWN_PLACE for above in element.iterancestors())
            return None if inside else "navigation" if tag == "footer" else "side"
        if tag == "aside" or role == "complementary":
            return "side"
        if self._subject.get(element, 0) * 2 > self._headings > 0:
            return None
        names = class_words(f"{element.get('class') or ''} {element.get('id') or ''}")
        if names & words("navigation") or any(name.endswith(_ENDS) or name.startswith(_STARTS) for name in names):
            return "navigation"
        return "side" if names & words("side") else None
