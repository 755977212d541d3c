"""Is it an article, and is it whole: the verdict on 152 labelled pages in eight languages.

python -m benchmarks verdicts [--wrong]
"""

import argparse
from collections import Counter
from datetime import UTC, datetime

from benchmarks.verdict_pages import Labelled, pages
from extraction.article import extract_article

FETCHED = datetime(2026, 11, 24, tzinfo=UTC)


def verdict(page: Labelled) -> str:
    """What comes of a page: a status, or the first word of the refusal."""
    extraction = extract_article(page.body, url=page.url, fetched=FETCHED)
    if extraction.article is not None:
        return extraction.article.status
    return (extraction.reason or "").partition(":")[0]


def main() -> None:
    """Prints precision and recall of each verdict, and of "this is an article"."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--wrong", action="store_true", help="name the pages that were judged wrongly")
    chosen = options.parse_args()
    given, right, wanted = Counter[str](), Counter[str](), Counter[str]()
    wrong = []
    for page in pages():
        got = verdict(page)
        expected = got if got in page.expected else page.expected[0]
        for name, counted in ((got, given), (expected, wanted)):
            counted[name] += 1
            counted["(article)"] += name in ("full", "partial", "teaser")
        if got == expected:
            right[got] += 1
        else:
            wrong.append(f"{page.name}: {got}, not {expected}")
        right["(article)"] += got in ("full", "partial", "teaser") and expected in ("full", "partial", "teaser")
    print(f"{'verdict':12}{'pages':>7}{'precision':>11}{'recall':>9}")
    for name in sorted(wanted):
        precision = right[name] / given[name] if given[name] else 0.0
        print(f"{name:12}{wanted[name]:7}{precision:11.3f}{right[name] / wanted[name]:9.3f}")
    if chosen.wrong:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
