"""Bodies that are almost what somebody publishes: seeds, changed in the ways in which the web is broken, and worse."""

import random
from collections.abc import Callable, Sequence

MAX_BYTES = 400_000  # larger ones are slow for honest reasons

# What parsers trip over: markup that does not close, references, declarations, dates and addresses of all kinds.
TOKENS = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in (
        *("<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [<!ENTITY a 'aa'>]>", "&a;", "&#0;", "&#xD83D;", "&#x1F600;"),
        *("<?xml version='1.0' encoding='utf-16'?>", "<item>", "</item>", "<entry", "</channel>", "<rss", "<link/>"),
        *("<guid isPermaLink='maybe'>", "<pubDate>", "31 Feb 2026 25:61 ZZZ", "0000-00-00T00:00:00Z", "99999999999999"),
        *("<script>", "</script>", "<style>a{b:url(", "<svg onload=alert(1)>", "<p", "<div>", "</div>", "<table><tr>"),
        *(
            "<meta charset=utf-7>",
            "<base href='javascript:1'>",
            "<link rel=canonical href='//[::1'>",
            "<meta property=og:url content='http://['>",
            "<meta property=og:image content='<a b>'>",
            "&#8;&#x9d;&#150;&#8238;",
            "<meta charset=idna>",
            "<time datetime=",
        ),
        *('<script type="application/ld+json">{"@graph":[', '{"@type":"NewsArticle","datePublished":', "[[[[", "}}}}"),
        *(
            "http://[",
            "https://\u202e.example/",
            "http://a@b@c/",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///",
        ),
        *(
            "\ud800",
            "\u0000",
            "\ufeff",
            "\x1b[2J",
            "\r\r\r",
            "\u2028",
            "é" * 3,
            "ﷺ" * 20,
            "By ",
            " | ",
            "((((",
            "a(a(a(",
        ),
        *("2026-13-45", "Updated: ", "&lt;script&gt;", "&amp;amp;amp;", "%%", '"' * 9, "'" * 9, "=", " =" * 20),
    )
)


def mutant(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """One seed after one to eight changes."""
    body = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        body = chance.choice(CHANGES)(body, chance, seeds)[:MAX_BYTES]
    return body


def _place(body: bytes, chance: random.Random) -> int:
    return chance.randrange(len(body) + 1)


def _piece(body: bytes, chance: random.Random) -> tuple[int, int]:
    start = _place(body, chance)
    return start, min(len(body), start + int(2 ** (chance.random() * 12)))


def insert(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    place = _place(body, chance)
    return body[:place] + chance.choice(TOKENS) + body[place:]


def cut(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, end = _piece(body, chance)
    return body[:start] + body[end:]


def end_early(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return body[: _place(body, chance)]


def repeat(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """A piece a thousand times: what is quadratic shows here."""
    start, end = _piece(body, chance)
    return body[:end] + body[start:end] * chance.choice((2, 30, 1_000)) + body[end:]


def flood(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    place = _place(body, chance)
    return body[:place] + chance.choice(TOKENS) * chance.choice((100, 3_000, 20_000)) + body[place:]


def flip(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(body)
    for _time in range(chance.choice((1, 5, 50))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def swap(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, end = _piece(body, chance)
    place = _place(body, chance)
    return body[:place] + body[start:end] + body[place:]


def splice(body: bytes, chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    other = chance.choice(seeds)
    return body[: _place(body, chance)] + other[_place(other, chance) :]


def recode(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """The same text in an encoding that it does not declare."""
    encoding = chance.choice(("utf-16", "utf-16-be", "cp1251", "latin-1", "shift_jis", "utf-7", "utf-8-sig"))
    return body.decode("utf-8", "replace").encode(encoding, "replace")


def retag(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """One name of an element becomes another all over."""
    names = (b"div", b"p", b"item", b"title", b"link", b"article", b"h1", b"description", b"span", b"entry", b"time")
    return body.replace(chance.choice(names), chance.choice(names))


Change = Callable[[bytes, random.Random, Sequence[bytes]], bytes]
CHANGES: tuple[Change, ...] = (insert, insert, cut, end_early, repeat, flood, flip, swap, splice, recode, retag)
