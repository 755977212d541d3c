"""Table `signatures`: the keys by which articles with much of their text in common find each other."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
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


def candidates(db: NewsDatabase, keys: Sequence[int], *, but: Collection[int]) -> list[Candidate]:
    """Articles that may be copies, those with most in common first."""
    bands: Counter[int] = Counter()
    anchors: Counter[int] = Counter()
    for key, holders in _holders(db, keys):
        if len(holders) <= MAX_HOLDERS:
            (anchors if key >= _FIRST_ANCHOR else bands).update(holders)
    found = bands.keys() | {article for article, shared in anchors.items() if shared > 1}
    ranked = sorted(found - set(but), key=lambda article: (-bands[article] - anchors[article], article))
    return [Candidate(article, bands[article], anchors[article]) for article in ranked[:MAX_CANDIDATES]]


def _holders(db: NewsDatabase, keys: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Each key that articles have, with these; of a key with too many only so many that this shows."""
    places = ",".join("?" * len(keys))
    at_most = 2 * MAX_HOLDERS
    rows = db.conn.execute(
        f"select key, article from signatures where key in ({places}) limit ?",  # noqa: S608
        (*keys, at_most),
    ).fetchall()
    if len(rows) < at_most:  # nearly always: one statement for all keys
        held: dict[int, list[int]] = defaultdict(list)
        for key, article in rows:
            held[key].append(article)
        yield from held.items()
        return
    for key in keys:
        some = db.conn.execute(
            "select article from signatures where key = ? limit ?", (key, MAX_HOLDERS + 1)
        ).fetchall()
        yield key, [article for (article,) in some]


def anchors_among(keys: Sequence[int]) -> int:
    """How many of a text's keys are anchors."""
    return sum(key >= _FIRST_ANCHOR for key in keys)
