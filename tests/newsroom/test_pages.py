"""The pages hold what the truth says; furniture stands on the page and never in the text."""

import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest
from lxml import html

from newsroom.outlet import Outlet, read_outlets
from newsroom.server import Newsroom
from newsroom.truth import Truth, truth_of

OUTLETS = read_outlets(now=datetime(2026, 3, 18, 9, 30, tzinfo=UTC), port=1)
ARTICLES = [f"{truth.source}/{truth.slug}" for outlet in OUTLETS for truth in truth_of(outlet)]
LISTED = [name for name in ARTICLES if name != "tidewater-log/minehunters-at-half-crew"]


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as response:
        body = response.read()
    assert isinstance(body, bytes)
    return body


def text_of(truth: Truth) -> str:
    """What a person sees, in single spaces."""
    body = fetch(truth.url)
    encoding = "windows-1251" if truth.slug == "ostriv-zmiinyi" else "utf-8"
    root = html.document_fromstring(body.decode(encoding))
    for element in root.xpath("//script | //style"):
        element.drop_tree()
    return " ".join(root.text_content().split())


@pytest.mark.parametrize("name", LISTED)
def test_a_page_holds_title_authors_and_every_paragraph(truths: dict[str, Truth], name: str) -> None:
    truth = truths[name]
    page = text_of(truth)
    for text in (truth.title, *truth.authors, *truth.paragraphs, *truth.optional):
        assert " ".join(text.split()) in page


@pytest.mark.parametrize("name", LISTED)
def test_furniture_stands_on_the_page_and_in_no_paragraph(truths: dict[str, Truth], name: str) -> None:
    truth = truths[name]
    page = text_of(truth)
    assert truth.furniture
    for text in truth.furniture:
        assert " ".join(text.split()) in page
        for paragraph in (*truth.paragraphs, *truth.optional, truth.title):
            assert text not in paragraph


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.name)
def test_every_piece_of_an_outlets_furniture_is_used(newsroom: Newsroom, outlet: Outlet) -> None:
    running = newsroom.outlets[outlet.name]
    shown = {text for truth in truth_of(running) for text in truth.furniture}
    for pieces in running.furniture.values():
        assert set(pieces.values()) <= shown
    assert set(running.biography.values()) <= shown
    assert {comment["text"] for comment in running.comments} <= shown


def test_tracking_changes_neither_page_nor_truth(truths: dict[str, Truth]) -> None:
    truth = truths["evening-ferry/patriot-the-battery-and-its-clock"]
    assert len(truth.found_urls) == 3
    assert len({fetch(url) for url in truth.found_urls} | {fetch(truth.url)}) == 1


def test_the_ukrainian_page_is_in_windows_1251_and_says_so_nowhere(truths: dict[str, Truth]) -> None:
    truth = truths["pontus-observer/ostriv-zmiinyi"]
    with urllib.request.urlopen(truth.url, timeout=10) as response:
        body = response.read()
        assert response.headers["Content-Type"] == "text/html"
    assert b"charset" not in body.lower()
    assert truth.paragraphs[0] in body.decode("windows-1251")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_behind_the_paywall_stands_nothing(truths: dict[str, Truth]) -> None:
    truth = truths["foundry-and-force/safe-loans-the-small-print"]
    page = fetch(truth.url).decode()
    assert truth.expected == "teaser"
    assert len(truth.paragraphs) == 2
    assert '"isAccessibleForFree": false' in page
    assert "35 per cent" not in page


def test_the_reserved_page_carries_the_reservation(truths: dict[str, Truth]) -> None:
    truth = truths["northern-lines/from-battlegroup-to-brigade"]
    assert truth.expected == "reserved"
    assert html.fromstring(fetch(truth.url)).xpath('//meta[@name="tdm-reservation"]/@content') == ["1"]


def test_robots_txt_forbids_a_page_that_the_section_links_to(newsroom: Newsroom, truths: dict[str, Truth]) -> None:
    truth = truths["pontus-observer/notes-on-a-lease"]
    base = newsroom.outlets["pontus-observer"].base
    assert "Disallow: /longread/" in fetch(base + "/robots.txt").decode()
    assert truth.url.startswith(base + "/longread/")
    assert truth.url.removeprefix(base) in fetch(base + "/straits/").decode()


def test_the_listed_page_that_never_was_answers_404(truths: dict[str, Truth]) -> None:
    truth = truths["tidewater-log/minehunters-at-half-crew"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(truth.url)


def test_weekdays_in_the_text_follow_the_day_of_publication(truths: dict[str, Truth]) -> None:
    truth = truths["meridian-today/diplomats-mark-alliances-shortest-promise"]
    assert f"on {truth.published:%A} with a plea" in truth.paragraphs[0]
    assert not any("{weekday" in paragraph for each in truths.values() for paragraph in each.paragraphs)


def test_a_section_is_a_paged_list(newsroom: Newsroom) -> None:
    base = newsroom.outlets["pontus-observer"].base
    first, second = fetch(base + "/straits/").decode(), fetch(base + "/straits/page/2/").decode()
    assert 'href="/straits/page/2/"' in first
    assert "three-navies-and-the-drifting-mines.html" in second
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(base + "/straits/page/3/")
