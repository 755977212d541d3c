"""Feeds that move, that end, that reserve their articles, and that cannot be read in every part."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, Site, article, page, rss

NOW = datetime.now(UTC)


@pytest.fixture
def collector(tmp_path: Path, site: Site) -> Collector:
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK, "SECOND_TRY_WAIT_S": 0})
    collector.sources.mkdir()
    source = {"title": "Quay", "homepage": site.url(), "scope": "all", "feeds": [site.url("/old.xml")]}
    (collector.sources / "quay.yaml").write_text(yaml.safe_dump(source))
    return collector


def news(site: Site, *names: str) -> Reply:
    items = []
    for number, name in enumerate(names):
        published = NOW - timedelta(hours=number + 1)
        site.replies[f"/{name}/"] = article(f"The {name} of the harbour", published=published)
        items.append((site.url(f"/{name}/"), f"The {name} of the harbour", published))
    return rss(items)


def poll(collector: Collector) -> dict[str, object]:
    done = collector.run("--now")
    assert done.returncode == 0, done.stderr
    (row,) = collector.rows("select * from feeds")
    return row


def test_a_move_for_good_is_believed_after_three_polls(site: Site, collector: Collector) -> None:
    site.replies["/old.xml"] = Reply(status=301, location="/new.xml")
    site.replies["/new.xml"] = news(site, "crane")
    assert [poll(collector)["moved_times"] for _ in range(2)] == [1, 2]
    site.replies["/new.xml"] = news(site, "gate", "crane")
    row = poll(collector)
    assert (row["moved_to"], row["moved_times"]) == (site.url("/new.xml"), 3)
    site.asked.clear()
    row = poll(collector)
    assert (row["moved_to"], row["moved_times"]) == (site.url("/new.xml"), 3)
    assert "/old.xml" not in site.asked
    assert "/new.xml" in site.asked


def test_a_move_for_now_is_none(site: Site, collector: Collector) -> None:
    site.replies["/old.xml"] = Reply(status=302, location="/new.xml")
    site.replies["/new.xml"] = news(site, "crane")
    assert [poll(collector)["moved_to"] for _ in range(2)] == [None, None]


def test_a_redirect_to_another_feed_is_no_move(site: Site, collector: Collector) -> None:
    site.replies["/old.xml"] = news(site, "crane")
    poll(collector)
    site.replies["/old.xml"] = Reply(status=301, location="/sport.xml")
    site.replies["/sport.xml"] = news(site, "regatta", "race")
    assert poll(collector)["moved_to"] is None


def test_a_new_address_that_fails_gives_the_old_one_another_chance(site: Site, collector: Collector) -> None:
    site.replies["/old.xml"] = Reply(status=308, location="/new.xml")
    site.replies["/new.xml"] = news(site, "crane")
    for _ in range(3):
        poll(collector)
    site.replies["/new.xml"] = Reply(status=410)
    site.replies["/old.xml"] = news(site, "gate", "crane")
    row = poll(collector)
    assert (row["moved_to"], row["retired"]) == (None, None)
    assert poll(collector)["error"] is None


def test_410_retires_with_a_note(site: Site, collector: Collector) -> None:
    site.replies["/old.xml"] = Reply(status=410)
    row = poll(collector)
    assert row["retired"] is not None
    assert str(row["error"]).startswith("http-410:")
    site.asked.clear()
    poll(collector)
    assert site.asked == []


def test_what_a_feed_reserves_is_kept_without_its_text(site: Site, collector: Collector) -> None:
    feed = news(site, "crane")
    said = '<tdm:reservation xmlns:tdm="http://www.w3.org/ns/tdmrep#">1</tdm:reservation>'
    site.replies["/old.xml"] = Reply(feed.body.replace("<description>-</description>", said), feed.type)
    row = poll(collector)
    assert row["reserved"] == "tdm:reservation in the feed"
    (stored,) = collector.rows("select title, text, status from articles")
    assert stored == {"title": "The crane of the harbour", "text": None, "status": "reserved"}
    assert collector.rows("select url from pages") == []


def test_what_cannot_be_read_in_a_feed_is_counted(site: Site, collector: Collector) -> None:
    feed = news(site, "crane")
    some = f"<title>Some day</title><link>{site.url('/some/')}</link><pubDate>on a fine day in spring</pubDate>"
    odd = f"<item><title>Nowhere</title></item><item>{some}</item>"
    site.replies["/some/"] = page("Some day")
    site.replies["/old.xml"] = Reply(feed.body.replace("</channel>", odd + "</channel>"), feed.type)
    row = poll(collector)
    assert (row["entries"], row["unread_dates"], row["skipped"], row["cut"]) == (2, 1, 1, 0)


def test_a_feed_over_the_limit_is_cut_and_says_so(site: Site, collector: Collector) -> None:
    collector.settings["FEED_MAX_BYTES"] = 900
    site.replies["/old.xml"] = news(site, "crane", "gate", "lock", "pier", "lamp", "mole", "dock")
    row = poll(collector)
    assert row["cut"] == 1
    assert row["entries"]
