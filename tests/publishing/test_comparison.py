"""Two texts side by side."""

import time

from publishing.datasette.comparison import compared, side_by_side, words_in_common


def marked(parts: list[tuple[bool, str]]) -> list[str]:
    return [words for same, words in parts if not same]


def test_what_is_the_same_is_one_row_whatever_its_quotation_marks() -> None:
    (row,) = side_by_side(["“We waited,” she said."], ['"We  waited," she said.'])
    assert row.kind == "same"


def test_the_words_that_differ_are_marked_on_both_sides() -> None:
    (row,) = side_by_side(["The ship reached the break on Sunday."], ["The ship reached the break late on Monday."])
    assert row.kind == "changed"
    assert (marked(row.left), marked(row.right)) == (["Sunday."], ["late", "Monday."])
    assert " ".join(words for _, words in row.left) == "The ship reached the break on Sunday."


def test_paragraphs_that_only_one_has_stand_alone_in_their_order() -> None:
    shared = ["First paragraph of the wire.", "Second paragraph of the wire."]
    rows = side_by_side([shared[0], "A box that only they have.", shared[1]], [*shared, "Editing by somebody else."])
    assert [row.kind for row in rows] == ["same", "left", "same", "right"]


def test_a_paragraph_in_another_place_is_said_to_be_there() -> None:
    one, two, three = "The first of three paragraphs.", "Words of another kind entirely.", "Something else again, here."
    rows = side_by_side([one, two, three], [two, three, one])
    assert [(row.kind, row.moved) for row in rows if row.kind != "same"] == [("left", True), ("right", True)]


def test_headlines_are_compared_however_different_they_are() -> None:
    row = compared("Archive opens its catalogue", "Open Skies: flights in a public catalogue")
    assert (row.kind, marked(row.left)) == ("changed", ["Archive opens its"])
    assert compared("Same here", "Same here").kind == "same"


def test_the_share_of_common_words_is_that_of_the_shorter_text() -> None:
    assert words_in_common(["one two three four"], ["one two three four five six seven eight"]) == 1.0
    assert words_in_common(["one two three four"], ["one two nine ten"]) == 0.5
    assert words_in_common([], ["one"]) == 0.0


def test_texts_made_to_be_slow_are_shown_without_their_words_marked() -> None:
    long = ["a b " * 2_000 + str(number) for number in range(30)]
    other = ["b a " * 2_000 + str(number) for number in range(30)]
    started = time.process_time()
    rows = side_by_side(long, other)
    assert time.process_time() - started < 30
    assert [row.kind for row in rows] == ["changed"] * 30
    assert rows[-1].left == [(False, long[-1])]
