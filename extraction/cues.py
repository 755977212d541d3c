"""What an element's names say of it: a kind of furniture, the body of the text, or nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from lxml.html import HtmlElement

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
# "lead-image", "teaser-media": what such an element holds is a caption.
_PICTURE = re.compile(r"\b(?:image|img|photo|picture|caption|credit|media|figure|thumb|video)\w*")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    alternatives = "|".join(
        re.escape(p).replace(r"\*", r"\w*").replace(r"\ ", " ") for p in sorted(phrases, key=len, reverse=True)
    )
    return re.compile(rf"(?<![a-z0-9])(?:{alternatives})(?![a-z0-9])")


@dataclass(frozen=True)
class _Cues:
    kinds: dict[str, re.Pattern[str]]
    body: re.Pattern[str]
    shown: re.Pattern[str]
    lead: re.Pattern[str]
    any: re.Pattern[str]


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    data: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("cues.yaml").read_text(encoding="utf-8"))
    body, lead = _pattern(data.pop("body")), _pattern(data.pop("lead"))
    shown = _pattern(data.pop("shown"))
    return _Cues(
        {kind: _pattern(phrases) for kind, phrases in data.items()},
        body,
        shown,
        lead,
        _pattern(p for phrases in data.values() for p in phrases),
    )


# WordPress writes what an article is about among the classes of its element: "category-popular tag-newsletter".
_TOPICS = ("category-", "tag-", "tax-", "topic-", "author-", "post_tag-", "series-", "section-")


def words_of(name: str) -> str:
    """Class names or an id as words: "td-post-sharing" and "tdPostSharing" give "td post sharing"."""
    tokens = name.split()
    if len(tokens) > 4:
        tokens = [token for token in tokens if not token.startswith(_TOPICS)]
    return " . ".join(_OTHER.sub(" ", _CAMEL.sub(" ", token).lower()).strip() for token in tokens)


@lru_cache(maxsize=20_000)
def name_kind(names: str) -> str | None:
    """The kind of furniture that class names and id tell of, "body", or None."""
    if len(names) > 400:
        names = names[:400]
    cues, words = _cues(), words_of(names)
    if cues.body.search(words):
        return "body"
    if not cues.any.search(words):
        return None
    words = cues.shown.sub("", words)
    return next((kind for kind, pattern in cues.kinds.items() if pattern.search(words)), None)


def is_lead(element: HtmlElement) -> bool:
    """Whether an element's names call it the standfirst of an article; asked only of what stands below a headline."""
    if element.get("itemprop") == "alternativeHeadline":
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return len(names) > 1 and _is_lead(names[:400])


@lru_cache(maxsize=2_000)
def _is_lead(names: str) -> bool:
    words = words_of(names)
    return _cues().lead.search(words) is not None and _PICTURE.search(words) is None


_ROLES = {
    "navigation": "chrome",
    "banner": "chrome",
    "contentinfo": "chrome",
    "complementary": "aside",
    "search": "chrome",
    "menu": "chrome",
    "menubar": "chrome",
    "dialog": "chrome",
    "alertdialog": "chrome",
    "tooltip": "chrome",
    "toolbar": "chrome",
}
_TAGS = {"nav": "chrome", "footer": "chrome", "aside": "aside", "menu": "chrome", "dialog": "chrome"}


def _is_closed(attributes: Mapping[str, str]) -> bool:
    """Whether an element is not shown until a script or a click opens it; "until-found" is folded up, like details."""
    return ("hidden" in attributes and attributes["hidden"].lower() != "until-found") or "popover" in attributes


def element_kind(element: HtmlElement, tag: str) -> str | None:
    """The kind of furniture that an element says it is, by tag, role, visibility and names; "body", or None."""
    if kind := _TAGS.get(tag):
        return kind
    attributes = element.attrib
    if not attributes:
        return None
    if (role := attributes.get("role")) and (kind := _ROLES.get(role)):
        return kind
    if (style := attributes.get("style")) and _HIDDEN.search(style[:500]):
        return "hidden"
    # Metered sites hide single paragraphs from screen readers until a visitor has been counted.
    if _is_closed(attributes) or (attributes.get("aria-hidden") == "true" and tag != "p"):
        return "hidden"
    if attributes.get("itemprop") == "articleBody":
        return "body"
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if len(names) > 1:
        return name_kind(names)
    return None
