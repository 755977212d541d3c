"""Stories: how well reports of one event find each other, on the newsroom and on an invented press, and what it costs.

    python -m benchmarks stories [--articles 3000] [--events 100] [--rated FOLDER]

Pairs of articles are counted: a pair is right when both tell of one event and share a story. The invented press
(benchmarks.invented) has so many events, each told by two to nine outlets in their own words within two days, among
articles on the same topics that tell of nothing in common. Where ../shared is there, real pages of many sites are
clustered too; nobody has labelled those, so only the number of stories and their strongest and weakest are printed.
Exits 1 where precision or recall is below .9.

Real news with human judgements: 50 leads of August 2002, each pair rated for likeness by eight to twelve people (Lee,
Pincombe and Welsh, 2005). The package gensim has them among its tests: they are read if it is installed, or from
FOLDER. A pair rated .8 and more of 1 counts as one event. It is 18 pairs of 1,225, so there is no bar.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.invented import Press  # noqa: E402
from newsroom.outlet import read_outlets  # noqa: E402
from storage.clusters import Cluster, Report, cluster  # noqa: E402
from storage.terms import terms_of  # noqa: E402

PAGES = ROOT / "../shared/corpus/pages/truth.jsonl"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GOOD = 0.9
ALIKE = 0.8  # from there on raters agree that two leads are about one thing


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=3_000)
    parser.add_argument("--events", type=int, default=100)
    parser.add_argument("--rated", type=Path, metavar="FOLDER", help="where lee.cor and similarities0-1.txt are")
    options = parser.parse_args()
    print(f"{'':16} articles  stories  precision  recall  CPU s")
    good = _measured("newsroom", *_newsroom())
    good &= _measured("invented press", *_invented(options.articles, options.events))
    _rated(options.rated)
    if PAGES.exists():
        _real()
    sys.exit(not good)


def _newsroom() -> tuple[list[Report], dict[int, str]]:
    reports: list[Report] = []
    events: dict[int, str] = {}
    for outlet in read_outlets(now=NOW, port=80):
        for each in outlet.manuscripts:
            text = "\n\n".join(block.text for block in each.blocks)
            if text:
                id, url = len(reports), outlet.url(each)
                reports.append(Report(id, url, outlet.name, each.published(NOW), terms_of(each.title, text)))
                events[id] = each.group or url
    return reports, events


def _invented(articles: int, count: int) -> tuple[list[Report], dict[int, str]]:
    press = Press(seed=3)
    dice = press.dice
    reports: list[Report] = []
    events: dict[int, str] = {}

    def add(event: str, topic: int, paragraphs: Sequence[str], moment: datetime) -> None:
        id = len(reports)
        terms = terms_of(paragraphs[0].split(".")[0], "\n\n".join(paragraphs))
        reports.append(Report(id, f"https://outlet-{id % 40}.example/{id}", f"outlet-{id % 40}", moment, terms))
        events[id] = event

    for number in range(count):
        event, topic = press.event(), dice.randrange(press.topics)
        began = NOW - timedelta(hours=dice.uniform(0, 72))
        for _ in range(dice.randint(2, 9)):
            paragraphs = press.article(topic, event)
            add(f"event {number}", topic, paragraphs, began + timedelta(hours=dice.uniform(0, 48)))
    while len(reports) < articles:
        topic = dice.randrange(press.topics)
        add(f"alone {len(reports)}", topic, press.article(topic), NOW - timedelta(hours=dice.uniform(0, 120)))
    return reports, events


def _measured(name: str, reports: list[Report], events: Mapping[int, str]) -> bool:
    started = time.process_time()
    clusters = cluster(reports)
    seconds = time.process_time() - started
    claimed = {pair for found in clusters for pair in combinations(sorted(found.reports), 2)}
    together: dict[str, list[int]] = {}
    for id, event in sorted(events.items()):
        together.setdefault(event, []).append(id)
    true = {pair for ids in together.values() for pair in combinations(ids, 2)}
    precision, recall = len(claimed & true) / max(1, len(claimed)), len(claimed & true) / max(1, len(true))
    print(f"{name:16} {len(reports):8} {len(clusters):8} {precision:10.3f} {recall:7.3f} {seconds:6.2f}")
    return min(precision, recall) >= GOOD


def _rated(folder: Path | None) -> None:
    package = find_spec("gensim")  # not imported: only its files are wanted
    if folder is None and package and package.origin:
        folder = Path(package.origin).parent / "test/test_data"
    if folder is None or not (folder / "lee.cor").exists():
        print("rated leads: skipped, pip install gensim has them")
        return
    leads = (folder / "lee.cor").read_text(encoding="cp1252").splitlines()
    likeness = [[float(cell) for cell in row.split()] for row in (folder / "similarities0-1.txt").open()]
    reports = [Report(id, f"{id:02}", f"outlet-{id}", NOW, terms_of(None, text)) for id, text in enumerate(leads)]
    together = {pair for pair in combinations(range(len(leads)), 2) if likeness[pair[0]][pair[1]] >= ALIKE}
    claimed = {pair for found in cluster(reports) for pair in combinations(sorted(found.reports), 2)}
    right = len(claimed & together)
    print(f"{'rated leads':16} {len(leads):8} {'':8} {right / len(claimed):10.3f} {right / len(together):7.3f}")


def _real() -> None:
    rows = [json.loads(line) for line in PAGES.read_text(encoding="utf-8").split("\n") if line]
    rows = [row for row in rows if len((row.get("body") or "").split()) > 80]
    reports = [
        Report(id, row["id"], row["site"], NOW, terms_of(row.get("title"), row["body"])) for id, row in enumerate(rows)
    ]
    started = time.process_time()
    clusters = cluster(reports)
    seconds = time.process_time() - started
    print(f"{'real pages':16} {len(reports):8} {len(clusters):8} {'?':>10} {'?':>7} {seconds:6.2f}\n")
    ranked = sorted(clusters, key=_weakest)
    for title, some in (("weakest", ranked[:8]), ("strongest", ranked[-4:])):
        for found in some:
            sites = ", ".join(rows[id]["site"] for id in found.reports[:4])
            terms = ", ".join(found.ties[found.reports[0]].terms[:5])
            print(f"{title:10} {_weakest(found):.2f}  {len(found.reports)} reports: {sites}: {terms}"[:150])


def _weakest(found: Cluster) -> float:
    return min(tie.score for tie in found.ties.values())


if __name__ == "__main__":
    main()
