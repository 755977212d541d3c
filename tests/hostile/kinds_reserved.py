"""Texts that their publishers reserve, in all the ways in which people write it down, at once or later."""

from collections.abc import Callable, Mapping
from functools import partial

from tests.hostile.kinds import Outcome, Stage, article_page
from tests.hostile.prose import headline, paragraphs
from tests.middlewares.odd_server import Asked, answer

NONE: Mapping[str, str] = {}


def _reserved(stage: Stage, *, head: str = "", headers: Mapping[str, str] = NONE) -> None:
    path = "/a/reserved"
    key = f"{stage.name}{path}"
    stage.serve(path, answer(article_page(key, stage.base + path, head=head), 200, **headers))
    stage.listed(path, key, extra=f"<description>{paragraphs(key)[0]}</description>")
    stage.allowed.add(path)
    stage.check(lambda done: _kept(done, path, key))


def _kept(done: Outcome, path: str, key: str) -> str | None:
    row = done.row(path)
    if row is None:
        return f"{path}: the record is gone"
    if row["status"] != "reserved":
        return f"{path} is {row['status']}"
    said = [text for text in paragraphs(key) for value in row.values() if text[:60] in str(value)]
    return f"kept: {said[:1]}" if said or row["title"] != headline(key) else None


HEADERS = {
    "tdm": {"tdm_reservation": "1"},
    "tdm-list": {"tdm_reservation": "1, 1"},
    "tdm-quoted": {"tdm_reservation": '"1"'},
    "tdm-true": {"tdm_reservation": "true"},
    "tdm-yes": {"tdm_reservation": "Yes"},
    "tdm-number": {"tdm_reservation": "1.0"},
    "tdm-boolean": {"tdm_reservation": "?1"},
    "tdm-twice": {"tdm_reservation": "0\r\nTDM-Reservation: 1"},
    "robots-name": {"x_robots_tag": "Watchkeeper: noindex, noai"},
    "robots-other-first": {"x_robots_tag": "googlebot: nofollow, watchkeeper: noai"},
    "robots-behind": {"x_robots_tag": "noindex, watchkeeper: noai"},
    "robots-star": {"x_robots_tag": "*: noai"},
    "robots-spaces": {"x_robots_tag": "noindex noai"},
}
HEADS = {
    "tdm-equiv": '<meta http-equiv="tdm-reservation" content="1">',
    "tdm-script": '<script>var a = "<body>";</script><meta name="tdm-reservation" content="1">',
    "tdm-revealed": '<!--[if !IE]><!--><meta name="tdm-reservation" content="1"><!--<![endif]-->',
    "tdm-empty-comment": '<!--><meta name="tdm-reservation" content="1">',
    "tdm-angle": '<meta data-a="a > b" name="tdm-reservation" content="1">',
    "tdm-late": f'<script>{"x = 1;" * 60_000}</script><meta name="tdm-reservation" content="1">',
    "tdm-style": '<style>/* <!-- */</style><meta name="tdm-reservation" content="1">',
    "tdm-both": '<meta name="tdm-reservation" content="0"><meta name="tdm-reservation" content="1">',
    "noai-semicolon": '<meta name="robots" content="index; noai">',
    "noai-names": '<meta name="robots, watchkeeper" content="noai">',
    "noai-equiv": '<meta http-equiv="X-Robots-Tag" content="noai">',
    "noai-entity": '<meta name="r&#111;bots" content="no&#97;i">',
}
FILES = {
    "list": '[{"location": "/a/*", "tdm-reservation": 1}]',
    "float": '[{"location": "/a/*", "tdm-reservation": 1.0}]',
    "comma": '[{"location": "/a/*", "tdm-reservation": 1},]',
    "comment": '[{"location": "/a/*", "tdm-reservation": 1} // all\n]',
    "address": '[{"location": "{base}/a/*", "tdm-reservation": 1}]',
    "no-slash": '[{"location": "a/*", "tdm-reservation": 1}]',
    "no-location": '[{"tdm-reservation": 1}]',
    "wrapped": '{"rules": [{"location": "/", "tdm-reservation": 1}]}',
    "case": '[{"Location": "/a/*", "TDM-Reservation": 1}]',
    "escaped": '[{"location": "/%61/*", "tdm-reservation": 1}]',
    "list-of-locations": '[{"location": ["/x/*", "/a/*"], "tdm-reservation": 1}]',
}


def _by_file(text: str, kind: str, stage: Stage) -> None:
    body = text.replace("{base}", stage.base)
    stage.serve("/.well-known/tdmrep.json", answer(body, content_type=kind))
    _reserved(stage)


def _by_file_in_utf16(stage: Stage) -> None:
    body = b"\xff\xfe" + FILES["list"].encode("utf-16-le")
    stage.serve("/.well-known/tdmrep.json", answer(body, content_type="application/json"))
    _reserved(stage)


def _by_file_behind_redirect(stage: Stage) -> None:
    stage.serve("/.well-known/tdmrep.json", answer("", 301, location="/tdm/policy.json"))
    stage.serve("/tdm/policy.json", answer(FILES["list"], content_type="application/json"))
    _reserved(stage)


def _redirected(status: int, stage: Stage) -> None:
    """The reservation stands at the address that answers."""
    _reserved(stage, headers=HEADERS["tdm"])
    stage.serve("/go", answer("", status, location="/a/reserved"))
    stage.items[0] = stage.items[0].replace("/a/reserved", "/go")


VARIANTS: dict[str, Callable[[Stage], None]] = {
    **{f"header-{name}": partial(_reserved, headers=headers) for name, headers in HEADERS.items()},
    **{f"head-{name}": partial(_reserved, head=head) for name, head in HEADS.items()},
    **{f"file-{name}": partial(_by_file, text, "application/json") for name, text in FILES.items()},
    "file-as-html": partial(_by_file, FILES["list"], "text/html"),
    "file-utf-16": _by_file_in_utf16,
    "file-redirect": _by_file_behind_redirect,
    "reserved-redirect": partial(_redirected, 302),
}


def site_reserved_later_by_header(stage: Stage) -> None:
    path, key = "/a/later", f"{stage.name}/a/later"
    stage.serve(
        path,
        lambda _: answer(article_page(key, stage.base + path), 200, **(HEADERS["tdm"] if stage.visit else NONE)),
    )
    stage.listed(path, key)
    stage.wanted[path], stage.later[path] = key, None
    stage.check(lambda done: _kept(done, path, key) if done.visit else None)


def site_reserved_later_by_file(stage: Stage) -> None:
    path, key = "/a/later", f"{stage.name}/a/later"
    stage.article(path)
    stage.serve(
        "/.well-known/tdmrep.json",
        lambda _: answer(FILES["list"], content_type="application/json") if stage.visit else answer("", 404),
    )
    stage.later[path] = None
    stage.check(lambda done: _kept(done, path, key) if done.visit else None)


def site_reserved_later_and_not_modified(stage: Stage) -> None:
    """The page answers 304, with the header that was not there before."""
    path, key = "/a/later", f"{stage.name}/a/later"

    def route(asked: Asked) -> bytes:
        more = HEADERS["tdm"] if stage.visit else NONE
        if "if-none-match" in asked.headers:
            return answer(b"", 304, etag='"x"', **more)
        return answer(article_page(key, stage.base + path), 200, etag='"x"', **more)

    stage.serve(path, route)
    stage.listed(path, key)
    stage.wanted[path], stage.later[path] = key, None
    stage.check(lambda done: _kept(done, path, key) if done.visit else None)
