"""Nothing that a publisher writes runs on the pages for stories, changes, copies and subjects; reserved texts stay."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from items import Article
from storage.articles import save_article
from storage.database import NewsDatabase, open_database, timestamp
from storage.sources import sync_sources
from tests.publishing.asking import get
from tests.publishing.press import catalogue

ATTACK = '<script>document.title="taken"</script><img src=x onerror=alert(1)> "quoted" & <b>bold</b>'
SECRET = "kestrel"


def stored(db: NewsDatabase, name: str, source: str, text: str, now: datetime) -> int:
    url = f"https://{source}.example/{name}"
    article = Article(
        url=url,
        found_url=url,
        fetched_url=url,
        source=source,
        title=f"{name} {ATTACK}",
        text=text,
        language="en",
        published=now,
        fetched=now,
        word_count=len(text.split()),
    )
    save_article(db, article, now=now)
    return int(db.execute("select id from articles where url = ?", (url,)).fetchone()[0])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three copies in one story with changes, a topic and a name; all of it hostile, one of them reserved later."""
    path = tmp_path_factory.mktemp("hostile") / "news.db"
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    db = open_database(path)
    sync_sources(db, catalogue())
    text = f"{ATTACK} The first paragraph of the wire {SECRET}.\n\nThe second one. {ATTACK}"
    one = stored(db, "one", "signal-lamp", text, now)
    two = stored(db, "two", "harbour-courier", text + f"\n\nA third. {ATTACK}", now + timedelta(hours=1))
    kept = stored(db, "kept", "north-sea-post", text, now + timedelta(hours=1))
    ties = json.dumps([{"term": ATTACK, "articles": 3}])
    diff = json.dumps({"title": [["-", ATTACK]], "text": [["=", SECRET], ["-", ATTACK], ["+", ATTACK]]})
    with db.atomic():
        db.execute(
            "insert or replace into stories values (1, ?, ?, 3, 2, ?, ?, ?)",
            (one, ATTACK, timestamp(now), timestamp(now), ties),
        )
        db.execute("update articles set story = 1")
        db.execute("update articles set duplicate_of = ? where id in (?, ?)", (one, two, kept))
        db.execute("update articles set status = 'reserved' where id = ?", (kept,))
        db.execute("insert or replace into story_ties values (?, ?, .5, ?)", (two, one, json.dumps([ATTACK])))
        db.execute("insert into topics values ('cyber', 'Cyber', 'Attacks', '[]', '[]', '[]')")
        for id in (one, two, kept):
            found = f"{SECRET}-{id} {ATTACK}"
            terms = json.dumps([{"term": "x", "found": found, "place": "text", "weight": 2.0, "count": 2}])
            db.execute("insert into article_topics values (?, 'cyber', 2, ?)", (id, terms))
            db.execute(
                "insert into mentions (article, kind, name, count, in_title, places) values (?, 'system', ?, 1, 0, ?)",
                (id, ATTACK, json.dumps([{"found": found, "place": "text", "start": 0, "end": 4}])),
            )
            db.execute(
                "insert into revisions (article, seen, before, changed, says, note, diff)"
                " values (?, '2026-11-24T07:00:00Z', '2026-11-24T06:00:00Z', '[\"text\"]', 'corrected', ?, ?)",
                (id, ATTACK, diff),
            )
    db.close()
    return path


@pytest.fixture(scope="module")
def attacked(database: Path) -> Iterator[str]:
    from tests.publishing.conftest import opened

    with opened(database) as base:
        yield base


NAME = "/name?kind=system&name=" + "%3Cscript%3Edocument.title%3D%22taken%22%3C%2Fscript%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20%22quoted%22%20%26%20%3Cb%3Ebold%3C%2Fb%3E"  # fmt: skip  # noqa: E501
PAGES = [
    "/",
    "/stories",
    "/story/1",
    "/article/1",
    "/article/1/changes",
    "/article/2/copies",
    "/topics",
    "/topic/cyber",
    "/names?kind=system",
    NAME,
    "/search?topic=cyber",
    "/news/articles",
]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_becomes_markup(attacked: str, path: str) -> None:
    answer = get(attacked, path)
    assert answer.status == 200
    page = answer.page
    assert not [script for script in page.cssselect("script") if not script.get("src")]
    assert not page.cssselect("img, b, [onerror], a[href^=javascript]")
    assert 'document.title="taken"' in page.text_content()


@pytest.mark.parametrize("path", ["/name?kind=system&name=", "/names?kind=", "/stories?days=", "/search?about="])
def test_what_a_reader_types_becomes_no_markup(attacked: str, path: str) -> None:
    answer = get(attacked, path + "%22%3E%3Cscript%3Ealert(1)%3C/script%3E%3A")
    assert not [script for script in answer.page.cssselect("script") if not script.get("src")]


@pytest.mark.parametrize("end", ["", ".json"])
def test_of_a_reserved_article_nothing_but_the_headline_is_shown(attacked: str, end: str) -> None:
    for page in ("/article/3", "/article/3/changes"):
        body = get(attacked, f"{page}{end}").body
        if end:  # the openings of its copies, which are not reserved, stand beside it
            body = json.dumps({**json.loads(body), "copies": None, "story": None})
        assert SECRET not in body, page
        assert "kept" in body, page
    side = get(attacked, f"/article/3/copies{end}")
    assert SECRET not in side.body
    assert side.status == 200
    assert f"{SECRET}-1" in get(attacked, f"/topic/cyber{end}").body
    for path in ("/story/1", "/topic/cyber", NAME):
        address, _, query = path.partition("?")
        assert f"{SECRET}-3" not in get(attacked, f"{address}{end}?{query}").body, path


def test_an_empty_database_says_what_to_do_on_every_page(
    tmp_path: Path, open_room: Callable[[Path], AbstractContextManager[str]]
) -> None:
    with open_room(tmp_path / "new" / "news.db") as base:
        for path in ("/stories", "/topics", "/health", "/charts"):
            answer = get(base, path)
            assert answer.status == 200, path
            assert "make crawl" in answer.text("main"), path
        assert "scrapy reextract" in get(base, "/names").text("main")
        for path in ("/story/1", "/article/1/changes", "/article/1/copies", "/topic/cyber", "/name"):
            assert get(base, path).status == 404, path
