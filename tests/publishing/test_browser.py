"""The reading room in a real browser: nothing breaks, nothing is blocked, and people with any device or sense can read.

Skipped where Chromium or Playwright are not installed. Screenshots for people to look at come to data/screenshots/.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

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
DESK, PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 844}
WINDOWS = [("desk", DESK, "light"), ("desk", DESK, "dark"), ("phone", PHONE, "dark")]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def visit(chromium: Any, address: str, *, size: dict[str, int], scheme: str = "light") -> tuple[Any, list[str]]:
    """An open page and what it complained about: script errors, blocked resources, requests to anywhere else."""
    context = chromium.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda r: None if r.url.startswith(("http://127.0.0.1", "data:")) else complaints.append(r.url))
    page.goto(address, wait_until="load")
    page.wait_for_timeout(150)
    return page, [complaint for complaint in complaints if "404" not in complaint]


@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_every_window_and_axe_finds_no_serious_fault(chromium: Any, room: str, name: str) -> None:
    for label, size, scheme in WINDOWS:
        page, complaints = visit(chromium, room + PAGES[name], size=size, scheme=scheme)
        folder = ROOT / "data/screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}-{label}-{scheme}.png")
        width = page.evaluate("document.documentElement.scrollWidth")
        faults = grave_faults(page) if label == "desk" else []
        page.context.close()
        assert complaints == []
        assert width <= size["width"], label
        assert faults == []


def grave_faults(page: Any) -> list[str]:
    """What axe-core finds on a page that keeps people from reading it."""
    return [
        f"{fault['id']}: {fault['help']}: {[node['html'][:150] for node in fault['nodes'][:3]]}"
        for fault in axe.Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


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
    drawn = page.evaluate(
        """() => {
            const canvas = document.querySelector("canvas");
            const bytes = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            return bytes.filter((byte, i) => i % 4 === 3 && byte > 0).length;
        }"""
    )
    assert drawn > 5_000
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
