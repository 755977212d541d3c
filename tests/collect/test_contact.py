"""The first run asks whose it is."""

from pathlib import Path

import yaml

from tests.collect.conftest import Collector


def test_the_first_run_asks_for_a_contact_and_no_later_one(tmp_path: Path) -> None:
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": "", "SECOND_TRY_WAIT_S": 0})
    collector.sources.mkdir()
    source = {"title": "Quay", "homepage": "http://127.0.0.1/", "feeds": ["http://127.0.0.1/feed"]}
    (collector.sources / "quay.yaml").write_text(yaml.safe_dump(source))
    assert "set CONTACT in settings.py" in collector.run().stderr
    assert collector.run("--now").stderr == ""


def test_who_has_said_it_is_not_asked(tmp_path: Path) -> None:
    collector = Collector(tmp_path, {"ALLOWED_NETWORKS": "", "CONTACT": "desk@example.org"})
    collector.sources.mkdir()
    source = {"title": "Quay", "homepage": "http://127.0.0.1/", "feeds": ["http://127.0.0.1/feed"]}
    (collector.sources / "quay.yaml").write_text(yaml.safe_dump(source))
    assert collector.run().stderr == ""
