"""The reading room as a browser and a script see it: a real server, real requests."""

import json
import sqlite3
import subprocess
import sys
import urllib.parse
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import feedparser
import pytest

from tests.publishing.asking import Answer, get

ROOT = Path(__file__).resolve().parents[2]

OURS = ["/", "/article/1", "/search", "/search?q=cable", "/sources", "/source/signal-lamp", "/charts", "/article/0"]
DATASETTES = [
    "/news",
    "/news/articles",
    "/news/articles/1",
    "/news/phrase_over_time?phrase=cable",
    "/news?sql=select+1",
]


def sql(base: str, query: str) -> Answer:
    return get(base, f"/news.json?_shape=arrays&sql={urllib.parse.quote(query)}")


def number(database: Path, where: str) -> int:
    """Id of an article."""
    row = sqlite3.connect(database).execute(f"select id from articles where {where}").fetchone()
    return int(row[0])


def test_the_front_page_has_todays_articles_each_text_once(room: str) -> None:
    front = get(room, "/")
    assert front.status == 200
    assert "Today, " in front.text(".day h2")
    assert front.text("main").count("Cable ship reaches break off Lutra estuary") == 1
    assert "Also carried by The Harbour Courier, North Sea Post" in front.text(".also")


def test_earlier_articles_follow_without_a_gap(room: str, database: Path) -> None:
    seen: list[str] = []
    path = "/"
    while path:
        page = get(room, path).page
        seen += [link.get("href") for link in page.cssselect(".entry h3 a")]
        following = page.cssselect("a[rel=next]")
        path = following[0].get("href") if following else ""
    (leading,) = (
        sqlite3.connect(database).execute("select count(*) from articles where duplicate_of is null").fetchone()
    )
    assert len(seen) == len(set(seen)) == leading


def test_an_article_reads_like_an_article(room: str, database: Path) -> None:
    id = number(database, "status = 'full' and language = 'en' and authors like '%Vale%' and markdown is null")
    row = sqlite3.connect(database).execute("select title, text, url from articles where id = ?", (id,)).fetchone()
    answer = get(room, f"/article/{id}")
    assert answer.text("h1") == row[0]
    assert [p.text_content() for p in answer.page.cssselect(".text p")] == row[1].split("\n\n")
    assert "Idris Vale" in answer.text(".byline")
    assert "UTC" in answer.text(".byline")
    assert answer.page.cssselect(".original a")[0].get("href") == row[2]


def test_a_copy_names_the_one_that_leads(room: str, database: Path) -> None:
    assert "came first from Signal Lamp" in get(room, f"/article/{number(database, 'duplicate_of is not null')}").text(
        "main"
    )


def test_a_reserved_article_shows_headline_and_link_only(room: str, database: Path) -> None:
    id = number(database, "url like '%/kept'")
    for path in (
        f"/article/{id}",
        f"/article/{id}.json",
        "/",
        "/search?q=kept",
        "/search.json?q=kept",
        "/search?q=secret",
    ):
        body = get(room, path).body
        assert "secret words" not in body, path
        assert "secret summary" not in body, path
    assert "reserves this text" in get(room, f"/article/{id}").text(".notice")


@pytest.mark.parametrize(
    "path", ["/", "/article/hostile", "/search?q=zanzibar", "/source/signal-lamp", "/news/articles"]
)
def test_nothing_that_a_publisher_writes_becomes_markup(room: str, database: Path, path: str) -> None:
    path = path.replace("hostile", str(number(database, "url like '%/hostile'")))
    page = get(room, path).page
    assert not [s for s in page.cssselect("script") if not s.get("src")]
    assert not page.cssselect("img, b, [onerror], a[href^=javascript]")
    assert 'document.title="taken"' in page.text_content()


def test_what_a_reader_types_becomes_no_markup_either(room: str) -> None:
    query = urllib.parse.quote('"><script>alert(1)</script>')
    for path in (
        f"/search?q={query}",
        f"/search?source={query}&order={query}&page={query}&since={query}",
        f"/?before={query}",
    ):
        assert not [s for s in get(room, path).page.cssselect("script") if not s.get("src")]


def test_search_marks_the_words(room: str) -> None:
    answer = get(room, "/search?q=lutra")
    assert {mark.text_content() for mark in answer.page.cssselect(".opening mark")} == {"Lutra"}


@pytest.mark.parametrize("path", OURS + DATASETTES)
def test_scripts_run_from_our_files_only(room: str, path: str) -> None:
    answer = get(room, path)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert not [s for s in answer.page.cssselect("script") if not s.get("src")]
    assert not [e for e in answer.page.iter() if any(str(name).startswith("on") for name in e.attrib)]
    assert all(s.get("src").startswith("/") for s in answer.page.cssselect("script"))
    assert ("'unsafe-inline'" in policy) == (path in DATASETTES)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", OURS + DATASETTES)
def test_no_page_is_over_300_kb_with_all_that_it_loads(room: str, path: str) -> None:
    answer = get(room, path)
    files = {e.get("src") for e in answer.page.cssselect("script")}
    files |= {e.get("href") for e in answer.page.cssselect("link[rel=stylesheet]")}
    if path in OURS:
        assert len(answer.body.encode()) + sum(len(get(room, file).body.encode()) for file in files) < 300_000
    assert all(get(room, file).status == 200 for file in files)


@pytest.mark.parametrize(
    "path", ["/today.json", "/article/1.json", "/search.json?q=cable", "/sources.json", "/charts.json"]
)
def test_every_page_is_there_as_json(room: str, path: str) -> None:
    answer = get(room, path)
    assert json.loads(answer.body)["ok"] is True
    same = get(room, path.replace("/today.json", "/").replace(".json", ""), Accept="application/json")
    assert json.loads(same.body).keys() == json.loads(answer.body).keys()


def test_a_search_is_a_feed_too(room: str) -> None:
    answer = get(room, "/search.atom?q=zanzibar")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.body, sanitize_html=False)
    assert not feed.bozo
    assert [entry.link for entry in feed.entries] == ["https://signal-lamp.example/hostile"]
    assert feed.entries[0].author.startswith("‹script>document.title")  # disarmed before it was stored
    assert len(feedparser.parse(get(room, "/search.atom").body).entries) > 10
    assert "secret" not in get(room, "/search.atom?q=kept").body


def test_lists_are_lists_in_json(room: str) -> None:
    for path in ("/today.json", "/search.json?q=ministry"):
        assert all(isinstance(row["authors"], list) for row in json.loads(get(room, path).body)["articles"])


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "٣", "51"])
def test_a_page_that_is_none_is_the_first_or_last(room: str, page: str) -> None:
    assert get(room, f"/search?q=ministry&page={urllib.parse.quote(page)}").status == 200


def test_datasettes_own_json_keeps_working(room: str) -> None:
    rows = json.loads(get(room, "/news/articles.json?_size=2&_shape=array").body)
    assert len(rows) == 2
    assert json.loads(get(room, "/news/phrase_over_time.json?phrase=cable+ship&_shape=array").body)[0]["articles"] == 1
    assert json.loads(sql(room, "select count(*) from articles").body)["rows"] == [[125]]


def test_the_archive_is_not_served(room: str) -> None:
    assert get(room, "/news/pages").status == 403
    assert json.loads(sql(room, "select url from pages").body)["rows"] == [["https://signal-lamp.example/hostile"]]
    assert get(room, "/news.db").status == 403
    for query in (
        "select body from pages",
        "select * from pages",
        "select hex(p.body) from pages p",
        "with x as (select * from pages) select * from x",
        "select (select body from pages)",
        "select url from pages where body like '%PAGE%'",
        "select count(*) from pages order by body",
        "select data from sqlite_dbpage",
    ):
        answer = sql(room, query)
        assert answer.status == 400, query
        assert "PAGEBODY" not in answer.body


def test_what_is_not_there_is_said_in_words(room: str) -> None:
    for path in ("/article/999999", "/source/nobody", "/nothing/here"):
        answer = get(room, path)
        assert answer.status == 404
        assert "Watchkeeper" in answer.body
    assert json.loads(get(room, "/article/999999.json").body)["ok"] is False


def test_an_empty_database_says_how_to_fill_it(
    tmp_path: Path, open_room: Callable[[Path], AbstractContextManager[str]]
) -> None:
    with open_room(tmp_path / "new" / "news.db") as base:
        assert "make crawl" in get(base, "/").text("main")
        for path in ("/sources", "/search", "/search?q=x", "/charts", "/news", "/news/articles", "/news/last_run"):
            assert get(base, path).status == 200, path
        assert get(base, "/article/1").status == 404


def test_the_rooms_address_does_not_depend_on_the_files_name(
    tmp_path: Path, open_room: Callable[[Path], AbstractContextManager[str]]
) -> None:
    with open_room(tmp_path / "my other news.sqlite") as base:
        assert "Questions" in get(base, "/news").text("h2")


def browse(path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "browse", "-s", f"DATABASE={path}", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_the_remedy_is_for_what_is_wrong_with_host_or_port(database: Path, room: str) -> None:
    port = room.rpartition(":")[2]
    assert browse(database, "--port", port).stderr.endswith("; choose another with --port\n")
    assert browse(database, "--host", "192.0.2.1").stderr.endswith("; choose another with --host\n")


def test_what_cannot_be_opened_is_said_in_one_line(tmp_path: Path, database: Path, room: str) -> None:
    (tmp_path / "text.db").write_text("This is no database, whatever its name says. " * 40)
    port = room.rsplit(":", 1)[1]
    for done in (browse(tmp_path / "text.db"), browse(database, "--port", port), browse(database, "--port", "99999")):
        assert done.returncode == 1
        assert done.stderr.startswith("browse: ")
        assert len(done.stderr.splitlines()) == 1
