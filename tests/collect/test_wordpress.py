"""A WordPress API as way in, poll after poll."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from spiders.readers.wordpress import posts_url
from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, article

NOW = datetime.now(UTC)
PAGE = 50


@pytest.fixture
def collector(tmp_path: Path, site: Site) -> Collector:
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK, "SECOND_TRY_WAIT_S": 0})
    collector.sources.mkdir()
    values = {"title": "Quay", "homepage": site.url(), "scope": "all", "wordpress": site.url("/wp-json/")}
    (collector.sources / "quay.yaml").write_text(yaml.safe_dump(values))
    return collector


def post(site: Site, number: int, *, words: int = 60, modified: datetime | None = None) -> dict[str, Any]:
    """The post of that number, three hours older than the one before, and its page."""
    published = NOW - timedelta(hours=3 * number)
    title = f"Story {number} of the harbour"
    site.replies[f"/story-{number}/"] = article(title, published=published, words=words)
    return {
        "link": site.url(f"/story-{number}/"),
        "title": {"rendered": title},
        "date_gmt": f"{published:%Y-%m-%dT%H:%M:%S}",
        "modified_gmt": f"{modified or published:%Y-%m-%dT%H:%M:%S}",
    }


def answer(site: Site, posts: list[dict[str, Any]], **asked: Any) -> None:
    address = posts_url(site.url("/wp-json/"), per_page=PAGE, **asked)
    site.replies[address.removeprefix(site.url(""))] = Reply(json.dumps(posts), "application/json")


def test_a_correction_behind_the_first_page_is_noticed(site: Site, collector: Collector) -> None:
    posts = [post(site, number) for number in range(1, PAGE + 3)]
    answer(site, posts[:PAGE])
    answer(site, posts[PAGE:], page=2)
    assert collector.run("--now").returncode == 0
    assert collector.rows("select count(*) as number from articles") == [{"number": PAGE + 2}]

    (feed,) = collector.rows("select succeeded from feeds")
    since = datetime.fromisoformat(feed["succeeded"]) - timedelta(hours=1)
    corrected = post(site, PAGE + 2, words=90, modified=NOW)
    answer(site, [post(site, 0), *posts[: PAGE - 1]])
    answer(site, [corrected], modified_after=since.replace(minute=0, second=0, microsecond=0))
    assert collector.run("--now").returncode == 0
    rows = collector.rows("select a.url from revisions r join articles a on a.id = r.article")
    assert [row["url"] for row in rows] == [corrected["link"]]
