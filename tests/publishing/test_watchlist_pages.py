"""The pages of the watchlists: read from their files, over the newsroom as runs have collected it."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import feedparser

from tests.publishing.asking import get, one

Opened = Callable[..., AbstractContextManager[str]]


def test_a_watchlist_shows_what_fits_now_whatever_has_been_told(news: Path, open_room: Opened, tmp_path: Path) -> None:
    (tmp_path / "cables.yaml").write_text("title: Cables & <wires>\nsearch: cable* Baltic OR seabed\n")
    (tmp_path / "all.yaml").write_text("title: Everything\nlanguages: [en, de, fr, uk, pl]\n")
    (tmp_path / "broken.yaml").write_text("title: Broken\nserch: x\n")
    (tmp_path / "elsewhere.yaml").write_text("title: Elsewhere\nsources: [rampart-europa]\n")
    texts = one(news, "select count(*) from articles where duplicate_of is null")
    assert one(news, "select count(*) from watches") == 0
    with open_room(news, "-s", f"WATCHLISTS={tmp_path}") as base:
        page = get(base, "/watchlists")
        assert [h.text_content() for h in page.page.cssselect("main h2 a")] == [
            "Everything",
            "Cables & <wires>",
            "Elsewhere",
        ]
        assert page.text("main aside p") == (
            "broken.yaml: unknown key 'serch'; did you mean 'search'?"
            " elsewhere.yaml: 'sources': 'rampart-europa' is not known; did you mean 'rampart-europe'?"
        )
        assert str(tmp_path) not in page.body
        told = {watch["name"]: watch for watch in json.loads(get(base, "/watchlists.json").body)["watchlists"]}
        assert told["all"]["total"] == texts > len(told["all"]["articles"]) == 3
        assert 0 < told["cables"]["total"] < texts
        assert told["elsewhere"]["total"] == 0

        cables = json.loads(get(base, "/watchlist/cables.json").body)
        assert len(cables["articles"]) == cables["total"] == told["cables"]["total"]
        assert "cable* Baltic OR seabed" in get(base, "/watchlist/cables").text("details")
        assert "did you mean 'rampart-europe'" in get(base, "/watchlist/elsewhere").text("main aside")

        feed = feedparser.parse(get(base, "/watchlist/cables.atom").body)
        assert feed.feed.title == "Watchkeeper: Cables & <wires>"
        assert [entry.link for entry in feed.entries] == [row["url"] for row in cables["articles"]]
        assert {get(base, f"/watchlist/broken{ending}").status for ending in ("", ".json", ".atom")} == {404}

        # A file that is written while the room is open is there at the next look.
        (tmp_path / "broken.yaml").write_text("title: Mended\nsearch: Montreux\n")
        assert "hotel in Montreux" in get(base, "/watchlist/broken").text(".entry")


def test_a_long_watchlist_goes_on_page_by_page(database: Path, open_room: Opened, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text("title: Everything\nlanguages: [en, de, fr, uk, pl]\n")
    with open_room(database, "-s", f"WATCHLISTS={tmp_path}") as base:
        total = json.loads(get(base, "/watchlist/all.json").body)["total"]
        shown, address = list[str](), "/watchlist/all"
        while address:
            page = get(base, address).page
            shown += [link.get("href") for link in page.cssselect(".entry h3 a")]
            address = next((link.get("href") for link in page.cssselect("a[rel=next]")), "")
        assert len(shown) == len(set(shown)) == total > 60


def test_without_watchlists_the_page_says_how_one_is_made(news: Path, open_room: Opened, tmp_path: Path) -> None:
    with open_room(news, "-s", f"WATCHLISTS={tmp_path / 'mine'}") as base:
        assert "write this to mine/undersea-cables.yaml" in get(base, "/watchlists").text("main")
        assert get(base, "/watchlist/undersea-cables").status == 404
