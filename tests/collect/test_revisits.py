"""Recent articles are looked at again: conditionally, and what their publishers change is kept."""

import json

from newsroom.server import Newsroom
from tests.collect.conftest import Collector
from urls import canonical_url

EDITED = "meridian-today/europes-other-mutual-defence-clause"


def address(newsroom: Newsroom, name: str) -> str:
    outlet, slug = name.split("/")
    (truth,) = [each for each in newsroom.truth if (each.source, each.slug) == (outlet, slug)]
    return canonical_url(truth.url)


def test_an_edited_article_has_a_revision_that_says_what_changed(collector: Collector, newsroom: Newsroom) -> None:
    url = address(newsroom, EDITED)
    collector.run("--now")
    (before,) = collector.rows("select id, text, fetched from articles where url = ?", url)
    newsroom.edit(EDITED)
    assert collector.run("--now").returncode == 0
    (after,) = collector.rows("select id, text from articles where url = ?", url)
    assert after["id"] == before["id"]
    assert "ten months after" in after["text"]
    (revision,) = collector.rows("select * from revisions")
    assert (revision["article"], json.loads(revision["changed"])) == (before["id"], ["text"])
    assert revision["text"] == before["text"]
    assert (revision["says"], revision["before"]) == ("corrected", before["fetched"])
    assert revision["note"].startswith("Correction: an earlier version of this article miscounted")
    words = json.loads(revision["diff"])["text"]
    assert ["-", "seven"] in words
    assert ["+", "ten"] in words
    assert collector.rows("select outcome from revisits where article = ?", before["id"]) == [{"outcome": "revised"}]


def test_a_page_that_is_taken_down_is_marked_and_keeps_its_text(collector: Collector, newsroom: Newsroom) -> None:
    url = address(newsroom, EDITED)
    collector.run("--now")
    newsroom.take_down(EDITED)
    collector.run("--now")
    assert [row["why"] for row in collector.rows("select why from run_sources where what = 'gone'")]
    (row,) = collector.rows("select a.gone_since, a.text, f.state from articles a join frontier f on f.article = a.id"
                            " where a.url = ?", url)  # fmt: skip
    assert row["gone_since"] is not None
    assert row["text"]
    assert row["state"] == "done"
    newsroom.requests.clear()
    collector.run("--now")
    assert not [request for request in newsroom.requests if url.endswith(request.path)]


def test_looking_again_is_conditional_and_changes_nothing(collector: Collector, newsroom: Newsroom) -> None:
    collector.run("--now")
    table = "select a.*, r.due is null as done from articles a left join revisits r on r.article = a.id order by a.id"
    before = collector.rows(table)
    newsroom.requests.clear()
    collector.run("--now")
    assert collector.rows(table) == before
    pages = {row["url"] for row in collector.rows("select url from articles")}
    again = [r for r in newsroom.requests if f"http://{r.host}:{newsroom.port}{r.path.partition('?')[0]}" in pages]
    assert again
    assert all(request.conditional for request in again)
    assert collector.rows("select * from revisions") == []


def test_an_article_is_left_alone_until_its_time_comes(collector: Collector, newsroom: Newsroom) -> None:
    collector.run("--now")
    newsroom.requests.clear()
    collector.run()
    assert newsroom.requests == []


def test_what_a_new_extraction_reads_differently_is_no_revision(collector: Collector) -> None:
    collector.run("--now")
    assert collector.run(verb="reextract").returncode == 0
    assert collector.rows("select * from revisions") == []


def test_where_articles_were_seen_stands_with_them(collector: Collector, newsroom: Newsroom) -> None:
    collector.run("--now")
    rows = collector.rows(
        "select f.article, count(*) as places, count(distinct s.feed) as feeds from sightings s"
        " join frontier f on f.id = s.address where f.article is not null group by f.article"
    )
    assert len(rows) == len(collector.rows("select id from articles"))
    assert max(row["feeds"] for row in rows) > 1  # the daily's two feeds overlap
    positions = collector.rows(
        "select position from sightings where feed = (select feed from sightings limit 1) order by position"
    )
    assert [row["position"] for row in positions] == list(range(1, len(positions) + 1))
