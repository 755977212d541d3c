"""Watchlists: every article that one wants is told once, whatever made it fit and however calls end."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from items import Article, ArticleTopic
from storage.articles import remove_article, save_article
from storage.database import NewsDatabase, open_database
from storage.sources import sync_sources
from storage.topics import sync_topics, write_judgement
from storage.watches import Hit, Watch, hits, is_due, look, settle
from tests.publishing.press import articles, catalogue, wire_story

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CABLES = Watch(name="cables", title="Cables", search=('"cable ship"',))
PRINTED = list(articles(8, until=NOW, seed=3))


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    return opened(tmp_path)


def opened(folder: Path) -> NewsDatabase:
    db = open_database(folder / "news.db")
    sync_sources(db, catalogue())
    sync_topics(db, [{"name": "sea", "title": "Sea", "about": "-", "iptc": "[]", "gdelt": "[]", "eurovoc": "[]"}])
    return db


def plain(name: str, *, source: str = "signal-lamp", **fields: object) -> Article:
    url = f"https://{source}.example/{name}"
    article = Article(url=url, found_url=url, fetched_url=url, source=source, title=name, text="Quiet.", language="en")
    return replace(article, **fields)  # type: ignore[arg-type]


def call(db: NewsDatabase, *watches: Watch, now: datetime = NOW) -> list[Hit]:
    """One `scrapy watch`."""
    if not is_due(db.conn, watches):
        return []
    look(db, watches, now=now)
    told = {watch.name: hits(db.conn, watch.name, untold=True) for watch in watches}
    for watch in watches:
        settle(db, watch.name, told[watch.name], now=now)
    return [hit for watch in watches for hit in told[watch.name]]


def urls(found: list[Hit]) -> list[str]:
    return [str(hit.article["url"]).removeprefix("https://") for hit in found]


def test_what_is_told_is_not_told_again(db: NewsDatabase) -> None:
    save_article(db, plain("a", text="A cable ship."), now=NOW)
    assert urls(call(db, CABLES)) == ["signal-lamp.example/a"]
    assert call(db, CABLES) == []
    assert not is_due(db.conn, [CABLES])
    save_article(db, plain("b", text="Another cable ship."), now=NOW)
    save_article(db, plain("c", text="No ship with a cable."), now=NOW)
    assert urls(call(db, CABLES)) == ["signal-lamp.example/b"]


def test_an_article_that_is_revised_to_fit_is_told(db: NewsDatabase) -> None:
    article = plain("a")
    save_article(db, article, now=NOW)
    assert call(db, CABLES) == []
    save_article(db, replace(article, text="A cable ship came.", earlier=article), now=NOW + timedelta(days=30))
    assert urls(call(db, CABLES)) == ["signal-lamp.example/a"]


def test_an_article_that_is_judged_anew_is_told(db: NewsDatabase) -> None:
    watch = Watch(name="sea", title="Sea", topics=("sea",))
    _, id = save_article(db, plain("a"), now=NOW)
    assert call(db, watch) == []
    write_judgement(db, id, replace(plain("a"), topics=(ArticleTopic(topic="sea", score=2.0),)))
    assert urls(call(db, watch)) == ["signal-lamp.example/a"]


def test_articles_of_a_source_that_is_described_better_are_told(db: NewsDatabase) -> None:
    watch = Watch(name="no", title="Norway", countries=("NO",))
    save_article(db, plain("a"), now=NOW)
    assert call(db, watch) == []
    sync_sources(db, [row | ({"country": "NO"} if row["name"] == "signal-lamp" else {}) for row in catalogue()])
    assert urls(call(db, watch)) == ["signal-lamp.example/a"]


def test_every_kind_of_condition_holds_and_of_each_kind_any_one(db: NewsDatabase) -> None:
    save_article(db, plain("a", text="A cable ship."), now=NOW)
    save_article(db, plain("b", text="Ein Kabelleger.", language="de-AT", source="lagebericht"), now=NOW)
    save_article(db, plain("c", text="Ein Kabelleger fährt.", language=None, source="lagebericht"), now=NOW)
    db.execute("insert into inferred (article, language) values (3, 'de')")
    save_article(db, plain("d", text="A cable ship again.", source="north-sea-post"), now=NOW)
    both = Watch(name="both", title="Both", search=('"cable ship"', "Kabelleger"))
    assert len(call(db, both)) == 4
    german = replace(both, name="german", languages=("de",))
    assert sorted(urls(call(db, german))) == ["lagebericht.example/b", "lagebericht.example/c"]
    here = replace(both, name="here", sources=("signal-lamp", "lagebericht"), countries=("US",))
    assert urls(call(db, here)) == ["signal-lamp.example/a"]


def test_a_phrase_that_excludes_does_so_for_itself_alone(db: NewsDatabase) -> None:
    save_article(db, plain("a", text="A cable ship and a ferry."), now=NOW)
    save_article(db, plain("b", text="A ferry and a tug."), now=NOW)
    assert call(db, Watch(name="w", title="W", search=("cable -ferry",))) == []
    assert len(call(db, Watch(name="v", title="V", search=("cable -ferry", "ferry")))) == 2


def test_copies_of_a_text_are_one_under_the_copy_that_leads(db: NewsDatabase) -> None:
    for article in reversed(wire_story(NOW - timedelta(hours=3))):
        save_article(db, article, now=NOW)
    (hit,) = call(db, CABLES)
    assert hit.article["outlet"] == "Signal Lamp"
    assert hit.also == ("The Harbour Courier", "North Sea Post")
    assert len(hit.ids) == 3


def test_a_copy_that_comes_later_is_found_and_not_told_though_it_may_lead(db: NewsDatabase) -> None:
    first, second, third = wire_story(NOW)
    save_article(db, second, now=NOW)
    assert len(call(db, CABLES)) == 1
    save_article(db, third, now=NOW)
    save_article(db, first, now=NOW)  # published first: leads
    assert call(db, CABLES) == []
    assert not is_due(db.conn, [CABLES])
    (hit,) = hits(db.conn, "cables")
    assert (hit.article["outlet"], len(hit.also)) == ("Signal Lamp", 2)


def test_an_article_that_went_and_came_back_is_not_told_a_second_time(db: NewsDatabase) -> None:
    article = plain("a", text="A cable ship.")
    _, id = save_article(db, article, now=NOW)
    assert len(call(db, CABLES)) == 1
    remove_article(db, id)
    assert hits(db.conn, "cables") == []
    assert call(db, CABLES) == []
    save_article(db, plain("other"), now=NOW)  # may have the number that became free
    save_article(db, article, now=NOW)
    assert call(db, CABLES) == []
    assert len(hits(db.conn, "cables")) == 1


def test_an_article_that_went_before_it_was_told_is_told_when_it_is_back(db: NewsDatabase) -> None:
    article = plain("a", text="A cable ship.")
    _, id = save_article(db, article, now=NOW)
    look(db, [CABLES], now=NOW)
    remove_article(db, id)
    save_article(db, plain("other", text="One more cable ship."), now=NOW)
    assert urls(call(db, CABLES)) == ["signal-lamp.example/other"]
    save_article(db, article, now=NOW)
    assert urls(call(db, CABLES)) == ["signal-lamp.example/a"]


def test_a_new_watchlist_begins_with_the_last_week_and_says_what_is_older(db: NewsDatabase) -> None:
    for days in (1, 6, 8, 300):
        save_article(db, plain(f"a{days}", text=f"{days}: a cable ship."), now=NOW - timedelta(days=days))
    assert look(db, [CABLES], now=NOW) == {"cables": 2}
    assert sorted(urls(call(db, CABLES))) == ["signal-lamp.example/a1", "signal-lamp.example/a6"]
    assert len(hits(db.conn, "cables")) == 4


def test_an_edited_watchlist_begins_anew_and_an_old_one_tells_old_articles_too(db: NewsDatabase) -> None:
    old = NOW - timedelta(days=100)
    save_article(db, plain("a", text="A tug.", published=old), now=old)
    assert call(db, CABLES) == []
    edited = replace(CABLES, search=(*CABLES.search, "tug"))
    assert call(db, edited) == []
    assert len(hits(db.conn, "cables")) == 1
    assert call(db, replace(edited, title="Another name")) == []
    # A backfill brings what was published long ago: it was stored now, and it was never told.
    save_article(db, plain("b", text="Another tug.", published=old), now=NOW)
    assert urls(call(db, edited)) == ["signal-lamp.example/b"]


def test_watchlists_do_not_know_of_each_other(db: NewsDatabase) -> None:
    save_article(db, plain("a", text="A cable ship."), now=NOW)
    other = replace(CABLES, name="other")
    assert len(call(db, CABLES)) == 1
    assert len(call(db, CABLES, other)) == 1


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["store", "revise", "reserve", "remove", "call", "die before", "die after", "look"]),
        st.integers(0, len(PRINTED) - 1),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(operations=OPERATIONS)
def test_nothing_is_missed_and_nothing_told_twice_but_after_a_death_between_print_and_mark(
    operations: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    db = opened(tmp_path_factory.mktemp("watch"))
    watch = Watch(name="w", title="W", search=("the", "a", "correction"))
    told: Counter[str] = Counter()
    again = set[str]()  # printed by a call that died before it could mark
    step = 0
    for step, (operation, which) in enumerate([*operations, ("call", 0)]):
        article, now = PRINTED[which], NOW + timedelta(hours=step)
        row = db.execute("select id, url from articles where url = ?", (article.url,)).fetchone()
        if operation == "store" and row is None:
            save_article(db, article, now=now)
        elif operation == "revise" and row and article.text:
            revised = replace(article, text=f"{article.text}\n\nCorrection: hour {step}.", earlier=article)
            save_article(db, revised, now=now)
        elif operation == "reserve" and row:
            save_article(db, replace(article, text=None, summary=None, status="reserved"), now=now)
        elif operation == "remove" and row:
            remove_article(db, row[0])
        elif operation == "look":
            look(db, [watch], now=now)
        elif operation in ("call", "die before", "die after") and is_due(db.conn, [watch]):
            look(db, [watch], now=now)
            printed = hits(db.conn, "w", untold=True)
            if operation == "die before":
                continue
            told.update(str(hit.article["url"]) for hit in printed)
            if operation == "die after":
                again |= {str(hit.article["url"]) for hit in printed}
            else:
                settle(db, "w", printed, now=now)
    assert not is_due(db.conn, [watch])
    wanted = "select url from articles where id in (select rowid from articles_fts where articles_fts match ?)"
    expression = "the OR a OR correction"
    assert {url for (url,) in db.execute(wanted, (expression,))} <= set(told)
    assert all(count == 1 or url in again for url, count in told.items())
    db.close()
