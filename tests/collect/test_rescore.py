"""`scrapy rescore` as a real process, after a source's scope was changed under it and changed back."""

from pathlib import Path

from newsroom.server import Newsroom
from tests.collect.conftest import Collector
from urls import canonical_url

DAILY = "evening-ferry"


def set_scope(sources: Path, scope: str) -> None:
    """Leave the daily alone in the catalogue, with this scope."""
    for path in sources.glob("*.yaml"):
        if path.stem != DAILY:
            path.unlink()
    path = sources / f"{DAILY}.yaml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("scope:")]
    path.write_text("\n".join([*lines, f"scope: {scope}", ""]))


def test_what_the_new_judgement_wants_is_kept_and_the_rest_turned_away(
    collector: Collector, newsroom: Newsroom
) -> None:
    daily = [truth for truth in newsroom.truth if truth.source == DAILY]
    everything = {canonical_url(truth.url) for truth in daily}
    in_scope = {canonical_url(truth.url) for truth in daily if truth.in_scope}

    def stored() -> set[str]:
        return {row["url"] for row in collector.rows("select url from articles")}

    set_scope(collector.sources, "all")
    assert collector.run("--now").returncode == 0
    assert stored() == everything
    relevance = collector.rows("select url, relevance from articles order by url")

    unchanged = collector.run(verb="rescore")
    assert unchanged.stdout == f"rescore: {len(everything)} articles, 0 turned away before; nothing changed\n"

    set_scope(collector.sources, "filtered")
    put_out = collector.run(verb="rescore")
    away = len(everything - in_scope)
    assert put_out.stdout == f"rescore: {len(everything)} articles, 0 turned away before; {away} out of scope now\n"
    assert stored() == in_scope
    assert {row["state"] for row in collector.rows("select state from frontier join rejected using (url)")} == {
        "rejected"
    }
    assert collector.rows("select count(*) as n from rejected")[0]["n"] == away

    set_scope(collector.sources, "all")
    back = collector.run(verb="rescore")
    assert back.stdout == f"rescore: {len(in_scope)} articles, {away} turned away before; {away} in scope now\n"
    assert collector.rows("select url, relevance from articles order by url") == relevance
    assert collector.rows("select * from rejected") == []


def test_lost_topics_scores_names_and_dates_come_back(collector: Collector) -> None:
    set_scope(collector.sources, "filtered")
    collector.run("--now")
    lost = ("article_topics", "mentions", "event_dates", "article_countries")
    before = {table: collector.rows(f"select * from {table} order by 1, 2, 3") for table in lost}
    assert all(before.values())
    import sqlite3

    with sqlite3.connect(collector.database) as db:
        for table in lost:
            db.execute(f"delete from {table}")
        db.execute("update articles set relevance = 99")
    assert collector.run(verb="rescore").returncode == 0
    assert {table: collector.rows(f"select * from {table} order by 1, 2, 3") for table in lost} == before
    assert collector.rows("select * from articles where relevance = 99") == []
