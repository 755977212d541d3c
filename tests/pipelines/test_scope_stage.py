"""The stage itself: what it keeps without a score, what it turns away, and what a broken vocabulary does to it."""

import asyncio
import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import DropItem

from items import Article, Entry
from pipelines import scope
from pipelines.infer import InferPipeline
from pipelines.reading.inference import infer
from pipelines.rescore import reopen, rescore_kept
from pipelines.scope import ScopePipeline
from pipelines.vocabulary.scoring import score
from pipelines.vocabulary.terms import OURS, Vocabulary, load_vocabulary, our_vocabulary
from spiders.run import Run
from spiders.source import Source
from storage.articles import save_article
from storage.database import open_database
from storage.frontier import add_entries
from storage.readings import save_readings
from storage.rejected import turned_away
from urls import canonical_url
from workers import Workers

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FOOTBALL = ("Rovers strike late", "The goalkeeper hung up his gloves after the match, and the coach was sad.")
FRIGATE = ("Frigate ordered to the Gulf", "The navy sends a warship and two hundred sailors to guard tankers.")


def source(name: str, scope: str, language: str | None = "en") -> Source:
    return Source.model_validate(
        {
            "name": name,
            "title": name,
            "homepage": "https://example.org/",
            "feeds": [f"https://example.org/{name}"],
            "scope": scope,
            "language": language,
        }
    )


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    db = open_database(tmp_path / "news.db")
    sources = {each.name: each for each in (source("daily", "filtered"), source("trade", "all"))}
    db.table("sources").insert_all([{"name": name, "title": name} for name in sources])
    workers = Workers(1)
    yield Run(db=db, sources=sources, workers=workers, now=lambda: NOW, started=NOW)
    workers.close()
    db.close()


def article(run: Run, told: tuple[str, str], *, source: str = "daily", **more: Any) -> Article:
    url = f"https://example.org/{told[0].replace(' ', '-').lower()}"
    entry = Entry(url=url, title=told[0])
    add_entries(run.db, [entry], source=source, feed="https://example.org/daily", now=NOW)
    told_of = {"language": "en", "text": told[1], **more}
    return Article(
        url=canonical_url(url), title=told[0], source=source, found_url=url, fetched_url=url, fetched=NOW, **told_of
    )


def store(run: Run, item: Article) -> int:
    _, id = save_article(run.db, item, now=NOW)
    save_readings(run.db, id, item)
    return id


def test_an_article_out_of_scope_is_dropped_with_a_record(run: Run) -> None:
    football = article(run, FOOTBALL, section="Sport", published=NOW)
    with pytest.raises(DropItem, match="out-of-scope: score 0"):
        ScopePipeline(run).process_item(football)
    (row,) = run.db.query("select * from rejected")
    assert (row["url"], row["title"], row["source"]) == (football.found_url, FOOTBALL[0], "daily")
    assert (row["section"], row["published"], row["decided"]) == (
        "Sport",
        "2026-11-24T09:00:00Z",
        "2026-11-24T09:00:00Z",
    )
    assert "goalkeeper" in {term["found"] for term in json.loads(row["terms"])}
    assert run.total("dropped") == 1


def test_an_article_in_scope_gets_its_score_and_topics(run: Run) -> None:
    judged = ScopePipeline(run).process_item(article(run, FRIGATE))
    assert judged.relevance is not None
    assert judged.relevance >= 1
    assert "naval-maritime" in {each.topic for each in judged.topics}


def test_a_source_in_scope_as_a_whole_keeps_even_football(run: Run) -> None:
    judged = ScopePipeline(run).process_item(article(run, FOOTBALL, source="trade"))
    assert judged.relevance == 0


def test_what_nobody_can_judge_is_kept_without_a_score(run: Run) -> None:
    item = article(run, ("Jalgpall", "Väravavaht lõpetas."), language="et")
    assert ScopePipeline(run).process_item(item) is item


def test_the_publishers_language_stands_in_where_the_page_names_none(run: Run) -> None:
    assert ScopePipeline(run).process_item(article(run, FRIGATE, language=None)).relevance


def test_a_headline_without_a_text_is_judged_too(run: Run) -> None:
    assert ScopePipeline(run).process_item(article(run, (FRIGATE[0], ""), text=None)).relevance
    with pytest.raises(DropItem):
        ScopePipeline(run).process_item(article(run, (FOOTBALL[0], ""), text=None))


def test_an_address_that_leads_to_an_article_after_all_leaves_the_record(run: Run) -> None:
    football = article(run, FOOTBALL)
    with pytest.raises(DropItem):
        ScopePipeline(run).process_item(football)
    store(run, football)
    assert run.db.table("rejected").count == 0


def test_with_a_broken_vocabulary_everything_is_kept_and_said_once(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Path(shutil.copytree(OURS, tmp_path / "vocabulary"))
    (broken / "traps.yaml").write_text("terms: [")
    monkeypatch.setattr(scope, "our_vocabulary", lambda: load_vocabulary(broken))
    stage = ScopePipeline(run)
    items = [article(run, FOOTBALL), article(run, FRIGATE)]
    with caplog.at_level(logging.ERROR):
        assert [stage.process_item(item) for item in items] == items
    assert [record.message.count("scrapy rescore") for record in caplog.records] == [1]


def without_ships(tmp_path: Path) -> Vocabulary:
    """A vocabulary to which the navy means nothing."""
    folder = Path(shutil.copytree(OURS, tmp_path / "landlocked"))
    for path in folder.rglob("*.yaml"):
        if path.stem in ("general", "naval-maritime"):
            head, _ = path.read_text().split("\nterms:")
            path.write_text(head + "\nterms: {}\n")
    return load_vocabulary(folder)


def test_another_vocabulary_turns_away_what_it_does_not_know(run: Run, tmp_path: Path) -> None:
    store(run, ScopePipeline(run).process_item(article(run, FRIGATE)))
    counts = rescore_kept(run, without_ships(tmp_path))
    assert (counts["articles"], counts["removed"]) == (1, 1)
    assert run.db.table("articles").count == run.db.table("article_topics").count == 0
    assert [each.title for each in turned_away(run.db)] == [FRIGATE[0]]


def test_what_has_no_kept_page_goes_back_to_pending_when_its_headline_speaks_for_it(run: Run, tmp_path: Path) -> None:
    for told in (FRIGATE, FOOTBALL):
        with pytest.raises(DropItem):
            ScopePipeline(run, without_ships(tmp_path / told[0])).process_item(article(run, told))
    opened = {each.title: reopen(run, our_vocabulary(), each) for each in turned_away(run.db)}
    assert opened == {FRIGATE[0]: True, FOOTBALL[0]: False}
    states = dict(run.db.execute("select json_extract(entry, '$.title'), state from frontier").fetchall())
    assert states == {FRIGATE[0]: "pending", FOOTBALL[0]: "rejected"}


def test_topics_of_another_address_version_do_not_replace_those_of_the_stored_one(run: Run) -> None:
    item = ScopePipeline(run).process_item(article(run, FRIGATE))
    id = store(run, item)
    before = list(run.db.query("select * from article_topics"))
    save_readings(run.db, id, Article(url=item.url, title="Other words"))
    assert list(run.db.query("select * from article_topics")) == before


def test_of_a_reserved_text_only_what_stands_outside_of_it_is_read(run: Run) -> None:
    told = article(run, ("Ministers meet in Kyiv", "On Wednesday the navy sent a frigate to Odesa."), published=NOW)
    read = replace(infer(told), prepared={"read": True, "scope": ("en", score(told, our_vocabulary(), "en"))})
    kept = asyncio.run(InferPipeline(run).process_item(read))
    assert {each.name for each in kept.mentions} == {"Kyiv", "Odesa"}
    assert kept.events
    assert ScopePipeline(run).process_item(kept).relevance >= 1  # type: ignore[operator]
    reserved = asyncio.run(InferPipeline(run).process_item(replace(read, text=None, status="reserved")))
    assert {each.name for each in reserved.mentions} == {"Kyiv"}
    assert not reserved.events
    with pytest.raises(DropItem):
        ScopePipeline(run).process_item(reserved)
