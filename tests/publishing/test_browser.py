"""The reading room in a real browser: nothing breaks, nothing is blocked, and people with any device or sense can read.

Skipped where Chromium or Playwright are not installed. Screenshots for people to look at come to data/screenshots/.
"""

from typing import Any

import pytest

from tests.publishing.browsing import DESK, PHONE, faults, inked, photograph, visit

PAGES = {
    "front": "/",
    "article": "/article/6",
    "search": "/search?q=cable",
    "search-empty": "/search",
    "sources": "/sources",
    "source": "/source/signal-lamp",
    "charts": "/charts?days=14",
    "missing": "/article/999999",
    "data": "/news",
    "table": "/news/articles",
    "question": "/news/phrase_over_time?phrase=cable",
    "sql": "/news?sql=select+title+from+articles+limit+3",
}
WINDOWS = [("desk", DESK, "light"), ("desk", DESK, "dark"), ("phone", PHONE, "dark")]


@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_every_window_and_axe_finds_no_serious_fault(chromium: Any, room: str, name: str) -> None:
    for label, size, scheme in WINDOWS:
        page, complaints = visit(chromium, room + PAGES[name], size=size, scheme=scheme)
        photograph(page, f"{name}-{label}-{scheme}")
        width = page.evaluate("document.documentElement.scrollWidth")
        found = faults(page) if label == "desk" else []
        page.context.close()
        assert complaints == []
        assert width <= size["width"], label
        assert found == []


def test_a_morning_with_the_keyboard_alone(chromium: Any, room: str) -> None:
    page, _ = visit(chromium, room + "/", size=DESK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.entry h3') !== null")
    headline = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/*")
    assert page.inner_text("h1") == headline
    page.context.close()


def test_searching_from_any_page_leads_to_an_article(chromium: Any, room: str) -> None:
    page, _ = visit(chromium, room + "/sources", size=DESK)
    page.fill("#quick-q", '"cable ship" lutra')
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.select_option("#source", "north-sea-post")
    page.click(".search button")
    assert page.locator(".entry").count() == 1
    page.click(".entry h2 a")
    assert "came first from" in page.inner_text("main")
    page.context.close()


def test_the_chart_is_drawn_and_its_figures_stay_readable(chromium: Any, room: str) -> None:
    page, _ = visit(chromium, room + PAGES["charts"], size=DESK)
    assert page.locator("canvas[role=img]").count() == 1
    assert inked(page, "canvas") > 5_000
    page.click("summary")
    assert page.locator("#days tbody tr").count() == 14
    page.context.close()


def test_everything_but_the_chart_works_without_scripts(chromium: Any, room: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(room + PAGES["charts"])
    assert page.locator("#days tbody tr").first.is_visible()
    page.goto(room + "/search?q=cable")
    assert page.locator(".entry .also a").count() == 2
    context.close()


def test_a_hostile_article_cannot_run_anything(chromium: Any, room: str) -> None:
    page, complaints = visit(chromium, room + "/search?q=zanzibar", size=DESK)
    page.click(".entry h2 a")
    assert page.title() != "taken"
    assert page.locator("main img, main script").count() == 0
    page.context.close()
    assert complaints == []
