"""A reading room to visit: `scrapy browse` as a real process on loopback, over a database with a hostile article."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from items import Article
from newsroom.server import serve
from storage.articles import save_article
from storage.database import open_database
from tests.collect.conftest import Collector
from tests.publishing.browsing import CHROMIUM
from tests.publishing.press import print_edition

ROOT = Path(__file__).resolve().parents[2]

HOSTILE = '<script>document.title="taken"</script><img src=x onerror=alert(1)> "quoted" & <b>bold</b>'


def fill(path: Path) -> None:
    """An edition of today, an article that attacks its readers, one that is reserved, and a page in the archive."""
    now = datetime.now(UTC).replace(microsecond=0)
    db = open_database(path)
    print_edition(db, 120, now=now - timedelta(minutes=1))
    for name, status in (("hostile", "full"), ("kept", "reserved")):
        url = f"https://signal-lamp.example/{name}"
        article = Article(
            url=url,
            found_url=url,
            fetched_url=url,
            source="signal-lamp",
            title=f"{name} {HOSTILE}",
            text=f"{HOSTILE}\n\nSecond paragraph with zanzibar in it. {HOSTILE}"
            if status == "full"
            else "secret words",
            summary=HOSTILE if status == "full" else "secret summary",
            markdown="[x](javascript:alert(1)) ![y](https://tracker.example/y.png)\n\n" + HOSTILE
            if status == "full"
            else None,
            authors=(HOSTILE,),
            section=HOSTILE,
            tags=(HOSTILE,),
            language="en",
            published=now,
            fetched=now,
            status=status,  # type: ignore[arg-type]
            reasons=(HOSTILE,),
        )
        save_article(db, article, now=now)
    db.execute(
        "insert into pages (url, fetched_url, source, fetched, status, bytes, body_hash, body)"
        " values ('https://signal-lamp.example/hostile', 'x', 'signal-lamp', '2026-11-20T12:00:00Z', 200, 9, 'x',"
        " 'PAGEBODY')"
    )
    db.close()


@contextmanager
def opened(path: Path, *options: str) -> Iterator[str]:
    """The address of a reading room on the database at `path`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "scrapy", "browse", "-s", f"DATABASE={path}", "--port", str(port), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ)
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(300):
            if process.poll() is not None:
                raise RuntimeError((process.stdout.read() if process.stdout else b"").decode())
            try:
                urllib.request.urlopen(f"{base}/-/versions.json", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled database; read only, please."""
    path = tmp_path_factory.mktemp("room") / "watch-2026.db"
    fill(path)
    return path


@pytest.fixture(scope="session")
def room(database: Path) -> Iterator[str]:
    """The address of a reading room on it."""
    with opened(database) as base:
        yield base


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom as three runs have collected it: before the second an article was corrected, before the third one
    was taken down. Read only, please."""
    collector = Collector(tmp_path_factory.mktemp("news"))
    with serve(now=datetime.now(UTC)) as newsroom:
        newsroom.write_sources(collector.sources)
        assert collector.run("--now").returncode == 0
        newsroom.edit("meridian-today/europes-other-mutual-defence-clause")
        assert collector.run("--now").returncode == 0
        newsroom.take_down("tidewater-log/" + next(t.slug for t in newsroom.truth if t.source == "tidewater-log"))
        assert collector.run("--now").returncode == 0
    return collector.database


@pytest.fixture(scope="session")
def news_room(news: Path) -> Iterator[str]:
    """The address of a reading room on the collected newsroom."""
    with opened(news) as base:
        yield base


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser; without Playwright, axe or Chromium the test is skipped.

    For a module and not longer: Playwright keeps an event loop at work in this thread, and other tests begin their own.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_room() -> Callable[..., AbstractContextManager[str]]:
    """Opens a reading room on another database: `with open_room(path, *options) as base`."""
    return opened
