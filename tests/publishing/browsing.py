"""A browser for the tests: what a page complains about, what axe-core finds, and pictures for people to look at."""

import shutil
from pathlib import Path
from typing import Any

SCREENSHOTS = Path(__file__).resolve().parents[2] / "data/screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DESK, PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 844}


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


def photograph(page: Any, name: str, *, whole: bool = False) -> None:
    """Write a screenshot to data/screenshots/."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=whole)


def faults(page: Any, impacts: tuple[str, ...] = ("serious", "critical")) -> list[str]:
    """What axe-core finds on a page that keeps people from reading it."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    return [
        f"{fault['id']}: {fault['help']}: {[node['html'][:150] for node in fault['nodes'][:3]]}"
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in impacts
    ]


def inked(page: Any, selector: str) -> int:
    """How many pixels of a canvas are drawn on."""
    return int(
        page.evaluate(
            """(selector) => {
                const canvas = document.querySelector(selector);
                const bytes = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                return bytes.filter((byte, i) => i % 4 === 3 && byte > 0).length;
            }""",
            selector,
        )
    )
