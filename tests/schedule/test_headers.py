"""What headers ask of those who poll."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.headers import parse_freshness

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cache_control", "expires", "age", "left_s"),
    [
        ("max-age=300", None, None, 300),
        ("public, Max-Age=300, must-revalidate", None, "100", 200),
        ('max-age="300"', None, None, 300),
        ("max-age=300", None, "900", None),
        ("max-age=300", "Tue, 24 Nov 2026 12:30:00 GMT", None, 300),
        ("max-age=0", "Tue, 24 Nov 2026 12:30:00 GMT", None, None),
        ("no-cache, max-age=300", None, None, None),
        ("s-maxage=300", None, None, None),
        (None, "Tue, 24 Nov 2026 12:30:00 GMT", None, 10_800),
        (None, "Mon, 23 Nov 2026 12:30:00 GMT", None, None),
        (None, "0", None, None),
        (None, "-1", None, None),
        ("max-age=x", None, None, None),
        (None, None, None, None),
    ],
)
def test_freshness(cache_control: str | None, expires: str | None, age: str | None, left_s: int | None) -> None:
    found = parse_freshness(cache_control=cache_control, expires=expires, age=age, now=NOW)
    assert found == (NOW + timedelta(seconds=left_s) if left_s else None)


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=20))
def test_nonsense_in_headers_raises_nothing(one: str, two: str, three: str) -> None:
    parse_freshness(cache_control=one, expires=two, age=three, now=NOW)
    parse_freshness(cache_control=f"max-age={one}", expires=two, age=three, now=NOW)
