"""Articles whose page lies about itself, is built to hurt a parser, or hides what it says."""

import json
import random
from collections.abc import Iterator

from tests.hostile.kinds import Stage, article_page
from tests.hostile.prose import POISON, paragraphs, poison
from tests.middlewares.odd_server import Asked, answer


def site_canonical_elsewhere(stage: Stage) -> None:
    """A page may not put itself in the place of another, of another site, or inside."""
    victim = stage.article("/a/victim")
    inside = stage.canary.url("/inside")
    for number, claim in enumerate(
        ["https://famous.example/story", inside, stage.base + "/a/victim", stage.base + "/", "javascript:1", "http://["]
    ):
        path = f"/a/claims-{number}"
        key = f"{stage.name}{path}"
        head = f'<meta property="og:url" content="{claim}"><base href="{inside}">'
        stage.serve(path, answer(article_page(key, claim, head=head)))
        stage.wanted[path] = key
        stage.listed(path, key)
    stage.check(
        lambda done: None if (row := done.row("/a/victim")) and paragraphs(victim)[0] in row["text"] else "gone"
    )
    stage.check(
        lambda done: next((row["url"] for row in done.articles if not row["url"].startswith(done.stage.base)), None)
    )


def site_linked_data_that_lies(stage: Stage) -> None:
    """A text, a headline, names and dates that the page does not show."""
    lies: list[dict[str, object]] = [
        {"articleBody": f"A {POISON} that nobody sees. " * 60},
        {"headline": f"The {POISON} that was not seen"},
        {"author": {"name": f"<script>{POISON}</script>"}, "datePublished": "2099-01-01"},
        {"author": [{"name": f"{POISON.title()} Strand {n}"} for n in range(5_000)], "dateModified": "0001-01-01"},
        {
            "datePublished": 99999999999999999999999,
            "author": 7,
            "headline": None,
            "image": {"url": ["javascript:1"]},
        },
        {"articleSection": f"{POISON} " * 9_000, "keywords": ["<b>x</b>"] * 9_000},
    ]
    for number, claims in enumerate(lies):
        stage.article(f"/a/lie-{number}", claims=json.dumps({"@type": "NewsArticle"} | claims))


def site_linked_data_that_breaks(stage: Stage) -> None:
    for number, claims in enumerate(
        [
            "[" * 100_000,
            '{"@graph":' * 20_000,
            '{"@type":"NewsArticle","a":"\\ud800\\udc00\\ud83d","headline":"\\u0000\\u0008"}',
            '{"@type":"NewsArticle","wordCount":' + "9" * 8_000 + "}",
            '{"@id":"#a","author":{"@id":"#b"}},{"@id":"#b","author":{"@id":"#a"}}',
            '{"@type":"NewsArticle",' + '"x":"' + "\\" * 300_000,
            "<!--//--><![CDATA[//><!-- {",
        ]
    ):
        stage.article(f"/a/broken-{number}", claims=claims)


def site_hidden_words(stage: Stage) -> None:
    """What a reader does not see is not said."""
    key = f"{stage.name}/a/hidden"
    hidden = "".join(
        f"<{tag}>{poison(tag, 1)}</{tag.partition(' ')[0]}>"
        for tag in (
            *('div style="display:none"', "div hidden", 'div aria-hidden="true" class="visually-hidden"', "template"),
            *('div style="visibility: hidden"', "noscript", "script", "style", "textarea", "select", "object"),
        )
    )
    text = "".join(f"<p>{each}</p>" for each in paragraphs(key))
    stage.article("/a/hidden", body=text + hidden + f"<!-- {POISON} --><p data-x='{POISON}'></p>")


def site_markup_without_measure(stage: Stage) -> None:
    """Elements, attributes and references that are more than any tree can hold; the article may be lost, others not."""
    stage.article("/a/sound")
    for number, bait in enumerate(
        [
            "<div>" * 200_000,
            "<b><i>" * 100_000,
            "<table><tr><td>" * 60_000,
            "<font>" * 50_000 + "x" + "</p>" * 50_000,
            f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>x</p>",
            "<p>" + "&#8;&amp;" * 200_000,
            "<a href='/x'>x</a> " * 60_000,
            "<svg><foreignObject><math>" * 30_000,
            "<p>" + "\u0301" * 400_000 + "</p>",
            "<select><option>" * 60_000,
            "<!--" * 400_000,
            "<style" * 200_000,
        ]
    ):
        key = f"{stage.name}/a/bait-{number}"
        stage.serve(
            f"/a/bait-{number}", answer(article_page(key, stage.base + f"/a/bait-{number}", head="", body=bait))
        )
        stage.listed(f"/a/bait-{number}", key)
        stage.allowed.add(f"/a/bait-{number}")


def site_fields_built_to_hurt(stage: Stage) -> None:
    """Metadata that sets expressions off: parentheses, blanks, digits, dashes without end."""
    for number, bait in enumerate(
        ["(a" * 60_000, " " * 200_000, "1/2/" * 50_000, "- " * 90_000, "by a, " * 40_000, "a@" * 90_000]
    ):
        head = "".join(
            f'<meta {name} content="{bait}">'
            for name in ("name=author", "property='article:author'", "name=date", "name=description", "name=keywords")
        )
        stage.article(f"/a/hurt-{number}", head=head, claims="{}")


def site_odd_characters(stage: Stage) -> None:
    """Controls in every spelling, directions turned, halves of characters, in text and title."""
    path = "/a/odd"
    key = f"{stage.name}{path}"
    odd = "&#8;&#x1b;&#0;\x01\x7f\u202e\u2066\ufeff"
    page = article_page(key, stage.base + path, body="".join(f"<p>{odd}{each}</p>" for each in paragraphs(key)))
    page = page.replace("<h1>", f"<h1>{odd}")
    stage.serve(path, answer(page.encode().replace(b"Odd Times, all", b"\xed\xa0\x80 Odd Times, all")))
    stage.listed(path, key)
    stage.wanted[path] = key


def site_pages_in_odd_encodings(stage: Stage) -> None:
    for number, (encoding, mark, declared) in enumerate(
        [
            ("utf-16-le", b"\xff\xfe", "utf-8"),
            ("utf-16-be", b"", "utf-8"),
            ("utf-32-le", b"\xff\xfe\x00\x00", "latin-1"),
            ("utf-8", b"\xef\xbb\xbf", "utf-16"),
            ("utf-8", b"", "x-user-defined"),
            ("utf-8", b"", "utf-7"),
            ("ascii", b"", "hz-gb-2312"),
            ("ascii", b"", "unicode_escape"),
            ("ascii", b"", "idna"),
            ("ascii", b"", "zip"),
        ]
    ):
        path = f"/a/encoded-{number}"
        key = f"{stage.name}{path}"
        page = article_page(key, stage.base + path).replace('charset="utf-8"', f'charset="{declared}"')
        body = mark + page.encode(encoding, "xmlcharrefreplace")
        stage.serve(path, answer(body, content_type=f"text/html; charset={declared}"))
        stage.listed(path, key)
        stage.wanted[path] = key


def site_live_markup_in_text(stage: Stage) -> None:
    key = f"{stage.name}/a/live"
    bad = "&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(2)&gt; [x](javascript:alert(3))"
    body = "".join(f"<p>{each}</p>" for each in paragraphs(key)) + f"<p>The note said: {bad}, and no more.</p>"
    stage.serve("/a/live", answer(article_page(key, stage.base + "/a/live", body=body)))
    stage.listed("/a/live", key)
    stage.allowed.add("/a/live")
    stage.check(lambda done: None if (row := done.row("/a/live")) and paragraphs(key)[0] in row["text"] else "lost")


def site_images_that_lead_inside(stage: Stage) -> None:
    for number, image in enumerate(
        ["javascript:1", "&lt;svg onload=x&gt;", stage.canary.url("/i.png"), "http://10.0.0.1/x"]
    ):
        stage.article(f"/a/image-{number}", head=f'<meta property="og:image" content="{image}">', claims="{}")
    stage.check(
        lambda done: next(
            (
                row["image"]
                for row in done.articles
                if row["image"] and ("<" in row["image"] or "script" in row["image"])
            ),
            None,
        )
    )


def site_never_the_same_page(stage: Stage) -> None:
    """What changes with every load around the article is no revision of it."""
    path = "/a/restless"
    key = f"{stage.name}{path}"

    def route(_: Asked) -> bytes:
        number = random.random()
        text = "".join(f'<p data-n="{number}">{each}</p>' for each in paragraphs(key))
        noise = (
            f'<aside class="related"><a href="/r/{number}">More {number}</a></aside><p class="views">{number} views</p>'
        )
        return answer(article_page(key, stage.base + path, body=text).replace("</main>", f"{noise}</main>"))

    stage.serve(path, route)
    stage.wanted[path] = key
    stage.listed(path, key)
    stage.check(
        lambda done: (
            f"{sum(row['revisions'] for row in done.articles)} revisions"
            if any(row["revisions"] > 1 for row in done.articles)
            else None
        )
    )


def site_refreshes(stage: Stage) -> None:
    """Signposts that lead inside, in circles, to script."""
    stage.article("/a/goal")
    for number, target in enumerate(
        [stage.canary.url("/x"), "javascript:alert(1)", "/a/sign-2", "/a/sign-4", "/a/sign-3", "data:,x"]
    ):
        head = f'<meta http-equiv="refresh" content="0; url={target}">'
        stage.serve(f"/a/sign-{number}", answer(f"<html><head>{head}</head><body>{POISON}</body></html>"))
        stage.listed(f"/a/sign-{number}")
        stage.refused(f"/a/sign-{number}")


def site_pages_without_end(stage: Stage) -> None:
    stage.article("/a/ends")

    more = poison("endless", 1).encode() * 1_000  # in few pieces: four hundred sites share the server's time

    def endless(_: Asked) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
        yield article_page("endless", stage.base + "/a/endless", body="<p>start").partition("</div>")[0].encode()
        for _number in range(100):
            yield more

    stage.serve("/a/endless", endless)
    stage.listed("/a/endless")
    stage.refused("/a/endless", "too-large", "timeout")  # on a busy machine the time is over first
