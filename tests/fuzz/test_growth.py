"""No place where foreign text goes is quadratic in it; `make fuzz` tries more pieces, four times as long."""

import pytest

from tests.fuzz.growth import PUMPS, TARGETS, growing


@pytest.mark.parametrize("name", TARGETS)
def test_four_times_the_text_takes_some_four_times_the_cpu(name: str) -> None:
    assert list(growing(name, PUMPS)) == []
