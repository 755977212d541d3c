"""The pages for stories, topics, names, changes, copies and health, over the newsroom as runs have collected it."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.publishing.asking import KINDS, get, one, paths


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_light_run_no_script_of_their_own_and_are_there_as_json(
    news_room: str, news: Path, kind: str
) -> None:
    path = paths(news)[kind]
    answer = get(news_room, path)
    assert answer.status == 200
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert not answer.page.cssselect("script:not([src]), [style], [onclick], [onload]")
    files = {e.get("src") for e in answer.page.cssselect("script")}
    files |= {e.get("href") for e in answer.page.cssselect("link[rel=stylesheet]")}
    assert len(answer.body.encode()) + sum(len(get(news_room, file).body.encode()) for file in files) < 300_000
    address, _, query = path.partition("?")
    told = json.loads(get(news_room, f"{address}.json?{query}").body)
    assert told["ok"] is True
    assert json.loads(get(news_room, path, Accept="application/json").body).keys() == told.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_of_a_page_leads_somewhere(news_room: str, news: Path, kind: str) -> None:
    page = get(news_room, paths(news)[kind]).page
    links = {link.get("href").partition("#")[0] for link in page.cssselect("main a[href^='/'], footer a[href^='/']")}
    assert {link: get(news_room, link).status for link in sorted(links)[:40] if link} == dict.fromkeys(
        [link for link in sorted(links)[:40] if link], 200
    )


def test_an_article_that_nobody_copied_says_so_and_leads_back(news_room: str, news: Path) -> None:
    alone = one(
        news,
        "select id from articles where duplicate_of is null"
        " and id not in (select duplicate_of from articles where duplicate_of is not null)",
    )
    answer = get(news_room, f"/article/{alone}/copies")
    assert answer.status == 404
    assert answer.text("h1") == "No copies"
    assert [link.get("href") for link in answer.page.cssselect("main a")] == [f"/article/{alone}", "/", "/search"]
    assert "no article with the number 999999" in get(news_room, "/article/999999/copies").text("main")


def test_a_story_is_told_from_its_first_report_with_its_copies_folded(news_room: str, news: Path) -> None:
    id = one(news, "select story from articles where duplicate_of is not null")
    answer = get(news_room, f"/story/{id}")
    (report,) = answer.page.cssselect("ol.reports > li")
    assert "first report" in report.text_content()
    assert [copy.get("data-kind") for copy in report.cssselect(".folded li")] == ["copy", "copy"]
    assert "1 independent source" in answer.text(".byline")
    assert "2 of them copies" in answer.text(".byline")
    wide = get(news_room, paths(news)["story"])
    assert len(wide.page.cssselect("ol.reports > li")) == 3
    assert "shares with the report of" in wide.text("ol.reports")
    moments = [item.get("data-moment") for item in wide.page.cssselect("ol.reports > li")]
    assert moments == sorted(moments)


def test_the_front_page_and_the_articles_lead_to_the_story(news_room: str, news: Path) -> None:
    path = paths(news)["story"]
    assert path in {link.get("href") for link in get(news_room, "/").page.cssselect(".also a")}
    article = one(news, f"select id from articles where story = {path.rsplit('/', 1)[1]}")
    assert path in {link.get("href") for link in get(news_room, f"/article/{article}").page.cssselect("#story a")}


def test_the_front_page_begins_with_what_most_sources_report(news_room: str) -> None:
    answer = get(news_room, "/")
    assert [story["sources"] for story in json.loads(get(news_room, "/today.json").body)["widest"]] == [3, 3]
    assert len(answer.page.cssselect(".widest li a")) == 2
    assert not get(news_room, "/?before=2030-01-01T00:00:00Z,1").page.cssselect(".widest")


def test_an_articles_record_says_where_it_stood_and_what_applied_when_it_was_fetched(
    news_room: str, news: Path
) -> None:
    id = one(news, "select f.article from sightings s join frontier f on f.id = s.address where f.article is not null")
    record = get(news_room, f"/article/{id}").text(".record")
    assert ", place " in record
    assert "robots.txt: allows the page; text and data mining: not reserved" in record


def test_what_else_the_articles_of_a_topic_are_about_leads_on(news_room: str) -> None:
    told = json.loads(get(news_room, "/topic/naval-maritime.json").body)["among"]
    assert told["articles"] > 1
    answer = get(news_room, "/topic/naval-maritime")
    link = next(a for a in answer.page.cssselect(".narrower a") if "about=country" in a.get("href"))
    found = json.loads(get(news_room, link.get("href").replace("/search?", "/search.json?")).body)
    assert found["total"] >= int(link.getnext().text_content())


def test_stories_are_sorted_by_independent_sources(news_room: str) -> None:
    told = json.loads(get(news_room, "/stories.json?days=7").body)["stories"]
    assert [story["sources"] for story in told] == sorted((story["sources"] for story in told), reverse=True)
    assert told[0]["sources"] == 3


def test_a_change_is_shown_word_by_word_with_what_the_publisher_says(news_room: str, news: Path) -> None:
    answer = get(news_room, paths(news)["changes"])
    assert [change.text_content() for change in answer.page.cssselect(".diff del")] == ["taken out: seven"]
    assert answer.page.cssselect(".diff ins")[0].text_content() == "put in: ten"
    assert "the publisher says: corrected" in answer.text(".revision")
    assert "Correction: an earlier version" in answer.text(".note")
    notice = get(news_room, paths(news)["article"]).text(".notice")
    assert "Changed since it was collected" in notice
    assert "says “corrected”" in notice


def test_an_article_that_was_not_changed_says_when_it_is_looked_at_again(news_room: str, news: Path) -> None:
    id = one(news, "select id from articles where id not in (select article from revisions)")
    assert "looked at again" in get(news_room, f"/article/{id}/changes").text("main")


def test_an_article_that_was_taken_down_says_so(news_room: str, news: Path) -> None:
    id = one(news, "select id from articles where gone_since is not null")
    assert "Taken down." in get(news_room, f"/article/{id}").text(".notice")


def test_copies_stand_side_by_side_with_their_differences_marked(news_room: str, news: Path) -> None:
    answer = get(news_room, paths(news)["copies"])
    heads = answer.page.cssselect(".heads a")
    leader = one(news, "select duplicate_of from articles where duplicate_of is not null")
    assert heads[0].get("href") == f"/article/{leader}"
    assert answer.page.cssselect(".pair.changed mark")
    assert len(answer.page.cssselect("#carriers ~ .wide tbody tr")) == 3
    told = json.loads(get(news_room, f"/article/{leader}/copies.json").body)
    assert told["left"]["id"] == leader
    assert told["counts"]["same"] > 0
    others = [copy["id"] for copy in told["copies"][1:]]
    pair = json.loads(get(news_room, f"/article/{others[0]}/copies.json?with={others[1]}").body)
    assert (pair["left"]["id"], pair["right"]["id"]) == tuple(others)
    alone = one(news, "select id from articles where duplicate_of is null and id not in"
                      " (select duplicate_of from articles where duplicate_of is not null)")  # fmt: skip
    assert get(news_room, f"/article/{alone}/copies").status == 404


def test_a_topic_has_its_articles_with_the_terms_that_say_so_and_its_codes(news_room: str, news: Path) -> None:
    answer = get(news_room, "/topic/naval-maritime")
    with sqlite3.connect(news) as db:
        ids = {id for (id,) in db.execute(
            "select a.id from article_topics join articles a on a.id = article"
            " where topic = 'naval-maritime' and duplicate_of is null")}  # fmt: skip
    assert {int(link.get("href").rsplit("/", 1)[1]) for link in answer.page.cssselect(".entry h3 a")} == ids
    assert answer.page.cssselect(".because .term")
    assert "IPTC Media Topics" in answer.text("dl")
    assert get(news_room, "/topic/nothing-of-ours").status == 404


def test_an_articles_subjects_lead_to_their_pages(news_room: str, news: Path) -> None:
    id = one(news, "select article from mentions where name = 'NATO'")
    links = {link.get("href") for link in get(news_room, f"/article/{id}").page.cssselect(".subjects a")}
    assert "/name?kind=organisation&name=NATO" in links
    assert any(link.startswith("/topic/") for link in links)


def test_names_are_counted_and_lead_to_their_articles(news_room: str, news: Path) -> None:
    number = one(news, "select count(*) from mentions where kind = 'organisation' and name = 'NATO'")
    told = json.loads(get(news_room, "/names.json?kind=organisation").body)["names"]
    assert {"name": "NATO", "articles": number} in told
    assert "named" in get(news_room, "/name?kind=organisation&name=NATO").text(".because")
    assert "Ukraine" in get(news_room, "/names?kind=country").text("table")
    assert get(news_room, "/names?kind=colour").status == 404
    assert "Search for the words" in get(news_room, "/name?kind=system&name=Nautilus").text("main")


def test_a_program_that_asks_for_a_day_that_is_none_is_told_so(news_room: str) -> None:
    for path in ("/search.json?q=the&since=24.11.2026", "/search.atom?q=the&until=yesterday"):
        answer = get(news_room, path)
        assert answer.status == 400
        assert "a day like 2026-11-24" in answer.body
    assert get(news_room, "/search?q=the&since=24.11.2026").status == 200


def test_a_search_is_narrowed_by_topic_and_by_name(news_room: str, news: Path) -> None:
    found = json.loads(get(news_room, "/search.json?about=organisation:NATO").body)
    assert found["total"] == one(news, "select count(*) from mentions where kind = 'organisation' and name = 'NATO'")
    topics = next(kind for kind in found["narrower"] if kind["kind"] == "topic")
    choice = topics["choices"][0]
    narrower = json.loads(get(news_room, choice["url"].replace("/search?", "/search.json?")).body)
    assert narrower["total"] == choice["articles"]
    assert narrower["narrower"][0]["choices"][0]["chosen"] is True


def test_articles_have_facets_by_topic_country_and_system_that_can_be_clicked(news_room: str, news: Path) -> None:
    told = json.loads(get(news_room, "/news/articles.json?_size=1").body)["facet_results"]
    assert {"topic", "country", "system"} <= told.keys()
    for facet in ("topic", "country", "system"):
        for choice in told[facet]["results"][:3]:
            path = choice["toggle_url"].removeprefix(news_room)
            chosen = json.loads(get(news_room, path).body)
            assert chosen["filtered_table_rows_count"] == choice["count"], path
            (selected,) = [each for each in chosen["facet_results"][facet]["results"] if each["selected"]]
            assert selected["value"] == choice["value"]
    both = json.loads(get(news_room, "/news/articles.json?_country=UA&_country=RU&_size=max").body)
    for row in both["rows"]:
        named = f"select count(*) from article_countries where article = {row[0]} and country in ('UA', 'RU')"
        assert one(news, named) == 2
    assert "country is Ukraine" in both["human_description_en"]
    assert json.loads(get(news_room, "/news/articles.json?_facet_subject=organisation&_size=1").body)["facet_results"][
        "organisation"
    ]["results"]
    assert get(news_room, "/news/sources.json?_country=UA").status == 200


def test_health_says_how_each_source_fares_and_what_the_runs_did(news_room: str, news: Path) -> None:
    answer = get(news_room, "/health")
    told = json.loads(get(news_room, "/health.json").body)
    assert len(told["sources"]) == one(news, "select count(*) from sources")
    assert all(source["last_success"] for source in told["sources"])
    assert [run["id"] for run in told["runs"]] == [3, 2, 1]
    assert told["runs"][-1]["new"] == one(news, "select new from runs where id = 1")
    assert len(answer.page.cssselect("table.health tbody tr")) == len(told["sources"])


def test_what_fails_stands_first_with_its_remedy(tmp_path: Path, news: Path, open_room: Any) -> None:
    path = tmp_path / "ailing.db"
    with sqlite3.connect(news) as whole, sqlite3.connect(path) as copy:
        whole.backup(copy)
        copy.execute("update feeds set failures = 4, error = 'http-404: Not Found' where source = 'tidewater-log'")
        copy.commit()
    with open_room(path) as base:
        answer = get(base, "/health")
        assert "1 needs a hand" in answer.text(".standing")
        assert "http-404: Not Found" in answer.text(".needs dd")
        assert "scrapy sources add HOMEPAGE" in answer.text(".remedy")
        assert answer.page.cssselect("table.health tbody tr")[0].text_content().strip().startswith("Tidewater Log")
        assert "scrapy sources add HOMEPAGE" in get(base, "/source/tidewater-log").text("main")
