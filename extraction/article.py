"""A page becomes an article: the door of this room."""

from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from extraction.blocks import Block, Layout, read_layout
from extraction.body import Body, choose
from extraction.container import folded
from extraction.habits import Habits, Observation, fingerprint, page_mark, recurring, usual_container, usual_words
from extraction.metadata import Metadata, read_metadata
from extraction.opinion import blocks_of, second_opinion
from extraction.outcome import Extraction
from extraction.overrides import override_metadata, text_tree
from extraction.parse import parse_page
from extraction.rules import Rules
from extraction.shortcut import MIN_WORDS, known_part
from extraction.stubs import is_scraped, says_the_same_elsewhere, stands_for_a_text, without_stubs
from extraction.text import markdown, plain_text
from extraction.unseen import free_swallowed, mark_unseen, reveal_noscript
from extraction.verdict import Evidence, Verdict, judge
from items import Article, Entry
from urls import canonical_url

DOUBTFUL_WORDS = 20  # fewer are hardly a text: a longer one was right more often than not only below this
MAX_LINES = 300  # of one page that are remembered and compared


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was found on a page, before it is made an article of: what ``explain`` shows."""

    address: str
    head_title: str
    metadata: Metadata
    layout: Layout
    blocks: list[Block]
    container: str | None
    verdict: Verdict
    lines: dict[int, str]
    seconded: bool  # the text is trafilatura's


def extract_article(
    body: bytes,
    *,
    url: str,
    fetched: datetime,
    content_type: str | None = None,
    entry: Entry | None = None,
    rules: Rules = Rules(),  # noqa: B008 - frozen, so one for all is safe
    habits: Habits = Habits(),  # noqa: B008
) -> Extraction:
    """The article of a page. Raises ExtractionError for a page that cannot be read (empty, binary, too large)."""
    reading = read_page(
        body, url=url, fetched=fetched, content_type=content_type, entry=entry, rules=rules, habits=habits
    )
    if reading.verdict.refusal is not None:
        return Extraction(None, reading.verdict.refusal)
    article = _article(reading, url, fetched)
    observation = Observation(
        page_mark(reading.address),
        tuple(dict.fromkeys(reading.lines.values())),
        reading.container,
        article.word_count,
        reading.head_title or None,
    )
    return Extraction(article, None, observation)


def read_page(
    body: bytes,
    *,
    url: str,
    fetched: datetime,
    content_type: str | None,
    entry: Entry | None,
    rules: Rules,
    habits: Habits,
) -> Reading:
    """Metadata, text and verdict of a page, from one tree."""
    tree = parse_page(body, content_type=content_type, url=url)
    head_title = " ".join((tree.findtext(".//title") or "").split())
    metadata = read_metadata(tree, url=url, fetched=fetched, entry=entry, habits=habits)
    metadata = override_metadata(metadata, tree, rules, fetched=fetched)
    tree, ruled = text_tree(tree, rules)
    titles = [t for t in (metadata.title, head_title, entry.title if entry else None) if t]
    address = _address(metadata.canonical, url)
    page = page_mark(address)
    usual = None if ruled else usual_container(habits, page)

    def read(part: HtmlElement) -> tuple[Layout, dict[int, str], Body]:
        _show_as_readers_see(part)
        layout = read_layout(part)
        lines = _lines(layout)
        repeats = recurring(habits, {line: layout.blocks[i].words for i, line in lines.items()}, page)
        chosen = choose(
            layout,
            titles,
            folded(metadata.summary or ""),
            authors=metadata.authors,
            usual=usual,
            repeats={i: repeats[line] for i, line in lines.items() if line in repeats},
        )
        return layout, lines, chosen

    part = known_part(tree, usual)
    layout, lines, chosen = read(tree if part is None else part)
    if part is not None and sum(block.words for block in chosen.blocks) < MIN_WORDS:
        layout, lines, chosen = read(tree)
    if not ruled and sum(block.words for block in chosen.blocks) < DOUBTFUL_WORDS and reveal_noscript(tree):
        layout, lines, chosen = read(tree)
    blocks, seconded = chosen.blocks, False
    doubtful = sum(block.words for block in blocks) < DOUBTFUL_WORDS
    if (doubtful or chosen.whole_page) and not ruled:
        if part is not None:
            _show_as_readers_see(tree)
        second = blocks_of(second_opinion(tree), layout, keep_cuts=not doubtful)
        own_chars, chars = (sum(len(block.text) for block in found) for found in (blocks, second))
        better = chars > 1.5 * own_chars if doubtful else 0.25 * own_chars < chars < 0.8 * own_chars
        if better and not (doubtful and is_scraped(second, blocks, layout)):
            blocks, seconded = second, True
    if not ruled:
        blocks = without_stubs(blocks, layout, seconded=seconded)
        if stands_for_a_text(blocks) or says_the_same_elsewhere(blocks, habits, page, head_title):
            blocks = []
    verdict = judge(Evidence(url, blocks, layout, metadata, head_title, entry, usual_words(habits, page)))
    container = None if ruled or seconded else chosen.container
    return Reading(address, head_title, metadata, layout, blocks, container, verdict, lines, seconded)


def _show_as_readers_see(part: HtmlElement) -> None:
    free_swallowed(part)
    mark_unseen(part)


def _address(*claims: str | None) -> str:
    """The first claim that is an address at all: a page may state nonsense as its canonical URL."""
    for claim in claims:
        if claim:
            try:
                return canonical_url(claim)
            except ValueError:
                continue
    return claims[-1] or ""


def _lines(layout: Layout) -> dict[int, str]:
    """Fingerprints of the blocks that could be taken for text, by index."""
    found = {}
    for index, block in enumerate(layout.blocks):
        if block.words > 1 and block.kind != "row" and layout.nodes[block.node].cue != "chrome":
            found[index] = fingerprint(block.text.lower())
            if len(found) >= MAX_LINES:
                break
    return found


def _article(reading: Reading, url: str, fetched: datetime) -> Article:
    metadata, verdict = reading.metadata, reading.verdict
    text = plain_text(reading.blocks)
    return Article(
        url=reading.address,
        title=metadata.title,
        text=text or None,
        markdown=markdown(reading.blocks) or None,
        authors=metadata.authors,
        published=metadata.published,
        published_day=metadata.published_day,
        modified=metadata.modified,
        section=metadata.section,
        tags=metadata.tags,
        language=metadata.language,
        image=metadata.image,
        summary=metadata.summary,
        word_count=len(text.split()),
        status=verdict.status,
        reasons=verdict.reasons,
        agency=metadata.agency,
        origins=dict(metadata.origins),
        fetched=fetched,
        fetched_url=url,
    )
