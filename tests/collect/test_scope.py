"""The general daily of the newsroom: exactly what is about security and defence is kept, and why stands there."""

import json
import re

import pytest

from newsroom.truth import Truth
from tests.collect.conftest import Collected
from urls import canonical_url

DAILY = "evening-ferry"


@pytest.fixture
def daily(collected: Collected) -> list[Truth]:
    return [truth for truth in collected.newsroom.truth if truth.source == DAILY]


def test_the_daily_yields_exactly_its_articles_in_scope(collected: Collected, daily: list[Truth]) -> None:
    rows = collected.collector.rows("select url, relevance from articles where source = ?", DAILY)
    assert {row["url"] for row in rows} == {canonical_url(truth.url) for truth in daily if truth.in_scope}
    assert all(row["relevance"] >= 1 for row in rows)


def test_what_was_turned_away_keeps_a_record_with_reasons(collected: Collected, daily: list[Truth]) -> None:
    rows = collected.collector.rows("select * from rejected")
    assert {row["title"] for row in rows} == {truth.title for truth in daily if not truth.in_scope}
    for row in rows:
        assert row["source"] == DAILY
        assert row["score"] < row["threshold"]
        assert all(term["weight"] for term in json.loads(row["terms"]))


def test_the_frontier_says_why(collected: Collected) -> None:
    rows = collected.collector.rows("select state, reason from frontier join rejected using (url)")
    assert rows
    for row in rows:
        assert row["state"] == "rejected"
        assert re.match(r"out-of-scope: score 0(\.\d+)? under 1; nearest terms: ", str(row["reason"]))


def test_topics_stand_in_a_table_of_their_own_with_their_evidence(collected: Collected) -> None:
    rows = collected.collector.rows(
        "select topics.iptc, article_topics.terms from article_topics join topics on topics.name = topic"
        " join articles on articles.id = article where articles.title like '%Patriot battery%'"
        " and topic = 'missile-air-defence'"
    )
    assert len(rows) == 1
    assert json.loads(rows[0]["iptc"])[0]["code"] == "20000297"
    assert "Patriot battery" in {term["found"] for term in json.loads(rows[0]["terms"])}


def test_where_everything_is_in_scope_nothing_is_turned_away_but_all_is_measured(collected: Collected) -> None:
    rows = collected.collector.rows("select relevance from articles where source = 'cyber-picket'")
    assert rows
    assert all(row["relevance"] is not None for row in rows)


def test_what_is_inferred_stands_apart_from_what_the_publisher_says(collected: Collected) -> None:
    rows = collected.collector.rows(
        "select inferred.language, articles.language as declared from inferred join articles on articles.id = article"
    )
    assert {row["language"] for row in rows} >= {"en", "fr", "de", "pl", "uk"}
    told = [row for row in rows if row["declared"] and row["language"]]
    assert [row for row in told if row["declared"].split("-")[0] != row["language"]] == []
    places = collected.collector.rows("select dateline_place, dateline_country from inferred where dateline_place > ''")
    assert {"dateline_place": "THE HAGUE", "dateline_country": "NL"} in places


def test_weekdays_are_resolved_against_the_publishers_day(collected: Collected) -> None:
    rows = collected.collector.rows(
        "select e.found, e.first_day, i.day, date(i.day, '-1 day') as before, a.text, e.start, e.end from event_dates e"
        " join inferred i using (article) join articles a on a.id = e.article where e.place = 'text' and a.text like ?",
        "%catalogue of Open Skies observation flights on %",
    )
    assert rows
    for row in rows:
        assert str(row["text"])[row["start"] : row["end"]] == row["found"]
    assert [row for row in rows if str(row["found"]).startswith("on ") and row["first_day"] == row["day"]]
    (announced,) = collected.collector.rows(
        "select e.first_day, date(i.day, '-1 day') as before from event_dates e join inferred i using (article)"
        " join articles a on a.id = e.article where e.place = 'text' and a.text like '%announced ' || e.found || '%'"
        " and a.text like '%Halyard Institute%' and e.found like 'on %day'",
    )
    assert announced["first_day"] == announced["before"]


def test_names_stand_with_what_they_are_and_countries_in_a_table_of_their_own(collected: Collected) -> None:
    kinds = {row["kind"] for row in collected.collector.rows("select distinct kind from mentions")}
    assert kinds >= {"country", "place", "organisation", "system", "person"}
    places = collected.collector.rows("select name, country from mentions where kind = 'place' and country > ''")
    assert places
    assert collected.collector.rows("select 1 from article_countries where in_dateline and count = 0 or count")
