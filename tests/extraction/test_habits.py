"""What a site repeats: learned from its pages, forgotten with time, never a reason to lose what one article has."""

import pickle
from datetime import UTC, datetime

from extraction.article import extract_article
from extraction.habits import MAX_LINES, MAX_SEEN, Habits, Observation, learn, recurring, usual_container

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
