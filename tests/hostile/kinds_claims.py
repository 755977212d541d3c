"""Pages, dates and lists that mislead: claims of a page's head, traps in addresses, words around the text."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from tests.hostile.kinds import NOW, Stage, article_page, bare_page, rss, rss_item
from tests.hostile.prose import POISON, headline, paragraphs, poison
from tests.middlewares.odd_server import Asked, answer

Body = Callable[[list[str]], str]
FEED = "application/rss+xml"


def _ps(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def _with_body(make: Body, stage: Stage) -> None:
    """The text stands in odd markup, and is all there and nothing else."""
    for number in range(2):
        path = f"/a/{stage.name}-{number}"
        stage.article(path, body=make(paragraphs(f"{stage.name}{path}")))


def _with_head(make: Callable[[str], str], stage: Stage) -> None:
    """The head claims something odd, and the text is all there and nothing else."""
    for number in range(2):
        stage.article(f"/a/{stage.name}-{number}", head=make(stage.base))


LD = '<script type="application/ld+json">{}</script>'
AWAY = '<meta http-equiv="refresh" content="0; url=/nowhere">'
BODIES: dict[str, Body] = {
    "refresh-in-field": lambda texts: f"<textarea hidden>{AWAY}</textarea>{_ps(texts)}",
    "refresh-in-template": lambda texts: f"<template>{AWAY}</template>{_ps(texts)}",
    "refresh-in-attribute": lambda texts: f"<div data-embed='{AWAY}'></div>{_ps(texts)}",
    "refresh-in-style": lambda texts: f"<style>/* {AWAY} */</style>{_ps(texts)}",
    "refresh-in-frame": lambda texts: f"<iframe>{AWAY}</iframe>{_ps(texts)}",
    "breaks": lambda texts: "<br><br>".join(texts),
    "divs": lambda texts: "".join(f"<div>{text}</div>" for text in texts),
    "comments-in": lambda texts: _ps([text.replace(" the ", f" <!-- {POISON} -->the ", 1) for text in texts]),
    "soft-hyphens": lambda texts: _ps([text.replace("counted", "coun&shy;ted") for text in texts]),
    "script-between": lambda texts: "".join(
        f"<p>{text}</p><script>var {POISON} = '<p>{POISON}</p>';</script>" for text in texts
    ),
    "ad-between": lambda texts: "".join(
        f'<p>{text}</p><div class="ad-slot"><p>Advertisement</p></div>' for text in texts
    ),
    "form-between": lambda texts: (
        _ps(texts[:3])
        + f"<form><label>Your e-mail</label><input value='{POISON}'><button>Sign up</button></form>"
        + _ps(texts[3:])
    ),
    "related-between": lambda texts: (
        _ps(texts[:2])
        + f'<aside class="related"><h3>Read also</h3><ul><li><a href="/x">{POISON} one</a></li></ul></aside>'
        + _ps(texts[2:])
    ),
    "hidden-between": lambda texts: (
        _ps(texts[:2]) + f'<p style="position:absolute;left:-9999px">{POISON} buy now</p>' + _ps(texts[2:])
    ),
    "hidden-clip": lambda texts: (
        _ps(texts[:2]) + f'<p style="height:0;overflow:hidden">{POISON} buy now</p>' + _ps(texts[2:])
    ),
    "hidden-opacity": lambda texts: _ps(texts[:2]) + f'<p style="opacity: 0">{POISON} buy now</p>' + _ps(texts[2:]),
    "dialog": lambda texts: _ps(texts) + f"<dialog><p>{poison('d', 1)}</p></dialog>",
    "details": lambda texts: _ps(texts[:4]) + f"<details><summary>More</summary><p>{texts[4]}</p></details>",
    "tail-outside": lambda texts: _ps(texts) + "</div></div></div></article>",
    "twice": lambda texts: (
        f'<div class="desktop">{_ps(texts)}</div><div class="mobile" style="display:none">{_ps(texts)}</div>'
    ),
    "body-ends-early": lambda texts: _ps(texts[:2]) + "</body>" + _ps(texts[2:]),
    "html-ends-early": lambda texts: _ps(texts[:2]) + "</BODY></html >" + _ps(texts[2:]),
    "document-inside": lambda texts: (
        f"{_ps(texts[:2])}<html><head><title>{POISON}</title></head><body>{_ps(texts[2:4])}</body></html>{_ps(texts[4:])}"
    ),
    "not-shown": lambda texts: "".join(
        f"<p>{text}</p><{tag}>{poison(tag, 1)}</{tag.partition(' ')[0]}>"
        for text, tag in zip(
            texts, ("noembed", "div popover", "amp-ad", "div popover=manual", "amp-iframe"), strict=True
        )
    ),
    "folded-up": lambda texts: f'{_ps(texts[:2])}<div hidden="until-found">{_ps(texts[2:4])}</div>{_ps(texts[4:])}',
    "shadow-root": lambda texts: f'<a-story><template shadowrootmode="open">{_ps(texts)}</template></a-story>',
    "noscript": lambda texts: f"<div id='root'></div><noscript>{_ps(texts)}</noscript>",
    "set-off-by-a-list": lambda texts: f"<ul>{_ps(texts)}</ul>",
    "drawing": lambda texts: (
        f"{_ps(texts[:2])}<svg><foreignObject>{poison('drawing', 2)}</foreignObject></svg>{_ps(texts[2:])}"
    ),
    "comment-open": lambda texts: _ps(texts) + "<!-- no end of it",
}
OPEN = ("svg", "math", "map", "picture", "label", "button", "a href=/x", "figure", "figcaption")


def _left_open(tag: str, stage: Stage) -> None:
    _with_body(lambda texts: f"{_ps(texts[:2])}<{tag}>{_ps(texts[2:])}", stage)


HEADS: dict[str, Callable[[str], str]] = {
    "ld-of-another": lambda base: LD.format(
        json.dumps(
            {
                "@type": "NewsArticle",
                "url": f"{base}/other",
                "mainEntityOfPage": f"{base}/other",
                "headline": f"A {POISON} elsewhere",
                "author": {"name": f"{POISON.title()} Rand"},
                "datePublished": "2019-01-01",
            }
        )
    ),
    "og-other": lambda base: (
        f'<meta property="og:title" content="{POISON} Times"><meta property="og:url" content="{base}/other">'
    ),
    "canonical-twice": lambda base: f'<link rel="canonical" href="{base}/x1"><link rel="canonical" href="{base}/x2">',
    "base-elsewhere": lambda _: '<base href="http://x.invalid/">',
    "refresh-nowhere": lambda _: '<meta http-equiv="refresh" content="0; url=">',
    "refresh-late-away": lambda _: '<meta http-equiv="refresh" content="600; url=/news">',
    "author-many": lambda _: "".join(f'<meta name="author" content="{POISON.title()} {n}">' for n in range(500)),
    "title-twice": lambda _: f"<svg><title>{POISON}</title></svg>",
    "dates-many": lambda _: "".join(f'<meta name="date" content="20{n:02}-01-01">' for n in range(60)),
    "future": lambda _: '<meta property="article:published_time" content="2099-01-01T00:00:00Z">',
}


DATES = [
    "0000-00-00T00:00:00",
    "2099-12-31",
    "1970-01-01",
    "1601-01-01",
    "99999",
    "-1",
    "now",
    "2026-02-31",
    "24:61",
    "",
    "١٢",
    "1e308",
]


def site_dates_claimed(stage: Stage) -> None:
    for number, date in enumerate(DATES):
        claims = json.dumps({"@type": "NewsArticle", "datePublished": date, "dateModified": date})
        stage.article(
            f"/a/dated-{number}", claims=claims, head=f'<meta property="article:published_time" content="{date}">'
        )
    moment = (NOW - timedelta(days=2)).isoformat()
    stage.check(
        lambda done: next(
            (
                f"{row['url']}: {row['published']}"
                for row in done.articles
                if row["published"] and not moment < row["published"] < (NOW + timedelta(days=1)).isoformat()
            ),
            None,
        )
    )


def site_addresses_without_end(stage: Stage) -> None:
    """A list whose links lead to ever longer addresses of the same two articles."""
    stage.ways = {"sections": ["/news/"]}
    paths = ["/a/one-of-two", "/a/two-of-two"]
    for path in paths:
        stage.article(path, listed=False)
    pages = {path: stage.site.routes[path] for path in paths}

    def anything(asked: Asked) -> bytes:
        tail = "/a/" + asked.path.partition("?")[0].rpartition("/")[2]
        if tail in pages:
            page = pages[tail]
            assert isinstance(page, bytes)
            return page
        cards = "".join(
            f"<article><h2><a href='{path}?visitor=a{asked.began}{n}f'>{headline(stage.name + path)}</a></h2></article>"
            for path in paths
            for n in range(9)
        )
        return answer(f"<html><body><main>{cards}<a rel=next href='{asked.path}x/'>Next</a></main></body></html>")

    stage.serve("*", anything)
    stage.serve("/robots.txt", answer("", 404))
    stage.serve("/.well-known/tdmrep.json", answer("", 404))
    stage.check(lambda done: f"{len(done.articles)} rows" if len(done.articles) != 2 else None)
    stage.check(lambda done: f"{n} requests" if (n := len(done.stage.site.asked)) > 60 else None)


def site_every_page_a_feed(stage: Stage) -> None:
    """A feed that lists lists, tags, the front page and itself among two articles."""
    stage.article("/a/one-among-lists")
    stage.article("/a/two-among-lists")
    cards = "".join(
        f"<article><h2><a href='/a/x{n}'>{headline(str(n))}</a></h2><p>A {POISON} and more.</p></article>"
        for n in range(8)
    )
    for path, title in (
        ("/", "Odd Times"),
        ("/tag/cranes", "Cranes"),
        ("/news/", "News"),
        ("/author/una", "Una Strand"),
        ("/search?q=x", "Search"),
    ):
        stage.serve(path.partition("?")[0], answer(bare_page(title, cards)))
        stage.items.append(rss_item(stage.base + path, title))
        stage.refused(path)
    stage.check(lambda done: f"{len(done.articles)} rows" if len(done.articles) != 2 else None)


def site_one_article_many_addresses(stage: Stage) -> None:
    """The same page at a dozen addresses, all in the feed, all with the same canonical."""
    path = "/a/the-one"
    key = stage.article(path, listed=False)
    for tail in (
        "",
        "?utm_source=x",
        "?print=true",
        "?amp=1",
        "/amp/",
        "?share=facebook",
        "#a",
        "?fbclid=1",
        "?page=1",
        "/index.html",
        "?s=09",
    ):
        stage.items.append(rss_item(stage.base + path + tail, headline(key), guid=tail))
        stage.serve(path + tail.partition("?")[0].partition("#")[0], stage.site.routes[path])
    stage.check(lambda done: str([row["url"] for row in done.articles]) if len(done.articles) != 1 else None)


def site_copies_without_canonical(stage: Stage) -> None:
    """The same text at two addresses that name themselves: one leads, both may stand, none twice."""
    key = f"{stage.name}/a/copy"
    for tail in ("one", "two"):
        path = f"/a/copy-{tail}"
        stage.serve(path, answer(article_page(key, stage.base + path)))
        stage.listed(path, key)
        stage.allowed.add(path)
    stage.check(
        lambda done: "no copy leads" if len([1 for row in done.articles if not row["duplicate_of"]]) != 1 else None
    )


def _reserved_by_feed(feed: Callable[[str], str], stage: Stage) -> None:
    key = stage.article("/a/kept-back", listed=False)
    stage.wanted["/a/kept-back"] = None
    stage.serve("/feed", answer(feed(rss_item(stage.base + "/a/kept-back", headline(key))), content_type=FEED))
    stage.check(lambda done: f"{row['status']}" if (row := done.row("/a/kept-back")) and row["text"] else None)


TDM = 'xmlns:tdm="http://www.w3.org/ns/tdmrep#"'
RESERVING: dict[str, Callable[[str], str]] = {
    "element": lambda item: rss([item], inside=f"<tdm:reservation {TDM}>1</tdm:reservation>"),
    "item": lambda item: rss([item.replace("</item>", f"<tdm:reservation {TDM}>1</tdm:reservation></item>")]),
    "undeclared": lambda item: rss([item], inside="<tdm:reservation>1</tdm:reservation>"),
    "copyright": lambda item: rss(
        [item], inside="<copyright>Odd Times. All text and data mining rights reserved.</copyright>"
    ),
    "copyright-order": lambda item: rss(
        [item], inside="<copyright>We reserve our rights under Article 4 as to text and data mining.</copyright>"
    ),
}

VARIANTS: dict[str, Callable[[Stage], None]] = {
    **{f"body-{name}": partial(_with_body, make) for name, make in BODIES.items()},
    **{f"open-{tag.partition(' ')[0]}": partial(_left_open, tag) for tag in OPEN},
    **{f"claims-{name}": partial(_with_head, make) for name, make in HEADS.items()},
    **{f"feed-reserves-{name}": partial(_reserved_by_feed, make) for name, make in RESERVING.items()},
}
