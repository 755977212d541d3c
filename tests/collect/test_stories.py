"""The newsroom's wire story and events, after a whole run."""

from tests.collect.conftest import Collected


def urls(collected: Collected, group: str) -> set[str]:
    return {truth.url for truth in collected.newsroom.truth if truth.group == group}


def test_the_copies_of_the_wire_story_point_to_the_first_published(collected: Collected) -> None:
    wire = [truth for truth in collected.newsroom.truth if truth.group == "wire/open-skies"]
    rows = collected.collector.rows("select id, url, duplicate_of, story, text from articles")
    copies = {row["url"]: row for row in rows if row["url"] in urls(collected, "wire/open-skies")}
    assert len(copies) == len(wire) == 3
    leader = copies[min(wire, key=lambda truth: truth.published).url]
    assert leader["duplicate_of"] is None
    assert {row["duplicate_of"] for row in copies.values()} == {None, leader["id"]}
    assert all(row["text"] for row in copies.values())
    assert [row for row in rows if row["duplicate_of"] and row["url"] not in copies] == []


def test_every_event_of_the_newsroom_is_one_story_and_no_other_is(collected: Collected) -> None:
    stories: dict[int, set[str]] = {}
    for row in collected.collector.rows("select story, url from articles where story is not null"):
        stories.setdefault(row["story"], set()).add(row["url"])
    groups = {truth.group for truth in collected.newsroom.truth if truth.group}
    assert sorted(map(sorted, stories.values())) == sorted(sorted(urls(collected, group)) for group in groups)


def test_copies_of_one_text_are_one_source(collected: Collected) -> None:
    rows = collected.collector.rows("select articles, sources from stories order by sources")
    assert [(row["articles"], row["sources"]) for row in rows] == [(3, 1), (3, 3), (3, 3)]
