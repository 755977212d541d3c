"""What scope, topics, names and dates cost an article, beside its extraction: CPU ms on ../shared/corpus/pages.

    python -m benchmarks reading_cost [--every 8]

What runs in the child comes first; the rows that the parent writes stand in the last line. Exits 1 above 5 ms.
"""

import argparse
import gzip
import json
import logging
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from errors import ExtractionError
from extraction.article import extract_article
from items import Article, Entry
from pipelines.reading.inference import infer
from pipelines.vocabulary.languages import language_of
from pipelines.vocabulary.scoring import score
from pipelines.vocabulary.terms import our_vocabulary
from storage.articles import save_article
from storage.database import open_database
from storage.frontier import add_entries
from storage.readings import save_readings

PAGES = Path(__file__).resolve().parents[1] / "../shared/corpus/pages"
FETCHED = datetime(2026, 11, 24, tzinfo=UTC)
LIMIT_MS = 5.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="reading_cost")
    parser.add_argument("--every", type=int, default=8, help="take every n-th page only")
    options = parser.parse_args()
    if not PAGES.exists():
        print(f"{PAGES} is absent: nothing to measure")
        return 0
    logging.disable(logging.CRITICAL)
    with (PAGES / "truth.jsonl").open(encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines][:: options.every]
    articles, extraction_s = _extracted(pages)
    print(f"{len(articles)} articles of {sum(each.word_count for each in articles) // len(articles)} words")
    _read(articles[: len(articles) // 5])  # a child reads its tables once, and words come back
    start_s = time.process_time()
    read = [infer(article) for article in articles]
    reading_s = time.process_time() - start_s
    start_s = time.process_time()
    judged = _judged(read)
    judging_s = time.process_time() - start_s
    plain_s, stored_s = _stored(articles), _stored(judged)
    number_ms = 1000 / len(articles)
    added_ms = (reading_s + judging_s) * number_ms
    print(f"extraction                        {extraction_s * number_ms:6.2f} ms an article")
    print(f"language, dateline, names, dates  {reading_s * number_ms:6.2f}")
    print(f"scope and topics                  {judging_s * number_ms:6.2f}")
    times = 1 + added_ms / (extraction_s * number_ms)
    print(f"all that is added                 {added_ms:6.2f}, {times:.2f} times extraction alone")
    rows = sum(len({(each.kind, each.name) for each in article.mentions}) + len(article.events) for article in judged)
    print(
        f"stored without and with it        {plain_s * number_ms:6.2f} and {stored_s * number_ms:.2f},"
        f" {stored_s / plain_s:.2f} times, for {rows / len(judged):.0f} rows more"
    )
    return 0 if added_ms + (stored_s - plain_s) * number_ms <= LIMIT_MS else 1


def _extracted(pages: list[dict[str, str]]) -> tuple[list[Article], float]:
    articles, cpu_s = [], 0.0
    for page in pages:
        body = gzip.decompress((PAGES / "pages" / f"{page['id']}.html.gz").read_bytes())
        url = page["url"] or f"https://example.org/{page['id']}"
        start_s = time.process_time()
        try:
            extraction = extract_article(body, url=url, fetched=FETCHED)
        except ExtractionError:
            continue
        cpu_s += time.process_time() - start_s
        if extraction.article and extraction.article.text:
            articles.append(extraction.article)
    return articles, cpu_s


def _read(articles: list[Article]) -> None:
    _judged([infer(article) for article in articles])


def _judged(articles: list[Article]) -> list[Article]:
    vocabulary, judged = our_vocabulary(), []
    for article in articles:
        language = language_of(article, vocabulary, otherwise="en")
        if language:
            found = score(article, vocabulary, language)
            article = replace(article, relevance=found.value, topics=found.topics)
        judged.append(article)
    return judged


def _stored(articles: list[Article]) -> float:
    """CPU seconds of the parent for the rows of these articles."""
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        db.table("sources").insert({"name": "one", "title": "One"})
        db.table("topics").insert_all(topic.as_row() for topic in our_vocabulary().topics.values())
        add_entries(
            db, [Entry(url=each.url) for each in articles], source="one", feed="https://example.org/", now=FETCHED
        )
        start_s = time.process_time()
        for article in articles:
            item = replace(article, source="one", found_url=article.url, fetched_url=article.url, fetched=FETCHED)
            with db.atomic():
                _, id = save_article(db, item, now=FETCHED)
                save_readings(db, id, item)
        spent_s = time.process_time() - start_s
        db.close()
    return spent_s


if __name__ == "__main__":
    sys.exit(main())
