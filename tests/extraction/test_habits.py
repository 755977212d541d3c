"""What a site repeats: learned from its pages, forgotten with time, never a reason to lose what one article has."""

import pickle
from datetime import UTC, datetime

from extraction.article import extract_article
from extraction.habits import (
    MAX_FADED,
    MAX_LINES,
    MAX_SEEN,
    Habits,
    Observation,
    learn,
    recurring,
    usual_container,
    usual_words,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PLEA = "Our ferrymen row against the stream, and every coin that you lay down keeps the lamp burning."
STORY = [
    "The pontoon company moved at dawn, although the river had risen by a hand since the evening before.",
    "Officers counted nineteen boats at the slip, of which two had been borrowed from a fishing village.",
    "A second crossing is planned for the autumn, when the new engines should have left the customs shed.",
]


def page(number: int, *, plea: str = PLEA, story: list[str] | None = None) -> bytes:
    lines = story or [f"{line} That was report number {number * 17 + i}." for i, line in enumerate(STORY)]
    text = "".join(f"<p>{line}</p>" for line in [*lines, plea])
    head = f"<html><head><title>Report {number} - Slip</title></head><body><h1>Report {number}</h1>"
    return f"{head}<div class=b>{text}</div></body></html>".encode()


def text_after(pages: list[bytes], last: bytes) -> str:
    habits = Habits()
    for number, body in enumerate(pages):
        extraction = extract_article(body, url=f"https://slip.example/{number}", fetched=NOW, habits=habits)
        assert extraction.observation is not None
        habits = learn(habits, extraction.observation)
    article = extract_article(last, url="https://slip.example/last", fetched=NOW, habits=habits).article
    assert article is not None
    return article.text or ""


def test_a_line_is_kept_while_no_other_page_has_it() -> None:
    assert PLEA in text_after([], page(9))


def test_a_line_goes_once_another_page_of_the_site_has_it() -> None:
    text = text_after([page(1)], page(9))
    assert PLEA not in text
    assert "report number 153" in text


def test_a_second_address_of_one_article_takes_nothing_from_it() -> None:
    story = [line + " " + line for line in STORY]
    text = text_after([page(1, story=story), page(2, story=story)], page(9, story=story))
    assert all(line in text for line in story)


def test_seeing_a_page_again_teaches_nothing_new() -> None:
    observation = Observation("p1", ("a", "b"), "div.b#", 120, "Report 1 - Slip")
    once = learn(Habits(), observation)
    assert learn(once, observation) == once


def test_a_page_does_not_count_for_itself() -> None:
    habits = learn(Habits(), Observation("p1", ("a",)))
    assert recurring(habits, {"a": 12}, "p1") == {}
    assert recurring(habits, {"a": 12}, "p2") == {"a": 1}


def test_what_is_not_confirmed_is_forgotten() -> None:
    habits = learn(Habits(), Observation("old", ("a",)))
    for number in range(MAX_SEEN):
        habits = learn(habits, Observation(f"p{number}", (f"line {number}",)))
    assert "a" not in habits.lines


def test_memory_is_bounded_and_keeps_what_recurs() -> None:
    habits = Habits()
    for number in range(20):
        lines = ("often", *(f"{number}/{i}" for i in range(300)))
        habits = learn(habits, Observation(f"p{number}", lines))
    assert len(habits.lines) == MAX_LINES
    assert "often" in habits.lines


def test_the_container_is_usual_after_three_pages_that_agree() -> None:
    habits = Habits()
    for number in range(3):
        assert usual_container(habits, "new") is None
        habits = learn(habits, Observation(f"p{number}", container="div.body#"))
    assert usual_container(habits, "new") == "div.body#"


def test_habits_survive_json_and_pickle() -> None:
    habits = learn(Habits(), Observation("p1", ("a", "b"), "div.b#", 120, "Übung – Slip"))
    assert Habits.from_json(habits.to_json()) == habits
    assert pickle.loads(pickle.dumps(habits)) == habits


def observed(number: int, *lines: str) -> Observation:
    return Observation(f"p{number}", lines or (f"line {number}",), "div.b#", 100 + number, f"Report {number}")


def test_the_order_of_the_pages_is_nothing_that_is_remembered() -> None:
    def known(numbers: list[int]) -> tuple[object, ...]:
        habits = Habits()
        for number in numbers:
            habits = learn(habits, observed(number, f"line {number}", f"of two {number // 2}", "of all"))
        lines = {line: set(pages) for line, pages in habits.lines.items() if line != "of all"}
        return lines, habits.words, habits.titles, habits.containers.keys(), habits.usual[0]

    numbers = list(range(MAX_SEEN))
    assert known(numbers) == known(numbers[::-1]) == known(numbers[1::2] + numbers[::2])


def test_a_page_that_is_read_again_replaces_its_length_and_title() -> None:
    habits = learn(learn(Habits(), observed(1)), Observation("p1", ("a",), None, 7, "Another"))
    assert (habits.pages, dict(habits.words), dict(habits.titles)) == (1, {"p1": 7}, {"p1": "Another"})


def test_a_page_is_not_measured_by_its_own_length() -> None:
    habits = Habits()
    for number in range(6):
        habits = learn(habits, observed(number))
    assert usual_words(habits, "p5") == 102
    assert usual_words(habits, "another") == 102.5
    assert usual_words(learn(Habits(), observed(1)), "another") is None


def test_pages_of_the_archive_do_not_drive_out_those_that_were_seen_last() -> None:
    habits = Habits()
    for number in range(MAX_SEEN + 10):
        habits = learn(habits, observed(number))
    again = habits
    for number in range(MAX_SEEN + 10):
        again = learn(again, observed(number), archived=True)
    assert again == habits


def test_a_line_of_several_pages_outlives_them_for_a_while() -> None:
    habits = Habits()
    for number in range(2):
        habits = learn(habits, observed(number, "plea", f"line {number}"))
    for number in range(2, MAX_SEEN + 2):
        habits = learn(habits, observed(number))
    assert "line 1" not in habits.lines
    assert set(habits.lines["plea"]) == {"p0", "p1"}
    habits = learn(habits, observed(900, "plea"))
    assert set(habits.lines["plea"]) == {"p0", "p1", "p900"}


def test_lines_that_outlive_their_pages_are_bounded() -> None:
    habits = Habits()
    for number in range(2 * MAX_SEEN):
        habits = learn(habits, observed(number, *(f"{number // 2}/{n}" for n in range(20))))
    seen = set(habits.seen)
    assert sum(seen.isdisjoint(pages) for pages in habits.lines.values()) == MAX_FADED


def test_what_was_remembered_without_its_pages_is_that_of_the_last_ones() -> None:
    old = '{"pages": 3, "seen": ["a", "b", "c"], "words": [80, 90], "titles": ["X", "Y", "Z", "Q"]}'
    habits = Habits.from_json(old)
    assert habits.words == {"b": 80, "c": 90}
    assert habits.titles == {"a": "Y", "b": "Z", "c": "Q"}
    assert Habits.from_json(habits.to_json()) == habits
