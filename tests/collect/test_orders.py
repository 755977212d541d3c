"""What is stored of a site's pages does not depend on the order in which they came."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, page, rss

PUBLISHED = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=30)
PAGES = 12
LABEL = "Key developments along the sound:"
LABELLED = (5, 9)  # pages that carry it: too few for a habit while only some of the pages are known
IN_A_FRAME = (2, 7)  # pages whose <title> names a part of the site
COLUMNS = "select url, title, text, authors, published, section, tags, status from articles order by url"


def title(number: int) -> str:
    return f"Cranes of dock {number} are surveyed"


def story(number: int) -> Reply:
    lines = [
        f"Inspector {number * 31 + n} wrote down what the crane of dock {number} had lifted on day {n}, who had been"
        f" at its levers, and why gang {number + n * 7} had gone home before the tide."
        for n in range(6)
    ]
    label = f"<p>{LABEL}</p>" if number in LABELLED else ""
    items = "".join(f"<li>Dock {number} has rope number {number * 13 + n} back in its store.</li>" for n in range(3))
    text = "".join(f"<p>{line}</p>" for line in lines)
    head = (
        f'<meta property="og:type" content="article"><meta name="author" content="Una Strand">'
        f'<meta property="article:published_time" content="{PUBLISHED.isoformat()}">'
    )
    named = f"{title(number)} | Waterfront" if number in IN_A_FRAME else title(number)
    return page(
        named,
        f"<article><h1>{title(number)}</h1><div class=body>{text}{label}<ul>{items}</ul></div></article>",
        head=head,
    )


@pytest.fixture
def stories(site: Site) -> Site:
    site.replies.update({f"/story/{number:02}": story(number) for number in range(PAGES)})
    return site


def collector(folder: Path, site: Site) -> Collector:
    made = Collector(folder, {"ALLOWED_NETWORKS": NETWORK, "WORKERS": 1})
    made.sources.mkdir(parents=True)
    source = {"title": "Quay", "homepage": site.url(), "scope": "all", "feeds": [site.url("/feed.xml")]}
    (made.sources / "quay.yaml").write_text(yaml.safe_dump(source))
    return made


def collect(made: Collector, site: Site, *runs: Sequence[int]) -> None:
    """A run for each of these, which finds these pages."""
    for numbers in runs:
        site.asked.clear()
        site.replies["/feed.xml"] = rss([(site.url(f"/story/{n:02}"), title(n), PUBLISHED) for n in numbers])
        done = made.run("--now")
        assert done.returncode == 0, done.stderr
        assert {f"/story/{n:02}" for n in numbers} <= set(site.asked)


def test_any_order_gives_the_same_rows(stories: Site, tmp_path: Path) -> None:
    orders: dict[str, list[Sequence[int]]] = {
        "at once": [range(PAGES)],
        "label first": [(5, 9), (0, 1, 2, 7), (3, 4, 6, 8, 10, 11)],
        "label last": [(0, 1, 3, 4, 6), (2, 8, 5), (10, 11), (7, 9)],
    }
    rows = []
    for name, runs in orders.items():
        made = collector(tmp_path / name, stories)
        collect(made, stories, *runs)
        rows.append(made.rows(COLUMNS))
    assert rows[0] == rows[1] == rows[2]
    assert not [row["url"] for row in rows[0] if LABEL in row["text"]]


def test_a_page_of_a_later_run_reaches_back_to_those_before_it(stories: Site, tmp_path: Path) -> None:
    made = collector(tmp_path, stories)
    collect(made, stories, (0, 1, 3, 4, 6), (2, 5), (8, 10, 11))
    assert [row["url"] for row in made.rows(COLUMNS) if LABEL in row["text"]] == [stories.url("/story/05")]
    collect(made, stories, (7, 9))
    assert not [row["url"] for row in made.rows(COLUMNS) if LABEL in row["text"]]
    done = made.run(verb="reextract")
    assert done.stdout.strip() == f"reextract: {PAGES} pages, {PAGES} unchanged"
