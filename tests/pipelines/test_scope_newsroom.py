"""The general daily of the newsroom, collected: exactly what is about security and defence is kept, and why stands there."""

import json

import pytest

from newsroom.truth import Truth
from tests.collect.conftest import Collected, collected  # noqa: F401 a fixture
from urls import canonical_url

DAILY = "evening-ferry"


@pytest.fixture
def daily(collected: Collected) -> list[Truth]:  # noqa: F811
    return [truth for truth in collected.newsroom.truth if truth.source == DAILY]


def test_the_daily_yields_exactly_its_articles_in_scope(collected: Collected, daily: list[Truth]) -> None:  # noqa: F811
    rows = collected.collector.rows("select url, relevance from articles where source = ?", DAILY)
    assert {row["url"] for row in rows} == {canonical_url(truth.url) for truth in daily if truth.in_scope}
    assert all(row["relevance"] >= 1 for row in rows)


def test_what_was_turned_away_keeps_a_record_with_reasons(collected: Collected, daily: list[Truth]) -> None:  # noqa: F811
    rows = collected.collector.rows("select * from rejected")
    assert {row["title"] for row in rows} == {truth.title for truth in daily if not truth.in_scope}
    for row in rows:
        assert row["source"] == DAILY
        assert row["score"] < row["threshold"]
        assert all(term["weight"] for term in json.loads(row["terms"]))


def test_the_frontier_says_why(collected: Collected) -> None:  # noqa: F811
    rows = collected.collector.rows(
        "select state, reason from frontier join rejected using (url)",
    )
    assert rows
    assert {row["state"] for row in rows} == {"rejected"}
    assert all(str(row["reason"]).startswith("out-of-scope: score 0 under 1; nearest terms: ") for row in rows)


def test_where_everything_is_in_scope_nothing_is_turned_away_but_all_is_measured(collected: Collected) -> None:  # noqa: F811
    rows = collected.collector.rows("select relevance from articles where source = 'cyber-picket'")
    assert rows
    assert all(row["relevance"] is not None for row in rows)
