"""A site whose pages lose what they had shows in `scrapy status` within a day of real runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, article, page, rss, serve_site

NOW = datetime.now(UTC).replace(microsecond=0)
BEFORE, AFTER = 14, 4  # articles of the days before, and of the day after the change of layout

Layout = Callable[[int, datetime], Reply]


def usual(number: int, published: datetime) -> Reply:
    return article(headline(number), published=published, words=360)


def headline(number: int) -> str:
    return f"Crane {number} is repaired"


def without_a_date(number: int, published: datetime) -> Reply:
    reply = usual(number, published)
    return Reply(reply.body.replace(f'<meta property="article:published_time" content="{published.isoformat()}">', ""))


def without_an_author(number: int, published: datetime) -> Reply:
    return Reply(usual(number, published).body.replace('<meta name="author" content="Una Strand">', ""))


def with_a_third_of_the_text(number: int, published: datetime) -> Reply:
    """The rest comes by a script, as on many a site that was made anew."""
    return article(headline(number), published=published, words=90)


def without_a_headline(number: int, published: datetime) -> Reply:
    reply = usual(number, published)
    body = reply.body.partition("<div class=body>")[2]
    head = f'<meta property="article:published_time" content="{published.isoformat()}">'
    head += '<meta property="og:type" content="article"><meta name="author" content="Una Strand">'
    return page("", f"<article><div class=body>{body}", head=head)


@contextmanager
def site(folder: Path) -> Iterator[tuple[Site, Collector]]:
    with serve_site() as site:
        collector = Collector(folder, {"ALLOWED_NETWORKS": NETWORK})
        collector.sources.mkdir()
        source = {"title": "Quay", "homepage": site.url(), "scope": "all", "feeds": [site.url("/feed")]}
        (collector.sources / "quay.yaml").write_text(yaml.safe_dump(source))
        yield site, collector


def publish(site: Site, layout: Layout, numbers: range, *, dated: bool, titled: bool) -> None:
    items = []
    for number in numbers:
        published = NOW - timedelta(hours=2) - timedelta(minutes=number)
        site.replies[f"/{number}"] = layout(number, published)
        items.append((site.url(f"/{number}"), headline(number) if titled else "", published))
    feed = rss(items).body
    if not dated:
        feed = "".join(part.partition("</pubDate>")[2] or part for part in feed.split("<pubDate>"))
    site.replies["/feed"] = Reply(feed, "application/rss+xml; charset=utf-8")


def an_earlier_day(collector: Collector) -> None:
    """What was collected so far was collected three days ago."""
    collector.rows("update articles set first_seen = strftime('%Y-%m-%dT%H:%M:%SZ', first_seen, '-3 days')")


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        (without_a_date, f"{AFTER} of {AFTER} articles whose date could not be read, before 0 of {BEFORE}"),
        (without_an_author, f"{AFTER} of {AFTER} articles without an author, before 0 of {BEFORE}"),
        (without_a_headline, f"{AFTER} of {AFTER} articles without a title, before 0 of {BEFORE}"),
        (with_a_third_of_the_text, "texts of "),
    ],
)
def test_a_layout_that_loses_something_is_a_problem_within_a_day(tmp_path: Path, layout: Layout, said: str) -> None:
    with site(tmp_path) as (server, collector):
        publish(server, usual, range(BEFORE), dated=True, titled=True)
        done = collector.run("--now")
        assert f"{BEFORE} new" in done.stdout, done.stderr
        assert collector.run("--quiet", verb="status").returncode == 0
        an_earlier_day(collector)
        publish(
            server,
            layout,
            range(BEFORE, BEFORE + AFTER),
            dated=layout is not without_a_date,
            titled=layout is not without_a_headline,
        )
        done = collector.run("--now")
        assert f"{AFTER} new" in done.stdout, done.stderr
        done = collector.run("--quiet", verb="status")
        assert (done.returncode, done.stdout) == (1, "")
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"quay: {said}"), line
        assert "has the layout of its pages changed?" in line


def test_more_of_the_same_is_no_problem(tmp_path: Path) -> None:
    with site(tmp_path) as (server, collector):
        publish(server, usual, range(BEFORE), dated=True, titled=True)
        collector.run("--now")
        an_earlier_day(collector)
        publish(server, usual, range(BEFORE, BEFORE + AFTER), dated=True, titled=True)
        collector.run("--now")
        done = collector.run("--quiet", verb="status")
        assert (done.returncode, done.stderr) == (0, "")
