"""The whole job on the demo newsroom: real spiders, real HTTP, real rows."""

import json
from datetime import datetime

from newsroom.truth import Truth
from tests.collect.conftest import Collected
from urls import canonical_url


def wanted(collected: Collected, *expected: str) -> list[Truth]:
    return [truth for truth in collected.newsroom.truth if truth.expected in expected and truth.in_scope]


def row_of(collected: Collected, truth: Truth) -> dict[str, object] | None:
    rows = collected.collector.rows("select * from articles where url = ?", canonical_url(truth.url))
    return rows[0] if rows else None


def test_the_run_ends_well_and_says_so_in_one_line(collected: Collected) -> None:
    assert collected.process.returncode == 0, collected.process.stderr
    assert collected.process.stderr == ""
    assert collected.process.stdout.startswith("collect: ")
    assert collected.process.stdout.count("\n") == 1


def test_further_spellings_of_an_address_are_named_so_that_the_line_adds_up(collected: Collected) -> None:
    """Each run of these tests is held to its sum; here there is something beside articles and what was dropped."""
    rows = collected.collector.rows("select key, count(*) as n from frontier group by key having n > 1")
    spellings = sum(row["n"] - 1 for row in rows)
    assert spellings
    assert f", {spellings} further spellings in " in collected.process.stdout
    (counted,) = collected.collector.rows("select sum(count) as n from run_sources where what = 'spellings'")
    assert counted["n"] == spellings


def test_every_article_is_a_row(collected: Collected) -> None:
    missing = [
        truth.url for truth in wanted(collected, "article", "teaser", "reserved") if not row_of(collected, truth)
    ]
    assert missing == []


def test_nothing_else_is_a_row(collected: Collected) -> None:
    known = {canonical_url(truth.url) for truth in wanted(collected, "article", "teaser", "reserved")}
    assert {row["url"] for row in collected.collector.rows("select url from articles")} - known == set()


def test_every_text_is_right_to_the_letter(collected: Collected) -> None:
    wrong = {}
    for truth in wanted(collected, "article"):
        row = row_of(collected, truth)
        assert row is not None
        differences = truth.differences(str(row["text"]))
        if differences:
            wrong[truth.url] = differences
    assert wrong == {}


def test_titles_authors_and_sections_are_those_of_the_page(collected: Collected) -> None:
    wrong = []
    for truth in wanted(collected, "article"):
        row = row_of(collected, truth)
        assert row is not None
        authors = tuple(json.loads(str(row["authors"])))
        if not truth.authors:  # an agency's text that the outlet signs as a whole: its own name, or nobody's
            assert authors in ((), (collected.newsroom.outlets[truth.source].title,))
            authors = ()
        found = (row["title"], authors, row["section"])
        if found != (truth.title, truth.authors, truth.section):
            wrong.append((truth.url, found, (truth.title, truth.authors, truth.section)))
    assert wrong == []


def test_publication_times_are_those_of_the_page(collected: Collected) -> None:
    for truth in wanted(collected, "article"):
        row = row_of(collected, truth)
        assert row is not None
        found = datetime.fromisoformat(str(row["published"]))
        assert abs((found - truth.published).total_seconds()) < 60, truth.url


def test_a_teaser_says_that_it_is_one(collected: Collected) -> None:
    for truth in wanted(collected, "teaser"):
        row = row_of(collected, truth)
        assert row is not None
        assert row["status"] in ("teaser", "partial")


def test_a_reserved_article_keeps_its_record_and_no_text(collected: Collected) -> None:
    reserved = wanted(collected, "reserved")
    assert reserved
    for truth in reserved:
        row = row_of(collected, truth)
        assert row is not None
        assert (row["status"], row["text"], row["markdown"], row["summary"]) == ("reserved", None, None, None)
        archived = collected.collector.rows(
            "select url from pages where url in (select url from frontier where article = ?)", row["id"]
        )
        assert archived == []


def test_what_is_no_article_stands_in_the_frontier_with_the_reason(collected: Collected) -> None:
    for truth in collected.newsroom.truth:
        if truth.expected != "rejected" and truth.in_scope:
            continue
        for url in truth.found_urls:
            (row,) = collected.collector.rows("select state, reason from frontier where url = ?", url)
            assert row["state"] in ("rejected", "failed", "gone"), (url, row)
            assert ":" in row["reason"], (url, row)


def test_every_address_that_was_announced_stands_in_the_frontier(collected: Collected) -> None:
    known = {row["url"] for row in collected.collector.rows("select url from frontier")}
    announced = {url for truth in collected.newsroom.truth for url in truth.found_urls}
    assert announced - known == set()


def test_addresses_with_trackers_share_one_row(collected: Collected) -> None:
    several = [truth for truth in wanted(collected, "article") if len(truth.found_urls) > 1]
    assert several
    for truth in several:
        marks = ",".join("?" * len(truth.found_urls))
        rows = collected.collector.rows(
            f"select distinct article from frontier where url in ({marks})",
            *truth.found_urls,
        )
        assert len(rows) == 1
        assert rows[0]["article"] is not None


def test_what_robots_txt_forbids_was_not_asked_for(collected: Collected) -> None:
    forbidden = {truth.url for truth in collected.newsroom.truth if "robots" in truth.note}
    assert forbidden
    port = collected.newsroom.port
    asked = {f"http://{request.host}:{port}{request.path}" for request in collected.newsroom.requests}
    assert not forbidden & asked


def test_the_full_text_search_finds_a_word_of_an_article(collected: Collected) -> None:
    truth = wanted(collected, "article")[0]
    word = max(truth.title.split(), key=len).strip("“”\"',.’")
    rows = collected.collector.rows(
        "select url from articles where id in (select rowid from articles_fts where articles_fts match ?)", f'"{word}"'
    )
    assert canonical_url(truth.url) in {row["url"] for row in rows}


def test_the_archive_has_every_page_that_became_a_row_with_text(collected: Collected) -> None:
    rows = collected.collector.rows(
        "select url from articles where text is not null and id not in"
        " (select f.article from frontier f join pages p on p.url = f.url)"
    )
    assert rows == []
