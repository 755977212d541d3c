"""Table `signatures`: the keys by which articles with much of their text in common find each other."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.database import NewsDatabase
from storage.signing import BANDS

# A key of so many articles is a phrase of the trade ("told reporters on condition of"), not a sign of a copy.
MAX_HOLDERS = 200
MAX_CANDIDATES = 60

_FIRST_ANCHOR = BANDS << 32


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article with keys in common: a band at least, or two anchors."""

    article: int
    bands: int
    anchors: int


def save_keys(db: NewsDatabase, article: int, keys: Iterable[int]) -> None:
    """Enter the keys of an article's text."""
    db.conn.executemany(
        "insert or ignore into signatures (key, article) values (?, ?)", [(key, article) for key in keys]
    )


def drop_keys(db: NewsDatabase, article: int, keys: Iterable[int]) -> None:
    """Take out the keys of a text that an article has no more."""
    db.conn.executemany("delete from signatures where key = ? and article = ?", [(key, article) for key in keys])


def candidates(db: NewsDatabase, keys: Sequence[int], *, but: int) -> list[Candidate]:
    """Articles that may be copies, those with most in common first."""
    bands: Counter[int] = Counter()
    anchors: Counter[int] = Counter()
    for key in keys:
        # One more than allowed shows that there are too many, without reading them all.
        holders = db.conn.execute(
            "select article from signatures where key = ? limit ?", (key, MAX_HOLDERS + 1)
        ).fetchall()
        if len(holders) <= MAX_HOLDERS:
            (anchors if key >= _FIRST_ANCHOR else bands).update(holder for (holder,) in holders)
    found = bands.keys() | {article for article, shared in anchors.items() if shared > 1}
    ranked = sorted(found - {but}, key=lambda article: (-bands[article] - anchors[article], article))
    return [Candidate(article, bands[article], anchors[article]) for article in ranked[:MAX_CANDIDATES]]


def anchors_among(keys: Sequence[int]) -> int:
    """How many of a text's keys are anchors."""
    return sum(key >= _FIRST_ANCHOR for key in keys)
