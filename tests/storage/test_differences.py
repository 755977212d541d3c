"""What is a revision and what only moved on the page."""

from datetime import UTC, datetime, timedelta

import pytest

from items import Article
from storage.differences import Difference, difference

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
PARAGRAPHS = (
    "The harbour master counted seven trucks on Monday and opened three of them in front of the press.",
    "None carried what its papers promised, and the customs office of the district has asked for a new scanner.",
    "“We will look into every crate,” said Odile Marchetti, who runs the office.",
)


def version(*paragraphs: str, title: str = "Seven trucks opened", **values: object) -> Article:
    return Article(url="https://one.example/a", title=title, text="\n\n".join(paragraphs or PARAGRAPHS), **values)  # type: ignore[arg-type]


def changed(before: Article, after: Article) -> Difference:
    found = difference(before, after)
    assert found is not None
    return found


def test_a_changed_word_is_shown_among_the_words_round_it() -> None:
    after = version(PARAGRAPHS[0].replace("seven", "nine"), *PARAGRAPHS[1:])
    found = changed(version(), after)
    assert found.changed == ("text",)
    assert found.words["text"][:4] == [
        ("=", "The harbour master counted"),
        ("-", "seven"),
        ("+", "nine"),
        ("=", "trucks on Monday and opened three of them in front of the press."),
    ]


def test_a_changed_headline_and_byline_are_changes() -> None:
    found = changed(version(authors=("Ann Oak",)), version(title="Nine trucks opened", authors=("Ann Oak", "Ben Elm")))
    assert found.changed == ("title", "authors")
    assert found.words["title"] == [("-", "Seven"), ("+", "Nine"), ("=", "trucks opened")]


def test_a_byline_that_is_missing_this_time_is_no_change() -> None:
    assert difference(version(authors=("Ann Oak",)), version()) is None


@pytest.mark.parametrize(
    "after",
    [
        version(*(paragraph.replace("“", '"').replace("”", '"') for paragraph in PARAGRAPHS)),
        version(PARAGRAPHS[0] + " ", *PARAGRAPHS[1:]),
        version(PARAGRAPHS[1], PARAGRAPHS[0], PARAGRAPHS[2]),
    ],
    ids=["other quotation marks", "a space", "a paragraph that stands elsewhere"],
)
def test_what_says_the_same_is_no_change(after: Article) -> None:
    assert difference(version(), after) is None


def test_a_counter_that_counts_on_is_no_change() -> None:
    assert difference(version(*PARAGRAPHS, "12 comments"), version(*PARAGRAPHS, "15 comments")) is None
    assert (
        difference(version("Published 3 hours ago", *PARAGRAPHS), version("Published 9 hours ago", *PARAGRAPHS)) is None
    )


def test_a_sentence_in_which_a_number_changed_is_a_change() -> None:
    assert difference(version("It holds 12 boats."), version("It holds 15 boats."))


def test_what_the_site_has_in_other_articles_too_is_no_change() -> None:
    before, after = version(*PARAGRAPHS, "Read our guide to scanners."), version(*PARAGRAPHS, "Follow us on the radio.")
    assert difference(before, after)
    assert difference(before, after, furniture=lambda paragraph: "radio" in paragraph or "guide" in paragraph) is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Correction: an earlier version of this article said that nine trucks were opened.", "corrected"),
        ("This article was amended on 3 March to correct the number of trucks.", "corrected"),
        ("In einer früheren Version hieß es, es seien neun Lastwagen gewesen.", "corrected"),
        ("Une version précédente de cet article parlait de neuf camions.", "corrected"),
        ("UPDATE: The ministry has answered.", "updated"),
        ("Оновлено: міністерство відповіло.", "updated"),
        ("The captain corrected his course and went home.", None),
    ],
)
def test_what_the_publisher_says_of_it_is_kept(line: str, says: str | None) -> None:
    found = changed(version(), version(*PARAGRAPHS, line))
    assert (found.says, found.note) == (says, line if says else None)


def test_a_note_counts_though_other_articles_have_it_too() -> None:
    found = difference(
        version(), version(*PARAGRAPHS, "This article has been updated."), furniture=lambda paragraph: True
    )
    assert found is not None
    assert found.says == "updated"


def test_a_later_time_of_change_says_that_it_was_updated() -> None:
    after = version(PARAGRAPHS[0], modified=NOW + timedelta(hours=2))
    assert changed(version(modified=NOW), after).says == "updated"
    assert difference(version(modified=NOW), version(modified=NOW + timedelta(hours=2))) is None


def test_texts_of_hostile_length_are_compared_in_little_time() -> None:
    long = [f"word{number}" for number in range(60_000)]
    found = changed(version(" ".join(long)), version(" ".join(reversed(long))))
    assert [sign for sign, _ in found.words["text"]] == ["-", "+"]
    many = changed(version(*long), version(*reversed([*long, "end."])))
    assert many.changed == ("text",)
