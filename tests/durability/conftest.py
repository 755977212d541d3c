"""A newsroom for all tests of a module; the collector of its sources is that of the other rooms."""

from collections.abc import Iterator

import pytest

from newsroom.server import Newsroom, serve
from tests.collect.conftest import collector

__all__ = ["collector", "newsroom"]


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with serve() as room:
        yield room
