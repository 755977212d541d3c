"""Faults of every kind, a site each: one collect, then another, and what is in the database after both."""

import re
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.collect.conftest import Collector
from tests.hostile.kinds import Outcome, Stage, path_of, sites
from tests.hostile.prose import POISON, headline, paragraphs
from tests.middlewares.odd_server import answer, serve

SITES = sites()
SETTINGS = {
    "ALLOWED_NETWORKS": "127.66.0.0/16",
    "HOST_DELAY_S": 0.2,  # its servers note the end of an answer a moment after the last byte is there
    "SECOND_TRY_WAIT_S": 0,
    "RETRY_AFTER_DEFAULT_S": 3600,  # a busy machine takes more than a minute over both visits
    "DOWNLOAD_TIMEOUT": 10,
    "MAX_ENTRIES_PER_POLL": 300,
}
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")
LIVE = re.compile(r"<\s*(script|svg|iframe|img|a)\b|\bon(error|load)\s*=|javascript:", re.IGNORECASE)


@dataclass(repr=False)
class Visit:
    """One collect: what it said, and what was there after it."""

    process: subprocess.CompletedProcess[str]
    outcomes: dict[str, Outcome]
    database: Path


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Visit]]:
    folder = tmp_path_factory.mktemp("kinds")
    collector = Collector(folder, SETTINGS)
    collector.sources.mkdir()
    with ExitStack() as stack:
        canary = stack.enter_context(serve("127.99.0.9"))
        canary.routes["*"] = answer(f"<html><body><article><p>{'An inside secret. ' * 40}</p></article></body></html>")
        stages = {}
        for name, build in SITES.items():
            stage = Stage(name, stack.enter_context(serve()), canary)
            build(stage)
            stage.publish()
            stages[name] = stage
            _write_source(collector.sources, stage)
        found = []
        for visit in range(2):
            for stage in stages.values():
                stage.visit = visit
            process = collector.run("--now")
            outcomes = {name: _outcome(collector, stage, visit) for name, stage in stages.items()}
            found.append(Visit(process, outcomes, collector.database))
        yield found


def _write_source(folder: Path, stage: Stage) -> None:
    feeds = [path for path in stage.site.routes if path.startswith("/feed")]
    sitemaps = [stage.feed] if "sitemap" in stage.feed else []
    known = stage.ways or ({"sitemaps": sitemaps} if sitemaps else {"feeds": feeds})
    ways: dict[str, object] = {key: [stage.base + path for path in paths] for key, paths in known.items()}
    if "wordpress" in known:  # one root, and no list
        ways["wordpress"] = stage.base + known["wordpress"][0]
    source = {"title": stage.name, "homepage": stage.base + "/", "scope": "all", **ways}
    (folder / f"{stage.name}.yaml").write_text(yaml.safe_dump(source), encoding="utf-8")


def _outcome(collector: Collector, stage: Stage, visit: int) -> Outcome:
    articles = collector.rows(
        "select a.*, (select count(*) from revisions r where r.article = a.id) as revisions from articles a"
        " where source = ?",
        stage.name,
    )
    frontier = collector.rows("select * from frontier where source = ?", stage.name)
    feeds = collector.rows("select * from feeds where source = ?", stage.name)
    counted = collector.rows(
        "select what, why, sum(count) as n from run_sources where source = ? group by 1, 2", stage.name
    )
    counts = Counter({(row["what"], row["why"]): row["n"] for row in counted})
    return Outcome(stage, articles, frontier, feeds, counts, visit)


@pytest.mark.parametrize("visit", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("name", SITES)
def test_what_is_honest_is_there_and_nothing_else(visits: list[Visit], name: str, visit: int) -> None:
    outcome = visits[visit].outcomes[name]
    assert list(_faults(outcome, visit)) == []


def _faults(outcome: Outcome, visit: int) -> Iterator[str]:
    stage = outcome.stage
    rows = Counter(path_of(row["url"]) for row in outcome.articles)
    yield from (f"{path} has {number} rows" for path, number in rows.items() if number > 1)
    for path, key in (stage.wanted | (stage.later if visit else {})).items():
        row = outcome.row(path)
        if row is None:
            reason = [each["reason"] for each in outcome.frontier if path_of(each["url"]) == path]
            yield f"{path} is lost: {reason}"
        elif key and row["text"] != "\n\n".join(paragraphs(key)):
            yield f"{path} has another text: {row['text'] and row['text'][:300]!r}"
        elif key and row["title"] != headline(key):
            yield f"{path} has another title: {row['title']!r}"
    expected = stage.wanted.keys() | stage.later.keys() | stage.allowed
    for row in outcome.articles:
        path = path_of(row["url"])
        if path in stage.reasons and path not in expected:
            yield f"{path} is no article: {row['title']!r}, {row['text'] and row['text'][:80]!r}"
        for column in ("title", "text", "authors", "summary", "section", "tags"):
            if POISON in str(row[column] or "").lower():
                yield f"{path} holds what is no article's in its {column}: {str(row[column])[:200]!r}"
    for each in outcome.frontier:
        words = stage.reasons.get(path_of(each["url"]))
        if words and (each["reason"] or "").partition(":")[0] not in words:
            yield f"{each['url']}: {each['reason']}"
    for holds in stage.checks:
        if wrong := holds(outcome):
            yield wrong


def test_the_runs_end_in_order(visits: list[Visit]) -> None:
    for visit in visits:
        assert visit.process.returncode == 0
        assert "Traceback" not in visit.process.stderr + visit.process.stdout


def test_nothing_inside_is_reached_and_nothing_alive_is_stored(visits: list[Visit]) -> None:
    outcomes = visits[-1].outcomes.values()
    assert [asked.path for asked in next(iter(outcomes)).stage.canary.asked] == []
    for outcome in outcomes:
        for row in outcome.articles:
            assert row["url"].startswith(outcome.stage.base), row["url"]
            for column in ("title", "text", "authors", "summary", "section", "tags", "image"):
                value = str(row[column] or "")
                assert not CONTROL.search(value), (row["url"], column)
                assert column == "text" or not LIVE.search(value), (row["url"], column, value[:200])
                assert "<script" not in value, (row["url"], column)
            for column in ("published", "modified"):
                assert row[column] is None or "1990" < row[column] < "2100", (row["url"], row[column])


def test_a_host_sees_one_request_at_a_time(visits: list[Visit]) -> None:
    for outcome in visits[-1].outcomes.values():
        assert outcome.stage.site.most_at_once() <= 1, outcome.stage.name


def test_the_database_is_whole(visits: list[Visit]) -> None:
    with sqlite3.connect(visits[-1].database) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert db.execute("select count(*) from frontier where state = 'fetching'").fetchone() == (0,)
