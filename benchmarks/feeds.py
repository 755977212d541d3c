"""How well and how fast feeds are read, measured against feedparser on ../shared/corpus/feeds. Prints a table.

    python benchmarks/feeds.py            # all figures
    python benchmarks/feeds.py --differ   # and every entry that differs from feedparser's
"""

import argparse
import calendar
import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from errors import ReadError  # noqa: E402
from items import Entry  # noqa: E402
from spiders.readers import Reading, read  # noqa: E402

CORPUS = ROOT / "../shared/corpus/feeds"
URL = "https://feed.example/section/feed.xml"

# Where feedparser is known to be wrong or to leave something open, so that a difference is no loss. Each is a test of one
# difference: (what it is, does it explain this difference?).
Pair = tuple[Any, Entry]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--differ", action="store_true", help="list every difference from feedparser")
    arguments = parser.parse_args()
    if not CORPUS.exists():
        print(f"skipped: {CORPUS} is not there")
        return
    rows = [json.loads(line) for line in (CORPUS / "index.jsonl").read_text().splitlines()]
    print(f"{'figure':<58}{'measured':>16}{'wanted':>12}")
    real_feeds([row for row in rows if row["kind"] == "real"], arguments.differ)
    damaged_feeds([row for row in rows if row["kind"] == "mutant"])
    json_feeds([row for row in rows if row["kind"] == "jsonfeed"])
    sitemaps([row for row in rows if row["kind"] == "sitemap"])


def line(figure: str, measured: str, wanted: str = "") -> None:
    print(f"{figure:<58}{measured:>16}{wanted:>12}")


def body_of(row: dict[str, Any]) -> bytes:
    return gzip.decompress((CORPUS / row["file"]).read_bytes())


def attempt(body: bytes) -> Reading | None:
    try:
        return read(body, url=URL)
    except ReadError:
        return None


def real_feeds(rows: list[dict[str, Any]], list_all: bool) -> None:
    import feedparser

    seconds = {"feedparser": 0.0, "ours": 0.0}
    tiers: Counter[str] = Counter()
    fewer, entries, without_address = [], 0, 0
    differences: list[tuple[str, str, str, str]] = []
    for row in rows:
        body = body_of(row)
        begin = time.process_time()
        theirs = feedparser.parse(body, response_headers={"content-location": URL})
        middle = time.process_time()
        ours = attempt(body)
        seconds["feedparser"] += middle - begin
        seconds["ours"] += time.process_time() - middle
        count = len(ours.entries) + ours.skipped if ours else 0
        tiers[ours.reader if ours else "none"] += 1
        if count < len(theirs.entries):
            fewer.append(f"{row['id']}: {count} of {len(theirs.entries)}")
        if not ours:
            continue
        entries += len(ours.entries)
        without_address += ours.skipped
        differences += compare(row["id"], theirs.entries, ours.entries)
    unexplained = [d for d in differences if not d[2]]
    line("real feeds", str(len(rows)))
    line("  by reader", ", ".join(f"{name} {n}" for name, n in tiers.most_common()))
    line("  entries (and without any address)", f"{entries} + {without_address}")
    line("  feeds with fewer entries than feedparser gives", str(len(fewer)), "0")
    for text in fewer:
        print("    ", text)
    line("  entries that differ from feedparser's, reason known", str(len({d[1] for d in differences if d[2]})))
    for reason, number in Counter(f"{d[1].split()[-1]}: {d[2]}" for d in differences if d[2]).most_common():
        print(f"     {number:>5}  {reason}")
    share = 100 * len({d[1].rsplit(" ", 1)[0] for d in unexplained}) / max(entries, 1)
    line("  entries that differ, no reason known", f"{share:.3f} %", "<= 0.1 %")
    for difference in differences if list_all else unexplained:
        print("     ", *difference)
    line("  CPU seconds, feedparser", f"{seconds['feedparser']:.2f}")
    line("  CPU seconds, ours", f"{seconds['ours']:.2f}")
    line("  times less CPU", f"{seconds['feedparser'] / seconds['ours']:.1f}", ">= 8")


def compare(feed: str, theirs: list[Any], ours: tuple[Entry, ...]) -> list[tuple[str, str, str, str]]:
    """(feed, "number field", reason or "", the two values) for each field that differs."""
    found = []
    if len(theirs) != len(ours):
        theirs = [entry for entry in theirs if addressable(entry)]
    if len(theirs) != len(ours):
        return [(feed, f"{feed} all count", "", f"{len(theirs)} {len(ours)}")]
    for number, (their, our) in enumerate(zip(theirs, ours, strict=True)):
        values = {
            "link": (their.get("link"), our.url),
            "title": (plain(their.get("title")), plain(our.title)),
            "date": (their_date(their), our.published or our.updated),
            "id": (their.get("id"), our.guid),
        }
        for field, (old, new) in values.items():
            if (old or None) != (new or None):
                found.append((feed, f"{feed}/{number} {field}", reason(field, old, new, their), f"{old!r} | {new!r}"))
    return found


def addressable(entry: Any) -> bool:
    links = [entry.get("link"), entry.get("id"), *(link.get("href") for link in entry.get("links", ()))]
    return any(link and link.startswith(("http://", "https://")) and link != URL for link in links)


def plain(text: str | None) -> str:
    """A title for comparison: feedparser gives HTML, we give text."""
    text = re.sub(r"<[^<>]*>", "", text or "")
    text = unescape(unescape(text))
    return unicodedata.normalize("NFC", "".join(text.split()))


def their_date(entry: Any) -> datetime | None:
    parsed = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed") or dict.get(entry, "created_parsed")
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None


def reason(field: str, old: Any, new: Any, their: Any) -> str:
    return ""


def damaged_feeds(rows: list[dict[str, Any]]) -> None:
    wrong = []
    titles: dict[str, list[bool]] = {"cp1251_undeclared": [], "win1252_in_utf8": []}
    for row in rows:
        body = body_of(row)
        ours = attempt(body)
        count = len(ours.entries) if ours else 0
        if count != row["expected_entries"]:
            wrong.append(f"{row['file']}: {count} of {row['expected_entries']}")
        if row["mutation"] in titles:
            encoding = "cp1251" if "1251" in row["mutation"] else "cp1252"
            bytes_ = b"[\xc0-\xff]{3}" if encoding == "cp1251" else b"[\x80-\x9f]"
            inside = re.findall(rb"<title[^>]*>([^<]*)</title>", body)
            inside = [t for t in inside if re.search(bytes_, t) and not valid_utf8(t)]
            have = {plain(entry.title) for entry in ours.entries} if ours else set()
            titles[row["mutation"]] += [plain(text.decode(encoding, "replace")) in have for text in inside]
    line("damaged feeds", str(len(rows)))
    line("  with the full entry count", f"{100 * (1 - len(wrong) / len(rows)):.2f} %", ">= 99.5 %")
    for text in wrong:
        print("     ", text)
    for name, wanted in (("cp1251_undeclared", ">= 80 %"), ("win1252_in_utf8", ">= 95 %")):
        results = titles[name]
        line(f"  titles right: {name} ({len(results)})", f"{100 * sum(results) / max(len(results), 1):.0f} %", wanted)


def valid_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def json_feeds(rows: list[dict[str, Any]]) -> None:
    counts = [(row["id"], len(json.loads(body_of(row))["items"]), attempt(body_of(row))) for row in rows]
    good = sum(1 for _, items, ours in counts if ours and len(ours.entries) + ours.skipped == items)
    line("JSON Feeds read with all their items", f"{good} of {len(rows)}", "all")


def sitemaps(rows: list[dict[str, Any]]) -> None:
    good = 0
    for row in rows:
        ours, body = attempt(body_of(row)), body_of(row)
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        records = len(re.findall(rb"<(?:url|sitemap)[\s>]", body))
        got = len(ours.entries) + len(ours.children) + ours.skipped if ours else 0
        good += got == records
    line("sitemaps read with all their records", f"{good} of {len(rows)}", "all")


if __name__ == "__main__":
    main()
