"""Original sentences for sites that misbehave: what may be stored, and what must not be.

Every paragraph is unique, so that a text in the database says whose it is.
"""

import random

POISON = "quagga"  # stands in everything that is no article's: nothing that is stored may hold it

_WHO = ("The harbour board", "A deputy of the coast guard", "The signals school", "Two engineers", "The ferry office")
_DID = ("counted", "inspected", "moved", "repaired", "listed", "weighed", "photographed")
_WHAT = ("pontoons", "bearings", "cranes", "radio masts", "crates", "lifeboats", "fuel drums", "winches")
_WHERE = ("north quay", "old customs yard", "drill square", "second dock", "slipway", "island depot")
_SAID = (
    "which is more than the spring report had promised",
    "although the tide left little time for it",
    "and nobody objected when the list was read out",
    "before the ice closed the channel again",
    "while the crews waited for their relief",
)


def paragraphs(key: str, number: int = 5) -> list[str]:
    """So many paragraphs of the article that `key` names."""
    chance = random.Random(key)

    def sentence() -> str:
        return (
            f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.randint(11, 9999)} {chance.choice(_WHAT)} at the"
            f" {chance.choice(_WHERE)} on day {chance.randint(2, 364)}, {chance.choice(_SAID)}."
        )

    return [" ".join(sentence() for _ in range(3)) for _ in range(number)]


def headline(key: str) -> str:
    """The headline of the article that `key` names."""
    chance = random.Random(f"headline of {key}")
    return (
        f"{chance.choice(_WHAT).capitalize()} of the {chance.choice(_WHERE)} {chance.choice(_DID)} after"
        f" {chance.randint(11, 9999)} days"
    )


def poison(key: str, number: int = 4) -> str:
    """Paragraphs of HTML that belong to nobody's article."""
    return "".join(f"<p>{text.replace('.', f' like a {POISON}.', 1)}</p>" for text in paragraphs(f"no {key}", number))
