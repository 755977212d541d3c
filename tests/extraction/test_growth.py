"""What a page costs grows with its size, whatever it repeats."""

import time
from datetime import UTC, datetime

import pytest

from extraction.article import extract_article

SENTENCE = "The board of the northern harbour had the basin surveyed before the ice."
PIECES = {
    "cards": f"<div class=teaser><p>{SENTENCE}</p><a href=/o>The ferry at its pier</a></div>",
    "rows": "<table><tr><td>Dock</td><td>9 m</td></tr></table>",
    "items": "<li>Dock 9</li>",
    "bodies": f"<aside class=related><div class=article-body><p>{SENTENCE * 3}</p></div></aside>",
    "buttons": f"<div><p>{SENTENCE}</p><a class=btn href=/o>Give</a></div>",
}


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_four_times_the_page_costs_no_more_than_its_share(piece: str) -> None:
    used = []
    for number in (500, 2_000):
        page = f"<html><title>Slip</title><body><h1>Slip</h1><p>{SENTENCE * 9}</p>{piece * number}</body></html>"
        began = time.process_time()
        extract_article(page.encode(), url="https://site.example/slip", fetched=datetime(2026, 11, 24, tzinfo=UTC))
        used.append(time.process_time() - began)
    assert used[1] < 10 * used[0] + 0.2
