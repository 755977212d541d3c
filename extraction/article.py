"""A page becomes an article: the door of this room."""

from dataclasses import dataclass
from datetime import datetime

from extraction.blocks import read_layout
from extraction.body import choose, folded
from extraction.habits import Habits, Observation, fingerprint
from extraction.metadata import Metadata, read_metadata
from extraction.parse import parse_page
from extraction.rules import Rules
from extraction.text import markdown, plain_text
from items import Article, Entry
from urls import canonical_url


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of a page: an article, or the reason why it is none."""

    article: Article | None
    reason: str | None = None  # "word: a sentence", for the frontier
    observation: Observation | None = None  # what the site's habits learn from this page


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
    tree = parse_page(body, content_type=content_type, url=url)
    head_title = " ".join((tree.findtext(".//title") or "").split())
    metadata = read_metadata(tree, url=url, fetched=fetched, entry=entry, habits=habits)
    titles = [t for t in (metadata.title, head_title, entry.title if entry else None) if t]
    layout = read_layout(tree)
    blocks = choose(layout, titles, folded(metadata.summary or ""))
    text = plain_text(blocks)
    article = _article(metadata, url, fetched, text, markdown(blocks))
    return Extraction(article, None, Observation(fingerprint(article.url), title=head_title or None))


def _article(metadata: Metadata, url: str, fetched: datetime, text: str, marked: str) -> Article:
    return Article(
        url=canonical_url(metadata.canonical or url),
        title=metadata.title,
        text=text or None,
        markdown=marked or None,
        authors=metadata.authors,
        published=metadata.published,
        modified=metadata.modified,
        section=metadata.section,
        tags=metadata.tags,
        language=metadata.language,
        image=metadata.image,
        summary=metadata.summary,
        word_count=len(text.split()),
        agency=metadata.agency,
        origins=dict(metadata.origins),
        fetched=fetched,
        fetched_url=url,
    )
