"""A site's pages in many orders: once those that would change are read again, all orders give the same articles."""

import random
from datetime import UTC, datetime

import pytest

from extraction.article import extract_article
from extraction.habits import Habits, learn, page_mark
from extraction.hindsight import would_change
from items import Article

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PAGES = 14


def sentences(number: int, count: int = 4) -> list[str]:
    return [
        f"Inspector {number * 31 + n} wrote down what the crane of dock {number} had lifted on day {n}, who had been at"
        f" its levers, and why gang {number + n * 7} had gone home before the tide."
        for n in range(count)
    ]


def body_of(number: int) -> bytes:
    """Lines of two, three and all pages, titles of a section, a short text, a body in an element of its own."""
    lines = [f"<p>{line}</p>" for line in sentences(number, 1 if number == 6 else 4)]
    if number in (3, 11):
        lines.append("<p>Key developments along the sound:</p>")
    items = "".join(f"<li>Dock {number} has rope number {number * 13 + n} back in its store.</li>" for n in range(3))
    if number in (2, 5, 8):
        items += "<li>All docks have asked for salt.</li>"
    lines.append(f"<ul>{items}</ul>")
    if number in (1, 4, 12):
        lines.append("<h3>What comes next</h3><p>It is not known.</p>")
    lines.append("<p>Our ferrymen row against the stream, and every coin keeps the lamp burning.</p>")
    title = f"Cranes of dock {number} are surveyed" + (" | Waterfront" if number in (7, 13) else "")
    name = "feature" if number == 9 else "body"
    inside = f"<article><h1>Cranes of dock {number} are surveyed</h1><div class={name}>{''.join(lines)}</div></article>"
    return f"<html><head><title>{title}</title></head><body>{inside}</body></html>".encode()


class Crawl:
    """Pages as they come, each with what was learned some pages earlier: several are read at a time."""

    def __init__(self) -> None:
        self.habits = Habits()
        self.known: dict[int, int] = {}
        self.articles: dict[int, Article] = {}

    def read(self, numbers: list[int], *, at_a_time: int = 1, archived: bool = False) -> None:
        for start in range(0, len(numbers), at_a_time):
            habits = self.habits
            for number in numbers[start : start + at_a_time]:
                url = f"https://docks.example/{number}"
                extraction = extract_article(body_of(number), url=url, fetched=NOW, habits=habits)
                assert extraction.article is not None
                assert extraction.observation is not None
                self.known[number] = habits.pages
                self.articles[number] = extraction.article
                self.habits = learn(self.habits, extraction.observation, archived=archived)

    def unsettled(self) -> list[int]:
        return [
            number
            for number, article in sorted(self.articles.items())
            if would_change(
                self.habits,
                page=page_mark(article.url),
                known=self.known[number],
                title=article.title,
                text=article.text or "",
                markdown=article.markdown or "",
                status=article.status,
            )
        ]

    def settle(self) -> None:
        self.read(self.unsettled(), archived=True)


def crawled(seed: int) -> Crawl:
    numbers = list(range(PAGES))
    chance = random.Random(seed)
    chance.shuffle(numbers)
    crawl = Crawl()
    crawl.read(numbers, at_a_time=chance.choice((1, 2, 4)))
    crawl.settle()
    return crawl


@pytest.mark.parametrize("seed", range(12))
def test_every_order_ends_in_the_same_articles_and_the_archive_has_no_others(seed: int) -> None:
    crawl = crawled(seed)
    assert crawl.articles == crawled(100).articles
    before = dict(crawl.articles)
    crawl.read(list(range(PAGES)), archived=True)
    assert crawl.articles == before


def test_what_is_settled_is_left_alone() -> None:
    assert [crawled(seed).unsettled() for seed in range(6)] == [[]] * 6


def test_without_a_second_reading_the_order_would_show() -> None:
    forwards, backwards = Crawl(), Crawl()
    forwards.read(list(range(PAGES)))
    backwards.read(list(range(PAGES))[::-1])
    assert forwards.articles != backwards.articles
