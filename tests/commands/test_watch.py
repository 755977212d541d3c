"""`scrapy watch` as cron calls it: a real process."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from items import Article
from storage.articles import save_article
from storage.database import NewsDatabase, open_database, writer_lock
from storage.sources import sync_sources
from tests.publishing.press import catalogue, wire_story

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime.now(UTC)

Watch = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def db(tmp_path: Path) -> NewsDatabase:
    db = open_database(tmp_path / "news.db")
    sync_sources(db, catalogue())
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/cables.yaml").write_text("title: Cables at sea\nsearch: '\"cable ship\"'\n")
    (tmp_path / "lists/german.yaml").write_text("title: From Germany\ncountries: [DE]\n")
    return db


def command(folder: Path, *args: str) -> list[str]:
    settings = ("-s", f"DATABASE={folder / 'news.db'}", "-s", f"WATCHLISTS={folder / 'lists'}")
    return [sys.executable, "-m", "scrapy", "watch", *args, *settings]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    def run(*args: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {**os.environ, **environment}
        done = subprocess.run(
            command(tmp_path, *args), cwd=ROOT, env=own, capture_output=True, encoding="utf-8", timeout=120
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def store(db: NewsDatabase, name: str, text: str | None = "A cable ship sailed.", **fields: object) -> None:
    url = f"https://signal-lamp.example/{name}"
    article = Article(
        url=url, found_url=url, fetched_url=url, source="signal-lamp", title=f"Headline {name}", text=text, fetched=NOW
    )
    save_article(db, replace(article, **fields), now=NOW)  # type: ignore[arg-type]


def test_what_is_new_is_a_letter_and_then_there_is_silence(db: NewsDatabase, watch: Watch) -> None:
    for article in wire_story(NOW - timedelta(hours=4)):
        save_article(db, article, now=NOW)
    done = watch()
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[:3] == ["Cables at sea: 1 new", "", "* Cable ship reaches break off Lutra estuary"]
    assert re.fullmatch(r"  Signal Lamp, \d\d \w+ \d{4}, \d\d:\d\d UTC", lines[3])
    assert lines[4] == "  also: The Harbour Courier, North Sea Post"
    assert lines[5].startswith("  OSTWICK (Meridian Wire) - A cable ship")
    assert lines[-1] == "  https://signal-lamp.example/cable-ship"
    assert max(map(len, lines)) <= 78
    again = watch()
    assert (again.stdout, again.stderr) == ("", "")


def test_the_next_call_has_what_came_since_and_nothing_else(db: NewsDatabase, watch: Watch) -> None:
    store(db, "one")
    assert "Headline one" in watch().stdout
    store(db, "two", "Another cable ship sailed on.")
    store(db, "three", "Nothing.", source="lagebericht")
    told = watch().stdout
    assert "Headline one" not in told
    assert re.findall(r"^\S.*: \d+ new$|Headline \w+", told, re.M) == [
        "Cables at sea: 1 new",
        "Headline two",
        "From Germany: 1 new",
        "Headline three",
    ]
    assert watch().stdout == ""


def test_a_reserved_article_is_a_headline_and_a_link(db: NewsDatabase, watch: Watch) -> None:
    store(
        db, "kept", None, title="Cable ship in port", status="reserved", summary="Kept words", authors=("Una Strand",)
    )
    assert watch().stdout.splitlines() == [
        "Cables at sea: 1 new",
        "",
        "* Cable ship in port",
        "  https://signal-lamp.example/kept",
    ]


def test_a_headline_cannot_speak_to_the_terminal(db: NewsDatabase, watch: Watch) -> None:
    store(db, "one")
    db.execute("update articles set title = ?", ("Red \x1b[31m alert\x07\u202e over\nFrom: cron",))
    told = watch().stdout
    assert (
        "* Red  [31m alert   over From: cron" in " ".join(told.split("\n")) or "Red [31m alert over From: cron" in told
    )
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", told)


def test_all_shows_it_again_and_counts_nothing_as_told(db: NewsDatabase, watch: Watch) -> None:
    store(db, "one")
    watch("cables")
    store(db, "two", "Another cable ship sailed on.")
    assert "Headline one" in watch("--all", "cables").stdout
    assert "Cables at sea: 1 found" in watch("--all").stdout
    assert "Headline two" in watch("cables").stdout
    assert "Cables at sea: 2 found" in watch("--all", "cables,german").stdout


def test_without_a_watchlist_there_is_nothing_to_tell(db: NewsDatabase, watch: Watch, tmp_path: Path) -> None:
    store(db, "one")
    for path in (tmp_path / "lists").iterdir():
        path.unlink()
    done = watch()
    assert (done.stdout, done.stderr) == ("", "")
    assert "holds none" in watch("cables", code=1).stderr


def test_names_choose_and_the_others_wait(db: NewsDatabase, watch: Watch) -> None:
    store(db, "one", source="lagebericht")
    assert "From Germany" not in watch("cables").stdout
    assert "From Germany: 1 new" in watch().stdout


def test_a_feed_of_hits_is_written_and_nothing_counts_as_told(db: NewsDatabase, watch: Watch, tmp_path: Path) -> None:
    for article in wire_story(NOW - timedelta(hours=4)):
        save_article(db, article, now=NOW)
    store(db, "kept", None, title="Cable ship in port", status="reserved", summary="Kept", authors=("Una Strand",))
    done = watch("cables", "--atom", str(tmp_path / "cables.atom"))
    assert (done.stdout, done.stderr) == ("", "")
    body = (tmp_path / "cables.atom").read_bytes()
    feed = feedparser.parse(body)
    assert not feed.bozo
    assert feed.feed.title == "Watchkeeper: Cables at sea"
    entries = {entry.title: entry for entry in feed.entries}
    assert set(entries) == {"Cable ship reaches break off Lutra estuary", "Cable ship in port"}
    assert "Also: The Harbour Courier, North Sea Post." in entries["Cable ship reaches break off Lutra estuary"].summary
    assert "summary" not in entries["Cable ship in port"]
    assert b"Una Strand" not in body
    assert "Cables at sea: 2 new" in watch().stdout
    watch("cables", "--atom", str(tmp_path / "cables.atom"))
    assert [entry.id for entry in feedparser.parse((tmp_path / "cables.atom").read_bytes()).entries] == [
        entry.id for entry in feed.entries
    ]


def test_into_a_folder_goes_a_feed_of_each(db: NewsDatabase, watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    watch("--atom", str(tmp_path / "feeds"))
    assert sorted(path.name for path in (tmp_path / "feeds").iterdir()) == ["cables.atom", "german.atom"]
    assert "is no folder" in watch("--atom", str(tmp_path / "both.atom"), code=1).stderr


def test_killed_before_anybody_took_the_letter_it_is_told_again(db: NewsDatabase, watch: Watch, tmp_path: Path) -> None:
    with db.atomic():
        for number in range(1200):  # more than a pipe holds: the call waits for its reader
            store(db, f"n{number}", f"Ship {number}, a cable ship, sailed.", language="en")
    process = subprocess.Popen(command(tmp_path), cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.read(10)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert db.execute("select count(*), count(told) from watch_hits").fetchone() == (1200, 0)
    told = watch().stdout
    assert "Cables at sea: 1200 new" in told
    assert len(set(re.findall(r"Headline n\d+$", told, re.M))) == 1200
    assert watch().stdout == ""


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_random_it_misses_nothing(db: NewsDatabase, watch: Watch, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    told: Counter[str] = Counter()
    killed = 0
    for number in range(8):
        for part in range(5):
            store(db, f"n{number}-{part}", f"The {number}th {part}th cable ship sailed.")
        process = subprocess.Popen(command(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if dice.random() < 0.7:
            time.sleep(dice.uniform(0.4, 1.1))
            process.send_signal(signal.SIGKILL)
        out, _ = process.communicate(timeout=60)
        killed += process.returncode != 0
        told.update(re.findall(r"Headline (n\d+-\d)$", out, re.M))
    told.update(re.findall(r"Headline (n\d+-\d)$", watch().stdout, re.M))
    assert len(told) == 40
    assert max(told.values()) <= 1 + killed
    assert watch().stdout == ""


@pytest.mark.parametrize("ending", ["> /dev/full", "| head -c 10"])
def test_what_could_not_be_printed_is_told_again(db: NewsDatabase, watch: Watch, tmp_path: Path, ending: str) -> None:
    with db.atomic():
        for number in range(1200):
            store(db, f"n{number}", f"Ship {number}, a cable ship, sailed.")
    line = " ".join(command(tmp_path))
    done = subprocess.run(f"{line} {ending}", shell=True, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr
    assert ("told again" in done.stderr) == ("full" in ending)
    assert "Cables at sea: 1200 new" in watch().stdout


def test_a_run_at_work_is_waited_for(db: NewsDatabase, watch: Watch, tmp_path: Path) -> None:
    watch()
    with writer_lock(tmp_path / "news.db"):
        assert watch("--wait", "0").stdout == ""  # nothing to tell: nobody is waited for
        store(db, "one")
        done = watch("--wait", "0", code=3)
        assert "in use by process" in done.stderr
        assert done.stdout == ""
        process = subprocess.Popen(command(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, text=True)
        time.sleep(2)
        assert process.poll() is None
    out, _ = process.communicate(timeout=60)
    assert "Headline one" in out


def test_two_calls_at_once_tell_it_once(db: NewsDatabase, tmp_path: Path) -> None:
    store(db, "one")
    calls = [subprocess.Popen(command(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert sum("Headline one" in call.communicate(timeout=60)[0] for call in calls) == 1


def test_a_watchlist_that_begins_says_how_many_are_older(db: NewsDatabase, watch: Watch) -> None:
    store(db, "one")
    store(db, "two", "Another cable ship sailed on.")
    db.execute("update articles set first_seen = '2026-01-01T00:00:00Z' where id = 1")
    told = watch().stdout
    assert "Cables at sea: 1 new\nIt begins; 1 older ones count as told: scrapy watch cables --all\n" in told
    assert "Headline one" not in told
    assert watch().stdout == ""


def test_cron_with_its_bare_environment_gets_the_letters_too(db: NewsDatabase, watch: Watch) -> None:
    store(db, "one", title="Câblier à quai, a cable ship")
    assert "Câblier" in watch(LANG="C", LC_ALL="C", PYTHONIOENCODING="").stdout
    store(db, "two", "Another cable ship sailed on.", title="Kabelleger – ein Schiff")
    assert "Kabelleger ? ein Schiff" in watch("cables", PYTHONIOENCODING="ascii").stdout


def test_a_database_of_an_older_version_is_brought_up_to_date(db: NewsDatabase, watch: Watch) -> None:
    store(db, "one")
    for name in ("watch_hits", "watches", "lineage"):
        db.execute(f"drop table {name}")
    for name in ("changes_topic_insert", "changes_topic_delete"):
        db.execute(f"drop trigger {name}")
    db.execute("delete from _sqlite_migrations where name like 'm021%'")
    assert "older version" in watch("--all", code=1).stderr
    assert "Headline one" in watch().stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["cabels"], "no watchlist 'cabels'; did you mean 'cables'?"),
        (["--loud"], "unknown option --loud; it is used as: scrapy watch"),
        (["--all", "--atom", "x"], "give one of them"),
        (["-s", "WATCHLISTS=/nowhere"], "/nowhere: is no folder; make it, and write a watchlist"),
        (["-s", "DATABASE=/nowhere/x.db"], "run `scrapy collect` first"),
        (["cables", "--atom", "/nowhere/x.atom"], "/nowhere/x.atom: cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(tmp_path: Path, db: NewsDatabase, args: list[str], words: str) -> None:
    line = [*command(tmp_path), *args]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_wrong_file_stops_it_before_anything_is_told(db: NewsDatabase, watch: Watch, tmp_path: Path) -> None:
    store(db, "one")
    (tmp_path / "lists/german.yaml").write_text("title: From Germany\ncountries: [UK]\n")
    done = watch(code=1)
    assert f"{tmp_path}/lists/german.yaml: 'countries': no source is in 'UK'; the countries are BE" in done.stderr
    assert done.stdout == ""
    (tmp_path / "lists/german.yaml").unlink()
    assert "Headline one" in watch().stdout
