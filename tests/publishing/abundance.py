"""What a collection has beside its articles: topics, names, stories with their ties, copies, revisions, polls and runs.

Written straight into the tables, since thousands of articles are to have them in moments; made from a seed.
"""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from storage.database import NewsDatabase, timestamp

TOPICS = Path(__file__).resolve().parents[2] / "pipelines/vocabulary/topics"
_TOPICS = sorted(path.stem for path in TOPICS.glob("*.yaml"))
COUNTRIES = [
    "UA",
    "RU",
    "US",
    "GB",
    "DE",
    "FR",
    "PL",
    "NO",
    "SE",
    "FI",
    "EE",
    "LV",
    "LT",
    "CN",
    "TW",
    "IR",
    "IL",
    "TR",
    "GR",
    "IT",
    "ES",
    "NL",
    "BE",
    "RO",
    "BG",
    "JP",
    "KR",
    "IN",
    "AU",
    "CA",
]
NAMES = {
    "organisation": ["NATO", "European Union", "United Nations", "OSCE", "European Defence Agency", "Frontex"],
    "system": ["F-35", "F-16", "Patriot", "Leopard 2", "IRIS-T", "Bayraktar TB2", "Type 26", "HIMARS", "Gripen"],
    "cyber": ["APT28", "Sandworm", "NotPetya"],
    "vulnerability": ["CVE-2024-3400", "CVE-2025-0282"],
}
_WORDS = [
    "patrol boats",
    "air defence",
    "minister",
    "exercise",
    "undersea cable",
    "drone",
    "frigate",
    "sanctions",
    "budget",
]


def enrich(db: NewsDatabase, *, now: datetime, seed: int = 1, outlets: int = 0) -> None:
    """Give the stored articles what a collection would have given them. With `outlets` half of them move to so many
    other sources."""
    dice = random.Random(seed)
    _write_topics(db)
    rows = db.execute("select id, text, source from articles where duplicate_of is null order by id").fetchall()
    with db.atomic():
        if outlets:
            _move(db, dice, [id for id, _, _ in rows], outlets)
        for id, text, _ in rows:
            _tag(db, dice, id, text or "")
        db.execute(
            "insert or ignore into article_countries"
            " select article, name, count, in_title, 0 from mentions where kind = 'country'"
        )
    with db.atomic():
        for group in _groups(dice, [id for id, text, _ in rows if text]):
            _tell_one_story(db, dice, group)
    with db.atomic():
        for id, text, _ in rows:
            if text and dice.random() < 0.03:
                _revise(db, dice, id, text, now)
    with db.atomic():
        _poll(db, dice, now)


def _write_topics(db: NewsDatabase) -> None:
    rows = []
    for path in sorted(TOPICS.glob("*.yaml")):
        topic = yaml.safe_load(path.read_text(encoding="utf-8"))
        codes = {scheme: json.dumps(topic[scheme]) for scheme in ("iptc", "gdelt", "eurovoc")}
        rows.append({"name": path.stem, "title": topic["title"], "about": topic["about"], **codes})
    db.table("topics").upsert_all(rows, pk="name")


def _move(db: NewsDatabase, dice: random.Random, ids: list[int], outlets: int) -> None:
    names = [f"outlet-{number:03}" for number in range(outlets)]
    db.table("sources").upsert_all(
        [
            {
                "name": name,
                "title": f"The {name.replace('-', ' ').title()} Gazette",
                "homepage": f"https://{name}.example/",
                "kind": "news",
                "country": dice.choice(COUNTRIES),
                "language": "en",
                "scope": "all",
                "state_affiliated": 0,
                "enabled": 1,
            }
            for name in names
        ],
        pk="name",
    )
    moved = [(dice.choice(names), id) for id in ids if dice.random() < 0.5]
    db.conn.executemany("update articles set source = ? where id = ?", moved)


def _tag(db: NewsDatabase, dice: random.Random, id: int, text: str) -> None:
    for topic in dice.sample(_TOPICS[: dice.choice((6, 22))], dice.choice((0, 1, 1, 2, 3))):
        terms = [
            {"term": word, "found": word.title(), "place": "text", "weight": 2.0, "count": dice.randint(1, 4)}
            for word in dice.sample(_WORDS, 3)
        ]
        db.execute(
            "insert or ignore into article_topics (article, topic, score, terms) values (?, ?, ?, ?)",
            (id, topic, round(1 + 5 * dice.random(), 2), json.dumps(terms)),
        )
    named = {("country", code) for code in dice.sample(COUNTRIES, dice.randint(1, 4))}
    named |= {(kind, dice.choice(names)) for kind, names in NAMES.items() if dice.random() < 0.4}
    for kind, name in named:
        places = [
            {"found": name, "place": "text", "start": 10 * n, "end": 10 * n + 4} for n in range(dice.randint(1, 5))
        ]
        db.execute(
            "insert or ignore into mentions (article, kind, name, count, in_title, places) values (?, ?, ?, ?, ?, ?)",
            (id, kind, name, len(places), int(dice.random() < 0.1), json.dumps(places)),
        )


def _groups(dice: random.Random, ids: list[int]) -> Iterator[list[int]]:
    """Neighbours in time, four in ten articles."""
    at = 0
    while at < len(ids) - 12:
        size = min(12, 2 + int(dice.expovariate(0.5)))
        if dice.random() < 0.2:
            yield ids[at : at + size]
            at += size
        else:
            at += dice.randint(1, 5)


def _tell_one_story(db: NewsDatabase, dice: random.Random, group: list[int]) -> None:
    """The articles of one story; the third and later ones may be copies of the first."""
    leader = group[0]
    terms = dice.sample(_WORDS, 4)
    (story,) = db.execute(
        "insert into stories (articles, sources, began, latest, terms) values (0, 0, '', '', ?) returning id",
        (json.dumps([{"term": term, "articles": len(group)} for term in terms]),),
    ).fetchone()
    for number, id in enumerate(group):
        copy = number > 1 and dice.random() < 0.4
        db.execute(
            "update articles set story = ?, duplicate_of = ? where id = ?", (story, leader if copy else None, id)
        )
        if copy:
            db.execute("update articles set (title, text) = (select title, text from articles where id = ?)"
                       " where id = ?", (leader, id))  # fmt: skip
            db.execute("insert or ignore into copies values (?, ?, 0.9, 0.97)", (leader, id))
        if number:
            tie = (id, leader, 1.0 if copy else 0.4, "[]" if copy else json.dumps(terms))
            db.execute("insert or replace into story_ties values (?, ?, ?, ?)", tie)
    db.execute(
        "update stories set (articles, sources, began, latest, first_report, title) = (select count(*),"
        " count(distinct iif(duplicate_of is null, source, null)), min(moment), max(moment), min(id), max(title)"
        " from (select a.*, coalesce(min(a.published, a.first_seen), a.first_seen) as moment from articles a"
        " where a.story = ?1)) where id = ?1",
        (story,),
    )


def _revise(db: NewsDatabase, dice: random.Random, id: int, text: str, now: datetime) -> None:
    words = text.split("\n\n")[0].split()
    at = dice.randrange(max(1, len(words) - 4))
    diff = [["=", " ".join(words[:at])], ["-", "seven"], ["+", words[at]], ["=", " ".join(words[at + 1 :])]]
    said = dice.choice([("corrected", "Correction: an earlier version gave a wrong number."), (None, None)])
    seen = now - timedelta(hours=dice.randint(1, 90))
    db.execute(
        "insert into revisions (article, seen, before, changed, says, note, text, diff)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id,
            timestamp(seen),
            timestamp(seen - timedelta(hours=6)),
            '["text"]',
            *said,
            text.replace(words[at], "seven", 1),
            json.dumps({"text": [part for part in diff if part[1]]}),
        ),
    )


def _poll(db: NewsDatabase, dice: random.Random, now: datetime) -> None:
    """Every source is polled by two ways in; one in ten has trouble. And ten runs."""
    sources = db.execute("select name, homepage from sources order by name").fetchall()
    for number, (name, homepage) in enumerate(sources):
        for way in ("feed", "sitemap"):
            failing = way == "feed" and number % 10 == 3
            db.execute(
                "insert into feeds (url, source, way, polled, succeeded, failures, error, entries, recent)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    f"{homepage}{way}.xml",
                    name,
                    way,
                    timestamp(now),
                    timestamp(now - timedelta(days=9 if failing else 0, minutes=20)),
                    12 if failing else 0,
                    "http-404: the server answers Not Found" if failing else None,
                    30,
                    json.dumps([timestamp(now - timedelta(hours=3 * n)) for n in range(10)]),
                ),
            )
    for number in range(10):
        started = now - timedelta(hours=10 - number)
        (run,) = db.execute(
            "insert into runs (started, finished, reason, polled, unchanged, failed, found, new, updated, duplicates,"
            " dropped) values (?, ?, 'finished', 14, ?, 1, ?, ?, 1, 2, 3) returning id",
            (timestamp(started), timestamp(started + timedelta(seconds=dice.randint(20, 400))), dice.randint(3, 9),
             dice.randint(5, 40), dice.randint(5, 40)),
        ).fetchone()  # fmt: skip
        for name, _ in sources:
            for what, why in (("dropped", "timeout"), ("new", "")):
                db.execute("insert into run_sources values (?, ?, ?, ?, ?)", (run, name, what, why, dice.randint(1, 5)))
