"""A feed that lists a topic page signs and dates it; that makes no article of it."""

from datetime import UTC, datetime

from extraction.article import extract_article
from items import Entry

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
CARDS = "".join(
    f'<article class="card"><h2><a href="/2026/quay-{number}/">Harbour board closes quay number {number} for dredging'
    f"</a></h2><p>The board gave {number + 3} weeks' notice, and two of the tenants say it is too little.</p></article>"
    for number in range(9)
)
TOPIC = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Topic: Quays</title></head><body>"
    f"<header><nav><a href='/'>Home</a></nav></header><main><h1>Topic: Quays</h1>{CARDS}</main></body></html>"
)


def test_a_topic_page_is_a_listing_though_a_feed_signs_and_dates_it() -> None:
    entry = Entry(url="https://port.example/topic/quays/", title="Topic: Quays", authors=("Ana Reis",), published=NOW)
    extraction = extract_article(TOPIC.encode(), url="https://port.example/topic/quays/", fetched=NOW, entry=entry)
    assert (extraction.reason or "").startswith("listing: ")
