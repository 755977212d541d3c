"""The language whose terms an article is judged by."""

from items import Article
from pipelines.vocabulary.terms import Vocabulary


def language_of(article: Article, vocabulary: Vocabulary, *, otherwise: str | None) -> str | None:
    """The article's language, or else its publisher's, where the vocabulary has it; None where it has neither."""
    for language in (article.language, otherwise):
        primary = (language or "").partition("-")[0].lower()
        if primary:
            return primary if primary in vocabulary.languages else None
    return None
