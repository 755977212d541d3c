"""How long canonical_url() takes: microseconds an address, over measuring cases and the links of real feeds.

    python benchmarks/urls.py

Exits 1 when an address takes more than 25 us in the middle run of five.
"""

import gzip
import re
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from urls import canonical_url  # noqa: E402

LIMIT_US = 25.0
CORPUS = ROOT / "../shared/corpus/feeds"
OWN = ROOT / "tests/urls/same_article.tsv"


def addresses() -> list[str]:
    """Every address once: our own cases, and those of the corpus where it is present."""
    found = [line.split("\t")[1] for line in OWN.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    if (CORPUS / "url_cases.tsv").exists():
        found += [line.split("\t")[4] for line in (CORPUS / "url_cases.tsv").read_text().splitlines()[1:]]
        for feed in sorted((CORPUS / "real").iterdir())[:80]:
            text = gzip.decompress(feed.read_bytes()).decode("utf-8", "replace")
            found += re.findall(r"https?://[^\s<\"'\]]{4,300}", text)
    return list(dict.fromkeys(found))


def identities(urls: list[str]) -> int:
    count = 0
    for url in urls:
        try:
            canonical_url(url)
        except ValueError:
            continue
        count += 1
    return count


def main() -> int:
    urls = addresses()
    usable = identities(urls)  # also fills the tables
    runs = []
    for _ in range(5):
        start = time.process_time()
        identities(urls)
        runs.append((time.process_time() - start) / len(urls) * 1e6)
    middle = statistics.median(runs)
    print(f"{len(urls)} addresses, {usable} usable: {middle:.1f} us each (runs {min(runs):.1f} to {max(runs):.1f})")
    return 1 if middle > LIMIT_US else 0


if __name__ == "__main__":
    sys.exit(main())
