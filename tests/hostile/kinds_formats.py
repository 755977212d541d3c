"""The same careless publishers in every format: RSS, Atom, RDF, JSON Feed, sitemaps, list pages, WordPress."""

import json
from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from tests.hostile.kinds import Stage, rss, rss_item
from tests.hostile.prose import POISON, headline
from tests.middlewares.odd_server import answer

FEED = "application/rss+xml"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def articles(stage: Stage, number: int = 3) -> list[tuple[str, str]]:
    """(address, headline) of honest articles that nothing lists yet."""
    paths = [f"/a/{stage.name}-{n}" for n in range(number)]
    return [(stage.base + path, headline(stage.article(path, listed=False))) for path in paths]


Make = Callable[[list[tuple[str, str]]], str | bytes]


def _feed(make: Make, stage: Stage) -> None:
    stage.serve("/feed", answer(make(articles(stage)), content_type=FEED))


def path_in(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2]


def _rss(item: Callable[[str, str], str], head: str = '<?xml version="1.0"?>', tail: str = "") -> Make:
    return lambda found: rss([item(*each) for each in found], head=head) + tail


def _atom(entry: Callable[[str, str], str], attributes: str = ATOM) -> Make:
    def make(found: list[tuple[str, str]]) -> str:
        inside = "".join(f"<entry><id>tag:{hash(url)}</id>{entry(url, title)}</entry>" for url, title in found)
        return f'<?xml version="1.0"?><feed {attributes}><title>x</title>{inside}</feed>'

    return make


def _json(item: Callable[[str, str], dict[str, object]], before: str = "", after: str = "") -> Make:
    def make(found: list[tuple[str, str]]) -> str:
        items = [{"id": str(n), **item(*each)} for n, each in enumerate(found)]
        return (
            before + json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items}) + after
        )

    return make


def _plain_item(url: str, title: str) -> dict[str, object]:
    return {"url": url, "title": title}


T = "<title>{}</title>"
FEEDS: dict[str, Make] = {
    "rss-atom-link": _rss(
        lambda u, t: f'<item><title>{t}</title><link/><a:link xmlns:a="http://www.w3.org/2005/Atom" href="{u}"/></item>'
    ),
    "rss-outside": lambda found: rss([]).replace(
        "</channel>", "</channel>" + "".join(rss_item(*each) for each in found)
    ),
    "rss-twice": lambda found: rss([rss_item(*found[0])]) + rss([rss_item(*each) for each in found[1:]]),
    "rss-escaped": lambda found: (
        "<html><body><pre>"
        + rss([rss_item(*each) for each in found], head="").replace("&", "&amp;").replace("<", "&lt;")
        + "</pre></body></html>"
    ),
    "rss-media-title": _rss(
        lambda u, t: (
            f'<item xmlns:media="http://search.yahoo.com/mrss/"><media:content url="http://x.invalid/i"><media:title>{POISON}</media:title></media:content><title>{t}</title><link>{u}</link></item>'
        )
    ),
    "rss-nested": _rss(lambda u, t: f"<item><item><title>{t}</title><link>{u}</link></item></item>"),
    "rss-utf32": lambda found: rss([rss_item(*each) for each in found], head="").encode("utf-32"),
    "rss-utf32-unmarked": lambda found: rss([rss_item(*each) for each in found]).encode("utf-32-be"),
    "atom-other-links-first": _atom(
        lambda u, t: (
            f'<link rel="replies" href="{u}#c"/><link rel="enclosure" href="{u}.mp3"/>'
            f'<link rel="edit" href="{u}/edit"/>'
            f'<link rel="alternate" type="application/json" href="{u}.json"/>'
            f'<link rel="alternate" type="text/html" href="{u}"/>'
            f"<title>{t}</title>"
        )
    ),
    "atom-base": _atom(lambda u, t: f'<title>{t}</title><link xml:base="/a/" href="{u.rpartition("/")[2]}"/>'),
    "atom-id-only": lambda found: (
        f"<feed {ATOM}>" + "".join(f"<entry><id>{u}</id><title>{t}</title></entry>" for u, t in found) + "</feed>"
    ),
    "atom-out-of-line": _atom(lambda u, t: f'<content src="{u}" type="text/html"/><title>{t}</title>'),
    "atom-in-rss": lambda found: rss([]).replace(
        "</channel>",
        "".join(f'<entry {ATOM}><title>{t}</title><link href="{u}"/></entry>' for u, t in found) + "</channel>",
    ),
    "json-comma": _json(_plain_item, after=","),
    "json-php": _json(
        _plain_item, before="<br />\n<b>Notice</b>: Undefined index in <b>/x.php</b> on line <b>3</b><br />\n"
    ),
    "json-guard": _json(_plain_item, before=")]}',\n"),
    "json-callback": _json(_plain_item, before="callback(", after=");"),
    "json-trailing-comma": lambda found: str(_json(_plain_item)(found)).replace("]}", ",]}"),
    "json-truncated": lambda found: str(_json(_plain_item)([*found, ("http://x.invalid/", "x" * 99)]))[:-60],
    "json-external": _json(lambda u, t: {"url": u, "external_url": "http://x.invalid/", "title": t}),
    "json-list": lambda found: json.dumps([{"id": u, "url": u, "title": t} for u, t in found]),
    "json-link": _json(lambda u, t: {"link": u, "title": t}),
    "json-by-number": lambda found: json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": {str(n): {"id": u, "url": u, "title": t} for n, (u, t) in enumerate(found)},
        }
    ),
    "json-nulls": _json(
        lambda u, t: {
            "url": u,
            "title": t,
            "summary": None,
            "authors": None,
            "tags": None,
            "date_published": None,
            "image": None,
        }
    ),
    "json-surrogates": _json(lambda u, t: {"url": u, "title": t + "\ud83d", "summary": "\udc00 \x00"}),
}


# What stands in <link> where the address of the article should.
SLIPS: dict[str, Callable[[str], str]] = {
    "scheme-twice": lambda u: f"http://{u}",
    "scheme-without-colon": lambda u: u.replace(":", "", 1),
    "slashes": lambda u: u.replace("//", "////", 1),
    "no-scheme": lambda u: u.partition("://")[2],
    "escaped": lambda u: quote(u, safe=""),
    "markup": lambda u: f"&lt;a href='{u}' target=_blank&gt;Read&lt;/a&gt;",
    "brackets": lambda u: f"&lt;{u}&gt;",
    "quoted": lambda u: f'"{u}"',
    "place-in-the-feed": lambda u: f'#{u[-1]}</link><guid isPermaLink="true">{u}</guid><link/><link>',
    "element-url": lambda u: f"</link><url>{u}</url><link>",
}


def _slip(slip: Callable[[str], str], stage: Stage) -> None:
    _feed(_rss(lambda u, t: f"<item><title>{t}</title><link>{slip(u)}</link></item>"), stage)


VARIANTS: dict[str, Callable[[Stage], None]] = {
    **{f"format-{name}": partial(_feed, make) for name, make in FEEDS.items()},
    **{f"slip-{name}": partial(_slip, slip) for name, slip in SLIPS.items()},
}
