"""When articles are looked at again, what is kept of it, and where they were seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from items import Article, Entry, Page
from storage import frontier, revisits, sightings
from storage.articles import save_article
from storage.database import NewsDatabase, open_database
from storage.pages import save_page
from storage.revisions import revisions_of
from storage.revisits import next_visit
from storage.sources import sync_sources

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
TEXT = "The harbour master counted seven trucks.\n\nNone carried what its papers promised, and that was that."
URL = "https://one.example/a"


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    database = open_database(tmp_path / "news.db")
    sync_sources(database, [{"name": "one", "title": "One", "state_affiliated": 0, "enabled": 1}])
    return database


def collect(db: NewsDatabase, *, now: datetime = NOW, **values: object) -> int:
    frontier.add_entries(db, [Entry(url=URL)], source="one", feed="feed", now=now)
    save_page(db, Page(url=URL, fetched_url=URL, source="one", fetched=now, body=b"<p>", etag='"1"'))
    article = Article(url=URL, title="Trucks", text=TEXT, source="one", fetched_url=URL, found_url=URL, fetched=now)
    return save_article(db, replace(article, **values), now=now)[1]  # type: ignore[arg-type]


def due(db: NewsDatabase, after: timedelta, **asked: object) -> list[int]:
    return [visit.article for visit in revisits.due_visits(db, now=NOW + after, sources={"one"}, **asked)]  # type: ignore[arg-type]


def test_an_article_is_looked_at_after_an_hour_six_a_day_three_and_a_week() -> None:
    moment, visits = NOW, []
    while (visit := next_visit(NOW, now=moment)) is not None:
        visits.append(visit - NOW)
        moment = visit
    assert visits == [timedelta(hours=hours) for hours in (1, 6, 24, 72, 168)]


def test_an_article_that_is_found_late_is_looked_at_by_its_age() -> None:
    assert next_visit(NOW, now=NOW + timedelta(hours=20)) == NOW + timedelta(hours=24)
    assert next_visit(NOW, now=NOW + timedelta(days=8)) is None


def test_a_visit_is_due_when_its_time_comes_and_the_next_later(db: NewsDatabase) -> None:
    id = collect(db, published=NOW - timedelta(minutes=5))
    assert due(db, timedelta(minutes=30)) == []
    assert due(db, timedelta(minutes=56)) == [id]
    revisits.visited(db, id, "unchanged", now=NOW + timedelta(hours=1))
    assert due(db, timedelta(hours=2)) == []
    assert due(db, timedelta(hours=6)) == [id]


def test_an_old_article_and_one_without_a_text_are_not_looked_at_again(db: NewsDatabase) -> None:
    collect(db, published=NOW - timedelta(days=30))
    assert due(db, timedelta(days=400)) == []
    db.execute("delete from revisits")
    collect(db, text=None, status="reserved")
    assert due(db, timedelta(days=400)) == []


@pytest.mark.parametrize("published", [None, NOW - timedelta(minutes=5)], ids=["undated", "dated"])
def test_what_a_clock_from_the_future_planned_is_planned_anew(db: NewsDatabase, published: datetime | None) -> None:
    future = NOW + timedelta(days=4_000)
    id = collect(db, now=future, published=published)
    if published is None:
        revisits.visited(db, id, "unchanged", now=future + timedelta(hours=1))
    assert due(db, timedelta(days=8)) == []
    assert revisits.correct(db, now=NOW) == 1
    assert due(db, timedelta(hours=2)) == [id]
    revisits.visited(db, id, "unchanged", now=NOW + timedelta(hours=1))
    assert revisits.correct(db, now=NOW + timedelta(hours=1)) == 0
    assert db.execute("select max(first_seen) from articles").fetchone()[0] < "2027"


def test_what_was_visited_in_the_future_is_looked_at_again(db: NewsDatabase) -> None:
    id = collect(db, published=NOW - timedelta(minutes=5))
    revisits.visited(db, id, "unchanged", now=NOW + timedelta(days=4_000))
    assert due(db, timedelta(days=8)) == []
    assert revisits.correct(db, now=NOW) == 1
    assert due(db, timedelta(hours=2), urls=[URL]) == [id]


def test_honest_plans_are_left_alone(db: NewsDatabase) -> None:
    id = collect(db, published=NOW - timedelta(minutes=5))
    assert revisits.correct(db, now=NOW) == 0
    revisits.gone(db, id, now=NOW, for_good=True)
    assert revisits.correct(db, now=NOW + timedelta(days=2)) == 0
    assert due(db, timedelta(days=8)) == []


def test_a_run_by_hand_looks_at_young_articles_that_are_not_due(db: NewsDatabase) -> None:
    id = collect(db)
    assert due(db, timedelta(minutes=1), young_too=True) == [id]


def test_what_a_feed_says_anew_has_its_article_looked_at_once(db: NewsDatabase) -> None:
    id = collect(db)
    entry = Entry(url=URL, title="Trucks", updated=NOW)
    record = {"feed": "https://one.example/feed", "now": NOW}
    assert sightings.record(db, [entry], **record) == []  # type: ignore[arg-type]
    assert sightings.record(db, [entry], **record) == []  # type: ignore[arg-type]
    changed = replace(entry, title="Trucks, corrected")
    assert sightings.record(db, [changed], **record) == [URL]  # type: ignore[arg-type]
    assert due(db, timedelta(minutes=2), urls=[URL]) == [id]
    revisits.visited(db, id, "unchanged", now=NOW + timedelta(minutes=2))
    assert due(db, timedelta(minutes=4), urls=[URL]) == []


def test_two_feeds_that_word_a_headline_differently_say_nothing_new(db: NewsDatabase) -> None:
    collect(db)
    for _ in range(3):
        for feed in ("https://one.example/short", "https://one.example/long"):
            assert sightings.record(db, [Entry(url=URL, title=f"By {feed}")], feed=feed, now=NOW) == []


def test_a_sighting_keeps_when_it_was_first_and_last_and_where(db: NewsDatabase) -> None:
    collect(db)
    entries = [Entry(url="https://one.example/new"), Entry(url=URL)]
    for hours in (0, 3):
        frontier.add_entries(db, entries, source="one", feed="feed", now=NOW)
        sightings.record(db, entries if hours else entries[1:], feed="feed", now=NOW + timedelta(hours=hours))
    (row,) = db.query("select s.* from sightings s join frontier f on f.id = s.address where f.url = ?", (URL,))
    assert (row["position"], row["first_seen"], row["last_seen"]) == (2, "2026-03-02T07:00:00Z", "2026-03-02T10:00:00Z")


def test_a_page_that_is_gone_keeps_its_text_and_comes_back(db: NewsDatabase) -> None:
    id = collect(db)
    revisits.gone(db, id, now=NOW + timedelta(hours=1), for_good=False)
    revisits.gone(db, id, now=NOW + timedelta(hours=6), for_good=False)
    assert db.execute("select gone_since, text from articles").fetchone() == ("2026-03-02T08:00:00Z", TEXT)
    assert due(db, timedelta(days=1)) == [id]
    revisits.visited(db, id, "unchanged", now=NOW + timedelta(days=1))
    assert db.execute("select gone_since from articles").fetchone() == (None,)
    revisits.gone(db, id, now=NOW + timedelta(days=2), for_good=True)
    assert due(db, timedelta(days=400)) == []


def test_a_row_whose_page_is_gone_is_a_change_that_exports_see(db: NewsDatabase) -> None:
    id = collect(db)
    before = db.execute("select sequence from changes where article = ?", (id,)).fetchone()[0]
    revisits.gone(db, id, now=NOW, for_good=True)
    assert db.execute("select sequence from changes where article = ?", (id,)).fetchone()[0] > before


def test_a_new_version_is_one_row_with_the_former_version_beside_it(db: NewsDatabase) -> None:
    id = collect(db)
    earlier = Article(url=URL, title="Trucks", text=TEXT, source="one", fetched=NOW)
    later = NOW + timedelta(hours=1)
    assert collect(db, now=later, text=TEXT.replace("seven", "nine"), earlier=earlier) == id
    (revision,) = revisions_of(db.conn, id)
    assert (revision["changed"], revision["text"], revision["title"]) == (["text"], TEXT, None)
    assert (revision["before"], revision["seen"]) == ("2026-03-02T07:00:00Z", "2026-03-02T08:00:00Z")
    assert ["-", "seven"] in revision["diff"]["text"]
    assert "nine" in db.execute("select text from articles").fetchone()[0]


def test_a_reservation_takes_earlier_versions_away_too(db: NewsDatabase) -> None:
    id = collect(db)
    earlier = Article(url=URL, title="Trucks", text=TEXT, source="one", fetched=NOW)
    collect(db, now=NOW + timedelta(hours=1), text=TEXT.replace("seven", "nine"), earlier=earlier)
    collect(db, now=NOW + timedelta(hours=6), text=None, status="reserved")
    assert revisions_of(db.conn, id) == []
    assert db.execute("select count(*) from report_terms").fetchone() == (0,)
