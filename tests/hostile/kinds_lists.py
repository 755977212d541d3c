"""Sitemaps, list pages and WordPress APIs of careless publishers."""

import gzip
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.hostile.kinds import NOW, Stage
from tests.hostile.kinds_formats import Make, articles, path_in
from tests.hostile.prose import POISON
from tests.middlewares.odd_server import Asked, answer


def _sitemap(make: Make, stage: Stage) -> None:
    stage.ways = {"sitemaps": ["/map"]}
    body = make(articles(stage))
    stage.serve("/map", answer(body, content_type="application/xml"))


def _map(entry: Callable[[str, str], str], root: str = "urlset", head: str = '<?xml version="1.0"?>') -> Make:
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return lambda found: f"{head}<{root} {names}>" + "".join(entry(*each) for each in found) + f"</{root}>"


def _news(url: str, title: str) -> str:
    return f"<url><loc>{url}</loc><news:news><news:title>{title}</news:title></news:news></url>"


SITEMAPS: dict[str, Make] = {
    "relative": _map(lambda u, t: f"<url><loc>{path_in(u)}</loc></url>"),
    "images": _map(
        lambda u, t: (
            f'<url><image:image xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><image:loc>{u}.jpg</image:loc></image:image><loc>{u}</loc></url>'
        )
    ),
    "future": _map(lambda u, t: f"<url><loc>{u}</loc><lastmod>2099-01-01</lastmod></url>"),
    "upper": _map(lambda u, t: f"<URL><LOC>{u}</LOC></URL>"),
    "text-remarks": lambda found: "# all of them\n" + "\n".join(u for u, _ in found),
    "gzip-twice": lambda found: gzip.compress(gzip.compress(str(_map(_news)(found)).encode())),
    "cut": lambda found: (
        str(_map(_news)(found)).rpartition("<url>")[0]
        + str(_map(_news)(found[-1:]))
        .partition("xmlns:news")[2]
        .partition(">")[2]
        .replace("</urlset>", "<url><loc>http://x")
    ),
    "doubles": _map(
        lambda u, t: f"<url><loc>{u}</loc></url><url><loc>{u}?utm_source=x</loc></url><url><loc>{u}#a</loc></url>"
    ),
}


def _index_of(make: Callable[[str], str], kind: str, stage: Stage) -> None:
    stage.ways = {"sitemaps": ["/index.xml"]}
    body = str(_map(_news)(articles(stage))).encode()
    stage.serve("/maps/1.xml", answer(gzip.compress(body) if kind == "gz" else body, content_type="application/xml"))
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    inside = make(stage.base + "/maps/1.xml")
    stage.serve("/index.xml", answer(f"<sitemapindex {names}>{inside}</sitemapindex>", content_type="application/xml"))


def _list(make: Make, stage: Stage) -> None:
    stage.ways = {"sections": ["/news/"]}
    stage.serve("/news/", answer(make(articles(stage, 6))))


def _page(card: Callable[[str, str], str], head: str = "", before: str = "", after: str = "") -> Make:
    def make(found: list[tuple[str, str]]) -> str:
        return (
            f"<!DOCTYPE html><html><head><title>News - Odd Times</title>{head}</head><body>"
            f"<nav><a href='/about'>About us</a>"
            f"<a href='/contact'>Contact</a></nav><main>"
            f"{before}{''.join(card(*each) for each in found)}{after}</main></body></html>"
        )

    return make


def _card(url: str, title: str) -> str:
    return f"<article><h2><a href='{path_in(url)}'>{title}</a></h2><p>{title} and so on.</p></article>"


LISTS: dict[str, Make] = {
    "base": _page(
        lambda u, t: f"<article><h2><a href='{u.rpartition('/')[2]}'>{t}</a></h2></article>", head="<base href='/a/'>"
    ),
    "trackers": _page(
        lambda u, t: (
            f"<article><a href='{u}?utm_source=a'><img></a><h2><a href='{u}?utm_medium=b'>{t}</a></h2></article>"
        )
    ),
    "unclosed": _page(lambda u, t: f"<article><h2><a href='{path_in(u)}'>{t}<article>"),
    "ends-early": _page(_card, before="</body></html>"),
    "shadow-root": _page(lambda u, t: f'<a-card><template shadowrootmode="open">{_card(u, t)}</template></a-card>'),
    "noscript": _page(lambda u, t: f"<noscript>{_card(u, t)}</noscript>"),
    "template": _page(
        _card, after=f"<template><article><h2><a href='/a/tpl'>{POISON} {{{{title}}}}</a></h2></article></template>"
    ),
    "item-list": lambda found: (
        "<html><head><script type='application/ld+json'>"
        + json.dumps(
            {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "url": u, "name": t} for u, t in found]}
        )
        + "</script></head><body><div id=root></div></body></html>"
    ),
    "other-sites": _page(
        lambda u, t: (
            _card(u, t) + f"<article><h2><a href='http://x.invalid{path_in(u)}'>{POISON} {t}</a></h2></article>"
        )
    ),
}


def _wordpress(make: Callable[[list[dict[str, Any]]], str], headers: dict[str, str], stage: Stage) -> None:
    stage.ways = {"wordpress": ["/wp-json/wp/v2"]}
    posts: list[dict[str, Any]] = [
        {
            "id": n,
            "link": url,
            "title": {"rendered": title},
            "date_gmt": NOW.strftime("%Y-%m-%dT%H:%M:%S"),
            "guid": {"rendered": f"{stage.base}/?p={n}"},
        }
        for n, (url, title) in enumerate(articles(stage))
    ]

    def posts_of(asked: Asked) -> bytes:
        past = "page=1&" not in asked.path and "page=" in asked.path
        if past and not headers:
            return answer(
                '{"code":"rest_post_invalid_page_number","message":"x"}', 400, content_type="application/json"
            )
        return answer(make(posts), 200, content_type="application/json; charset=UTF-8", **headers)

    stage.serve("/wp-json/wp/v2/posts", posts_of)
    stage.check(lambda done: f"{n} polls" if (n := sum("/posts" in p for p in done.stage.site.paths())) > 14 else None)


POSTS: dict[str, tuple[Callable[[list[dict[str, Any]]], str], dict[str, str]]] = {
    "pages-lie": (json.dumps, {"x_wp_totalpages": "99999999999999"}),
    "notice": (lambda posts: "<br />\n<b>Deprecated</b>: x in <b>/y.php</b>\n" + json.dumps(posts), {}),
    "tail": (lambda posts: json.dumps(posts) + "<!-- cached -->", {}),
    "by-number": (lambda posts: json.dumps({str(n): post for n, post in enumerate(posts)}), {}),
    "odd-posts": (lambda posts: json.dumps([None, 7, "x", [], {}, {"link": 7, "title": None}, *posts]), {}),
    "truncated": (lambda posts: json.dumps([*posts, {"id": 9, "link": "http://x.invalid/y"}])[:-20], {}),
}

VARIANTS: dict[str, Callable[[Stage], None]] = {
    **{f"map-{name}": partial(_sitemap, make) for name, make in SITEMAPS.items()},
    **{f"list-{name}": partial(_list, make) for name, make in LISTS.items()},
    **{f"posts-{name}": partial(_wordpress, make, headers) for name, (make, headers) in POSTS.items()},
    "index-plain": partial(_index_of, lambda u: f"<sitemap><loc>{u}</loc></sitemap>", ""),
    "index-gz": partial(_index_of, lambda u: f"<sitemap><loc>{u}</loc></sitemap>", "gz"),
    "index-relative": partial(_index_of, lambda u: f"<sitemap><loc>{path_in(u)}</loc></sitemap>", ""),
    "index-among-dead": partial(
        _index_of,
        lambda u: (
            "".join(f"<sitemap><loc>{u}.{n}</loc></sitemap>" for n in range(2)) + f"<sitemap><loc>{u}</loc></sitemap>"
        ),
        "",
    ),
    "index-as-urls": partial(_index_of, lambda u: f"<url><loc>{u}</loc></url>", ""),
    "index-itself": partial(
        _index_of,
        lambda u: f"<sitemap><loc>{u.replace('maps/1', 'index')}</loc></sitemap><sitemap><loc>{u}</loc></sitemap>",
        "",
    ),
}
