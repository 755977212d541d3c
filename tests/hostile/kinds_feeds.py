"""Feeds and sitemaps that lie, do not end, or cannot be read as they are."""

import gzip
import json
from collections.abc import Callable, Iterator

from tests.hostile.kinds import NOW, Stage, rss, rss_item
from tests.hostile.prose import POISON, headline
from tests.middlewares.odd_server import Asked, answer

FEED = "application/rss+xml"


def site_one_guid_for_all(stage: Stage) -> None:
    for number in range(3):
        key = stage.article(f"/a/{number}-one-guid", listed=False)
        stage.listed(f"/a/{number}-one-guid", key, guid="the-same")


def site_one_link_for_all(stage: Stage) -> None:
    key = stage.article("/a/only-page-there-is")
    for number in range(20):
        stage.items.append(
            rss_item(stage.base + "/a/only-page-there-is", f"{headline(key)} {number}", guid=f"g{number}")
        )


def site_guids_that_change(stage: Stage) -> None:
    key, polls = stage.article("/a/steady-page", listed=False), iter(range(10**6))

    def feed(_: Asked) -> bytes:
        item = rss_item(stage.base + "/a/steady-page", headline(key), guid=f"guid-{next(polls)}")
        return answer(rss([item]), content_type=FEED)

    stage.serve("/feed", feed)


def site_link_is_the_feed(stage: Stage) -> None:
    stage.article("/a/beside-the-feed")
    stage.listed("/feed", extra=f"<description>{POISON} of the feed</description>")
    stage.refused("/feed")


def site_links_to_files(stage: Stage) -> None:
    """Addresses whose answer is text, and no page."""
    stage.article("/a/beside-the-files")
    inside = f"A {POISON} in a file. " * 80
    for path, kind, body in (
        ("/f/data.json", "application/json", json.dumps({"text": inside, "html": f"<p>{inside}</p>"})),
        ("/f/notes.txt", "text/plain", inside),
        ("/f/style.css", "text/css", f"/* {inside} */"),
        ("/f/code.js", "text/javascript", f"var a = '<p>{inside}</p>';"),
        ("/f/table.csv", "text/csv", inside.replace(" ", ",")),
        ("/f/picture.svg", "image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg'><text>{inside}</text></svg>"),
        ("/f/map.xml", "application/xml", f"<urlset><url><loc>{stage.base}/a/x</loc><n>{inside}</n></url></urlset>"),
    ):
        stage.serve(path, answer(body, content_type=kind))
        stage.listed(path)
        stage.refused(path)


def site_entities_by_parameter(stage: Stage) -> None:
    stage.article("/a/after-the-dtd")
    doctype = (
        f'<!DOCTYPE rss [<!ENTITY % dtd SYSTEM "{stage.canary.url("/dtd")}"> %dtd;'
        f" <!ENTITY % p \"<!ENTITY x '{POISON}'>\"> %p;]>"
    )
    stage.serve("/feed", answer(rss(stage.items, head=f'<?xml version="1.0"?>{doctype}'), content_type=FEED))


def site_includes_and_stylesheets(stage: Stage) -> None:
    stage.article("/a/after-the-includes")
    evil = stage.canary.url("/xsl")
    head = f'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{evil}"?>'
    inside = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{evil}" parse="text"/>'
    stage.serve("/feed", answer(rss(stage.items, head=head, inside=inside), content_type=FEED))


def site_nested_without_end(stage: Stage) -> None:
    stage.article("/a/below-the-nest")
    inside = "<a>" * 60_000
    stage.serve("/feed", answer(rss(stage.items, inside=inside), content_type=FEED))


def site_no_end_of_a_style(stage: Stage) -> None:
    """What older readers need minutes for: a style, a comment, an attribute that never ends, in a description."""
    stage.article("/a/beside-the-styles")
    for number, bait in enumerate(("<style>a{b:url(", "<!--", "<a href=x y='", "<![CDATA[", '&lt;p style="x:url(')):
        stage.listed(f"/a/none-{number}", extra=f"<description><![CDATA[{bait * 20_000}]]></description>")
        stage.refused(f"/a/none-{number}", "http-404")


def site_dates_that_cannot_be(stage: Stage) -> None:
    dates = ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 +2359"]
    dates += ["-1", "99999999999999999999", "2026-02-30T25:61:61+99:99", "١٢ مارس ٢٠٢٦", "9" * 5_000]
    for number, date in enumerate(dates):
        key = stage.article(f"/a/{number}-undated", listed=False, claims="{}")
        stage.listed(f"/a/{number}-undated", key, date=date)


def site_json_feed_of_extremes(stage: Stage) -> None:
    good = stage.article("/a/among-extremes", listed=False)
    item = {"id": good, "url": stage.base + "/a/among-extremes", "title": headline(good)}
    items = [
        json.dumps(item),
        '{"id": "\\ud800", "url": "http:\\/\\/[\\ud800", "title": "\\udfff"}',
        '{"id": 1e999, "url": 12, "title": ["x"], "date_published": NaN, "authors": {"name": -Infinity}}',
        '{"id": "n", "url": null, "title": {}, "tags": "abc", "authors": ["x", null, 3], "attachments": 7}',
        '{"id": "d", "date_published": ' + "9" * 6_000 + "}",
        '{"id": "deep", "x": ' + "[" * 50_000 + "]" * 50_000 + "}",
    ]
    body = '{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [%s]}'
    # One by one, since nothing of JSON can be read behind what breaks it.
    stage.serve("/feed", answer(body % ",".join(items[:4]), content_type="application/feed+json"))
    for number, bad in enumerate(items[4:]):
        stage.serve(f"/feed-{number}", answer(body % ",".join([bad, items[0]]), content_type="application/feed+json"))


def site_pages_of_a_feed_without_end(stage: Stage) -> None:
    stage.article("/a/on-the-first-page")

    def feed(asked: Asked) -> bytes:
        number = int(asked.path.rpartition("=")[2] or 0) if "=" in asked.path else 0
        more = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/feed?page={number + 1}"/>'
        return answer(rss(stage.items, inside=more), content_type=FEED)

    stage.serve("/feed", feed)
    stage.check(lambda done: _fewer(done.stage.site.paths(), "/feed", 24))


def site_sitemaps_in_a_circle(stage: Stage) -> None:
    """An index that lists itself and a hundred maps, each an index that lists it."""
    stage.feed = "/sitemap.xml"
    stage.article("/a/in-the-last-map", listed=False)
    urls = f"<url><loc>{stage.base}/a/in-the-last-map</loc><lastmod>{NOW.isoformat()}</lastmod></url>"

    def index(asked: Asked) -> bytes:
        names = ["/sitemap.xml", *(f"/maps/{asked.began}-{number}.xml" for number in range(100))]
        maps = f"<sitemap><loc>{stage.base}/real.xml</loc><lastmod>{NOW.isoformat()}</lastmod></sitemap>"
        maps += "".join(f"<sitemap><loc>{stage.base}{name}</loc></sitemap>" for name in names)
        return answer(f"<sitemapindex>{maps}</sitemapindex>", content_type="application/xml")

    stage.serve("*", index)
    stage.serve("/sitemap.xml", index)
    stage.serve("/robots.txt", answer("", 404))
    stage.serve("/real.xml", answer(f"<urlset>{urls}</urlset>", content_type="application/xml"))
    stage.check(lambda done: _fewer(done.stage.site.paths(), ".xml", 20))


def site_sitemap_bomb(stage: Stage) -> None:
    """A file that is compressed, not an encoding of the wire: 200 MB of it."""
    stage.feed = "/sitemap.xml.gz"
    stage.article("/a/before-the-bomb", listed=False)
    start = f"<urlset><url><loc>{stage.base}/a/before-the-bomb</loc></url><!--".encode()
    stage.serve(stage.feed, answer(gzip.compress(start + b" " * (200 << 20)), content_type="application/gzip"))


def site_feed_in_odd_encodings(stage: Stage) -> None:
    key = stage.article("/a/read-all-the-same")
    text = rss(stage.items, head='<?xml version="1.0" encoding="utf-7"?>')
    stage.serve("/feed", answer(b"\xef\xbb\xbf" + text.encode("utf-8"), content_type="text/xml; charset=utf-16"))
    stage.serve("/feed-0", answer(b"\xff\xfe" + text.encode("utf-16-le"), content_type="text/xml; charset=klingon"))
    stage.serve("/feed-1", answer(text.encode("utf-16-be"), content_type="text/xml; charset=utf-8"))
    stage.check(lambda done: None if done.row(f"/a/{key.rpartition('/')[2]}") else "no article")


def site_bases_that_lead_inside(stage: Stage) -> None:
    stage.article("/a/under-a-base")
    evil = stage.canary.url("/")
    item = f'<item xml:base="{evil}"><title>A note from inside</title><link>canary-page</link></item>'
    feed = rss([*stage.items, item]).replace("<channel>", f'<channel xml:base="{evil}">', 1)
    stage.serve("/feed", answer(feed, content_type=FEED))


def site_addresses_of_all_kinds(stage: Stage) -> None:
    stage.article("/a/among-addresses")
    port = stage.canary.port
    hosts = f"127.99.0.9:{port} 0x7f630009:{port} 2137194505:{port} 0177.0143.0.011:{port} 127.6488073:{port}".split()
    hosts += [f"[::ffff:127.99.0.9]:{port}", f"localhost:{port}", f"user:word@127.99.0.9:{port}", "169.254.169.254"]
    hosts += ["127。99。0。9", "127.99.0.9\t", "①②⑦.99.0.9", "127.99.0.9#@example.org", "metadata.google.internal"]
    for number, host in enumerate(hosts):
        stage.items.append(rss_item(f"http://{host}/x{number}", f"A note {number}", guid=f"x{number}"))
    for scheme in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "\x01javascript:x", "//\\evil"):
        stage.items.append(rss_item(scheme, "A note", guid=scheme.encode().hex()))
    stage.items.append(rss_item(f"{stage.base}/{'long/' * 4_000}", "A long way", guid="long"))


def site_poisoned_fields(stage: Stage) -> None:
    """Markup, script, controls and a megabyte where a title, a name and a date belong."""
    key = stage.article("/a/poisoned", listed=False)
    bad = "<script>alert(1)</script>\u202e\u0000<img src=x onerror=alert(1)>".replace("\u0000", "&#8;")
    extra = "".join(
        f"<{name}><![CDATA[{bad}]]></{name}>"
        for name in ("author", "category", "description", "dc:creator", "comments")
    )
    feed = rss([rss_item(stage.base + "/a/poisoned", headline(key), extra=extra)]).replace(
        "<rss", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/"', 1
    )
    stage.serve("/feed", answer(feed, content_type=FEED))


def site_feed_that_drips_on_and_on(stage: Stage) -> None:
    """Half a million small entries: the newest are read, and few of them are asked for."""
    stage.article("/a/the-newest")

    def feed(_: Asked) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n\r\n"
        yield rss(stage.items).partition("</channel>")[0].encode()
        for number in range(100_000):
            yield f"<item><link>{stage.base}/a/none-{number}</link></item>".encode() * (number < 100_000)

    stage.serve("/feed", feed)
    stage.check(lambda done: _fewer(done.stage.site.paths(), "/a/none", 250))
    stage.check(lambda done: None if done.counts["cut", "entries"] else "what was cut is not counted")


def site_feed_behind_a_signpost(stage: Stage) -> None:
    """A page stands at the feed's address and leads to it; what entries hold leads nowhere."""
    away = '<![CDATA[<html><head><meta http-equiv="refresh" content="0; url=/nowhere"></head></html>]]>'
    stage.listed("/a/behind-a-signpost", stage.article("/a/behind-a-signpost", listed=False), extra=f"<x>{away}</x>")
    stage.serve("/real", answer(rss(stage.items), content_type=FEED))
    stage.serve("/feed", answer('<!DOCTYPE html><html><head><meta http-equiv="refresh" content="0; url=/real"></head>'))
    stage.check(lambda done: "it was led away" if "/nowhere" in done.stage.site.paths() else None)


def site_feeds_that_always_break_off(stage: Stage) -> None:
    """Shorter than their length, without their last chunk, with half of a gzip: what came before is read."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n"
    ways: list[tuple[str, Callable[[bytes], bytes]]] = [
        ("Content-Length: 90000", lambda body: body),
        ("Transfer-Encoding: chunked", lambda body: b"%x\r\n%b\r\n" % (len(body), body)),
        ("Content-Encoding: gzip", lambda body: gzip.compress(body)[:-9]),
    ]
    for number, (header, pack) in enumerate(ways):
        path = f"/a/before-the-end-{number}"
        item = rss_item(stage.base + path, headline(stage.article(path, listed=False)))
        body = rss([item, rss_item(f"{stage.base}/a/half-of-an-address", "Half")]).partition("-of-an")[0].encode()
        stage.serve(f"/feed-{number}", answered(f"{head}{header}\r\n\r\n".encode() + pack(body)))
    stage.check(lambda done: str([row["url"] for row in done.frontier if "half" in row["url"]] or "") or None)
    stage.check(lambda done: None if done.counts["cut", "broken"] else "what broke off is not counted")
    stage.serve("/feed", answered(f"{head}Content-Length: 900\r\n\r\n<rss><channel>".encode()))
    stage.check(
        lambda done: None if any("broken" in str(feed["error"]) for feed in done.feeds) else "nothing is enough"
    )


def answered(whole: bytes) -> Callable[[Asked], Iterator[bytes]]:
    """Bytes behind which the connection is closed."""
    return lambda _: iter([whole])


def site_validators_without_measure(stage: Stage) -> None:
    """An ETag of 12 KB, which a client would send back with every poll."""
    stage.article("/a/validated")
    tag = '"' + "e" * 12_000 + '"'
    stage.serve("/feed", lambda _: answer(rss(stage.items), content_type=FEED, etag=tag))
    stage.check(
        lambda done: next(
            (
                "the tag came back"
                for each in done.stage.site.asked
                if len(each.headers.get("if-none-match", "")) > 4_000
            ),
            None,
        )
    )


def site_nothing_changed_says_the_first_answer(stage: Stage) -> None:
    """304 to a request that named no validator."""
    stage.serve("/feed", answer(b"", 304))
    stage.check(
        lambda done: None if all(feed["error"] for feed in done.feeds) else "a 304 without a body is taken for one"
    )


def _fewer(paths: list[str], part: str, most: int) -> str | None:
    asked = sum(part in path for path in paths)
    return None if asked <= most else f"{asked} requests for {part}"
