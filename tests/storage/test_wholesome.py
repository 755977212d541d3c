"""The last belt before the database: what must not be stored is not, what is clean comes back as it is."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from items import Article, Entry
from storage import frontier
from storage.articles import save_article
from storage.database import open_database
from storage.wholesome import (
    wholesome_address,
    wholesome_article,
    wholesome_entry,
    wholesome_line,
    wholesome_moment,
    wholesome_text,
)

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LIVE = re.compile(r"<\s*/?(script|svg|iframe|object|embed|img|a)\b|<[^<>]*\bon[a-z]{3,}\s*=", re.IGNORECASE)
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def test_what_is_clean_is_the_same_object() -> None:
    article = Article(url="https://one.example/a", title="5 < 6", text="One.\n\n“Two” — three. שלום", published=NOW)
    assert wholesome_article(article, now=NOW) is article
    entry = Entry(url="https://one.example/a", title="A title", published=NOW)
    assert wholesome_entry(entry, now=NOW) is entry


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("half \ud83d a pair", "half  a pair"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("page <script>alert(1)</script> ends", "page ‹script>alert(1)‹/script> ends"),
        ("< SCRIPT src=//x.example>", "‹ SCRIPT src=//x.example>"),
        ("a picture <img src=x onerror=alert(1)> here", "a picture  here"),
        ("a < b and b > c", "a < b and b > c"),
        ("x <b>bold</b> y", "x <b>bold</b> y"),
        ("[here](javascript:alert(1))", "[here]())"),
        ("[here](https://one.example/)", "[here](https://one.example/)"),
    ],
)
def test_text_loses_what_is_alive_and_keeps_its_words(text: str, expected: str) -> None:
    assert wholesome_text(text) == expected


@given(st.text(st.characters(codec=None) | st.sampled_from(list("<>/ ao=\x00\ud800")), max_size=200))
def test_no_text_whatever_keeps_what_is_forbidden(text: str) -> None:
    clean = wholesome_text(text)
    assert clean is not None
    assert not FORBIDDEN.search(clean)
    assert not LIVE.search(clean)
    assert wholesome_text(clean) == clean
    line = wholesome_line(text)
    assert line is not None
    assert "\n" not in line


@given(st.text(alphabet="<aimgscript >onerror=/\x00", max_size=300))
def test_nothing_alive_comes_together_from_what_is_taken_out(text: str) -> None:
    assert not LIVE.search(wholesome_text(text) or "")


def test_a_long_bait_costs_no_time() -> None:
    for bait in ("<" * 200_000, "<a " * 100_000, "<x onerror" * 50_000, "](javascript:" * 50_000):
        wholesome_text(bait)


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        (NOW, True),
        (NOW + timedelta(hours=23), True),
        (NOW + timedelta(hours=25), False),
        (datetime(9999, 12, 31, tzinfo=UTC), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(1996, 12, 17, tzinfo=UTC), True),
        (None, False),
    ],
)
def test_times_lie_between_the_beginning_of_the_web_and_tomorrow(moment: datetime | None, kept: bool) -> None:
    assert wholesome_moment(moment, now=NOW) == (moment if kept else None)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:image/svg+xml,<svg>", "//x", "https://a\x00b/", ""])
def test_an_image_is_on_the_web_or_there_is_none(address: str) -> None:
    assert wholesome_address(address) is None


def test_nothing_of_it_reaches_articles_or_frontier(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    bad = "A\x07 title \udfff<script>alert(1)</script>"
    entry = Entry(
        url="https://one.example/a", title=bad, summary=bad, guid="g\x00", published=datetime.max.replace(tzinfo=UTC)
    )
    frontier.add_entries(db, [entry], source="one", feed="https://one.example/feed", now=NOW)
    db.execute("insert into sources (name, title) values ('one', 'One')")
    article = Article(
        url="https://one.example/a",
        title=bad,
        text=f"{bad}\n\n{bad}",
        authors=(bad, "\x00"),
        tags=(bad,),
        section=bad,
        summary=bad,
        published=datetime(1970, 1, 1, tzinfo=UTC),
        image="javascript:alert(1)",
        source="one",
        found_url=entry.url,
        fetched_url=entry.url,
    )
    save_article(db, article, now=NOW)
    frontier.fail(db, entry.url, f"http-500: {bad}", now=NOW)
    for table in ("articles", "frontier"):
        for row in db.query(f"select * from {table}"):
            for column, value in row.items():
                if isinstance(value, str):
                    assert not FORBIDDEN.search(value), (table, column)
                    assert not LIVE.search(value), (table, column)
    (row,) = db.query("select published, image, authors from articles")
    assert (row["published"], row["image"]) == (None, None)
    assert row["authors"].count("A title") == 1
    db.close()
