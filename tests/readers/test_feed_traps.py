"""Bodies that cost careless readers quadratic time or all memory, each read in a child with few seconds of CPU."""

import asyncio
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from spiders.readers import read
from workers import Limits, Workers

ROOT = Path(__file__).resolve().parents[2]
CPU_SECONDS = 4  # of which a third is the start of Python; quadratic readers take half a minute and more
MEMORY_BYTES = 1_500_000_000

CHILD = f"""
import json, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({CPU_SECONDS}, {CPU_SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY_BYTES}, {MEMORY_BYTES}))
from errors import ReadError
from spiders.readers import read
try:
    reading = read(sys.stdin.buffer.read(), url="https://trap.example/feed")
    print(json.dumps([[e.url, e.title] for e in reading.entries[-2:]] + [len(reading.entries), reading.reader]))
except ReadError as error:
    print(json.dumps(str(error)))
"""

HEAD = '<?xml version="1.0"?>'
GOOD = "<item><title>Good</title><link>https://trap.example/good</link></item>"


def rss(inside: str, *, before: str = HEAD, good: str = GOOD) -> bytes:
    return f'{before}<rss version="2.0"><channel><title>T</title>{inside}{good}</channel></rss>'.encode()


def item(inside: str) -> str:
    return f"<item><title>Bad</title><link>https://trap.example/bad</link>{inside}</item>"


def described(text: str) -> bytes:
    return rss(item(f"<description>{text}</description>"))


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))

TRAPS = {
    "line ends before the root": rss("", before=HEAD + "\n" * 400_000),
    "comments in a description that never end": described("&lt;!--" * 200_000),
    "comments that never end": rss("<!-- " * 200_000),
    "a style full of url(": described('&lt;p style="' + "a:url(" * 200_000 + '"&gt;'),
    "an entity over several lines": rss(
        item("&a;" * 20_000), before=f'{HEAD}\n<!DOCTYPE rss [\n<!ENTITY a "{"A" * 100_000}">\n]>\n'
    ),
    "a billion laughs": rss(item("&l9;"), before=f'{HEAD}<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>'),
    "references to surrogates": described("&#xD83D;" * 100_000),
    "CDATA sections that never end": rss(item("<description>" + "<![CDATA[" * 200_000 + "]]></description>")),
    "depth": rss("<a>" * 200_000 + "</a>" * 200_000),
    "depth of known elements": rss(item("<media:group>" * 100_000)),
    "entries that never end": rss("<item><title>x</title>" * 4_000),
    "ampersands": described("&" * 1_000_000),
    "quotes that never end": rss(item('<a b="' * 100_000)),
    "a tag that never ends": rss(item("<a " + "b='c' " * 200_000)),
    "attributes": rss(item("<a " + " ".join(f'a{i}="1"' for i in range(100_000)) + "/>")),
    "namespaces": rss(item("<a " + " ".join(f'xmlns:a{i}="u{i}"' for i in range(50_000)) + "/>")),
    "prefixes that nobody declared": rss(item("".join(f"<p{i}:a/>" for i in range(50_000)))),
    "a title of megabytes": rss(
        "<item><title>" + "A" * 9_000_000 + "</title><link>https://trap.example/b</link></item>"
    ),
    "a text beyond the parser's limit": described("word " * 2_200_000),
    "combining marks": rss(item(f"<description>{'à̖' * 200_000}</description><content>{'̖̀' * 200_000}</content>")),
    "a date of digits": rss(item(f"<pubDate>{'1' * 1_000_000}</pubDate><pubDate>{'1:' * 500_000}</pubDate>")),
    "categories": rss(item("<category>x</category>" * 200_000)),
    "spaces": described(" " * 3_000_000),
    "a tag that does not end": rss(item("")) + b"<" + b"rcttrtttttt" * 400_000,
    "attributes of one long word": rss(item(f"<a {'b' * 2_000_000}=1></a>") * 2),
    "half a tag again and again": described("&lt;p " * 300_000),
}


def read_in_child(body: bytes) -> object:
    child = subprocess.run([sys.executable, "-c", CHILD], input=body, capture_output=True, cwd=ROOT, check=False)
    assert child.returncode == 0, child.stderr.decode()[-2_000:] or f"killed by signal {-child.returncode}"
    return json.loads(child.stdout)


@pytest.mark.parametrize("name", TRAPS)
def test_trap_costs_little_and_the_good_entry_is_kept(name: str) -> None:
    outcome = read_in_child(TRAPS[name])
    assert isinstance(outcome, list), outcome
    urls = [entry[0] for entry in outcome[:-2]]
    assert "https://trap.example/good" in urls


def test_of_a_hundred_thousand_entries_the_first_are_read() -> None:
    filler = "".join(f"<item><link>https://trap.example/{i}</link></item>" for i in range(100_000))
    outcome = read_in_child(rss(filler))
    assert isinstance(outcome, list)
    assert outcome[0][0] == "https://trap.example/4998"
    assert outcome[-2] == 5_000


@pytest.mark.parametrize(
    "body",
    [b"[" * 2_000_000, b'{"items":' * 500_000, b"<" * 2_000_000, b"http://" * 500_000, b"\xff\xfe" * 1_000_000],
    ids=["brackets", "braces", "angles", "one long address", "nothing but marks"],
)
def test_rubbish_is_refused_at_little_cost(body: bytes) -> None:
    assert isinstance(read_in_child(body), str)


def test_a_compressed_bomb_is_read_to_the_limit_only() -> None:
    from bounds import Bounds, keep_to, take_cuts
    from spiders.readers.decoding import inflate

    bomb = gzip.compress(b"<rss>" + b" " * 50_000_000)
    keep_to(Bounds(unpacked_bytes=1_000_000))
    take_cuts()
    try:
        assert len(inflate(bomb)) == 1_000_000
        assert len(inflate(gzip.compress(bomb))) == 1_000_000
        assert len(inflate(gzip.compress(b" " * 1_000_000))) == 1_000_000
    finally:
        keep_to(Bounds())
    assert take_cuts() == {"unpacked": 2}


def test_a_compressed_map_of_fifty_megabytes_is_read_from_its_beginning_in_little_memory() -> None:
    url = b"<url><loc>https://one.example/%d</loc></url>" + b" " * 400
    body = gzip.compress(b"<urlset>" + b"".join(url % number for number in range(110_000)) + b"</urlset>")
    workers = Workers(1, Limits(cpu_s=10, memory_mb=256))
    try:
        reading = asyncio.run(workers.run(read, body, url="https://one.example/map.xml.gz"))
    finally:
        workers.close()
    assert reading.entries[0].url == "https://one.example/0"
    assert len(reading.entries) == 5_000


@pytest.mark.parametrize("end", ["</channel></rss>", ""], ids=["whole", "mended"])
@pytest.mark.parametrize(("depth", "too_deep"), [(250, False), (300, True)])
def test_what_is_nested_too_deep_is_told(end: str, depth: int, too_deep: bool) -> None:
    good = "<item><title>Good</title><link>https://trap.example/good</link></item>"
    body = f"<rss><channel>{good}<x>{'<a>' * depth}Deep{'</a>' * depth}</x>{good}{end}"
    reading = read(body.encode(), url="https://trap.example/feed")
    assert (reading.too_deep, len(reading.entries)) == (too_deep, 2)


def test_namespaces_without_number_are_left_away_and_counted() -> None:
    from bounds import take_cuts
    from spiders.readers.balancing import balance

    take_cuts()
    balanced, _ = balance("<rss>" + "".join(f"<n{number}:a>x</n{number}:a>" for number in range(300)), 256)
    assert "n3:a" in balanced
    assert "n299:a" not in balanced
    assert take_cuts()["namespaces"] >= 90


@pytest.mark.parametrize(
    "fields",
    [
        "<title>Crane {n}</titel><link>https://trap.example/{n}</link><description>Words</description>",
        "<title>Crane {n}<link>https://trap.example/{n}</link><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>",
        "<link>https://trap.example/{n}</link><title>Crane {n}</tilte><description>Words</discription>"
        "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>",
    ],
)
def test_an_end_tag_with_a_slip_costs_no_entry(fields: str) -> None:
    items = "".join(f"<item>{fields.format(n=number)}</item>" for number in range(5))
    reading = read(rss(items), url="https://trap.example/feed")
    assert [(entry.url, entry.title) for entry in reading.entries[:5]] == [
        (f"https://trap.example/{number}", f"Crane {number}") for number in range(5)
    ]
    if "pubDate" in fields:
        assert all(entry.published for entry in reading.entries[:5])


def test_markup_in_a_title_that_is_not_escaped_stays_its_text() -> None:
    reading = read(
        rss("<item><title>A <b>large</b> <i>crane</titel><link>https://trap.example/1</link></item>"),
        url="https://trap.example/",
    )
    assert [entry.title for entry in reading.entries][:1] == ["A large crane"]
