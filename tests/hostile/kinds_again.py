"""Sites that are other at the second visit."""

import json
from collections.abc import Callable
from email.utils import format_datetime
from functools import partial

from tests.hostile.kinds import NOW, Outcome, Route, Stage, article_page, bare_page, rss, rss_item
from tests.hostile.prose import POISON, headline, paragraphs, poison
from tests.middlewares.odd_server import Answer, Asked, Reset, answer

FEED = "application/rss+xml"


def _at(stage: Stage, first: Answer, then: Route) -> Route:
    """Another answer at the second visit."""

    def route(asked: Asked) -> Answer:
        chosen: Route = then if stage.visit else first
        return chosen(asked) if callable(chosen) else chosen

    return route


def _one_row(done: Outcome, number: int = 1) -> str | None:
    urls = [row["url"] for row in done.articles]
    return None if len(urls) == number else f"{len(urls)} rows: {urls}"


def _then(make: Callable[[str, str], Route], stage: Stage) -> None:
    """The article's page is something else later: what we have stays, once."""
    path = "/a/kept"
    key = stage.article(path)
    stage.serve(path, _at(stage, answer(article_page(key, stage.base + path)), make(key, stage.base)))
    stage.check(_one_row)
    stage.check(
        lambda done: f"{done.articles[0]['revisions']} revisions" if done.articles[0]["revisions"] > 1 else None
    )


def _resets(_: Asked) -> Answer:
    raise Reset


def _story(key: str, base: str) -> Route:
    return answer(article_page(f"another {key}", f"{base}/a/other"))


def _cut_short(key: str, base: str) -> Route:
    body = article_page(key, base + "/a/kept").encode()
    return answer(body[: len(body) // 2], 200, content_length=str(len(body)))


LATER: dict[str, Callable[[str, str], Route]] = {
    "consent-signed": lambda key, base: answer(
        article_page(
            key,
            base + "/a/kept",
            body="<p>We value your privacy. We and our partners store cookies on your device and process personal data."
            " Accept all. Reject all.</p>",
        )
    ),
    "paywall": lambda key, base: answer(
        article_page(
            key,
            base + "/a/kept",
            body=f"<p>{paragraphs(key)[0]}</p><div class=paywall><p>Subscribe to keep reading. {POISON}</p></div>",
        )
    ),
    "half": lambda key, base: answer(article_page(key, base + "/a/kept", body=f"<p>{paragraphs(key)[0]}</p>")),
    "no-text": lambda key, base: answer(article_page(key, base + "/a/kept", body="")),
    "front": lambda key, base: answer("", 302, location="/"),
    "other-story": _story,
    "410": lambda key, base: answer("<h1>Gone</h1>", 410),
    "304-body": lambda key, base: answer(article_page(f"another {key}", base + "/a/kept"), 304),
    "cut": _cut_short,
    "garbage": lambda key, base: answer(bytes(range(256)) * 40),
    "canonical-other": lambda key, base: answer(article_page(key, base + "/a/moved-on")),
    "canonical-front": lambda key, base: answer(article_page(key, base + "/")),
    "listing": lambda key, base: answer(
        bare_page(
            "Odd Times",
            "".join(f'<h2><a href="/x/{n}">{headline(str(n))}</a></h2>{poison(str(n), 1)}' for n in range(9)),
        )
    ),
    "soft-404": lambda key, base: answer(bare_page("Page not found", f"<p>Nothing was found.</p>{poison('n', 5)}")),
    "removed": lambda key, base: answer(
        article_page(key, base + "/a/kept", body="<p>This article has been removed.</p>")
    ),
    "redirect-slug": lambda key, base: answer("", 301, location="/a/new-slug"),
}


def _moved(stage: Stage) -> None:
    _then(LATER["redirect-slug"], stage)
    key = f"{stage.name}/a/kept"
    stage.serve("/a/new-slug", answer(article_page(key, stage.base + "/a/new-slug")))
    stage.checks.clear()
    stage.check(_one_row)
    del stage.wanted["/a/kept"]
    stage.allowed |= {"/a/kept", "/a/new-slug"}


def _feed_then(make: Callable[[Stage, str], Route], stage: Stage) -> None:
    """The feed is something else later: what we have stays, once."""
    keys = [stage.article(f"/a/kept-{number}") for number in range(3)]
    first = answer(rss(stage.items), content_type=FEED, etag='"1"')
    stage.serve("/feed", _at(stage, first, make(stage, keys[0])))
    stage.check(lambda done: _one_row(done, 3 + (len(stage.later) if done.visit else 0)))


def _items(stage: Stage, **change: str) -> list[str]:
    """The three articles again, with something changed in each."""
    made = []
    for number in range(3):
        key = f"{stage.name}/a/kept-{number}"
        link = stage.base + f"/a/kept-{number}" + change.get("query", "")
        title = change.get("before", "") + headline(key)
        guid = change["guid"] + str(number) if "guid" in change else None
        made.append(
            rss_item(change.get("link", link).replace("{n}", str(number)), title, guid=guid, date=change.get("date"))
        )
    return made


def _again(stage: Stage, items: list[str]) -> Answer:
    return answer(rss(items), content_type=FEED)


def _with_new(stage: Stage, key: str) -> Route:
    new = stage.article("/a/new", listed=False)
    del stage.wanted["/a/new"]
    stage.later["/a/new"] = new
    return answer(rss([rss_item(stage.base + "/a/new", headline(new)), *_items(stage)]), content_type=FEED, etag='"1"')


def _lies_once(stage: Stage, key: str) -> Route:
    """Says 304 to a validator, sends the new entry to who has none."""
    full = _with_new(stage, key)
    stage.allowed.add("/a/new")
    stage.later.pop("/a/new")
    return lambda asked: answer("", 304) if "if-none-match" in asked.headers else full  # type: ignore[return-value]


def _moved_feed(stage: Stage, key: str) -> Route:
    stage.serve("/rss-new", _with_new(stage, key))
    return answer("", 301, location="/rss-new")


def _as_json(stage: Stage, key: str) -> Route:
    items = [
        {"id": str(n), "url": f"{stage.base}/a/kept-{n}", "title": headline(f"{stage.name}/a/kept-{n}")}
        for n in range(3)
    ]
    return answer(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items}))


def _as_atom(stage: Stage, key: str) -> Route:
    entries = "".join(
        f"<entry><id>tag:x,{n}</id><title>{headline(f'{stage.name}/a/kept-{n}')}</title>"
        f'<link href="/a/kept-{n}"/><updated>{NOW.isoformat()}</updated></entry>'
        for n in range(3)
    )
    return answer(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{entries}</feed>')


FEEDS_LATER: dict[str, Callable[[Stage, str], Route]] = {
    "new-guids": lambda stage, key: _again(stage, _items(stage, guid="new")),
    "trackers": lambda stage, key: _again(stage, _items(stage, query="?utm_source=b&fbclid=x")),
    "random-query": lambda stage, key: _again(stage, _items(stage, query="?rnd=8273")),
    "session-path": lambda stage, key: _again(stage, _items(stage, query=";jsessionid=AB12CD34")),
    "double-slash": lambda stage, key: _again(stage, _items(stage, link=stage.base + "//a/kept-{n}")),
    "title": lambda stage, key: _again(stage, _items(stage, before="UPDATE: ")),
    "empties": lambda stage, key: _again(stage, []),
    "html": lambda stage, key: answer(bare_page("Odd Times", poison("x"))),
    "410": lambda stage, key: answer("", 410),
    "cut": lambda stage, key: answer(rss(_items(stage))[:500], content_type=FEED),
    "new-same-etag": _with_new,
    "304-lie": _lies_once,
    "moved": _moved_feed,
    "as-json": _as_json,
    "as-atom": _as_atom,
}


def _slug(stage: Stage) -> None:
    """The article has another address, guid and text are the same; the old one is gone."""
    key = stage.article("/a/old-slug", listed=False)
    del stage.wanted["/a/old-slug"]
    stage.allowed |= {"/a/old-slug", "/a/new-slug"}
    page = answer(article_page(key, stage.base + "/a/old-slug"))
    stage.serve("/a/old-slug", _at(stage, page, answer("", 404)))
    stage.serve("/a/new-slug", answer(article_page(key, stage.base + "/a/new-slug")))
    old, new = (rss([rss_item(f"{stage.base}/a/{slug}-slug", headline(key), guid="g1")]) for slug in ("old", "new"))
    stage.serve("/feed", _at(stage, answer(old, content_type=FEED), answer(new, content_type=FEED)))
    stage.check(_one_row)


def _edited(stage: Stage) -> None:
    """A corrected text, with another headline, is one revision of one row."""
    path, after = "/a/edited", "edited after"
    key = stage.article(path)
    text = "".join(f"<p>{each}</p>" for each in [*paragraphs(key)[:-1], *paragraphs(after, 1)])
    page = article_page(key, stage.base + path, body=text, title=headline(key) + " (corrected)")
    stage.serve(path, _at(stage, answer(article_page(key, stage.base + path)), answer(page)))
    stage.later[path] = None
    stage.check(_one_row)
    stage.check(
        lambda done: (
            f"{done.articles[0]['title']}, {done.articles[0]['revisions']} revisions"
            if done.visit
            and (paragraphs(after)[0] not in done.articles[0]["text"] or "(corr" not in done.articles[0]["title"])
            else None
        )
    )


FAILURES = {
    "500": answer("x", 500),
    "403": answer("x", 403),
    "404": answer("x", 404),
    "wall": answer(bare_page("Just a moment...", "<p>Verify you are human.</p>")),
}


def site_failures_that_pass(stage: Stage) -> None:
    """What could not be had at the first visit is there at the second, which is asked for by hand."""
    for name, failure in FAILURES.items():
        path = f"/a/after-{name}"
        key = stage.article(path)
        del stage.wanted[path]
        stage.serve(path, _at(stage, failure, answer(article_page(key, stage.base + path))))
        stage.later[path] = key


def site_published_anew(stage: Stage) -> None:
    """An address that was gone is in the feed again, with a later time: a run by hand asks for it at once."""
    path = "/a/back-again"
    key = stage.article(path)
    stage.serve(path, _at(stage, answer("gone", 410), answer(article_page(key, stage.base + path))))
    stage.later[path] = stage.wanted.pop(path)
    again = rss_item(stage.base + path, headline(key), date=format_datetime(NOW))
    stage.serve("/feed", _at(stage, _again(stage, stage.items), _again(stage, [again])))


def site_held_failure(stage: Stage) -> None:
    """A host that wants no requests for an hour gets none by hand either."""
    path = "/a/held"
    key = stage.article(path)
    del stage.wanted[path]
    stage.allowed.add(path)
    page = answer(article_page(key, stage.base + path))
    stage.serve(path, _at(stage, answer("slow down", 429, retry_after="3600"), page))
    stage.check(lambda done: "it was asked again" if done.stage.site.paths().count(path) > 1 else None)


VARIANTS: dict[str, Callable[[Stage], None]] = {
    **{f"later-{name}": partial(_then, make) for name, make in LATER.items() if name != "redirect-slug"},
    **{f"feed-later-{name}": partial(_feed_then, make) for name, make in FEEDS_LATER.items()},
    "later-moved": _moved,
    "later-slug": _slug,
    "later-edited": _edited,
}
