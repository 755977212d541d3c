"""When two texts are copies of one another."""

import random

import pytest

from storage.signing import compare, shingled, sign

VOCABULARY = [
    first + last
    for first in ("bar", "con", "del", "fer", "gal", "hor", "lin", "mar", "nor", "pel", "quar", "sol", "tar", "ver")
    for last in ("ado", "een", "ifer", "oden", "ument", "ystal", "rish", "lton", "nage", "pter", "scape", "worth")
]


def made_up(seed: int, count: int = 400) -> list[str]:
    dice = random.Random(seed)
    return [f"{dice.choice(VOCABULARY)}{dice.choice(VOCABULARY)}" for _ in range(count)]


def alike(one: str, other: str) -> bool:
    return compare(shingled(one), shingled(other)) is not None


def test_the_keys_of_a_text_are_the_same_on_every_machine() -> None:
    """They are in databases: where this fails, signatures of articles that are stored find no copies any more."""
    text = " ".join(f"sailor{number} mended the {number * 7} anchor chains" for number in range(40))
    keys = sign(text)
    assert (len(keys), keys[0], keys[41], keys[42], keys[-1]) == (
        63,
        3586008364,
        177353307188,
        180522894544,
        184652482624,
    )


def test_a_stub_has_no_keys() -> None:
    assert sign("Subscribe to read on.") == ()
    assert sign(None) == ()
    assert not alike("Subscribe to read on.", "Subscribe to read on.")


def test_a_rewritten_copy_is_a_copy() -> None:
    words = made_up(1)
    dice = random.Random(2)
    rewritten = [dice.choice(VOCABULARY) if dice.random() < 0.2 else word for word in words]
    assert alike(" ".join(words), " ".join(rewritten))


def test_a_text_inside_a_longer_one_is_a_copy_and_has_keys_in_common() -> None:
    wire, around = " ".join(made_up(1, 200)), " ".join(made_up(2, 1500))
    longer = f"{around[:4000]} {wire} {around[4000:]}"
    assert alike(wire, longer)
    assert len(set(sign(wire)) & set(sign(longer))) >= 2


def test_two_texts_on_one_matter_are_no_copies() -> None:
    one, other = made_up(1), made_up(2)
    other[:40] = one[:40]  # a quotation
    assert not alike(" ".join(one), " ".join(other))


def test_the_next_day_s_edition_of_a_bulletin_is_no_copy() -> None:
    def bulletin(seed: int) -> str:
        dice = random.Random(seed)
        lines = ("vessels entered the harbour", "containers were unloaded on the quay", "inspections were carried out")
        return " ".join(f"The harbour master reported that {dice.randint(100, 9999)} {line}." for line in lines * 4)

    assert not alike(bulletin(1), bulletin(2))
    assert alike(bulletin(1), bulletin(1))


@pytest.mark.parametrize(
    "letters", ["国防部向石岬港调运工程车代号演练持续通信从未中断发言人表示维修费用", "กองทัพเรือส่งเรือตรวจการณ์ไปยังท่าเรือ"]
)
def test_scripts_without_spaces_are_compared_by_letters(letters: str) -> None:
    dice = random.Random(3)
    one, other = ("".join(dice.choice(letters) for _ in range(300)) for _ in range(2))
    assert alike(one, one[40:] + one[:40])
    assert not alike(one, other)
    assert len(set(sign(one)) & set(sign(one[100:]))) >= 2


def test_a_text_of_hostile_length_is_cut() -> None:
    assert len(sign("word salad and anchors " * 200_000)) < 320
