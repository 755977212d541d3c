"""How well and how fast feeds are read, measured against feedparser on ../shared/corpus/feeds.

    python benchmarks/feeds.py            # all figures
    python benchmarks/feeds.py --differ   # and every value that differs from feedparser's

Exits 1 when a bar is missed.
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
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from errors import ReadError  # noqa: E402
from items import Entry  # noqa: E402
from spiders.readers import Reading, read  # noqa: E402

CORPUS = ROOT / "../shared/corpus/feeds"
URL = "https://feed.example/section/feed.xml"

Difference = tuple[str, str, str]  # "feed/entry field", the reason or "", both values

# Reasons that begin so: feedparser has no value, or a link that nobody can follow.
NOTHING = "feedparser has none: "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--differ", action="store_true", help="list every difference from feedparser")
    arguments = parser.parse_args()
    if not CORPUS.exists():
        print("skipped: ../shared/corpus/feeds is not there")
        return
    rows = [json.loads(row) for row in (CORPUS / "index.jsonl").read_text().splitlines()]
    kinds = {kind: [row for row in rows if row["kind"] == kind] for kind in ("real", "mutant", "jsonfeed", "sitemap")}
    print(f"{'figure':<58}{'measured':>22}{'wanted':>12}")
    held = [
        *real_feeds(kinds["real"], arguments.differ),
        *damaged_feeds(kinds["mutant"]),
        json_feeds(kinds["jsonfeed"]),
        sitemaps(kinds["sitemap"]),
    ]
    if not all(held):
        sys.exit(f"{held.count(False)} of {len(held)} bars are missed")


def line(figure: str, measured: str, wanted: str = "", held: bool = True) -> bool:
    print(f"{figure:<58}{measured:>22}{wanted:>12}{'' if held else '  MISSED'}")
    return held


def body_of(row: dict[str, Any]) -> bytes:
    return gzip.decompress((CORPUS / row["file"]).read_bytes())


def attempt(body: bytes) -> Reading | None:
    try:
        return read(body, url=URL)
    except ReadError:
        return None


def real_feeds(rows: list[dict[str, Any]], list_all: bool) -> list[bool]:
    import feedparser

    seconds = {"feedparser": 0.0, "ours": 0.0}
    tiers: Counter[str] = Counter()
    fewer: list[str] = []
    differences: list[Difference] = []
    entries = without_address = 0
    for row in rows:
        body = body_of(row)
        begin = time.process_time()
        theirs = feedparser.parse(body, response_headers={"content-location": URL}).entries
        middle = time.process_time()
        ours = attempt(body)
        seconds["feedparser"] += middle - begin
        seconds["ours"] += time.process_time() - middle
        tiers[ours.reader if ours else "none"] += 1
        count = len(ours.entries) if ours else 0
        if count < len(theirs):
            fewer.append(f"{row['id']}: {count} of {len(theirs)}")
        if ours:
            entries += len(ours.entries)
            without_address += sum(not entry.url for entry in ours.entries)
            differences += compare(row["id"], theirs, ours.entries)
    line("real feeds", str(len(rows)))
    line("  by reader", ", ".join(f"{name} {n}" for name, n in tiers.most_common()))
    line("  entries, and those of them without any address", f"{entries}, {without_address}")
    held = [line("  feeds with fewer entries than feedparser finds", str(len(fewer)), "0", not fewer)]
    listed(fewer)
    held.append(report(differences, entries, list_all))
    line("  CPU seconds, feedparser as it comes", f"{seconds['feedparser']:.2f}")
    line("  CPU seconds, ours", f"{seconds['ours']:.2f}")
    times = seconds["feedparser"] / seconds["ours"]
    return [*held, line("  times less CPU", f"{times:.1f}", ">= 8", times >= 8)]


def report(differences: list[Difference], entries: int, list_all: bool) -> bool:
    """Every value that is another than feedparser's is listed, those that feedparser has not are counted by reason."""
    gained = [difference for difference in differences if difference[1].startswith(NOTHING)]
    other = [difference for difference in differences if not difference[1].startswith(NOTHING)]
    line("  entries with a value where feedparser has none", str(entries_of(gained)))
    for (field, reason), number in Counter((d[0].split()[1], d[1]) for d in gained).most_common():
        print(f"      {number:>5} {field}: {reason.removeprefix(NOTHING)}")
    share = 100 * entries_of(other) / max(entries, 1)
    held = [line("  entries with another value than feedparser's", f"{share:.3f} %", "<= 0.1 %", share <= 0.1)]
    listed([f"{place}: {reason or 'for no known reason'}: {values}" for place, reason, values in other])
    unexplained = entries_of([difference for difference in other if not difference[1]])
    held.append(line("  of them for no known reason", str(unexplained), "0", not unexplained))
    if list_all:
        listed([" ".join(difference) for difference in gained])
    return all(held)


def entries_of(differences: list[Difference]) -> int:
    return len({difference[0].split()[0] for difference in differences})


def listed(texts: list[str]) -> None:
    for text in texts:
        print("      ", text)


def compare(feed: str, theirs: list[Any], ours: tuple[Entry, ...]) -> list[Difference]:
    """What differs between the entries in links, titles, dates and ids."""
    if len(theirs) != len(ours):
        reason = "" if theirs else NOTHING + "no entry at all: a body that is compressed"
        return [(f"{feed}/* count", reason, f"{len(theirs)} | {len(ours)}")]
    found = []
    for number, (their, our) in enumerate(zip(theirs, ours, strict=True)):
        for field, explain, old, new in (
            ("link", why_link, their.get("link"), our.url),
            ("title", why_title, plain(their.get("title")), plain(our.title)),
            ("date", why_date, their_date(their), our.published or our.updated),
            ("id", why_no_other, their.get("id"), our.guid),
        ):
            if (old or None) != (new or None):
                found.append((f"{feed}/{number} {field}", explain(old, new, their), f"{old} | {new}"))
    return found


def plain(text: str | None) -> str:
    """A title for comparison: feedparser gives HTML, we give text."""
    text = re.sub(r"<[^<>]*>", "", text or "")
    text = unescape(unescape(text))
    return unicodedata.normalize("NFC", "".join(text.split()))


def their_date(entry: Any) -> datetime | None:
    parsed = (dict.get(entry, f"{key}_parsed") for key in ("published", "updated", "created"))
    return next((datetime.fromtimestamp(calendar.timegm(date), UTC) for date in parsed if date), None)


def why_link(old: Any, new: Any, their: Any) -> str:
    if not old:
        return NOTHING + "a podcast without a page: its file"
    if old == their.get("title_detail", {}).get("base"):
        return NOTHING + "an empty link, resolved to the feed's own address: the permalink"
    if not old.startswith(("http://", "https://")):
        return NOTHING + "a link that is no address of the web: the only one that the entry has"
    if old == their.get("id") and old.startswith(URL.rpartition("/")[0]):
        return NOTHING + "a podcast without a page, whose id is resolved to an address: its file"
    return ""


def why_no_other(_old: Any, _new: Any, _their: Any) -> str:
    return ""


def why_title(old: Any, new: Any, their: Any) -> str:
    raw = their.get("title") or ""
    if "<" in unescape(raw) and plain(unescape(raw)) == new:
        return "a tag that is escaped once too often is removed"
    try:
        if plain(old.encode("cp1252").decode()) == new:
            return "UTF-8 that was encoded twice is put right, Windows-1252 too"
    except UnicodeError:
        pass
    return ""


def why_date(old: Any, new: Any, their: Any) -> str:
    text = str(dict.get(their, "published") or dict.get(their, "updated") or dict.get(their, "created") or "").strip()
    if old is None and new is not None:
        return NOTHING + "a date that it gives up on"
    if re.search(r"\d\s?[ap]m\b", text, re.IGNORECASE):
        return "AM and PM, which feedparser ignores"
    if re.search(r"\b(?!GMT|UTC|UT|Z)[A-Z]{2,5}$", text):
        return "a named zone that feedparser takes for UTC"
    if re.fullmatch(r"\d{4}/\d{1,2}/\d{1,2}.*", text):
        return "year/month/day, of which feedparser makes another day"
    return ""


def damaged_feeds(rows: list[dict[str, Any]]) -> list[bool]:
    wrong = []
    titles: dict[str, list[bool]] = {"cp1251_undeclared": [], "win1252_in_utf8": []}
    for row in rows:
        body = body_of(row)
        ours = attempt(body)
        count = len(ours.entries) if ours else 0
        if count != row["expected_entries"]:
            wrong.append(f"{row['file']}: {count} of {row['expected_entries']}")
        if row["mutation"] in titles:
            have = {plain(entry.title) for entry in ours.entries} if ours else set()
            titles[row["mutation"]] += [title in have for title in misread_titles(body, row["mutation"])]
    share = 100 * (1 - len(wrong) / len(rows))
    line("damaged feeds", str(len(rows)))
    held = [line("  with the full entry count, and no entry more", f"{share:.2f} %", ">= 99.5 %", share >= 99.5)]
    listed(wrong)
    for name, wanted in (("cp1251_undeclared", 80), ("win1252_in_utf8", 95)):
        right = 100 * sum(titles[name]) / max(len(titles[name]), 1)
        figure = f"  titles right: {name} ({len(titles[name])} titles)"
        held.append(line(figure, f"{right:.0f} %", f">= {wanted} %", right >= wanted))
    return held


def misread_titles(body: bytes, mutation: str) -> list[str]:
    """The titles of an entry that are in a Windows encoding, read by it."""
    encoding, sign = ("cp1251", b"[\xc0-\xff]{3}") if "1251" in mutation else ("cp1252", b"[\x80-\x9f]")
    inside = re.findall(rb"<title[^>]*>([^<]*)</title>", body)
    return [plain(t.decode(encoding, "replace")) for t in inside if re.search(sign, t) and not valid_utf8(t)]


def valid_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def json_feeds(rows: list[dict[str, Any]]) -> bool:
    counts = [(len(json.loads(body_of(row))["items"]), attempt(body_of(row))) for row in rows]
    good = sum(1 for items, ours in counts if ours and len(ours.entries) == items)
    return line("JSON Feeds with all their items", f"{good} of {len(rows)}", "all", good == len(rows))


def sitemaps(rows: list[dict[str, Any]]) -> bool:
    """A record counts that has an end: samples cut out of source code hold more beginnings."""
    good = 0
    for row in rows:
        body = body_of(row)
        ours = attempt(body)
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        body = re.sub(rb"<!--.*?-->", b"", body.partition(b"</urlset>")[0], flags=re.DOTALL)
        records = len(re.findall(rb"</(?:url|sitemap)>", body))
        got = len(ours.entries) + len(ours.children) + ours.skipped if ours else 0
        good += got >= records
    return line("sitemaps with all their records", f"{good} of {len(rows)}", "all", good == len(rows))


if __name__ == "__main__":
    main()
