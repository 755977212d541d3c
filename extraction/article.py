"""A page becomes an article: the door of this room."""

from dataclasses import dataclass
from datetime import datetime

from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

from extraction.habits import Habits, Observation, fingerprint
from extraction.parse import parse_page
from extraction.rules import Rules
from items import Article, Entry


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
    document = bare_extraction(tree, options=Extractor(output_format="python", comments=False))
    text = document.text if isinstance(document, Document) else None
    title = tree.findtext(".//title")
    article = Article(
        url=url,
        title=title and " ".join(title.split()),
        text=text and text.replace("\n", "\n\n"),
        word_count=len(text.split()) if text else 0,
        fetched=fetched,
        fetched_url=url,
    )
    return Extraction(article, None, Observation(fingerprint(url)))
