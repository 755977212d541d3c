"""The same careless publishers in every format: RSS, Atom, RDF, JSON Feed, sitemaps, list pages, WordPress."""

import gzip
import json
from collections.abc import Callable
from functools import partial

from tests.hostile.kinds import NOW, Stage, rss, rss_item
from tests.hostile.prose import POISON, headline, paragraphs
from tests.middlewares.odd_server import Asked, answer

FEED = "application/rss+xml"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def _articles(stage: Stage, number: int = 3) -> list[tuple[str, str]]:
    """(address, headline) of honest articles that nothing lists yet."""
    paths = [f"/a/{stage.name}-{n}" for n in range(number)]
    return [(stage.base + path, headline(stage.article(path, listed=False))) for path in paths]


Make = Callable[[list[tuple[str, str]]], str | bytes]


def _feed(make: Make, stage: Stage) -> None:
    stage.serve("/feed", answer(make(_articles(stage)), content_type=FEED))


def _path(url: str) -> str:
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
        return before + json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items}) + after

    return make


def _plain_item(url: str, title: str) -> dict[str, object]:
    return {"url": url, "title": title}


T = "<title>{}</title>"
FEEDS: dict[str, Make] = {
    "rss-permalink-only": _rss(lambda u, t: f"<item><title>{t}</title><guid>{u}</guid></item>"),
    "rss-atom-link": _rss(
        lambda u, t: f'<item><title>{t}</title><link/><a:link xmlns:a="http://www.w3.org/2005/Atom" href="{u}"/></item>'
    ),
    "rss-link-in-lines": _rss(lambda u, t: f"<item><title>\n {t}\n</title><link>\n\t{u}\n </link></item>"),
    "rss-link-in-cdata": _rss(lambda u, t: f"<item><title><![CDATA[{t}]]></title><link><![CDATA[ {u} ]]></link></item>"),
    "rss-link-twice-escaped": _rss(lambda u, t: f"<item><title>{t}</title><link>{u}?a=1&amp;amp;utm_source=x</link></item>"),
    "rss-link-relative": _rss(lambda u, t: f"<item><title>{t}</title><link>{_path(u)}</link></item>"),
    "rss-link-no-scheme": _rss(lambda u, t: f"<item><title>{t}</title><link>//{u.partition('://')[2]}</link></item>"),
    "rss-upper": lambda found: rss([rss_item(*each) for each in found]).replace("item>", "ITEM>").replace("link>", "LINK>"),
    "rss-outside": lambda found: rss([]).replace("</channel>", "</channel>" + "".join(rss_item(*each) for each in found)),
    "rss-prefix": _rss(lambda u, t: f"<item><media:x><y:z/></media:x><title>{t}</title><link>{u}</link></item>"),
    "rss-1-1": _rss(rss_item, head='<?xml version="1.1"?>'),
    "rss-php": _rss(rss_item, head="<br />\n<b>Warning</b>: Cannot modify header in <b>/x.php</b> on line <b>3</b><br />\n"),
    "rss-tail": _rss(rss_item, tail="<!-- cached --><script>var a = '<item>';</script>"),
    "rss-twice": lambda found: rss([rss_item(*found[0])]) + rss([rss_item(*each) for each in found[1:]]),
    "rss-in-pre": lambda found: "<html><body><pre>" + rss([rss_item(*each) for each in found], head="") + "</pre></body></html>",
    "rss-escaped": lambda found: "<html><body><pre>"
    + rss([rss_item(*each) for each in found], head="").replace("&", "&amp;").replace("<", "&lt;")
    + "</pre></body></html>",
    "rss-unclosed": lambda found: rss([rss_item(*each) for each in found]).replace("</item>", ""),
    "rss-comments-link": _rss(lambda u, t: f"<item><comments>{u}#respond</comments><title>{t}</title><link>{u}</link></item>"),
    "rss-source-link": _rss(
        lambda u, t: f'<item><title>{t}</title><source url="http://x.invalid/"><title>{POISON}</title></source><link>{u}</link></item>'
    ),
    "rss-media-title": _rss(
        lambda u, t: f'<item xmlns:media="http://search.yahoo.com/mrss/"><media:content url="http://x.invalid/i"><media:title>{POISON}</media:title></media:content><title>{t}</title><link>{u}</link></item>'
    ),
    "rss-nested": _rss(lambda u, t: f"<item><item><title>{t}</title><link>{u}</link></item></item>"),
    "rss-controls": _rss(lambda u, t: f"<item><title>{t}\x01\x0b&#11;</title><link>{u}\x00</link></item>"),
    "rss-gzip": lambda found: gzip.compress(rss([rss_item(*each) for each in found]).encode()),
    "rss-entities": _rss(lambda u, t: f"<item><title>&unknown;{t}&bogus</title><link>{u}</link></item>"),
    "rss-utf16": lambda found: rss([rss_item(*each) for each in found], head='<?xml version="1.0" encoding="utf-16"?>').encode("utf-16"),
    "rss-utf32": lambda found: rss([rss_item(*each) for each in found], head="").encode("utf-32"),
    "atom-other-links-first": _atom(
        lambda u, t: f'<link rel="replies" href="{u}#c"/><link rel="enclosure" href="{u}.mp3"/><link rel="edit" href="{u}/edit"/>'
        f'<link rel="alternate" type="application/json" href="{u}.json"/><link rel="alternate" type="text/html" href="{u}"/>'
        f"<title>{t}</title>"
    ),
    "atom-relative": _atom(lambda u, t: f'<title>{t}</title><link href="{_path(u)}"/>'),
    "atom-base": _atom(lambda u, t: f'<title>{t}</title><link xml:base="/a/" href="{u.rpartition("/")[2]}"/>'),
    "atom-id-only": lambda found: f'<feed {ATOM}>' + "".join(f"<entry><id>{u}</id><title>{t}</title></entry>" for u, t in found) + "</feed>",
    "atom-xhtml": _atom(
        lambda u, t: f'<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><b>{t}</b></div></title><link href="{u}"/>'
    ),
    "atom-html": _atom(lambda u, t: f'<title type="html">&lt;b&gt;{t}&lt;/b&gt;&lt;script&gt;x()&lt;/script&gt;</title><link href="{u}"/>'),
    "atom-no-namespace": _atom(lambda u, t: f'<title>{t}</title><link href="{u}"/>', attributes=""),
    "atom-prefixed": lambda found: '<a:feed xmlns:a="http://www.w3.org/2005/Atom">'
    + "".join(f'<a:entry><a:title>{t}</a:title><a:link href="{u}"/></a:entry>' for u, t in found)
    + "</a:feed>",
    "atom-source": _atom(
        lambda u, t: f'<source><title>{POISON}</title><link href="http://x.invalid/"/></source><title>{t}</title><link href="{u}"/>'
    ),
    "atom-out-of-line": _atom(
        lambda u, t: f'<content src="{u}" type="text/html"/><title>{t}</title>'
    ),
    "atom-in-rss": lambda found: rss([]).replace(
        "</channel>", "".join(f'<entry {ATOM}><title>{t}</title><link href="{u}"/></entry>' for u, t in found) + "</channel>"
    ),
    "json-comma": _json(_plain_item, after=","),
    "json-bom": _json(_plain_item, before="\ufeff"),
    "json-php": _json(_plain_item, before="<br />\n<b>Notice</b>: Undefined index in <b>/x.php</b> on line <b>3</b><br />\n"),
    "json-guard": _json(_plain_item, before=")]}',\n"),
    "json-callback": _json(_plain_item, before="callback(", after=");"),
    "json-trailing-comma": lambda found: str(_json(_plain_item)(found)).replace("]}", ",]}"),
    "json-lines": lambda found: str(_json(_plain_item)(found)).replace('", "', '\n", "'),
    "json-truncated": lambda found: str(_json(_plain_item)([*found, ("http://x.invalid/", "x" * 99)]))[:-60],
    "json-relative": _json(lambda u, t: {"url": _path(u), "title": t}),
    "json-id-only": lambda found: json.dumps(
        {"version": "https://jsonfeed.org/version/1", "title": "x", "items": [{"id": u, "title": t} for u, t in found]}
    ),
    "json-external": _json(lambda u, t: {"url": u, "external_url": "http://x.invalid/", "title": t}),
    "json-no-version": lambda found: json.dumps({"title": "x", "items": [{"id": u, "url": u, "title": t} for u, t in found]}),
    "json-list": lambda found: json.dumps([{"id": u, "url": u, "title": t} for u, t in found]),
    "json-nulls": _json(
        lambda u, t: {"url": u, "title": t, "summary": None, "authors": None, "tags": None, "date_published": None, "image": None}
    ),
    "json-html-title": _json(lambda u, t: {"url": u, "title": f"<b>{t}</b><script>alert(1)</script>"}),
    "json-numbers": _json(lambda u, t: {"url": u, "title": t, "date_published": 1764000000, "author": "x", "id": 7}),
    "json-surrogates": _json(lambda u, t: {"url": u, "title": t + "\ud83d", "summary": "\udc00 \x00"}),
    "json-upper": _json(lambda u, t: {"URL": u, "url": u, "title": t}),
}


# --- sitemaps


def _sitemap(make: Make, stage: Stage) -> None:
    stage.ways = {"sitemaps": ["/map"]}
    body = make(_articles(stage))
    stage.serve("/map", answer(body, content_type="application/xml"))


def _map(entry: Callable[[str, str], str], root: str = "urlset", head: str = '<?xml version="1.0"?>') -> Make:
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return lambda found: f"{head}<{root} {names}>" + "".join(entry(*each) for each in found) + f"</{root}>"


def _news(url: str, title: str) -> str:
    return f"<url><loc>{url}</loc><news:news><news:title>{title}</news:title></news:news></url>"


SITEMAPS: dict[str, Make] = {
    "lines": _map(lambda u, t: f"<url>\n <loc>\n {u}\n </loc>\n</url>"),
    "cdata": _map(lambda u, t: f"<url><loc><![CDATA[{u}]]></loc></url>"),
    "relative": _map(lambda u, t: f"<url><loc>{_path(u)}</loc></url>"),
    "no-namespace": lambda found: "<urlset>" + "".join(f"<url><loc>{u}</loc></url>" for u, _ in found) + "</urlset>",
    "images": _map(
        lambda u, t: f'<url><image:image xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><image:loc>{u}.jpg</image:loc></image:image><loc>{u}</loc></url>'
    ),
    "languages": _map(
        lambda u, t: f'<url><loc>{u}</loc><x:link xmlns:x="http://www.w3.org/1999/xhtml" rel="alternate" hreflang="de" href="{u}/de"/></url>'
    ),
    "bad-dates": _map(lambda u, t: f"<url><loc>{u}</loc><lastmod>0000-00-00</lastmod></url>"),
    "future": _map(lambda u, t: f"<url><loc>{u}</loc><lastmod>2099-01-01</lastmod></url>"),
    "no-dates": _map(lambda u, t: f"<url><loc>{u}</loc><lastmod></lastmod></url>"),
    "upper": _map(lambda u, t: f"<URL><LOC>{u}</LOC></URL>"),
    "text": lambda found: "\n".join(u for u, _ in found),
    "text-bom": lambda found: "\ufeff" + "\r\n".join(u for u, _ in found),
    "text-remarks": lambda found: "# all of them\n" + "\n".join(u for u, _ in found),
    "gzip": lambda found: gzip.compress(str(_map(_news)(found)).encode()),
    "gzip-twice": lambda found: gzip.compress(gzip.compress(str(_map(_news)(found)).encode())),
    "cut": lambda found: str(_map(_news)(found)).rpartition("<url>")[0] + str(_map(_news)(found[-1:])).partition("xmlns:news")[2].partition(">")[2].replace("</urlset>", "<url><loc>http://x"),
    "news": _map(_news),
    "news-html-title": _map(lambda u, t: _news(u, f"&lt;b&gt;{t}&lt;/b&gt;")),
    "escaped-twice": _map(lambda u, t: f"<url><loc>{u}?utm_source=a&amp;amp;utm_medium=b</loc></url>"),
    "doctype": _map(_news, head='<?xml version="1.0"?><!DOCTYPE urlset SYSTEM "http://127.99.0.9/x.dtd">'),
    "stylesheet": _map(_news, head='<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="/main.xsl"?>'),
    "html-before": _map(_news, head="<!-- generated in 0.1 s -->\n\n"),
    "doubles": _map(lambda u, t: f"<url><loc>{u}</loc></url><url><loc>{u}?utm_source=x</loc></url><url><loc>{u}#a</loc></url>"),
}


def _index_of(make: Callable[[str], str], kind: str, stage: Stage) -> None:
    stage.ways = {"sitemaps": ["/index.xml"]}
    body = str(_map(_news)(_articles(stage))).encode()
    stage.serve("/maps/1.xml", answer(gzip.compress(body) if kind == "gz" else body, content_type="application/xml"))
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    inside = make(stage.base + "/maps/1.xml")
    stage.serve("/index.xml", answer(f"<sitemapindex {names}>{inside}</sitemapindex>", content_type="application/xml"))


# --- list pages


def _list(make: Make, stage: Stage) -> None:
    stage.ways = {"sections": ["/news/"]}
    stage.serve("/news/", answer(make(_articles(stage, 6))))


def _page(card: Callable[[str, str], str], head: str = "", before: str = "", after: str = "") -> Make:
    def make(found: list[tuple[str, str]]) -> str:
        return (
            f"<!DOCTYPE html><html><head><title>News - Odd Times</title>{head}</head><body><nav><a href='/about'>About us</a>"
            f"<a href='/contact'>Contact</a></nav><main>{before}{''.join(card(*each) for each in found)}{after}</main></body></html>"
        )

    return make


def _card(url: str, title: str) -> str:
    return f"<article><h2><a href='{_path(url)}'>{title}</a></h2><p>{title} and so on.</p></article>"


LISTS: dict[str, Make] = {
    "plain": _page(_card),
    "base": _page(lambda u, t: f"<article><h2><a href='{u.rpartition('/')[2]}'>{t}</a></h2></article>", head="<base href='/a/'>"),
    "fragments": _page(lambda u, t: f"<article><h2><a href='{u}#top'>{t}</a></h2><a href='{u}#comments'>3 comments</a></article>"),
    "trackers": _page(lambda u, t: f"<article><a href='{u}?utm_source=a'><img></a><h2><a href='{u}?utm_medium=b'>{t}</a></h2></article>"),
    "no-scheme": _page(lambda u, t: f"<article><h2><a href='//{u.partition('://')[2]}'>{t}</a></h2></article>"),
    "blanks": _page(lambda u, t: f"<article><h2><a href=' \n{u}\t '>{t}</a></h2></article>"),
    "upper": lambda found: str(_page(_card)(found)).replace("<a href", "<A HREF").replace("</a>", "</A>"),
    "no-cards": _page(lambda u, t: f"<a href='{_path(u)}'>{t}</a><br>"),
    "table": _page(lambda u, t: f"<tr><td><a href='{_path(u)}'>{t}</a></td></tr>", before="<table>", after="</table>"),
    "link-around": _page(lambda u, t: f"<a href='{_path(u)}'><div><h3>{t}</h3><p>Some words of it</p></div></a>"),
    "script-links": _page(
        lambda u, t: _card(u, t) + "<a href='javascript:share()'>Share</a><a href='mailto:x@y'>Mail</a><a href='#'>Up</a>"
    ),
    "comments": _page(lambda u, t: _card(u, t) + f"<!-- <a href='/a/{POISON}'>old</a> -->"),
    "unclosed": _page(lambda u, t: f"<article><h2><a href='{_path(u)}'>{t}<article>"),
    "noscript": _page(lambda u, t: f"<noscript>{_card(u, t)}</noscript>"),
    "template": _page(_card, after=f"<template><article><h2><a href='/a/tpl'>{POISON} {{{{title}}}}</a></h2></article></template>"),
    "item-list": lambda found: "<html><head><script type='application/ld+json'>"
    + json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "url": u, "name": t} for u, t in found]})
    + "</script></head><body><div id=root></div></body></html>",
    "other-sites": _page(lambda u, t: _card(u, t) + f"<article><h2><a href='http://x.invalid{_path(u)}'>{POISON} {t}</a></h2></article>"),
    "utf16": lambda found: str(_page(_card)(found)).encode("utf-16"),
}


# --- WordPress


def _wordpress(make: Callable[[list[dict[str, object]]], str], headers: dict[str, str], stage: Stage) -> None:
    stage.ways = {"wordpress": ["/wp-json/wp/v2"]}
    posts: list[dict[str, object]] = [
        {
            "id": n,
            "link": url,
            "title": {"rendered": title},
            "date_gmt": NOW.strftime("%Y-%m-%dT%H:%M:%S"),
            "guid": {"rendered": f"{stage.base}/?p={n}"},
        }
        for n, (url, title) in enumerate(_articles(stage))
    ]

    def posts_of(asked: Asked) -> bytes:
        past = "page=1&" not in asked.path and "page=" in asked.path
        if past and not headers:
            return answer('{"code":"rest_post_invalid_page_number","message":"x"}', 400, content_type="application/json")
        return answer(make(posts), 200, content_type="application/json; charset=UTF-8", **headers)

    stage.serve("/wp-json/wp/v2/posts", posts_of)
    stage.check(lambda done: f"{n} polls" if (n := sum("/posts" in p for p in done.stage.site.paths())) > 14 else None)


POSTS: dict[str, tuple[Callable[[list[dict[str, object]]], str], dict[str, str]]] = {
    "plain": (json.dumps, {}),
    "pages-lie": (json.dumps, {"x_wp_totalpages": "99999999999999"}),
    "pages-negative": (json.dumps, {"x_wp_totalpages": "-1"}),
    "pages-words": (json.dumps, {"x_wp_totalpages": "many"}),
    "bom": (lambda posts: "\ufeff" + json.dumps(posts), {}),
    "notice": (lambda posts: "<br />\n<b>Deprecated</b>: x in <b>/y.php</b>\n" + json.dumps(posts), {}),
    "tail": (lambda posts: json.dumps(posts) + "<!-- cached -->", {}),
    "by-number": (lambda posts: json.dumps({str(n): post for n, post in enumerate(posts)}), {}),
    "odd-posts": (lambda posts: json.dumps([None, 7, "x", [], {}, {"link": 7, "title": None}, *posts]), {}),
    "protected": (
        lambda posts: json.dumps([post | {"content": {"rendered": "", "protected": True}} for post in posts]),
        {},
    ),
    "relative": (lambda posts: json.dumps([post | {"link": _path(str(post["link"]))} for post in posts]), {}),
    "entities": (
        lambda posts: json.dumps([post | {"title": {"rendered": f"{post['title']['rendered']}&#8203;"}} for post in posts]),  # type: ignore[index]
        {},
    ),
    "truncated": (lambda posts: json.dumps([*posts, {"id": 9, "link": "http://x.invalid/y"}])[:-20], {}),
}

VARIANTS: dict[str, Callable[[Stage], None]] = {
    **{f"format-{name}": partial(_feed, make) for name, make in FEEDS.items()},
    **{f"map-{name}": partial(_sitemap, make) for name, make in SITEMAPS.items()},
    **{f"list-{name}": partial(_list, make) for name, make in LISTS.items()},
    **{f"posts-{name}": partial(_wordpress, make, headers) for name, (make, headers) in POSTS.items()},
    "index-plain": partial(_index_of, lambda u: f"<sitemap><loc>{u}</loc></sitemap>", ""),
    "index-gz": partial(_index_of, lambda u: f"<sitemap><loc>{u}</loc></sitemap>", "gz"),
    "index-relative": partial(_index_of, lambda u: f"<sitemap><loc>{_path(u)}</loc></sitemap>", ""),
    "index-among-dead": partial(
        _index_of,
        lambda u: "".join(f"<sitemap><loc>{u}.{n}</loc></sitemap>" for n in range(2)) + f"<sitemap><loc>{u}</loc></sitemap>",
        "",
    ),
    "index-as-urls": partial(_index_of, lambda u: f"<url><loc>{u}</loc></url>", ""),
    "index-itself": partial(_index_of, lambda u: f"<sitemap><loc>{u.replace('maps/1', 'index')}</loc></sitemap><sitemap><loc>{u}</loc></sitemap>", ""),
}
