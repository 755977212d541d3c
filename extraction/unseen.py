"""What a page's styles keep from its readers: elements with such a style, or that a style sheet of the page hides.

Style sheets of other addresses are not fetched. Of those in the page the cascade is kept to: the more specific rule,
then the later one (CSS Cascading and Inheritance, 6). Rules for paper, for widths, and with pseudo-classes are passed
over: what they hide is shown to some.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from bounds import bounds, note_cut

LOOKS_PER_CHAR = 3  # at an element, for whether a part of a selector is about it: rules by elements would be quadratic
MAX_SHARE = 0.33  # of a page's paragraphs: more is shown by a script when the page is there
_INLINE = frozenset(("span", "b", "i", "em", "strong", "small", "font", "sup", "sub", "u", "mark"))
_MIN_PARAGRAPH_CHARS = 200
# How many paragraphs show that an element was left open: captions and teasers have one or two.
_SWALLOWING = dict.fromkeys(("svg", "math", "map", "picture", "label", "button"), 1)
_SWALLOWING |= dict.fromkeys(("a", "figure", "figcaption"), 3)
_FOREIGN = frozenset(("foreignobject", "desc", "annotation-xml"))  # in which a paragraph is the drawing's own

_NOUGHT = r"[01]?(?:\.\d{1,4})?(?:px)?(?![\d.%a-z])"  # of a pixel
_FAR = r"-\d{3,6}(?:\.\d{1,4})?(?:px|em|rem|%|vw|vh)?"
# Of declarations in lower case without blanks.
_HIDES = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|content-visibility:hidden|opacity:0(?:\.0{0,4})?%?(?![\d.])"
    r"|font-size:0(?:\.0{0,4})?(?:px|em|rem|pt|%)?(?![\d.])|color:(?:transparent|rgba\(\d+,\d+,\d+,0\))"
    rf"|text-indent:{_FAR}|transform:scale\(0\)|clip:rect\((?:[01](?:px)?[,)]){{4}}|clip-path:inset\((?:50|100)%\))"
)
# Less is layout: boxes are centred with half of their width, columns with the whole of it.
_AWAY = re.compile(
    r"(?:^|;)(?:left|right|top|bottom):-(?:\d{4,6}(?:\.\d{1,4})?(?:px)?|\d{3,6}(?:em|rem|vw|vh))(?![\d.%a-z])"
)
_PLACED = re.compile(r"(?:^|;)position:(?:absolute|fixed)")
_PUSHED = re.compile(r"(?:^|;)margin-(?:left|top):-\d{4,6}(?:px)?(?![\d.%a-z])")
_FLAT = re.compile(rf"(?:^|;)(?:max-)?(?:height|width):{_NOUGHT}")
_CLIPPED = re.compile(r"(?:^|;)overflow(?:-[xy])?:(?:hidden|clip)")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_SHOWS = re.compile(r"(?:display|visibility|opacity|font-size|position|height)\s*:")
# What they have in common, in lower case: most rules have nothing of it.
_MAY_HIDE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*[hc]|opacity\s*:\s*0|-size\s*:\s*0|transparent|-\d{3}|scale\(\s*0|clip"
    r"|(?:height|width)\s*:\s*[01](?![\d.])"
)
_MAY_SHOW = re.compile(rf"{_MAY_HIDE.pattern}|{_SHOWS.pattern}")

_BLANKS = re.compile(r"\s+")
_CONDITION = re.compile(r"print|\(", re.I)
_COMPOUND = re.compile(r"(?:[a-z][a-z0-9-]*|\*)?(?:[.#][\w-]+|\[[\w-]+(?:=[\"']?[\w-]*[\"']?)?\])*", re.I)
_PART = re.compile(r"([.#]?)([\w-]+)|\[([\w-]+)(?:=[\"']?([\w-]*)[\"']?)?\]")
_NAME = re.compile(r"[.#][\w-]+")
_STYLES = etree.XPath("descendant::*/@style")  # attributes are found in less time than elements that have one
_CLASSES, _IDS = etree.XPath("descendant::*/@class"), etree.XPath("descendant::*/@id")


@dataclass(frozen=True, slots=True)
class _Rule:
    compounds: tuple[str, ...]  # from the element itself outwards; ">" and " " are not told apart
    weight: tuple[int, int, int]
    hides: bool


def mark_unseen(tree: HtmlElement) -> None:
    """Set `hidden` on what is not shown, and drop it inside lines, unless that is most of the text."""
    styles = _STYLES(tree)
    hiding = {style for style in set(styles) if hides(style)}
    found = {style.getparent() for style in styles if style in hiding}
    found |= set(_by_sheets(tree))
    outer = [element for element in found if not any(above in found for above in element.iterancestors())]
    if not outer:
        return
    whole = _letters(tree.iter("p"))
    # Where there are hardly any paragraphs, the text stands in other elements.
    if whole >= _MIN_PARAGRAPH_CHARS:
        unseen = sum(_letters(element.iter("p")) for element in outer)
    else:
        whole, unseen = _letters([tree]), _letters(outer)
    if unseen > MAX_SHARE * whole:
        return
    for element in outer:
        if element.tag in _INLINE:  # a paragraph goes on behind it
            element.drop_tree()
        elif element.tag not in ("html", "body"):
            element.set("hidden", "")


def free_swallowed(tree: HtmlElement) -> None:
    """Let out the paragraphs of a text that stand in a drawing, a label, a caption or a link which nobody has closed.

    Browsers show them: a paragraph ends a drawing (HTML, "parsing main inside foreign content"), the others only wrap
    it. What such an element holds by itself is shorter.
    """
    held: dict[HtmlElement, list[int]] = {}
    for paragraph in tree.iter("p"):
        size = 0
        for above in paragraph.iterancestors(*_SWALLOWING, *_FOREIGN):
            if above.tag in _FOREIGN:
                break
            size = size or _letters([paragraph])
            held.setdefault(above, []).append(size)
    for element, sizes in held.items():
        least = _SWALLOWING[element.tag]
        if len(sizes) >= least and sum(sizes) >= least * _MIN_PARAGRAPH_CHARS:
            element.tag = "div"


def reveal_noscript(tree: HtmlElement) -> bool:
    """Show what a page shows to readers without scripts, which we are, where that is as much as a text; whether any.

    Asked only of pages that have no text otherwise: most say there that scripts are needed, or what is said anyway.
    """
    found = [element for element in tree.iter("noscript") if _letters([element]) >= _MIN_PARAGRAPH_CHARS]
    for element in found:
        element.tag = "div"
    return bool(found)


def hides(style: str) -> bool:
    """Whether declarations keep an element from readers."""
    style = _BLANKS.sub("", _bounded(style)).lower()
    if _HIDES.search(style) or _PUSHED.search(style) or (_AWAY.search(style) and _PLACED.search(style)):
        return True
    if _FLAT.search(style) and _CLIPPED.search(style):
        return True
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    return bool(colour and ground and _same_colour(colour[1], ground[1]))


def _same_colour(one: str, other: str) -> bool:
    def spelt(colour: str) -> str:
        colour = {"white": "#fff", "black": "#000"}.get(colour, colour)
        return "#" + "".join(letter * 2 for letter in colour[1:]) if re.fullmatch(r"#[0-9a-f]{3}", colour) else colour

    return spelt(one) == spelt(other)


def _letters(elements: Iterable[HtmlElement]) -> int:
    return sum(len(piece) for element in elements for piece in element.itertext())


def _by_sheets(tree: HtmlElement) -> Iterator[HtmlElement]:
    root = tree.getroottree().getroot()
    sheets = "\n".join(s.text or "" for s in root.iter("style") if not _CONDITION.search(s.get("media") or ""))
    if "{" not in sheets:
        return
    text = _bounded(_without_comments(sheets))
    hiding = _by_name(_rules(text, _MAY_HIDE))
    left = iter(range(LOOKS_PER_CHAR * bounds().style_chars))
    found = [element for element in _candidates(tree, hiding.keys()) if _best(element, hiding, left)]
    if not found:
        return
    # Only now what shows them again is looked for, which most rules of a page do for something.
    names = {name for element in found for name in _names_of(element)}
    rules = _by_name(_rules(text, _MAY_SHOW, names))
    for element in found:
        best = _best(element, rules, left)
        if best is None or best.hides:
            yield element
    if next(left, None) is None:
        note_cut("styles")


def _bounded(style: str) -> str:
    most = bounds().style_chars
    if len(style) > most:
        note_cut("styles")
    return style[:most]


def _by_name(rules: Iterable[_Rule]) -> dict[str, list[_Rule]]:
    found: dict[str, list[_Rule]] = {}
    for rule in rules:
        found.setdefault(_found_by(rule), []).append(rule)
    return found


def _best(element: HtmlElement, rules: Mapping[str, list[_Rule]], left: Iterator[int]) -> _Rule | None:
    """The rule for an element that counts."""
    known = (rule for name in _names_of(element) for rule in rules.get(name, ()))
    matching = [rule for rule, _ in zip(known, left, strict=False) if all(_matches(element, rule, left))]
    return max(matching, key=lambda rule: rule.weight, default=None)


def _rules(text: str, may_be: re.Pattern[str], names: Set[str] | None = None) -> Iterator[_Rule]:
    """The rules that hide, or with `_MAY_SHOW` those that show too, in their order; of these `names`, if there are."""
    skipped, depth, number = 0, 0, 0
    for block in text.split("}")[:-1]:  # what is not closed was cut
        *preludes, declarations = block.split("{")
        for prelude in preludes:
            depth += 1
            if "@" in prelude and not skipped and _is_conditional(_selector(prelude)):
                skipped = depth
        counts = preludes and not skipped and (names is None or not names.isdisjoint(_NAME.findall(preludes[-1])))
        if counts and may_be.search(declarations := declarations.lower()):
            hiding = hides(declarations)
            if hiding or (may_be is _MAY_SHOW and _SHOWS.search(declarations)):
                for selector in _selector(preludes[-1]).split(","):
                    if compounds := _compounds(selector):
                        number += 1
                        yield _Rule(compounds, (*_specificity(compounds), number), hiding)
        skipped = 0 if skipped == depth else skipped
        depth = max(0, depth - 1)


def _selector(prelude: str) -> str:
    return prelude.rpartition(";")[2].strip()


def _is_conditional(prelude: str) -> bool:
    known = prelude.startswith(("@layer", "@media")) and not _CONDITION.search(prelude)
    return prelude.startswith("@") and not known


def _without_comments(text: str) -> str:
    pieces = text.split("/*")
    return pieces[0] + "".join(piece.partition("*/")[2] for piece in pieces[1:])


def _compounds(selector: str) -> tuple[str, ...]:
    """The compound selectors, the element's own first; empty for what is not read."""
    parts = selector.replace(">", " ").split()
    return tuple(reversed(parts)) if parts and all(_COMPOUND.fullmatch(part) for part in parts) else ()


def _specificity(compounds: tuple[str, ...]) -> tuple[int, int]:
    text = " ".join(compounds)
    return text.count("#"), text.count(".") + text.count("[")


def _found_by(rule: _Rule) -> str:
    """The class or id by which the elements of a rule are found; "" for a rule without."""
    return next((mark + name for mark, name, *_ in _PART.findall(rule.compounds[0]) if mark), "")


def _candidates(tree: HtmlElement, names: Set[str]) -> Iterator[HtmlElement]:
    """Elements of which a rule may be: asked of each attribute once, not of each element for every rule."""
    classes, ids = ({name[1:] for name in names if name[:1] == mark} for mark in ".#")
    for names_asked, attributes in ((classes, _CLASSES), (ids, _IDS)):
        if names_asked:
            for attribute in attributes(tree):
                if not names_asked.isdisjoint(attribute.split()):
                    yield attribute.getparent()


def _names_of(element: HtmlElement) -> list[str]:
    return [*(f".{name}" for name in (element.get("class") or "").split()), f"#{element.get('id')}"]


def _matches(element: HtmlElement, rule: _Rule, left: Iterator[int]) -> Iterator[bool]:
    """An answer for each compound; none matches once as many elements as may be were looked at (`left`)."""
    yield _is(element, rule.compounds[0])
    above = element.iterancestors()
    for compound in rule.compounds[1:]:
        yield any(next(left, None) is not None and _is(each, compound) for each in above)


def _is(element: HtmlElement, compound: str) -> bool:
    for mark, name, attribute, value in _PART.findall(compound):
        if attribute:
            own = element.get(attribute)
            if own is None or (value and own != value):
                return False
        elif mark == ".":
            if name not in (element.get("class") or "").split():
                return False
        elif element.get("id") != name if mark == "#" else element.tag != name.lower():
            return False
    return True
