"""A running newsroom for the module, on a free port and at a fixed hour."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from newsroom.server import Newsroom, serve
from newsroom.truth import Truth


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with serve(now=datetime(2026, 3, 18, 9, 30, tzinfo=UTC)) as running:
        yield running


@pytest.fixture(scope="module")
def truths(newsroom: Newsroom) -> dict[str, Truth]:
    """By "outlet/slug", for modules that neither edit nor take down."""
    return {f"{truth.source}/{truth.slug}": truth for truth in newsroom.truth}
