"""Reports of one event in different words are one story, in whatever order they come."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from items import Article, Entry
from newsroom.outlet import read_outlets
from storage import frontier
from storage.articles import remove_article, save_article
from storage.database import NewsDatabase, open_database
from storage.sources import sync_sources
from storage.stories import cluster_stories, timeline
from storage.terms import stem, terms_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def edition() -> list[tuple[str, Article]]:
    """(group, article) of everything in the newsroom; a group of its own where none is named."""
    found = []
    for outlet in read_outlets(now=NOW, port=80):
        for each in outlet.manuscripts:
            url = outlet.url(each)
            text = "\n\n".join(block.text for block in each.blocks)
            if each.kind != "article" or not text:
                continue
            article = Article(
                url=url,
                found_url=url,
                fetched_url=url,
                source=outlet.name,
                title=each.title,
                text=text,
                published=each.published(NOW),
                word_count=len(text.split()),
                fetched=NOW,
            )
            found.append((each.group or url, article))
    return found


EDITION = edition()
GROUPED = [article for group, article in EDITION if "/" in group and not group.startswith("http")]


def store(db: NewsDatabase, articles: Sequence[Article]) -> None:
    names = sorted({article.source for _, article in EDITION})
    sync_sources(db, [{"name": name, "title": name, "state_affiliated": 0, "enabled": 1} for name in names])
    for article in articles:
        frontier.add_entries(db, [Entry(url=article.found_url)], source=article.source, feed="feed", now=NOW)
        save_article(db, article, now=NOW)


def grouped(db: NewsDatabase) -> set[frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for story, url in db.execute("select story, url from articles where story is not null"):
        groups.setdefault(story, set()).add(url)
    return {frozenset(group) for group in groups.values()}


def expected(articles: Sequence[Article]) -> set[frozenset[str]]:
    group_of = {article.url: group for group, article in EDITION}
    groups: dict[str, set[str]] = {}
    for article in articles:
        groups.setdefault(group_of[article.url], set()).add(article.url)
    return {frozenset(group) for group in groups.values() if len(group) > 1}


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    return open_database(tmp_path / "news.db")


def test_the_newsroom_s_events_are_its_stories_and_nothing_else_is(db: NewsDatabase) -> None:
    articles = [article for _, article in EDITION]
    store(db, articles)
    cluster_stories(db)
    assert grouped(db) == expected(articles)
    assert len(grouped(db)) == 3


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_wire_story_is_one_cluster_of_three_copies_led_by_the_first_published_in_any_order(
    db: NewsDatabase, order: tuple[int, ...]
) -> None:
    wire = [article for group, article in EDITION if group == "wire/open-skies"]
    others = [article for group, article in EDITION if group != "wire/open-skies"]
    store(db, [wire[order[0]], *others[:10], wire[order[1]], *others[10:], wire[order[2]]])
    cluster_stories(db)
    leader = min(wire, key=lambda article: (article.published or NOW, article.url))
    rows = db.execute(
        "select a.url, l.url from articles a join articles l on l.id = a.duplicate_of order by a.url"
    ).fetchall()
    assert rows == sorted((article.url, leader.url) for article in wire if article is not leader)
    assert frozenset(article.url for article in wire) in grouped(db)


@settings(max_examples=10, deadline=None)
@given(st.permutations([article for _, article in EDITION][:24] + GROUPED), st.integers(1, 20))
def test_the_stories_are_the_same_in_any_order_and_over_any_number_of_runs(order: list[Article], cut: int) -> None:
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        for part in (order[:cut], order[cut:]):
            store(db, part)
            cluster_stories(db)
        assert grouped(db) == expected(list({article.url: article for article in order}.values()))
        db.close()


def test_copies_are_one_story_before_anything_is_clustered(db: NewsDatabase) -> None:
    wire = [article for group, article in EDITION if group == "wire/open-skies"]
    store(db, wire)
    (story,) = db.table("stories").rows
    assert (story["articles"], story["sources"]) == (3, 1)
    assert grouped(db) == {frozenset(article.url for article in wire)}


def test_a_story_knows_its_first_report_its_independent_sources_and_its_terms(db: NewsDatabase) -> None:
    articles = [article for group, article in EDITION if group != "wire/open-skies"]
    store(db, articles)
    cluster_stories(db)
    cables = [article for group, article in EDITION if group == "story/cables"]
    first = min(cables, key=lambda article: article.published or NOW)
    (row,) = db.query("select s.* from stories s join articles a on a.story = s.id where a.url = ?", (first.url,))
    assert row["title"] == first.title
    assert (row["articles"], row["sources"]) == (3, 3)
    assert {"Skerry", "Ekholm"} <= {term["term"] for term in json.loads(row["terms"])}
    told = timeline(db.conn, row["id"])
    assert [each["url"] for each in told] == [a.url for a in sorted(cables, key=lambda a: (a.published or NOW, a.url))]
    assert all(each["terms"] and 0.1 < each["score"] < 1 for each in told)


def test_a_number_of_a_story_stays_when_a_report_joins_it(db: NewsDatabase) -> None:
    store(db, [a for _, a in EDITION if a not in GROUPED] + GROUPED[:-1])
    cluster_stories(db)
    before = dict(db.execute("select url, story from articles where story is not null").fetchall())
    store(db, GROUPED[-1:])
    cluster_stories(db)
    after = dict(db.execute("select url, story from articles where story is not null").fetchall())
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


def test_nothing_is_looked_at_twice(db: NewsDatabase) -> None:
    store(db, GROUPED)
    assert cluster_stories(db) > 0
    assert cluster_stories(db) == 0


def test_a_story_whose_reports_are_removed_is_none(db: NewsDatabase) -> None:
    wire = [article for group, article in EDITION if group == "wire/open-skies"]
    store(db, wire)
    for (id,) in db.execute("select id from articles limit 2").fetchall():
        remove_article(db, id)
    assert list(db.table("stories").rows) == []
    assert grouped(db) == set()


def test_reports_of_other_weeks_are_other_stories(db: NewsDatabase) -> None:
    shells = [article for group, article in EDITION if group == "story/shells"]
    old = {name: getattr(shells[0], name) for name in shells[0].__slots__} | {"published": NOW - timedelta(days=30)}
    store(db, [Article(**old), *shells[1:]])
    cluster_stories(db)
    assert grouped(db) == {frozenset(article.url for article in shells[1:])}


def test_names_are_those_that_no_sentence_begins_with() -> None:
    terms = terms_of(
        "Minister opens bridge", "Yesterday Petra Ekholm spoke. Officials heard 1,250 claims in Turku in 2024."
    )
    assert terms.names == ("Petra", "Ekholm", "1,250", "Turku")
    assert "minister" in terms.words


def test_forms_of_a_name_have_one_stem() -> None:
    assert stem("Зеленського") == stem("Зеленський")
    assert stem("Patrols") == stem("patrol")
    assert stem("1,500") == stem("1500")
