"""Clean text beside trafilatura's, on ../shared/corpus/pages: one table, one run.

    python -m benchmarks extraction [--every 10] [--only ours]

Ours is printed three times: cold (each page as the first of its site), learned (pages in order of their addresses, each
with what the pages before it taught), again (with all pages of the site seen). No truth is looked at on the way. CPU is
this process's, metadata included; the last lines set it against trafilatura's on the same pages. The date is the day
that the page gives, as in the lines of `scrapy extract`.
"""

import argparse
import gzip
import importlib.util
import json
import logging
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from errors import ExtractionError
from extraction.article import extract_article
from extraction.habits import Habits, learn, page_mark, usual_container

PAGES = Path(__file__).resolve().parents[1] / "../shared/corpus/pages"
FETCHED = datetime(2026, 11, 24, tzinfo=UTC)
NEWS = ("aeb", "fundus", "misinfo")

Row = dict[str, Any]
Prediction = dict[str, Any]


def main() -> None:
    """Prints the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--every", type=int, default=1, help="take every n-th page only")
    options.add_argument("--only", choices=["ours", "trafilatura"])
    chosen = options.parse_args()
    if not PAGES.exists():
        print(f"{PAGES} is absent: nothing to measure")
        return
    logging.disable(logging.CRITICAL)
    with (PAGES / "truth.jsonl").open(encoding="utf-8") as lines:
        truth = [json.loads(line) for line in lines]
    truth = sorted(truth[:: chosen.every], key=lambda row: (row["site"] or "", row["url"] or row["id"]))
    score = _score_module()
    print(
        f"{'':14}{'news':^31}{'multi':^7}{'segments':^18}{'title':^15}{'author':^8}{'date':^8}"
        f"{'CPU ms a page':^24}{'refused':>8}"
    )
    print(
        f"{'':14}{'F1':>7}{'>=.98':>8}{'<.80':>8}{'':8}{'F1':>7}{'leaked':>10}{'missed':>8}{'news':>8}{'traf.':>7}"
        f"{'news F1':>8}{'news':>8}{'mean':>8}{'median':>8}{'p95':>8}"
    )
    theirs: dict[str, Prediction] = {}
    if chosen.only != "ours":
        theirs = _trafilatura(truth)
        _print("trafilatura", truth, theirs, score)
    if chosen.only != "trafilatura":
        memory: dict[str, Habits] = {}
        _print("ours, cold", truth, cold := _ours(truth, None), score)
        _print("ours, learned", truth, _ours(truth, memory), score)
        _print("ours, again", truth, again := _ours(truth, memory), score)
        if theirs:
            known = [row["id"] for row in truth if _is_learned(row, memory)]
            _print_share("on all pages, cold", [row["id"] for row in truth], cold, theirs)
            _print_share("on pages of sites already learned", known, again, theirs)


def _is_learned(row: Row, memory: dict[str, Habits]) -> bool:
    """Whether the site's other pages tell where its bodies stand: what the quick way needs."""
    url = row["url"] or f"http://{row['id']}.invalid/page"
    return usual_container(memory.get(row["site"] or row["id"], Habits()), page_mark(url)) is not None


def _print_share(where: str, ids: list[str], ours: dict[str, Prediction], theirs: dict[str, Prediction]) -> None:
    mine, other = (statistics.mean(predictions[name]["ms"] for name in ids) for predictions in (ours, theirs))
    print(f"CPU {where} ({len(ids)}): {mine:.1f} ms of trafilatura's {other:.1f}, {mine / other:.3f}")


def _score_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("page_score", PAGES / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _bodies(truth: list[Row]) -> Iterator[tuple[Row, bytes]]:
    for row in truth:
        yield row, gzip.decompress((PAGES / "pages" / f"{row['id']}.html.gz").read_bytes())


def _timed(work: Callable[[], Prediction]) -> Prediction:
    start = time.process_time()
    prediction = work()
    return {**prediction, "ms": (time.process_time() - start) * 1000}


def _trafilatura(truth: list[Row]) -> dict[str, Prediction]:
    from trafilatura import bare_extraction

    def work(row: Row, body: bytes) -> Prediction:
        found = bare_extraction(body, url=row["url"], with_metadata=True)
        if found is None:
            return {}
        authors = found.author.split("; ") if found.author else []  # type: ignore[union-attr]
        return {"text": found.text, "title": found.title, "authors": authors, "date": found.date}  # type: ignore[union-attr]

    return {row["id"]: _timed(lambda row=row, body=body: work(row, body)) for row, body in _bodies(truth)}  # type: ignore[misc]


def _ours(truth: list[Row], memory: dict[str, Habits] | None) -> dict[str, Prediction]:
    predictions = {}
    for row, body in _bodies(truth):
        site = row["site"] or row["id"]
        habits = Habits() if memory is None else memory.get(site, Habits())
        url = row["url"] or f"http://{row['id']}.invalid/page"
        start = time.process_time()
        try:
            extraction = extract_article(body, url=url, fetched=FETCHED, habits=habits)
        except ExtractionError:
            extraction = None
        ms = (time.process_time() - start) * 1000
        prediction: Prediction = {"ms": ms, "refused": extraction is None or extraction.article is None}
        if extraction and extraction.article:
            article = extraction.article
            day = article.published_day.isoformat() if article.published_day else None
            prediction |= {"text": article.text, "title": article.title, "authors": article.authors, "date": day}
        if extraction and extraction.observation and memory is not None:
            memory[site] = learn(habits, extraction.observation)
        predictions[row["id"]] = prediction
    return predictions


def _print(name: str, truth: list[Row], predictions: dict[str, Prediction], score: ModuleType) -> None:
    def summary(rows: list[Row]) -> dict[str, float]:
        return score.summary(score.score(rows, predictions)[0]["ALL"]) if rows else {}

    news = summary([row for row in truth if row["suite"] in NEWS])
    multi = summary([row for row in truth if row["multi"] and row["body"]])
    segments = summary([row for row in truth if row["suite"] == "trafilatura"])
    times = sorted(prediction["ms"] for prediction in predictions.values())
    cells = [
        news.get("F1"),
        news.get("clean"),
        news.get("bad"),
        multi.get("F1"),
        segments.get("leak"),
        segments.get("miss"),
    ]
    cells += [news.get("title"), segments.get("title"), news.get("authF1"), news.get("date")]
    widths = [7, 8, 8, 15, 10, 8, 8, 7, 8, 8]
    line = "".join("-".rjust(w) if c is None else f"{c:{w}.3f}" for c, w in zip(cells, widths, strict=True))
    cpu = f"{statistics.mean(times):8.1f}{statistics.median(times):8.1f}{times[int(len(times) * 0.95)]:8.1f}"
    refused = sum(1 for prediction in predictions.values() if prediction.get("refused"))
    print(f"{name:14}{line}{cpu}{refused:8}", flush=True)


if __name__ == "__main__":
    main()
