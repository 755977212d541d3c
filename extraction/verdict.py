"""Is this an article, and is it whole? Each answer with its reason; in doubt the page is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from extraction.announced import is_another
from extraction.blocks import Block, Layout
from extraction.container import folded
from extraction.metadata import Metadata
from extraction.outcome import TOO_DEEP
from items import Entry, Status
from trees import is_cut

# schema.org types of pages that are about one text.
_ARTICLE_TYPES = re.compile(
    r"article|posting|report|review|opinion|analysis|scholarly|liveblog|advertisercontent", re.I
)
_LIST_TYPES = frozenset(("collectionpage", "itemlist", "searchresultspage", "profilepage"))
SHORT_SHARE = 0.25  # of the usual length of the site's texts: less is short
MAX_JUDGED_WORDS = 300  # of a text that may be short
MAX_TEASER_WORDS = 150  # before a gate, whatever is usual
BRIEF_WORDS, BRIEF_PARAGRAPH_WORDS = 60, 30  # a text below both, and short beside the others, is not whole
_GALLERY_TYPES = frozenset(("imagegallery", "mediagallery", "videogallery"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """``refusal`` ("word: a sentence") for what is no article; else the status of its text, with reasons."""

    status: Status = "full"
    reasons: tuple[str, ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verdict is made from."""

    url: str
    blocks: list[Block]
    layout: Layout
    metadata: Metadata
    head_title: str
    entry: Entry | None
    usual_words: float | None  # median length of the site's texts; None while unknown


def judge(evidence: Evidence) -> Verdict:
    """The verdict on a page."""
    page = _Page(evidence)
    for check in (_challenge, _consent, _error, _login, _elsewhere, _gallery, _listing):
        if refusal := check(page):
            return Verdict("partial", (), refusal)
    return _completeness(page)


class _Page:
    """The measures that several checks share."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.words = sum(block.words for block in evidence.blocks)
        self.longest = max((block.words for block in evidence.blocks), default=0)
        self.types = {kind.lower() for kind in evidence.metadata.types}
        self.says_article = any(_ARTICLE_TYPES.search(kind) for kind in self.types)
        visible = [b for b in evidence.layout.blocks if b.zone not in ("hidden", "consent", "chrome")]
        self.page_words = sum(b.words for b in visible)
        self._visible = visible
        # A dated page with an author is an article even where its text is hard to find. The page itself has to say so:
        # feeds sign and date whatever they list, a topic page too.
        metadata = evidence.metadata
        by_feed = "feed" in (metadata.origins.get("authors"), metadata.origins.get("published"))
        self.signed = bool(metadata.authors) and metadata.published is not None and not by_feed

    @cached_property
    def text(self) -> str:
        return "\n".join(block.text for block in self.evidence.blocks)

    @cached_property
    def opening(self) -> str:
        return "\n".join(b.text for b in self._visible[:40])[:4000]


_SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)|[。！？]|\n")


@lru_cache(maxsize=1)
def _gates() -> Mapping[str, re.Pattern[str]]:
    sections: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("gates.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), [])
        elif line.strip() and not line.startswith("#"):
            section.append(line.strip().lower())
    return {
        name: re.compile("|".join(re.escape(phrase).replace(r"\*", r"[^\n]{0,60}") for phrase in phrases))
        for name, phrases in sections.items()
    }


def is_gate(text: str) -> bool:
    """Whether a line offers to read on for a price or a name."""
    return bool(_gates()["paywall"].search(_straight(text)))


def is_placeholder(text: str) -> bool:
    """Whether a text says nothing but what its reader should do, or wait for, to see one."""
    sentences = [each for each in _SENTENCE_END.split(_straight(text)) if any(map(str.isalnum, each))]
    said = [bool(_gates()["placeholder"].search(each)) for each in sentences]
    # "Thank you." beside it says nothing either.
    return any(said) and all(known or len(each.split()) < 4 for known, each in zip(said, sentences, strict=True))


def _straight(text: str) -> str:
    return text.lower().replace("’", "'").replace("‘", "'")


def _challenge(page: _Page) -> str | None:
    if page.words < 150 and _gates()["challenge"].search(_straight(page.opening + "\n" + page.evidence.head_title)):
        return "challenge: the site asks for proof that a person is reading"
    return None


def _consent(page: _Page) -> str | None:
    if page.page_words < 400 and page.words < 250 and not page.says_article:
        found = _gates()["consent"].findall(_straight(page.opening))
        if len(set(found)) >= 2:
            return "consent: the page is a consent wall"
    return None


def _error_title(page: _Page) -> re.Match[str] | None:
    title = _straight(page.evidence.head_title + "\n" + (page.evidence.metadata.title or ""))
    return _gates()["error title"].search(title)


def _is_whole(found: re.Match[str], page: _Page) -> bool:
    """Whether an error is all that the page's title says: what follows is other stories, to comfort the reader."""
    return folded(page.evidence.metadata.title or "") == folded(found[0]) and not page.says_article


def _error(page: _Page) -> str | None:
    found = _error_title(page)
    if found and not page.signed:
        said = 200 if _gates()["error"].search(_straight(page.opening)) else 60
        if page.words < said or _is_whole(found, page):
            return f'error: the page says "{found[0]}"'
    if page.words < 90 and not page.signed and (found := _gates()["error"].search(_straight(page.opening))):
        return f'error: the page says "{found[0]}"'
    return None


def _login(page: _Page) -> str | None:
    if page.words < 80 and not page.says_article and not page.signed:
        forms = [e for e in page.evidence.layout.nodes[0].element.iter("input") if e.get("type") == "password"]
        if forms and _gates()["login"].search(_straight(page.opening + "\n" + page.evidence.head_title)):
            return "login: the page asks for a login and shows no text"
    return None


def _elsewhere(page: _Page) -> str | None:
    """Whatever a site has for addresses that it no longer knows: the words for it are as many as sites."""
    evidence = page.evidence
    titles = [evidence.head_title, *(b.text for b in evidence.layout.blocks if b.kind == "h" and b.link_density < 0.5)]
    if evidence.metadata.origins.get("title") != "feed":
        titles.append(evidence.metadata.title or "")
    if evidence.entry and _is_front(evidence.url) and not _is_front(evidence.entry.url):
        return "elsewhere: the address leads to the front page"
    signed = page.signed or page.says_article
    if evidence.entry and _is_front(evidence.url) and not signed:
        return "listing: the address is the front page"
    text, renamed = "" if _error_title(page) else page.text, _is_renamed(evidence)
    if not is_another(evidence.entry, titles, text, signed=signed, renamed=renamed):
        return None
    return "elsewhere: the page has neither the headline that the feed gives it nor a text about it"


def _is_renamed(evidence: Evidence) -> bool:
    """Whether the page names an address as its own whose last part is another than that of any that led to it."""
    root = evidence.layout.nodes[0].element.getroottree()
    found = (root.find(path) for path in ("./head/link[@rel='canonical']", ".//link[@rel='canonical']"))
    link = next((each for each in found if each is not None), None)
    claimed = _last_part(link.get("href") or "") if link is not None else ""
    known = {_last_part(url) for url in (evidence.url, evidence.entry.url if evidence.entry else "")}
    return bool(claimed) and claimed not in known


def _last_part(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/").rpartition("/")[2].lower()
    except ValueError:
        return ""


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.strip("/").lower() in ("", "index.html", "index.php", "home") and not parts.query


def _gallery(page: _Page) -> str | None:
    """Pictures or a film with captions and no text: what was taken for one is the captions."""
    captions = [b for b in page.evidence.layout.blocks if b.kind == "caption" or b.zone == "media"]
    kept = {id(block) for block in page.evidence.blocks}
    own = page.words - sum(b.words for b in captions if id(b) in kept)
    if own >= 60 or page.says_article:
        return None
    if page.types & _GALLERY_TYPES or len(captions) >= 5:
        return "gallery: the page is a series of pictures"
    player = page.evidence.layout.nodes[0].element.find(".//video") is not None
    if own < 30 and ("videoobject" in page.types or player):
        return "video: the page is a film without a text"
    return None


def _listing(page: _Page) -> str | None:
    evidence = page.evidence
    cards = _cards(evidence.layout)
    if cards < 4 or page.signed:
        return None
    described = _kept_cards(evidence)
    home = _is_front(evidence.url)
    collects = bool(page.types & _LIST_TYPES) and not page.says_article
    if described > (0.3 if home or collects else 0.6) * page.words:
        return f"listing: the page is a list of {cards} other articles"
    if page.words < 25 and cards >= 8 and not page.says_article:
        return f"listing: the page is a list of {cards} other articles and has no text of its own"
    return None


def _is_title(block: Block) -> bool:
    return block.link_density > 0.8 and block.words >= 3 and block.zone not in ("chrome", "hidden", "consent", "share")


def _cards(layout: Layout) -> int:
    """Linked headings in the main part of the page: each leads to another article."""
    return sum(
        1
        for b in layout.blocks
        if _is_title(b) and (b.kind == "h" or b.words >= 5) and b.zone not in ("comments", "meta")
    )


def _kept_cards(evidence: Evidence) -> int:
    """Words of the chosen text that are linked titles or the lines below them."""
    kept = {id(block) for block in evidence.blocks}
    words, after = 0, False
    for block in evidence.layout.blocks:
        if _is_title(block):
            words, after = words + (block.words if id(block) in kept else 0), True
        elif after:
            words, after = words + (block.words if id(block) in kept and block.words < 60 else 0), False
    return words


def _gate(layout: Layout) -> re.Match[str] | None:
    """The words of a gate anywhere on the page, outside what stands there anyway."""
    lines = (b.text for b in layout.blocks if 2 < b.words < 80 and b.zone not in ("chrome", "comments", "related"))
    return _gates()["paywall"].search(_straight("\n".join(lines)[:30_000]))


def _repeats_summary(page: _Page) -> bool:
    evidence = page.evidence
    summary = folded((evidence.entry.summary if evidence.entry else None) or evidence.metadata.summary or "")
    text = folded(page.text)
    return bool(summary) and len(text) < 1.3 * len(summary) and text[:60] == summary[:60]


def _completeness(page: _Page) -> Verdict:
    evidence, reasons = page.evidence, []
    tail = "\n".join(block.text for block in evidence.blocks[-3:])
    gate = _gate(evidence.layout) if page.words < MAX_JUDGED_WORDS else None
    closed = evidence.metadata.accessible_for_free is False
    cut_off = bool(re.search(r"(?:\[…\]|\[\.\.\.\]|…|\.\.\.)\s*$", tail)) or bool(
        _gates()["cut"].search(_straight(tail))
    )
    only_summary = page.words < 80 and _repeats_summary(page)
    short = evidence.usual_words is not None and page.words < SHORT_SHARE * evidence.usual_words
    if is_cut(evidence.layout.nodes[0].element.getroottree().getroot()):
        return Verdict("partial" if page.words else "teaser", (TOO_DEEP,))
    if not page.words:
        return Verdict("teaser", ("the page holds no text",))
    if gate and (closed or page.words < MAX_TEASER_WORDS or (short and page.words < MAX_JUDGED_WORDS)):
        reasons.append(f'a gate follows the text: "{gate[0].strip()}"')
        return Verdict("teaser" if page.words < MAX_TEASER_WORDS else "partial", tuple(reasons))
    if closed and (cut_off or page.words < 80):
        reasons.append("the page declares itself not free to read (isAccessibleForFree), and its text is short")
        return Verdict("teaser" if page.words < 150 else "partial", tuple(reasons))
    if cut_off and page.words < 120:
        return Verdict("teaser", ("the text breaks off and the rest stands elsewhere",))
    if only_summary and page.words < 60:
        return Verdict("teaser", ("the text is no more than the summary that the feed or the page's head gives",))
    if short and page.words < BRIEF_WORDS and page.longest < BRIEF_PARAGRAPH_WORDS:
        usual = round(evidence.usual_words or 0)
        return Verdict("partial", (f"{page.words} words, where the site's articles have {usual} as a rule",))
    if closed:
        reasons.append("the page declares itself not free to read (isAccessibleForFree), but its text is whole")
    return Verdict("full", tuple(reasons))
