"""Imported once in the server that children are forked from: what the first page of a process pays, paid before any.

Tables are read, patterns are compiled and lists of words loaded when a page first needs them, half a second in all. A
child that starts later, or replaces one that was killed, finds them here, and its memory is shared with its siblings.
"""

import gc
from contextlib import suppress
from datetime import UTC, datetime

from trafilatura.external import jt_stoplist_init

from extraction.habits import Habits
from extraction.opinion import second_opinion
from extraction.parse import parse_page
from extraction.rules import Rules
from items import Entry
from pipelines.digest import digest

URL = "https://warm.example/2024/03/05/a-harbour-in-winter"
MOMENT = datetime(2024, 3, 5, 12, tzinfo=UTC)
WORDS = (
    "TALLINN, March 5 (Agency) - The Ministry of Defence in Tallinn said on Monday that two ships of the navy had left"
    " the harbour, as NATO's Secretary General Ada Example told reporters. The exercise ends on 12 March 2024.",
    "Three F-35A jets and a battery of the 47th Brigade took part, said Defence Minister Bo Example in an interview.",
)
PAGE = (
    f'<html lang="en"><head><title>A harbour in winter</title>'
    f'<meta property="article:published_time" content="{MOMENT}">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A harbour in winter"}</script></head>'
    f'<body><article><h1>A harbour in winter</h1><p class="byline">By Ada Example, Tallinn</p>'
    f"{''.join(f'<p>{words}</p>' for words in WORDS)}</article></body></html>"
).encode()


def warm() -> None:
    """Send an invented page through all that a real one goes through."""
    entry = Entry(url=URL, title="A harbour in winter", published=MOMENT)
    digest(
        PAGE,
        url=URL,
        fetched=MOMENT,
        content_type="text/html",
        entry=entry,
        rules=Rules(),
        habits=Habits(),
        language="en",
    )
    second_opinion(parse_page(PAGE, content_type="text/html", url=URL))
    jt_stoplist_init()  # the second opinion's own words, of a hundred languages: a fifth of a second


with suppress(Exception):  # it is a child's page that brings a fault to light, with its record; the server goes on
    warm()
gc.collect()
gc.freeze()  # tables live as long as the process: a child's collector need not walk through them again and again
