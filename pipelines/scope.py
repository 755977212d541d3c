"""Stage 4: is it about security and defence? A score with its reasons; what is out of scope leaves a record."""

import logging
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from errors import VocabularyError
from items import Article
from pipelines.vocabulary.languages import language_of
from pipelines.vocabulary.scoring import Score, score
from pipelines.vocabulary.terms import Vocabulary, our_vocabulary
from spiders.failures import Failed
from spiders.pages import failed
from spiders.run import Run
from storage.articles import find_article
from storage.rejected import save_rejected
from storage.topics import sync_topics

NEAREST = 5  # terms that a reason names

log = logging.getLogger(__name__)


class ScopePipeline:
    """Article -> Article with its relevance, or a reason in the frontier and a row in `rejected`."""

    def __init__(self, run: Run, vocabulary: Vocabulary | None = None) -> None:
        self.run = run
        self._vocabulary = vocabulary
        self._ours = vocabulary is None  # then the child has scored by the same one
        self._broken = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    def process_item(self, article: Article) -> Article:
        """The article with its score; DropItem when its source is filtered and it is out of scope.

        What cannot be judged, because nobody has written a vocabulary for its language, is kept without a score.
        """
        vocabulary = self.vocabulary
        source = self.run.sources.get(article.source)
        if vocabulary is None:
            return article
        language = language_of(article, vocabulary, otherwise=source.language if source else None)
        if language is None:
            return article
        # The child has judged the whole text; of a reserved one only the headline and what the feed said may speak.
        ready = article.prepared.get("scope") if self._ours and article.status != "reserved" else None
        judged = ready[1] if ready and ready[0] == language else score(article, vocabulary, language)
        # What was let in stays, whatever its publisher makes of it later.
        kept = article.earlier or self._withheld(article)
        if judged.in_scope or kept or not filtered(self.run, article.source):
            return replace(article, relevance=judged.value, topics=judged.topics)
        raise DropItem(turn_away(self.run, article, judged, language))

    def _withheld(self, article: Article) -> bool:
        """Whether its text is reserved by now, and a row has it still: that has to lose it, in scope or not."""
        return article.status == "reserved" and find_article(self.run.db, article.found_url) is not None

    @property
    def vocabulary(self) -> Vocabulary | None:
        """Read with the first article: a poll with nothing new does without. None where a file of it is wrong."""
        if self._vocabulary is None and not self._broken:
            try:
                self._vocabulary = our_vocabulary()
                sync_topics(self.run.db, (topic.as_row() for topic in self._vocabulary.topics.values()))
            except VocabularyError as error:
                # Football that is kept can be put out later, an article that is lost cannot be had back.
                log.error("%s. Everything is kept until it is mended; then run `scrapy rescore`", error)
                self._broken = True
        return self._vocabulary


def filtered(run: Run, source: str) -> bool:
    """Whether only what is in scope is kept of a source; of one that left the catalogue everything is."""
    known = run.sources.get(source)
    return known is not None and known.scope == "filtered"


def turn_away(run: Run, article: Article, judged: Score, language: str) -> str:
    """Write the record and the end of the address, in one transaction; returns the reason."""
    reason = explain(judged)
    with run.db.atomic():
        save_rejected(
            run.db,
            article,
            score=judged.value,
            threshold=judged.threshold,
            language=language,
            terms=[each.as_json() for each in judged.evidence if each.scope],
            now=run.now(),
        )
        failed(run, article.found_url, article.source, Failed(reason, "rejected"))
    return reason


def explain(judged: Score) -> str:
    """The frontier's reason for an article out of scope: its score, and the terms that came nearest."""
    speaking = [each for each in judged.evidence if each.scope > 0][:NEAREST]
    against = [each for each in judged.evidence if each.scope < 0][:NEAREST]
    terms = ", ".join(f"{each.found} ({each.place})" for each in speaking) or "none"
    reason = f"out-of-scope: score {judged.value:g} under {judged.threshold:g}; nearest terms: {terms}"
    return reason + (f"; against: {', '.join(each.found for each in against)}" if against else "")
