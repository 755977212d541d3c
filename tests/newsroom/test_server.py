"""The newsroom as the tests and the demo use it: sources, truth, log, edits, take-downs, the command."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from newsroom.desk import Reply
from newsroom.listener import Listener
from newsroom.server import Newsroom, serve
from newsroom.truth import Truth
from spiders.catalogue import load_catalogue

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


def fetch(url: str, headers: dict[str, str] | None = None, method: str = "GET") -> bytes:
    request = urllib.request.Request(url, headers=headers or {}, method=method)
    with urllib.request.urlopen(request, timeout=10) as response:
        body = response.read()
    assert isinstance(body, bytes)
    return body


def find(newsroom: Newsroom, slug: str) -> Truth:
    return next(truth for truth in newsroom.truth if truth.slug == slug)


def test_the_catalogue_accepts_the_source_files(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.write_sources(tmp_path / "sources")
    catalogue = load_catalogue(tmp_path / "sources")
    assert list(catalogue) == sorted(newsroom.sources)
    for name, source in newsroom.sources.items():
        ways = (source["feeds"], source["sitemaps"], source["sections"], source["wordpress"])
        assert sum(bool(way) for way in ways) == 1, name


def test_every_outlet_has_its_own_address_on_one_port(newsroom: Newsroom) -> None:
    outlets = list(newsroom.outlets.values())
    assert {outlet.port for outlet in outlets} == {newsroom.port}
    assert len({outlet.address for outlet in outlets}) == len(outlets) == 8
    assert all(outlet.address.startswith("127.78.0.") for outlet in outlets)


def test_the_truth_covers_what_a_crawl_has_to_tell_apart(newsroom: Newsroom) -> None:
    truths = newsroom.truth
    assert {truth.expected for truth in truths} == {"article", "teaser", "reserved", "rejected"}
    assert {truth.language for truth in truths} == {"en", "de", "fr", "pl", "uk"}
    copies = [truth for truth in truths if truth.group == "wire/open-skies"]
    assert len({truth.source for truth in copies}) == 3
    assert len({truth.title for truth in copies}) == 3
    for story in ("story/cables", "story/shells"):
        told = [truth for truth in truths if truth.group == story]
        assert len({truth.source for truth in told}) == 3
        assert not set(told[0].paragraphs) & set(told[1].paragraphs)
    assert sum(not truth.in_scope for truth in truths if truth.source == "evening-ferry") == 6
    assert len({truth.url for truth in truths}) == len(truths)
    assert all(truth.note for truth in truths if truth.expected != "article")


def test_the_same_hour_gives_the_same_newsroom() -> None:
    with serve(now=NOW) as first, serve(now=NOW) as second:
        assert first.truth_json() == second.truth_json().replace(str(second.port), str(first.port))
        assert len(json.loads(first.truth_json())) == len(first.truth)
        feeds = [fetch(each.outlets["northern-lines"].base + "/atom.xml") for each in (first, second)]
    assert feeds[0] == feeds[1].replace(str(second.port).encode(), str(first.port).encode())


def test_the_log_says_who_asked_for_what(newsroom: Newsroom) -> None:
    truth = find(newsroom, "one-fighter-three-capitals")
    newsroom.requests.clear()
    fetch(truth.url + "?page=1", {"User-Agent": "reader/1", "If-None-Match": '"x"'})
    fetch(truth.url, method="HEAD")
    first, second = newsroom.requests
    assert (first.host, first.source) == ("127.78.0.5", "foundry-and-force")
    assert (first.status, first.conditional, first.user_agent) == (200, True, "reader/1")
    assert first.path.endswith("?page=1")
    assert (second.method, second.conditional) == ("HEAD", False)
    assert first.time <= second.time


def test_an_edit_changes_page_feed_and_truth() -> None:
    with serve(now=NOW) as newsroom:
        before = find(newsroom, "skerry-ledger-repair-ships")
        feed = newsroom.outlets["tidewater-log"].base + "/feed.json"
        old = json.loads(fetch(feed))["items"][0]
        newsroom.edit("tidewater-log/skerry-ledger-repair-ships")
        after = find(newsroom, "skerry-ledger-repair-ships")
        new = json.loads(fetch(feed))["items"][0]
        assert (after.url, after.published) == (before.url, before.published)
        assert after.title == new["title"] != before.title
        assert new["id"] == old["id"]
        assert new["date_modified"] == NOW.isoformat() > old["date_modified"]
        changed = [new for old, new in zip(before.paragraphs, after.paragraphs, strict=True) if old != new]
        assert len(changed) == 1
        assert changed[0] in fetch(after.url).decode()


def test_an_edit_that_nobody_prepared_adds_a_correction() -> None:
    with serve(now=NOW) as newsroom:
        newsroom.edit("one-fighter-three-capitals")
        assert find(newsroom, "one-fighter-three-capitals").paragraphs[-1].startswith("Correction: ")


def test_what_is_taken_down_leaves_the_feed_and_answers_410() -> None:
    with serve(now=NOW) as newsroom:
        truth = find(newsroom, "four-jets-for-three-skies")
        newsroom.take_down("four-jets-for-three-skies")
        with pytest.raises(urllib.error.HTTPError, match="410"):
            fetch(truth.url)
        parsed = feedparser.parse(fetch(newsroom.outlets["northern-lines"].base + "/atom.xml"))
        assert truth.title not in [entry.title for entry in parsed.entries]
        assert truth.slug not in [each.slug for each in newsroom.truth]


def test_an_unknown_slug_is_named(newsroom: Newsroom) -> None:
    with pytest.raises(KeyError, match="no-such-slug"):
        newsroom.edit("no-such-slug")


def test_a_port_in_use_is_said_with_the_remedy(newsroom: Newsroom) -> None:
    with pytest.raises(OSError, match="in use; choose another port"):
        serve(port=newsroom.port)


def test_an_address_that_the_system_lacks_is_said_with_the_remedy() -> None:
    with pytest.raises(OSError, match=r"192\.0\.2\.1:0 cannot be bound.*sudo ifconfig lo0 alias 192\.0\.2\.1"):
        Listener(("192.0.2.1", 0), lambda *_: Reply(200, b""))


def test_the_command_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "newsroom", "--port", "0", "--sources", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        address = next(line.split()[0] for line in lines if "Meridian Today" in line)
        assert b"Meridian Today" in fetch(address)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    assert (tmp_path / "meridian-today.yaml").exists()
