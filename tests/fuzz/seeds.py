"""What mutants are made of: the newsroom, the cases of other tests, and real feeds and pages where they are."""

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from newsroom.desk import answer
from newsroom.outlet import read_outlets

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "corpus"
MAX_SEED_BYTES = 200_000
SAMPLE = 400  # files of a folder outside of the project


def seeds() -> dict[str, list[bytes]]:
    """Bodies by target."""
    feeds = list(_files(ROOT / "tests" / "readers" / "feed_cases", ".xml", ".json", ".rss"))
    pages = list(_files(ROOT / "tests" / "extraction", ".html"))
    sections = list(_files(ROOT / "tests" / "readers" / "section_cases", ".html"))
    posts: list[bytes] = []
    for outlet in read_outlets(now=datetime(2026, 3, 2, 7, 0, tzinfo=UTC), port=80):
        feeds += [_body(outlet, channel.path) for channel in outlet.channels]
        if outlet.sitemap:
            feeds += [_body(outlet, outlet.sitemap), _body(outlet, "/sitemap.xml")]
        if outlet.wordpress:
            posts.append(_body(outlet, "/wp-json/wp/v2/posts"))
        pages += [_body(outlet, outlet.path(each)) for each in outlet.manuscripts]
        sections += [_body(outlet, path) for path in ("/", *outlet.listings)]
    feeds += list(_sampled(SHARED / "feeds"))
    pages += list(_sampled(SHARED / "pages" / "pages"))
    return {"feed": feeds, "page": pages, "section": sections + pages[:20], "posts": posts}


def _body(outlet: object, path: str) -> bytes:
    return answer(outlet, path, {}).body  # type: ignore[arg-type]


def _files(folder: Path, *endings: str) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in endings and not path.name.endswith(".expected.json"):
            yield path.read_bytes()[:MAX_SEED_BYTES]


def _sampled(folder: Path) -> Iterator[bytes]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size < MAX_SEED_BYTES * 3]
    for path in random.Random(1).sample(paths, min(SAMPLE, len(paths))):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        yield body[:MAX_SEED_BYTES]
