"""Titles, authors, dates and sections beside trafilatura's metadata, on pages with truth and on the theme zoo.

    python -m benchmarks metadata [--every N]

Needs ../shared/corpus/pages and ../shared/themes; quality is counted by their own score.py. Milliseconds are CPU time
for metadata alone, from a tree that is parsed already; both read the same page one after the other in one process.
``day`` is the publisher's calendar day where the page shows it, else that of UTC.
"""

import argparse
import gzip
import importlib.util
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from errors import ExtractionError
from extraction.metadata import read_metadata
from extraction.parse import parse_page
from items import Entry

SHARED = Path(__file__).resolve().parents[1] / "../shared"
# After all pages of the corpus were written, so that none lies in the future.
FETCHED = datetime(2026, 11, 24, 12, tzinfo=UTC)
GROUPS = {
    "news (fundus, misinfo)": ("fundus", "misinfo"),
    "trafilatura": ("trafilatura",),
    "others": ("wpnews", "readability", "newspaper4k"),
}
Prediction = dict[str, Any]
Reader = Callable[[HtmlElement, str], Prediction]


def ours(tree: HtmlElement, url: str, entry: Entry | None = None) -> Prediction:
    found = read_metadata(tree, url=url, fetched=FETCHED, entry=entry)
    return {
        "title": found.title,
        "authors": list(found.authors),
        "date": found.published_day.isoformat() if found.published_day else None,
        "published": found.published.isoformat() if found.published else None,
        "section": found.section,
        "language": found.language,
    }


def theirs(tree: HtmlElement, url: str) -> Prediction:
    found = extract_metadata(tree, default_url=url or None, extensive=True)
    return {
        "title": found.title,
        "authors": found.author.split("; ") if found.author else [],
        "date": found.date,
        "published": found.date,
        "section": found.categories[0] if found.categories else None,
        "language": found.language,
    }


READERS: dict[str, Reader] = {"watchkeeper": ours, "trafilatura": theirs}


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"shared_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def timed(reader: Reader, tree: HtmlElement, url: str) -> Prediction:
    started = time.process_time()
    prediction = reader(tree, url)
    return prediction | {"ms": 1000 * (time.process_time() - started)}


def predict(rows: list[dict[str, Any]], folder: Path) -> dict[str, dict[str, Prediction]]:
    """Reader -> page -> what it read. Each gets a tree of its own: trafilatura's reader may change it."""
    found: dict[str, dict[str, Prediction]] = {name: {} for name in READERS}
    for row in rows:
        body = gzip.decompress((folder / "pages" / f"{row['id']}.html.gz").read_bytes())
        url = row["url"] or ""
        for name, reader in READERS.items():
            try:
                tree = parse_page(body, url=url)
            except ExtractionError:
                continue
            found[name][row["id"]] = timed(reader, tree, url)
    return found


def pages(every: int) -> None:
    folder = SHARED / "corpus/pages"
    score = load(folder / "score.py")
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:  # texts hold U+2028: not splitlines()
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if row.get("title") or row.get("authors") or row.get("date")][::every]
    found = predict(rows, folder)
    print(f"{len(rows)} pages\n\n| suites | reader | title exact | author F1 | day | no date | ms mean | ms median |")
    print("|---|---|---|---|---|---|---|---|")
    for title, suites in GROUPS.items():
        chosen = [row for row in rows if row["suite"] in suites]
        for name in READERS:
            groups, _ = score.score(chosen, found[name])
            figures = score.summary(groups["ALL"])
            missing = statistics.mean(groups["ALL"]["nodate"])
            print(
                f"| {title} | {name} | {figures['title']:.3f} | {figures['authF1']:.3f} | {figures['date']:.3f} |"
                f" {missing:.3f} | {figures['ms_mean']:.2f} | {figures['ms_med']:.2f} |"
            )


def entry_of(article: Any, site: Any) -> Entry:
    """What the site's feed says of the article, as themes.py writes it."""
    undated = article.i == 9 and len(site.name) % 2 == 0
    return Entry(
        url=article.url,
        title=article.title,
        authors=tuple(article.authors),
        published=None if undated else article.date.astimezone(UTC).replace(second=0, microsecond=0),
        section=None if site.feed.startswith("atom") else article.section,
    )


def zoo(themes: ModuleType) -> Iterator[tuple[Any, Any]]:
    vars(themes)["NOW"] = FETCHED.replace(hour=8)  # the zoo's clock: a module global that its command line sets
    themes.populate()
    for site in themes.SITES.values():
        yield from ((site, article) for article in site.arts if article.kind == "article")


def themes() -> None:
    folder = SHARED / "themes"
    score = load(folder / "score.py")
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for site, article in zoo(load(folder / "themes.py")):
        truth = article.truth()
        predictions = {
            "watchkeeper, with the feed": ours(parse_page(article.html.encode()), article.url, entry_of(article, site)),
            "watchkeeper, the page alone": ours(parse_page(article.html.encode()), article.url),
            "trafilatura": theirs(parse_page(article.html.encode()), article.url),
        }
        for name, prediction in predictions.items():
            rows[name].append(score.page(truth, prediction | {"url": article.url, "text": "", "status": "full"}))
    fields = ("title", "authors", "day", "minute", "section", "lang")
    print("\n| theme zoo, % | " + " | ".join(fields) + " |\n|---" + "|---" * len(fields) + "|")
    for name, scored in rows.items():
        figures = score.summary(scored)
        print(f"| {name} | " + " | ".join(str(figures[field]) for field in fields) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only every Nth page")
    options = parser.parse_args()
    if not (SHARED / "corpus/pages/truth.jsonl").exists():
        print("skipped: ../shared/corpus/pages is not here")
        return
    pages(options.every)
    if (SHARED / "themes/themes.py").exists():
        themes()


if __name__ == "__main__":
    main()
