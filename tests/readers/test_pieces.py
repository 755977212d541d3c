"""A long feed is read in pieces, and says the same as when it is read whole; its child needs little memory for it."""

import asyncio
import gzip
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import spiders.readers
from spiders.feeds import read_body
from spiders.readers import Reading, read
from spiders.readers.pieces import LONG, read_in_pieces
from workers import Limits, Workers

URL = "https://quay.example/feed"
CORPUS = Path(__file__).resolve().parents[3] / "shared/corpus/feeds"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def item(number: int, more: str = "") -> str:
    moment = NOW - timedelta(hours=number)
    return (
        f"<item><title>Report {number} of the harbour</title><link>https://quay.example/{number}</link>"
        f"<pubDate>{moment:%a, %d %b %Y %H:%M:%S} GMT</pubDate>{more}</item>\n"
    )


def rss(items: list[str], before: str = "", after: str = "</channel></rss>") -> bytes:
    head = '<?xml version="1.0"?><rss version="2.0" xmlns:x="urn:x"><channel><title>Quay</title><ttl>60</ttl>'
    return (head + before + "".join(items) + after).encode()


def words(number: int) -> str:
    return f"<description>{f'The harbour of ship {number}. ' * 300}</description>"


ITEMS = [item(number, words(number)) for number in range(200)]
TRAPS = [
    item(1, "<description><![CDATA[An <item><title>inside</title></item> of words ]]></description>"),
    "<!-- " + item(2) + " -->",
    item(3, "<item /><x:item>none</x:item>"),
    item(4, "<description>&lt;item&gt; in words</description>"),
]
FEEDS = {
    "rss": rss(ITEMS),
    "oldest-first": rss(ITEMS[::-1]),
    "cut": rss(ITEMS, after="<item><title>Cut"),
    "two-damaged": rss([*ITEMS[:50], ITEMS[50].replace("</title>", ""), *ITEMS[51:]]),
    "ttl-behind": rss(ITEMS, after="<skipHours><hour>3</hour></skipHours></channel></rss>"),
    "traps": rss([text for one in ITEMS for text in (one, *TRAPS)]),
    "rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f"<channel><title>Quay</title></channel>{''.join(ITEMS)}</rdf:RDF>"
    ).encode(),
    "entities": b'<!DOCTYPE rss [<!ENTITY sea "salt water">]>' + rss([each.replace("ship", "&sea;") for each in ITEMS]),
}


def whole(body: bytes, max_entries: int) -> Reading:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spiders.readers, "LONG", len(body) + 1)
        return read(body, url=URL, max_entries=max_entries)


def compared(reading: Reading) -> Reading:
    """Without what pieces may be better at: one damaged place costs its own piece the fast reader."""
    return replace(reading, reader="", skipped=0)


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("most", [5_000, 30])
def test_a_long_feed_says_what_it_says_whole(name: str, most: int) -> None:
    assert len(FEEDS[name]) > LONG
    reading = read(FEEDS[name], url=URL, max_entries=most)
    assert compared(reading) == compared(whole(FEEDS[name], most))
    assert len(reading.entries) >= min(most, 200)


def urls(count: int, seed: int, *, same_day: bool = False) -> bytes:
    chance = random.Random(seed)
    ages = [0 if same_day else chance.randrange(100_000) for _ in range(count)]
    inside = "".join(
        f"<s:url><s:loc>https://quay.example/{n}</s:loc>"
        f"<s:lastmod>{(NOW - timedelta(minutes=age)).isoformat()}</s:lastmod></s:url>"
        for n, age in enumerate(ages)
    )
    return f'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</s:urlset>'.encode()


@pytest.mark.parametrize("same_day", [False, True])
@pytest.mark.parametrize("most", [50_000, 500])
def test_of_a_long_map_the_newest_are_the_same(most: int, same_day: bool) -> None:
    body = urls(16_000, 7, same_day=same_day)
    assert len(body) > LONG
    reading = read(body, url=URL, max_entries=most)
    assert replace(reading, reader="") == replace(whole(body, most), reader="")
    assert len(reading.entries) == min(most, 16_000)


def test_of_a_long_index_the_newest_maps_are_the_same() -> None:
    body = urls(16_000, 8).replace(b"s:urlset", b"s:sitemapindex").replace(b"s:url>", b"s:sitemap>")
    reading = read(body, url=URL, max_entries=500)
    assert replace(reading, reader="") == replace(whole(body, 500), reader="")
    assert len(reading.children) == 500


def test_eight_megabytes_fit_into_a_small_child() -> None:
    body = urls(85_000, 9)
    assert len(body) > 8 * 1024 * 1024
    workers = Workers(1, Limits(memory_mb=160))
    try:
        reading = asyncio.run(workers.run(read_body, body, url=URL, content_type=None, known=(), total_pages=None))
    finally:
        workers.close()
    assert (len(reading.entries), reading.skipped) == (5_000, 80_000)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs ../shared/corpus")
def test_real_feeds_say_the_same_in_pieces() -> None:
    differing = []
    for path in sorted(CORPUS.glob("real/*.xml.gz")):
        body = gzip.decompress(path.read_bytes())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(spiders.readers, "LONG", 0)
            patch.setattr(
                spiders.readers, "read_in_pieces", lambda *args, **more: read_in_pieces(*args, **more, size=3_000)
            )
            pieces = compared(read(body, url=URL))
        if pieces != compared(read(body, url=URL)):
            differing.append(path.name)
    assert differing == []
