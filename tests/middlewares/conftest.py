"""Crawls in real processes against sites of odd behaviour on loopback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

RUNNER = Path(__file__).with_name("crawl_plan.py")
QUICK = {
    "ALLOWED_NETWORKS": "127.66.0.0/16",
    "CONTACT": "desk@example.org",
    "HOST_DELAY_S": 0.3,
    "SECOND_TRY_WAIT_S": 0.5,
    "LOG_LEVEL": "WARNING",
    "SPIDER_MODULES": [],  # the spider is the plan's own
}


@dataclass
class Crawled:
    """What a crawl reported: results by the address that was asked for, stats, and what it wrote to stderr."""

    results: list[dict[str, Any]]
    stats: dict[str, Any]
    peak_mb: float
    log: str

    def __getitem__(self, url: str) -> dict[str, Any]:
        (result,) = [result for result in self.results if result["asked"] == url]
        return result


def run_crawl(
    folder: Path,
    requests: Iterable[str | dict[str, Any]],
    *,
    env: dict[str, str] | None = None,
    plan: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
) -> Crawled:
    """Run a crawl of the requests, addresses or {"url": ..., "kind": ...}, and wait for its end."""
    asked = [request if isinstance(request, dict) else {"url": request} for request in requests]
    plan_path, report_path = folder / "plan.json", folder / "report.json"
    plan_path.write_text(json.dumps({"requests": asked, "settings": QUICK | (settings or {}), **(plan or {})}))
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(plan_path), str(report_path)],
        env=clean | (env or {}),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Crawled(**json.loads(report_path.read_text()), log=done.stderr)


Crawl = Callable[..., Crawled]


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    """crawl(url, {"url": ..., "kind": "feed"}, ..., SETTING=value)."""

    def run(
        *requests: str | dict[str, Any],
        env: dict[str, str] | None = None,
        plan: dict[str, Any] | None = None,
        **settings: Any,
    ) -> Crawled:
        return run_crawl(tmp_path, requests, env=env, plan=plan, settings=settings)

    return run
