"""The language whose terms an article is judged by."""

from items import Article
from pipelines.vocabulary.terms import Vocabulary


def language_of(article: Article, vocabulary: Vocabulary, *, otherwise: str | None) -> str | None:
    """The language of the text, else of its page or publisher; None where the vocabulary does not have it."""
    for language in (article.inferred.language, article.language, otherwise):
        primary = (language or "").partition("-")[0].lower()
        if primary:
            return primary if primary in vocabulary.languages else None
    return None
