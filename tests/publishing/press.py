"""An imaginary press: believable articles of invented outlets, made from a seed, for tests, screenshots and benchmarks.

Every sentence is put together from word tables written here; ships, units and people do not exist.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from items import Article
from storage.articles import save_article
from storage.database import NewsDatabase
from storage.sources import sync_sources

OUTLETS = [
    # name, title, country, language, state affiliated
    ("harbour-courier", "The Harbour Courier", "GB", "en", False),
    ("continental-defence", "Continental Defence", "BE", "en", False),
    ("signal-lamp", "Signal Lamp", "US", "en", False),
    ("north-sea-post", "North Sea Post", "NO", "en", False),
    ("lagebericht", "Lagebericht", "DE", "de", False),
    ("revue-du-rempart", "Revue du Rempart", "FR", "fr", False),
    ("state-broadcaster", "State Broadcaster One", "XX", "en", True),
]

_WHO = [
    "The ministry of defence",
    "The naval staff",
    "A parliamentary committee",
    "The border guard",
    "The cyber command",
]
_DID = ["confirmed", "set out", "postponed", "approved", "withdrew", "questioned", "announced"]
_WHAT = [
    "the purchase of twelve coastal patrol boats",
    "a joint exercise in the northern straits",
    "new rules for drone flights near airfields",
    "the repair of two undersea cables",
    "an inquiry into the breach of a logistics network",
    "a training mission for engineers who clear mines",
    "the stationing of a second air defence battery",
    "a code of conduct for suppliers of ammunition",
]
_WHERE = ["at Port Sanderling", "in Ostwick", "near the Lutra estuary", "on the island of Veyle", "in the capital"]
_WHEN = ["on Monday", "late on Tuesday", "on Thursday morning", "after a closed session", "before the winter recess"]
_REMARKS = [
    "The decision follows a review that took most of the year and was first discussed {where}.",
    "“We owe the crews an answer before spring,” said {person}, who led the review.",
    "Officials put the cost at {number} million and said that the first deliveries were due within eighteen months.",
    "Critics pointed out that an earlier plan for {what} had been dropped without explanation.",
    "Two neighbouring governments were told in advance; neither has commented so far.",
    "The opposition asked for the contract to be published {when}, which the office declined for reasons of security.",
    "An independent institute counted {number} similar incidents since the spring, most of them {where}.",
    "No injuries were reported, and traffic through the strait went on as planned.",
    "A spokesman declined to say which units would take part but ruled out any change to the existing mandate.",
    "“Nothing in the text prevents us from acting sooner,” {person} added, “but nothing obliges us either.”",
]
_PEOPLE = ["Maren Oldcastle", "Idris Vale", "Jonna Brakewater", "Tomas Quill", "Helene Farrow", "Piet Anker"]
_SYLLABLES = ["ban", "dor", "el", "fir", "gat", "hol", "kem", "lor", "mun", "nes", "or", "pel", "rud", "sten", "vik"]
_CREWS = ["crews", "divers", "auditors", "engineers", "observers", "two judges", "customs officers"]
_EVENTS = ["collision", "hearing", "tender", "blackout", "audit", "landing", "strike", "inspection", "storm"]
_SECTIONS = ["Security & Defence", "Naval", "Cyber", "Politics", "Industry"]
_TAGS = ["navy", "procurement", "drones", "cyber", "exercises", "air defence", "cables"]
_GERMAN = (
    "Das Verteidigungsministerium hat {number} Boote bestellt, die vor der Küste Streife fahren sollen.",
    "Nach Angaben aus dem Ausschuss beginnt die Erprobung im Frühjahr, die Übergabe folgt ein Jahr später.",
    "„Wir haben lange genug gewartet“, sagte {person} nach der Sitzung.",
)
_FRENCH = (
    "Le ministère de la défense a confirmé l’achat de {number} drones de surveillance maritime.",
    "Selon la commission, les premiers essais auront lieu au printemps dans l’estuaire de la Lutra.",
    "« Rien ne nous empêche d’aller plus vite », a déclaré {person} à l’issue de la séance.",
)


def articles(count: int, *, seed: int = 1, until: datetime, hours_apart: float = 0.7) -> Iterator[Article]:
    """`count` articles, the newest first at `until`. The same arguments give the same articles."""
    dice = random.Random(seed)
    moment = until
    for number in range(count):
        name, _, _, language, _ = dice.choice(OUTLETS)
        moment -= timedelta(hours=dice.random() * 2 * hours_apart)
        what, did = dice.choice(_WHAT), dice.choice(_DID)
        title = f"{dice.choice(_WHO)} {did} {what}".replace("The ministry of defence", "Ministry")
        opening = f"{dice.choice(_WHO)} {did} {what} {dice.choice(_WHERE)} {dice.choice(_WHEN)}."
        remarks = dice.sample(_REMARKS, dice.randint(2, 4))
        body = [opening, *(_filled(dice, remark) for remark in remarks), *_particulars(dice, dice.randint(3, 6))]
        if language != "en":
            body = [_filled(dice, sentence) for sentence in (_GERMAN if language == "de" else _FRENCH)] * 2
            title = body[0].split(",")[0].rstrip(".")
        paragraphs = [" ".join(body[i : i + 2]) for i in range(0, len(body), 2)]
        status = dice.choices(["full", "partial", "teaser", "reserved"], [90, 4, 4, 2])[0]
        if status == "teaser":
            paragraphs = paragraphs[:1]
        text = (
            None if status == "reserved" else "\n\n".join([*paragraphs, _figures(dice), f"Reference {seed}-{number}."])
        )
        url = f"https://{name}.example/{moment:%Y/%m/%d}/{number}-{seed}"
        yield Article(
            url=url,
            found_url=url,
            fetched_url=url,
            source=name,
            title=title,
            text=text,
            authors=tuple(dice.sample(_PEOPLE, dice.choice([0, 1, 1, 1, 2]))),
            published=None if dice.random() < 0.05 else moment,
            section=dice.choice(_SECTIONS),
            tags=tuple(dice.sample(_TAGS, dice.randint(0, 3))),
            language=language,
            summary=None if status == "reserved" or dice.random() < 0.5 else opening,
            word_count=len(text.split()) if text else 0,
            status=status,  # type: ignore[arg-type]
            reasons=_reasons(status),
            origins={"title": "json-ld", "published": "json-ld", "text": "page"},
            fetched=moment + timedelta(minutes=20),
        )


def _figures(dice: random.Random) -> str:
    """What tells two articles of the same few sentences apart: each has figures of its own."""
    return f"Hull numbers: {', '.join(str(dice.randint(1000, 99999)) for _ in range(16))}."


def _particulars(dice: random.Random, count: int) -> list[str]:
    """Sentences that no other article has: without them all articles of these tables were copies of one another."""
    sentences = []
    for _ in range(count):
        names = ["".join(dice.choice(_SYLLABLES) for _ in range(3)).capitalize() for _ in range(4)]
        sentences.append(
            f"At {names[0]} {dice.choice(_CREWS)} {dice.choice(_DID)} what {names[1]} had asked of {names[2]},"
            f" {dice.randint(2, 400)} {dice.choice(_TAGS)} reports after the {names[3]} {dice.choice(_EVENTS)}."
        )
    return sentences


def _filled(dice: random.Random, sentence: str) -> str:
    return sentence.format(
        where=dice.choice(_WHERE),
        when=dice.choice(_WHEN),
        what=dice.choice(_WHAT),
        person=dice.choice(_PEOPLE),
        number=dice.randint(3, 90),
    )


def _reasons(status: str) -> tuple[str, ...]:
    return {
        "full": (),
        "partial": ("The text ends in the middle of a sentence.",),
        "teaser": ("The page asks to subscribe after the first paragraph.",),
        "reserved": ("The publisher reserves text and data mining (tdm-reservation header).",),
    }[status]


def catalogue() -> list[dict[str, object]]:
    """Rows of `sources` for the outlets."""
    return [
        {
            "name": name,
            "title": title,
            "homepage": f"https://{name}.example/",
            "kind": "news",
            "country": country,
            "language": language,
            "scope": "all",
            "state_affiliated": int(state),
            "terms": None,
            "enabled": 1,
        }
        for name, title, country, language, state in OUTLETS
    ]


def wire_story(published: datetime) -> list[Article]:
    """One text that three outlets carry."""
    text = "\n\n".join(
        [
            "OSTWICK (Meridian Wire) - A cable ship reached the break off the Lutra estuary on Sunday and began to lift"
            " the damaged section, the operator said, three days after two lines between the islands went dark.",
            "Repairs will take about a week if the weather holds. Traffic has been led over a third line, and hospitals"
            " and the coast guard were never cut off, according to the operator.",
        ]
    )
    return [
        Article(
            url=f"https://{name}.example/cable-ship",
            found_url=f"https://{name}.example/cable-ship",
            fetched_url=f"https://{name}.example/cable-ship",
            source=name,
            title="Cable ship reaches break off Lutra estuary",
            text=text,
            agency="Meridian Wire",
            published=published + timedelta(minutes=30 * i),
            fetched=published + timedelta(hours=2),
            section="Security & Defence",
            language="en",
            word_count=len(text.split()),
        )
        for i, name in enumerate(("signal-lamp", "harbour-courier", "north-sea-post"))
    ]


def print_edition(db: NewsDatabase, count: int, *, now: datetime, seed: int = 1) -> None:
    """Store the outlets, the wire story and `count` articles."""
    sync_sources(db, catalogue())
    with db.atomic():
        for article in [*wire_story(now - timedelta(hours=5)), *articles(count, seed=seed, until=now)]:
            save_article(db, article, now=article.fetched or now)
