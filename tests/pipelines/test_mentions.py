"""Names in texts: spellings, variants, offsets, and what only looks like one."""

import time

import pytest

from pipelines.reading.mentions import find_mentions


def told(text: str) -> list[tuple[str, str]]:
    return [(mention.kind, mention.name) for mention in find_mentions(text)]


@pytest.mark.parametrize(
    ("text", "kind", "name", "found"),
    [
        ("two F-35A jets", "system", "F-35", "F-35A"),
        ("two F-35s", "system", "F-35", "F-35s"),
        ("two F35 jets", "system", "F-35", "F35"),
        ("a Leopard 2A8 tank", "system", "Leopard 2", "Leopard 2A8"),
        ("an S-300PMU battery", "system", "S-300", "S-300PMU"),
        ("a Shahed-136 drone", "system", "Shahed-136", "Shahed-136"),
        ("die Patriot-Systeme", "system", "Patriot", "Patriot-Systeme"),
        ("the SAMP/T battery", "system", "SAMP/T", "SAMP/T"),
        ("David’s Sling", "system", "David's Sling", "David’s Sling"),
        ("ракеты Искандер", "system", "Iskander", "Искандер"),
        ("L’OTAN promet", "organisation", "NATO", "OTAN"),
        ("NATO's plan", "organisation", "NATO", "NATO"),
        ("the U.S. Army said", "organisation", "US Army", "U.S. Army"),
        ("the U.S. said", "country", "US", "U.S."),
        ("in der Ukraine", "country", "UA", "Ukraine"),
        ("в Україні", "country", "UA", "Україні"),
        ("hackers of Fancy Bear", "cyber", "APT28", "Fancy Bear"),
        ("see CVE-2026-31337.", "vulnerability", "CVE-2026-31337", "CVE-2026-31337"),
    ],
)
def test_a_name_is_found_in_its_spellings(text: str, kind: str, name: str, found: str) -> None:
    (mention,) = find_mentions(text)
    assert (mention.kind, mention.name, mention.found) == (kind, name, found)
    assert text[mention.start : mention.end] == found


@pytest.mark.parametrize(
    "text",
    [
        "Leopards were seen at the zoo",
        "the New England Patriots",
        "a javelin thrower and a puma",
        "tell us more, us all",
        "Northern Ireland and New Mexico",
        "Van Helsing returns",
        "the Gulf of Oman",
        "the rafale of wind, a shahed",
        "CVE-2026-1",
        "F-350 pickup",
        "NATOME",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert told(text) == []


def test_the_longest_name_wins() -> None:
    assert told("the Royal Navy, the South Sudan army, the Shahed-136") == [
        ("organisation", "Royal Navy"),
        ("country", "SS"),
        ("system", "Shahed-136"),
    ]


def test_the_end_of_a_sentence_parts_names() -> None:
    assert told("Help came from the U.S. 400 soldiers left.") == [("country", "US")]


@pytest.mark.parametrize("text", ["F-" * 100_000, "NATO " * 50_000, "U.S. " * 50_000, "CVE-2026-" * 50_000])
def test_hostile_texts_cost_time_in_proportion(text: str) -> None:
    find_mentions("")
    start = time.process_time()
    assert len(find_mentions(text)) <= 500
    assert time.process_time() - start < 2
