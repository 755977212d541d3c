"""The files of watchlists: what they may say, and what is said of those that are wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from errors import WatchlistError
from items import Article
from publishing.watchlists import check_names, chosen, load_watchlists, read_watchlist
from storage.articles import save_article
from storage.changes import Condition
from storage.database import open_database
from storage.sources import sync_sources
from storage.watches import Watch, wanted
from tests.publishing.press import catalogue

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def written(folder: Path, text: str, name: str = "cables.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "title: Cables  # at sea\nsearch:\n  - '\"cable ship\"'\n  - Kabelleger\n"
        "sources: [nato, rusi]\ncountries: [NO, DE]\nlanguages: en\ntopics: []\n",
    )
    assert read_watchlist(path) == Watch(
        name="cables",
        title="Cables",
        search=('"cable ship"', "Kabelleger"),
        sources=("nato", "rusi"),
        countries=("NO", "DE"),
        languages=("en",),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no keys; write lines of 'key: value'"),
        ("- a", "holds no keys"),
        ("search: cable", "key 'title' is missing; it must be the watchlist's name"),
        ("title: X", "looks for nothing; give at least one of search, sources"),
        ("title: X\nsearch:", "looks for nothing"),
        ("titel: X\nsearch: cable", "unknown key 'titel'; did you mean 'title'?"),
        ("title: X\nsearhc: cable", "unknown key 'searhc'; did you mean 'search'?"),
        ("title: X\nsearch: cable\nhue: red", "unknown key 'hue'; the keys are title, search"),
        ("title: X\nsearch: -cable", "'search': '-cable' has no word to look for"),
        ("title: X\nsearch: '***'", "has no word to look for"),
        (f"title: X\nsearch: {'cable ' * 30}", "is longer than a search may be; part it into several phrases"),
        ("title: X\nsearch: {a: b}", "'search' must be a phrase or a list of phrases"),
        ("title: X\ncountries: [Norway]", "'countries': 'Norway' is none; write a country as two capitals"),
        ("title: X\nlanguages: english", "'languages': 'english' is none; write a language as en"),
        ("title: [X]\nsearch: cable", "'title' must be the watchlist's name as text"),
        ('title: X\nsearch: "cable" ship', "line 2"),
        ("title: X\n\tsearch: a", "line 2"),
    ],
)
def test_a_mistake_is_said_with_file_key_and_remedy(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(WatchlistError) as caught:
        read_watchlist(path)
    assert words in caught.value.message
    assert all(line.startswith(f"{path}: ") for line in caught.value.message.splitlines())
    assert len(caught.value.message.splitlines()) == 1


def test_bytes_that_are_no_text_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"title: \xff")
    (tmp_path / "b.yaml").write_text("title: X\nsearch: a\n" + "#" * 70_000)
    with pytest.raises(WatchlistError) as caught:
        load_watchlists(tmp_path)
    first, second = caught.value.message.splitlines()
    assert "byte 7 is not UTF-8" in first
    assert "over 64 KiB" in second


def test_all_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    written(tmp_path, "title: X", "one.yaml")
    written(tmp_path, "title: X\nsearch: a", "Two.yaml")
    written(tmp_path, "title: X\nsearch: a", "three.yml")
    written(tmp_path, "notes", "notes.txt")
    with pytest.raises(WatchlistError) as caught:
        load_watchlists(tmp_path)
    lines = sorted(caught.value.message.splitlines())
    assert ["'Two' is no name" in lines[0], "looks for nothing" in lines[1], "rename it to three.yaml" in lines[2]] == [
        True
    ] * 3


def test_a_folder_that_is_not_there_has_none_and_a_file_is_no_folder(tmp_path: Path) -> None:
    assert load_watchlists(tmp_path / "none") == {}
    with pytest.raises(WatchlistError, match="set WATCHLISTS"):
        load_watchlists(written(tmp_path, "x"))


def test_names_that_the_database_does_not_know_are_said(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    sync_sources(db, catalogue())
    db.execute("insert into topics values ('cyber', 'Cyber', 'x', '[]', '[]', '[]')")
    good = Watch(name="good", title="G", sources=("signal-lamp",), countries=("US",), topics=("cyber",))
    check_names(db.conn, [good], tmp_path)
    bad = Watch(name="bad", title="B", sources=("signal-lmap",), countries=("UK",), topics=("xyz",))
    with pytest.raises(WatchlistError) as caught:
        check_names(db.conn, [good, bad], tmp_path)
    assert caught.value.message.splitlines() == [
        f"{tmp_path}/bad.yaml: 'sources': 'signal-lmap' is not known; did you mean 'signal-lamp'?",
        f"{tmp_path}/bad.yaml: 'countries': no source is in 'UK'; the countries are BE, DE, FR, GB, NO, US, XX",
        f"{tmp_path}/bad.yaml: 'topics': 'xyz' is not known; scrapy collect enters what is new in the catalogue",
    ]


def test_an_unknown_watchlist_names_the_nearest(tmp_path: Path) -> None:
    watches = {"cables": Watch(name="cables", title="C"), "drones": Watch(name="drones", title="D")}
    assert [watch.name for watch in chosen(watches, [], tmp_path)] == ["cables", "drones"]
    assert [watch.name for watch in chosen(watches, ["drones"], tmp_path)] == ["drones"]
    with pytest.raises(WatchlistError, match="did you mean 'cables'"):
        chosen(watches, ["cabels"], tmp_path)
    with pytest.raises(WatchlistError, match="are cables, drones"):
        chosen(watches, ["xyz"], tmp_path)


SEEN = {
    "undersea-cables": [
        ("A ship dragged its anchor over two undersea cables", "Its master was heard on Tuesday."),
        ("Seekabel beschädigt", "Der Betreiber sprach von einem Anker."),
        ("La marine surveille", "Un câble sous-marin est hors service."),
    ],
    "drones-over-airports": [
        ("Runway closed for an hour", "Two drones had been seen near the airport."),
        ("Drohnen über dem Flughafen", "Der Betrieb ruhte zwanzig Minuten."),
        ("Un drone au-dessus de l'aéroport", "Les vols ont repris à midi."),
    ],
}


@pytest.mark.parametrize("name", SEEN)
def test_the_watchlists_that_ship_find_what_their_titles_say(tmp_path: Path, name: str) -> None:
    watch = load_watchlists(ROOT / "watchlists")[name]
    db = open_database(tmp_path / "news.db")
    sync_sources(db, catalogue())
    for number, (title, text) in enumerate([*SEEN[name], ("Budget voted", "The cable car is not a part of it.")]):
        url = f"https://signal-lamp.example/{number}"
        article = Article(url=url, found_url=url, source="signal-lamp", title=title, text=text)
        save_article(db, article, now=NOW)
    condition: Condition = wanted(watch)
    found = db.execute(f"select count(*) from articles where id in ({condition.chosen})", condition.values).fetchone()
    assert found == (3,)


def test_every_watchlist_that_ships_has_its_test() -> None:
    assert set(load_watchlists(ROOT / "watchlists")) == set(SEEN)
