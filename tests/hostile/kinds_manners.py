"""What a publisher asks of robots, in all the ways in which people write it down."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

from tests.hostile.kinds import Outcome, Stage
from tests.middlewares.odd_server import answer

PLAIN = "text/plain"


def _robots_closes(text: str | bytes, stage: Stage) -> None:
    """The rules close /closed/ and nothing else."""
    text = text.replace("{base}", stage.base) if isinstance(text, str) else text
    stage.serve("/robots.txt", answer(text, content_type=PLAIN))
    stage.article("/a/open")
    stage.article("/closed/a")
    del stage.wanted["/closed/a"]
    stage.refused("/closed/a", "robots")
    stage.check(lambda done: "it was asked for" if "/closed/a" in done.stage.site.paths() else None)


def _robots_opens(text: str | bytes, stage: Stage) -> None:
    """The rules close something else."""
    stage.serve("/robots.txt", answer(text, content_type=PLAIN))
    stage.article("/a/open")
    stage.article("/closed/not")


def _robots_delays(text: str, stage: Stage) -> None:
    """The rules ask for two seconds or more between requests."""
    stage.serve("/robots.txt", answer(text, content_type=PLAIN))
    stage.article("/a/one")
    stage.article("/a/two")
    stage.check(lambda done: _gaps(done, 1.9))


def _gaps(done: Outcome, least_s: float) -> str | None:
    asked = done.stage.site.asked
    gaps = [b.began - a.began for a, b in itertools.pairwise(asked) if a.path != "/robots.txt"]
    return f"{min(gaps):.2f} s between two requests" if gaps and min(gaps) < least_s else None


ROBOTS_CLOSE: dict[str, str | bytes] = {
    "utf-16": b"\xff\xfe" + "User-agent: *\r\nDisallow: /closed/\r\n".encode("utf-16-le"),
    "cr": "User-agent: *\rDisallow: /closed/\r",
    "blanks": "  User-agent :  *  # all\n\n\n\tDisallow :\t/closed/   # keep out\n",
    "by-name-and-version": "User-agent: Watchkeeper/0.1 (+x)\nDisallow: /closed/\nUser-agent: *\nAllow: /\n",
    "merged": "User-agent: *\nDisallow: /x/\n\nUser-agent: a\nDisallow: /a/\n\nUser-agent: *\nDisallow: /closed/\n",
    "marks-inside": "\ufeffUser-agent: *\n\ufeffDisallow: /closed/\n",
    "several-on-a-line": "User-agent: a, Watchkeeper, b\nDisallow: /closed/\n",
    "whole-agent": "User-agent: Mozilla/5.0 (compatible; Watchkeeper/0.1)\nDisallow: /closed/\n",
    "several-paths": "User_agent: *\nDisallow: /x/ /closed/\n",
    "quoted": "User-agent: \"*\"\nDisallow: '/closed/'\n",
    "among-names": "User-agent: a\nUser-agent: *\nUser-agent: b\nDisallow: /closed/\n",
    "star": "User-agent: *\nDisallow: /*sed/*\n",
    "dollar": "User-agent: *\nDisallow: /*/a$\nAllow: /a/\n",
    "escaped": "User-agent: *\nDisallow: /%63losed/\n",
    "no-slash": "User-agent: *\nDisallow: closed/\n",
    "address": "User-agent: *\nDisallow: {base}/closed/\n",
    "no-agent": "Disallow: /closed/\n",
    "long-line": "User-agent: *\nDisallow: /" + "z" * 200_000 + "\nDisallow: /closed/\n",
    "many-stars": "User-agent: *\nDisallow: /" + "*a" * 3_000 + "$\nDisallow: /closed/\n",
}
ROBOTS_OPEN: dict[str, str | bytes] = {
    "html": "<!DOCTYPE html><html><body>Disallow: / was <a href='/'>here</a></body></html>",
    "other-name": "User-agent: watch\nDisallow: /\nUser-agent: watchkeeper-images\nDisallow: /\n",
    "ours-outranks": "User-agent: *\nDisallow: /\nUser-agent: watchkeeper\nAllow: /\n",
    "equal": "User-agent: *\nDisallow: /closed/\nAllow: /closed/\n",
}
DELAYS = {
    "plain": "User-agent: *\nCrawl-delay: 2\n",
    "unit": "User-agent: *\nCrawl-delay: 2s\n",
    "underscore": "User-agent: *\nCrawl_delay: 2\n",
    "comma": "User-agent: *\nCrawl-delay: 2,0\n",
    "twice": "User-agent: *\nCrawl-delay: 2\nCrawl-delay: 1\n",
    "first": "Crawl-delay: 2\nUser-agent: *\nDisallow: /x\n",
    "rate": "User-agent: *\nRequest-rate: 1/2\n",
}


def _held(header: Callable[[], dict[str, str]], status: int, path: str, stage: Stage) -> None:
    """From its first answer at `path` on the host wants no requests, for half a minute and more."""
    stage.article("/a/after")
    stage.allowed.add("/a/after")
    del stage.wanted["/a/after"]
    stage.serve(path, lambda _: answer("slow down", status, **header()))

    def asked_again(done: Outcome) -> str | None:
        paths = [request.path for request in done.stage.site.asked]
        return f"asked on: {paths}" if path in paths and paths.index(path) < len(paths) - 1 else None

    stage.check(asked_again)


def _moment(form: str = "", **distance: float) -> str:
    moment = datetime.now(UTC) + timedelta(**distance)
    return moment.strftime(form) if form else format_datetime(moment, usegmt=True)


HOLDS: dict[str, Callable[[], dict[str, str]]] = {
    "seconds": lambda: {"retry_after": "3600"},
    "date": lambda: {"retry_after": _moment(hours=1)},
    "wrong-clock": lambda: {"date": _moment(days=-400), "retry_after": _moment(days=-400, hours=1)},
    "unit": lambda: {"retry_after": "3600 seconds"},
    "twice": lambda: {"retry_after": "3600\r\nRetry-After: 1"},
    "past": lambda: {"retry_after": _moment(days=-1)},
    "zero": lambda: {"retry_after": "0"},
    "none": dict,
}

VARIANTS: dict[str, Callable[[Stage], None]] = {
    **{f"robots-{name}": partial(_robots_closes, text) for name, text in ROBOTS_CLOSE.items()},
    **{f"robots-open-{name}": partial(_robots_opens, text) for name, text in ROBOTS_OPEN.items()},
    **{f"delay-{name}": partial(_robots_delays, text) for name, text in DELAYS.items()},
    **{f"hold-{name}": partial(_held, header, 429, "/feed") for name, header in HOLDS.items()},
    "hold-503": partial(_held, HOLDS["seconds"], 503, "/feed"),
    "hold-503-date": partial(_held, HOLDS["date"], 503, "/feed"),
    "hold-robots": partial(_held, HOLDS["seconds"], 429, "/robots.txt"),
    "hold-robots-503": partial(_held, HOLDS["seconds"], 503, "/robots.txt"),
    "hold-robots-none": partial(_held, HOLDS["none"], 429, "/robots.txt"),
    "hold-tdmrep": partial(_held, HOLDS["seconds"], 429, "/.well-known/tdmrep.json"),
    "hold-article": partial(_held, HOLDS["seconds"], 429, "/a/after"),
    "hold-403": partial(_held, HOLDS["seconds"], 403, "/feed"),
}


def site_robots_that_is_a_picture(stage: Stage) -> None:
    """A server that answers every address it does not know with its logo has no rules."""
    logo = answer(b"\x89PNG\r\n\x1a\n" + bytes(900), content_type="image/png")
    stage.serve("/robots.txt", logo)
    stage.serve("/.well-known/tdmrep.json", logo)
    stage.article("/a/open")


def site_robots_redirected(stage: Stage) -> None:
    stage.serve("/robots.txt", answer("", 301, location="/r/1"))
    stage.serve("/r/1", answer("", 302, location="/r/2.txt"))
    stage.serve("/r/2.txt", answer("User-agent: *\nDisallow: /closed/\n", content_type=PLAIN))
    stage.article("/a/open")
    stage.article("/closed/a")
    del stage.wanted["/closed/a"]
    stage.refused("/closed/a", "robots")


def site_robots_of_the_target(stage: Stage) -> None:
    """An open address leads to one that is closed."""
    stage.serve("/robots.txt", answer("User-agent: *\nDisallow: /closed/\n", content_type=PLAIN))
    stage.article("/a/open")
    stage.article("/closed/a", listed=False)
    del stage.wanted["/closed/a"]
    stage.serve("/a/door", answer("", 302, location="/closed/a"))
    stage.serve("/a/sign", answer('<html><head><meta http-equiv="refresh" content="0;url=/closed/a"></head></html>'))
    for path in ("/a/door", "/a/sign"):
        stage.listed(path, f"{stage.name}/closed/a")
        stage.refused(path, "robots")
    stage.check(lambda done: "it was asked for" if "/closed/a" in done.stage.site.paths() else None)
