"""The quick part of the hostile web, twice; `make hostile` has all of it."""

from collections.abc import Iterator

import pytest

from tests.collect.conftest import Collector
from tests.hostile.web import FOLDER, NETWORK, Judgement, Web, collect, hostile_web

# Sites that answer for half a minute, that have a hundred pages, or that want to be asked again later.
SLOW = frozenset(
    {
        *("drip_body", "drip_article", "silent", "robots_timeout", "slow_entries", "s503_flap", "s500", "robots_500"),
        *("empty_reply", "huge_body", "tracking5", "bad_dates"),
    }
)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="needs ../shared/hostile")


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with hostile_web() as web:
        web.set(latency=0, bomb_mb=200)
        yield web


@pytest.fixture(scope="module")
def visits(web: Web, tmp_path_factory: pytest.TempPathFactory) -> list[Judgement]:
    """What the check says after each of two visits."""
    quick = web.scenarios.keys() - SLOW
    # Its server goes on with an answer for a moment when it was hung up on: without a pause that counts as two at once.
    collector = Collector(tmp_path_factory.mktemp("hostile"), {"ALLOWED_NETWORKS": NETWORK, "HOST_DELAY_S": 0.2})
    web.write_sources(collector.sources, only=quick)
    judgements = []
    for phase in (0, 1):
        web.set(phase=phase)
        done = collect(collector)
        assert done.exit_code == 0, done.said
        assert "Traceback" not in done.said
        judgements.append(web.judge(collector.database, only=quick))
    return judgements


@pytest.mark.parametrize("visit", [0, 1], ids=["first", "second"])
def test_nothing_is_lost_doubled_false_or_impolite(visits: list[Judgement], visit: int) -> None:
    assert visits[visit].faults == {}
    totals = visits[visit].totals
    assert (totals["lost"], totals["duplicates"], totals["false_rows"], totals["robots_violations"]) == (0, 0, 0, 0)
    assert totals["max_concurrent_per_host"] == 1


@pytest.mark.parametrize("visit", [0, 1], ids=["first", "second"])
def test_no_private_address_is_reached_and_nothing_alive_is_stored(visits: list[Judgement], visit: int) -> None:
    safety = visits[visit].safety
    for what in ("ssrf_hits", "bad_scheme", "private_urls", "live_markup"):
        assert safety[what] == [], what
    for what in ("secret_in_db", "nul", "surrogate", "future", "epoch"):
        assert safety[what] == 0, what


def test_what_was_had_is_asked_for_conditionally(visits: list[Judgement]) -> None:
    conditional, repeated = map(int, visits[1].totals["conditional"].split("/"))
    assert conditional > 0.8 * repeated > 0
