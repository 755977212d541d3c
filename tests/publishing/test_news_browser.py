"""The pages for stories, topics, names, changes, copies and health in a real browser, over the collected newsroom.

Screenshots for people to look at come to data/screenshots/.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.publishing.asking import KINDS, one, paths
from tests.publishing.browsing import DESK, PHONE, faults, inked, photograph, visit

WINDOWS = [(label, size, scheme) for label, size in (("desk", DESK), ("phone", PHONE)) for scheme in ("light", "dark")]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_fit_every_window_and_axe_finds_no_fault(chromium: Any, news_room: str, news: Path, kind: str) -> None:
    for label, size, scheme in WINDOWS:
        page, complaints = visit(chromium, news_room + paths(news)[kind], size=size, scheme=scheme)
        photograph(page, f"news-{kind}-{label}-{scheme}", whole=True)
        width = page.evaluate("document.documentElement.scrollWidth")
        for summary in page.query_selector_all("main details:not([open]) > summary"):
            summary.click()  # what is folded is read by people, too
        found = faults(page, ("minor", "moderate", "serious", "critical"))
        page.context.close()
        assert complaints == []
        assert width <= size["width"], label
        assert found == [], (label, scheme)


def test_a_story_is_drawn_along_time(chromium: Any, news_room: str, news: Path) -> None:
    page, _ = visit(chromium, news_room + paths(news)["story"], size=DESK)
    assert inked(page, "[data-timeline] canvas") > 1_000
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert inked(page, "[data-timeline] canvas") > 1_000
    page.context.close()


def test_topics_over_the_weeks_are_drawn_beside_their_figures(chromium: Any, room: str, database: Path) -> None:
    page, _ = visit(chromium, room + "/charts", size=PHONE)
    assert inked(page, "[data-table=days] canvas") > 1_000
    page.context.close()


def test_copies_are_unfolded_and_compared_with_the_keyboard_alone(chromium: Any, news_room: str, news: Path) -> None:
    story = one(news, "select story from articles where duplicate_of is not null")
    page, _ = visit(chromium, f"{news_room}/story/{story}", size=DESK)
    page.focus(".folded summary")
    page.keyboard.press("Enter")
    assert page.locator(".folded li").first.is_visible()
    for _ in range(3):  # two copies, then the comparison
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/copies")
    assert page.locator(".pair.changed mark").count() > 0
    page.context.close()


def test_what_was_changed_is_said_to_those_who_do_not_see_colours(chromium: Any, news_room: str, news: Path) -> None:
    page, _ = visit(chromium, news_room + paths(news)["changes"], size=PHONE)
    style = "(selector) => getComputedStyle(document.querySelector(selector)).textDecorationLine"
    assert page.evaluate(style, ".diff del") == "line-through"
    assert page.evaluate(style, ".diff ins") == "underline"
    assert page.text_content(".diff del") == "taken out: seven"
    page.context.close()


def test_on_a_phone_rows_are_short_cards_and_facets_stand_side_by_side(chromium: Any, news_room: str) -> None:
    page, complaints = visit(chromium, news_room + "/news/articles", size=PHONE)
    cards = page.locator(".rows-and-columns tbody tr")
    heights = cards.evaluate_all("rows => rows.map((row) => row.getBoundingClientRect().height)")
    assert max(heights) < 2 * PHONE["height"]  # two screens; a text alone took two
    assert page.locator(".table-wrapper").evaluate("box => box.scrollWidth <= box.clientWidth")
    assert cards.first.bounding_box()["y"] < 2 * PHONE["height"]
    page.locator(".rows-and-columns td.col-id a").first.click()
    assert page.locator("td.col-text").evaluate("cell => cell.scrollHeight <= cell.clientHeight + 1")  # whole
    page.context.close()
    assert complaints == []


def test_a_table_that_goes_on_to_the_right_shows_it(chromium: Any, news_room: str) -> None:
    page, _ = visit(chromium, news_room + "/health", size=PHONE)
    wide = page.locator(".wide", has=page.locator("table.runs"))
    assert wide.evaluate("box => box.scrollWidth > box.clientWidth")
    wide.scroll_into_view_if_needed()
    edge = wide.bounding_box()
    strip = {"x": edge["x"] + edge["width"] - 12, "y": edge["y"], "width": 12, "height": edge["height"]}
    before = page.screenshot(clip=strip)
    wide.evaluate("box => { box.style.backgroundImage = 'none'; }")
    assert page.screenshot(clip=strip) != before
    page.context.close()


def test_facets_lead_from_all_articles_to_those_of_a_topic(chromium: Any, news_room: str) -> None:
    page, complaints = visit(chromium, news_room + "/news/articles", size=DESK)
    choice = page.locator("#facet-topic li").first
    count = int(choice.inner_text().rsplit(" ", 1)[1])
    choice.locator("a").click()
    page.wait_for_url("**_topic=*")
    assert page.locator(".rows-and-columns tbody tr").count() == count
    assert "where topic is" in page.inner_text("h3")
    page.context.close()
    assert complaints == []


def test_without_scripts_the_figures_stand_there(chromium: Any, news_room: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for path, selector in (("/topics", "table.topics tbody tr"), ("/health", "table.health tbody tr")):
        page.goto(news_room + path)
        assert page.locator(selector).first.is_visible()
    context.close()
