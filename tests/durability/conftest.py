"""A newsroom for all tests of a module, and a collector of its sources for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.server import Newsroom, serve
from tests.collect.conftest import Collector


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with serve() as room:
        yield room


@pytest.fixture
def collector(tmp_path: Path, newsroom: Newsroom) -> Collector:
    collector = Collector(tmp_path)
    newsroom.write_sources(collector.sources)
    return collector
