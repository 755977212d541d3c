"""Which articles carry one text, and which of them leads: by the data, in whatever order they come."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from items import Article, Entry
from storage import frontier
from storage.articles import find_article, remove_article, save_article
from storage.database import NewsDatabase, open_database
from storage.sources import sync_sources
from tests.storage.test_signing import made_up

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
OUTLETS = ["amber", "birch", "cedar", "drift", "wire-house"]
WIRE = [" ".join(made_up(1, 300)[start : start + 30]) for start in range(0, 300, 30)]  # ten paragraphs


def article(source: str, paragraphs: Sequence[str], *, hours: float = 0, **values: object) -> Article:
    url = f"https://{source}.example/{values.pop('name', 'a')}"
    text = "\n\n".join(paragraphs)
    return Article(
        url=url,
        found_url=url,
        fetched_url=url,
        source=source,
        title=f"As {source} tells it",
        text=text,
        word_count=len(text.split()),
        published=NOW + timedelta(hours=hours),
        fetched=NOW,
        **values,  # type: ignore[arg-type]
    )


EDITION = [
    article("amber", WIRE, hours=3),
    article("birch", WIRE[:5], hours=2),  # cut to half
    article("cedar", [*WIRE[1:], "Additional reporting by our correspondents in the harbour towns."], hours=4),
    article(
        "drift", [*[" ".join(made_up(7, 900))], *WIRE[:4], " ".join(made_up(8, 300))], hours=5
    ),  # inside a long piece
    article("amber", [" ".join(made_up(9, 300))], hours=1, name="other"),
]


def store(db: NewsDatabase, edition: Sequence[Article]) -> None:
    sync_sources(
        db,
        [
            {
                "name": name,
                "title": name,
                "kind": "wire" if name == "wire-house" else "news",
                "state_affiliated": 0,
                "enabled": 1,
            }
            for name in OUTLETS
        ],
    )
    for each in edition:
        frontier.add_entries(db, [Entry(url=each.found_url)], source=each.source, feed="feed", now=NOW)
        save_article(db, each, now=NOW)


def leaders(db: NewsDatabase) -> dict[str, str | None]:
    rows = db.execute("select a.url, l.url from articles a left join articles l on l.id = a.duplicate_of").fetchall()
    return dict(sorted(rows))


def led(edition: Sequence[Article]) -> dict[str, str | None]:
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        store(db, edition)
        found = leaders(db)
        db.close()
        return found


def test_copies_point_to_the_earliest_published_and_keep_their_texts(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    store(db, EDITION)
    birch = "https://birch.example/a"
    assert leaders(db) == {
        "https://amber.example/a": birch,
        "https://amber.example/other": None,
        birch: None,
        "https://cedar.example/a": birch,
        "https://drift.example/a": birch,
    }
    assert {text for (text,) in db.execute("select text from articles")} == {each.text for each in EDITION}


@settings(max_examples=25, deadline=None)
@given(st.permutations(EDITION), st.data())
def test_the_same_copy_leads_in_any_order_of_arrival(edition: list[Article], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(edition), max_size=3))  # some are fetched twice
    assert led([*edition, *again]) == led(EDITION)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_same_copy_leads_in_any_order_where_edits_are_edited(data: st.DataObject) -> None:
    """A chain in which each text is a copy of its neighbours only."""
    paragraphs = [" ".join(made_up(50 + number, 60)) for number in range(14)]
    chain = [
        article(outlet, paragraphs[2 * number : 2 * number + 6], hours=hours)
        for number, (outlet, hours) in enumerate(zip(OUTLETS, (3, 1, 2, 5, 4), strict=True))
    ]
    assert led(data.draw(st.permutations(chain))) == led(chain)


def test_a_copy_that_credits_an_agency_leads_over_one_that_does_not() -> None:
    edition = [article("amber", WIRE), article("birch", WIRE, hours=1, agency="Harbour Wire")]
    assert led(edition)["https://amber.example/a"] == "https://birch.example/a"


def test_the_agency_s_own_page_leads() -> None:
    edition = [
        article("amber", WIRE, agency="Harbour Wire"),
        article("wire-house", WIRE, hours=5),
    ]
    assert led(edition)["https://amber.example/a"] == "https://wire-house.example/a"


def test_an_undated_copy_does_not_lead() -> None:
    undated = Article(**{**{name: getattr(EDITION[0], name) for name in EDITION[0].__slots__}, "published": None})
    assert led([undated, article("cedar", WIRE, hours=9)])[undated.url] == "https://cedar.example/a"


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    return open_database(tmp_path / "news.db")


def test_a_leader_that_changes_its_text_lets_its_copies_go(db: NewsDatabase) -> None:
    store(db, [article("amber", WIRE), article("birch", WIRE, hours=1), article("cedar", WIRE, hours=2)])
    save_article(db, article("amber", [" ".join(made_up(20, 300))]), now=NOW)
    assert leaders(db) == {
        "https://amber.example/a": None,
        "https://birch.example/a": None,
        "https://cedar.example/a": "https://birch.example/a",
    }


def test_a_leader_that_is_removed_hands_over(db: NewsDatabase) -> None:
    store(db, [article("amber", WIRE), article("birch", WIRE, hours=1), article("cedar", WIRE, hours=2)])
    row = find_article(db, "https://amber.example/a")
    assert row is not None
    remove_article(db, row["id"])
    assert leaders(db) == {"https://birch.example/a": None, "https://cedar.example/a": "https://birch.example/a"}
    assert db.execute("select count(*) from signatures where article = ?", (row["id"],)).fetchone() == (0,)


def test_pages_of_one_mould_do_not_stop_the_work(db: NewsDatabase) -> None:
    dice = random.Random(4)
    mould = made_up(30, 200)
    edition = [
        article(
            "amber",
            [" ".join(dice.choice(mould) if dice.random() < 0.05 else word for word in mould)],
            name=str(number),
        )
        for number in range(260)
    ]
    store(db, edition)
    assert db.execute("select max(n) from (select count(*) n from signatures group by key)").fetchone()[0] > 200
    assert db.execute("select count(*) from articles").fetchone() == (260,)
