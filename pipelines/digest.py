"""What happens to a page in a child process: it is extracted, and what the later stages need of its text is computed.

Scoring and signing are pure and take as long together as half an extraction; in the parent they would hold up every
connection. The stages stay what they are: each takes its own value from `article.prepared`, or computes it.
"""

from dataclasses import replace
from datetime import datetime

from errors import VocabularyError
from extraction.habits import Habits
from extraction.outcome import Extraction
from extraction.rules import Rules
from items import Entry


def digest(
    body: bytes,
    *,
    url: str,
    fetched: datetime,
    content_type: str | None,
    entry: Entry | None,
    rules: Rules,
    habits: Habits,
    language: str | None,
) -> Extraction:
    """`extract_article`, with the article's signature, terms and scope score; `language` is the publisher's.

    Raises ExtractionError like extract_article.
    """
    # In the child only: the parent names this function, and would load all that reads pages for a third of a second.
    from extraction.article import extract_article
    from pipelines.reading.inference import infer
    from pipelines.vocabulary.languages import language_of
    from pipelines.vocabulary.scoring import score
    from pipelines.vocabulary.terms import our_vocabulary
    from storage.signing import sign
    from storage.terms import terms_of

    extraction = extract_article(
        body, url=url, fetched=fetched, content_type=content_type, entry=entry, rules=rules, habits=habits
    )
    article = extraction.article
    if article is None or extraction.reason:
        return extraction
    article = infer(article)  # first: the language that is read out of the text decides which vocabulary scores it
    signed, terms = sign(article.text), terms_of(article.title, article.text)
    prepared: dict[str, object] = {"read": True, "keys": signed, "terms": terms}
    try:
        vocabulary = our_vocabulary()
    except VocabularyError:  # the scope stage says so, once
        vocabulary = None
    spoken = language_of(article, vocabulary, otherwise=language) if vocabulary else None
    if vocabulary and spoken:
        prepared["scope"] = spoken, score(article, vocabulary, spoken)
    return replace(extraction, article=replace(article, prepared=prepared))
