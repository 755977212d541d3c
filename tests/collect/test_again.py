"""A second run, a killed run, two runs at once."""

import signal
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from newsroom.server import Newsroom
from tests.collect.conftest import Collector
from tests.collect.site import NETWORK, Reply, article, rss, serve_site

TABLE = "select url, title, text, authors, published, duplicate_of is null as leads from articles order by url"


def test_a_second_run_asks_conditionally_and_makes_no_new_row(collector: Collector, newsroom: Newsroom) -> None:
    collector.run("--now")
    before = collector.rows(TABLE)
    newsroom.requests.clear()
    again = collector.run("--now")
    assert again.returncode == 0
    assert collector.rows(TABLE) == before
    (run,) = collector.rows("select polled, unchanged, found from runs order by id desc limit 1")
    assert run["unchanged"] == run["polled"] > 0
    assert run["found"] == 0


def test_a_source_that_is_not_due_is_not_polled(collector: Collector, newsroom: Newsroom) -> None:
    collector.run("--now")
    newsroom.requests.clear()
    collector.run()
    assert newsroom.requests == []


def test_a_killed_run_is_taken_up_by_the_next(collector: Collector, newsroom: Newsroom) -> None:
    whole = Collector(collector.folder / "whole")
    newsroom.write_sources(whole.sources)
    whole.run("--now")
    for rows_seen in (1, 8):
        process = collector.start("--now")
        while process.poll() is None:
            if collector.database.exists() and _articles(collector) >= rows_seen:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.02)
        process.wait()
    assert collector.run("--now").returncode == 0
    # What a site repeats is learned in the order of arrival; with all of it known the texts are the same.
    for each in (whole, collector):
        assert each.run(verb="reextract").returncode == 0
    assert collector.rows(TABLE) == whole.rows(TABLE)
    assert collector.rows("select url from frontier where state in ('pending', 'fetching')") == []


def _articles(collector: Collector) -> int:
    try:
        return int(collector.rows("select count(*) as n from articles")[0]["n"])
    except Exception:
        return 0  # the schema is not there yet


def test_a_second_run_beside_the_first_ends_at_once(collector: Collector) -> None:
    collector.settings["HOST_DELAY_S"] = 1
    first = collector.start("--now")
    try:
        while not collector.database.exists():
            time.sleep(0.02)
        second = collector.run("--now")
    finally:
        out, _ = first.communicate(timeout=120)
    assert second.returncode == 3
    assert "in use by process" in second.stderr
    assert "Traceback" not in second.stderr
    assert first.returncode == 0, out


def test_a_stopped_run_ends_in_order_and_the_next_goes_on(collector: Collector) -> None:
    collector.settings["HOST_DELAY_S"] = 1
    process = collector.start("--now")
    while not collector.database.exists() or _articles(collector) < 1:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert collector.rows("select finished from runs")[0]["finished"] is not None
    collector.settings["HOST_DELAY_S"] = 0
    assert collector.run("--now").returncode == 0
    assert collector.rows("select url from frontier where state in ('pending', 'fetching')") == []


def test_after_a_week_a_feed_is_asked_for_its_body_once(collector: Collector) -> None:
    def when() -> dict[str, str]:
        return {
            row["url"]: row["answered"] for row in collector.rows("select url, answered from feeds where etag > ''")
        }

    assert collector.run("--now").returncode == 0
    with closing(sqlite3.connect(collector.database)) as db, db:
        db.execute("update feeds set answered = '2026-01-01T00:00:00Z', polled = '2026-01-10T00:00:00Z'")
    assert when()
    assert collector.run("--now").returncode == 0
    once = when()
    assert all(moment > "2026-01-01T00:00:00Z" for moment in once.values())
    time.sleep(1.1)  # moments are kept to the second
    assert collector.run("--now").returncode == 0
    assert when() == once


def test_after_a_pause_what_the_feed_no_longer_holds_is_found_behind_it(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK, "HOST_DELAY_S": 0})
    collector.sources.mkdir()
    with serve_site() as site:
        items = []
        for number in range(12):
            published = now + timedelta(hours=number)  # later than the first poll, as if time had gone on
            title = f"Cranes of dock {number}"
            site.replies[f"/a/{number}"] = article(title, published=published)
            items.append((site.url(f"/a/{number}"), title, published))
        source = {"title": "s", "homepage": site.url(), "feeds": [site.url("/feed")], "scope": "all"}
        (collector.sources / "s.yaml").write_text(yaml.safe_dump(source))
        site.replies["/feed"] = rss([(url, title, date - timedelta(days=1)) for url, title, date in items[:3]])
        assert collector.run("--now").returncode == 0
        site.replies["/feed"] = rss(items[11:8:-1])
        for page in range(2, 9):
            site.replies[f"/feed?paged={page}"] = rss(items[14 - 3 * page : 11 - 3 * page : -1])
        assert collector.run("--now").returncode == 0
        assert len(collector.rows("select id from articles")) == 12
        assert max(path for path in site.asked if "paged" in path) == "/feed?paged=4"


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("status", [410, 404])
def test_a_page_that_is_published_anew_is_asked_for_when_its_feed_says_so(
    tmp_path: Path, status: int, by_hand: bool
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": NETWORK, "HOST_DELAY_S": 0, "MAX_TRIES": 1})
    collector.sources.mkdir()
    with serve_site() as site:
        path = "/cranes-of-dock-seven"

        def change(sql: str) -> None:
            with closing(sqlite3.connect(collector.database)) as db, db:
                db.execute(sql)

        def asked_for_again(headline: str, *options: str) -> bool:
            site.asked.clear()
            site.replies["/feed.xml"] = rss([(site.url(path), headline, now)])
            assert collector.run(*options).returncode == 0
            assert "/feed.xml" in site.asked
            change("update feeds set next_poll = '2026-01-01T00:00:00Z'")
            return path in site.asked

        source = {"title": "S", "homepage": site.url(), "scope": "all", "feeds": [site.url("/feed.xml")]}
        (collector.sources / "s.yaml").write_text(yaml.safe_dump(source))
        site.replies[path] = Reply("<p>Nothing here.</p>", status=status)
        assert asked_for_again("Cranes of dock seven")
        site.replies[path] = article("Cranes of dock seven", published=now)
        assert not asked_for_again("Cranes of dock seven")
        assert not asked_for_again("Cranes of dock seven are back")  # not at once: a feed may say so at every poll
        if by_hand:
            assert asked_for_again("Cranes of dock seven are really back", "--now")  # whoever is there does not wait
        else:
            change("update frontier set next_try = strftime('%Y-%m-%dT%H:%M:%SZ', next_try, '-1 hour')")
            assert asked_for_again("Cranes of dock seven are back")
        assert [row["state"] for row in collector.rows("select state from frontier")] == ["done"]
