"""Whether what was learned of a site since says anything about an article of it that was extracted before. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from extraction.blocks import count_words
from extraction.habits import MOST_WANTED, Habits, fingerprint, pages_wanted, usual_words
from extraction.standfirst import MAX_BLOCKS
from extraction.titles import learned_suffixes, title_ends
from extraction.verdict import BRIEF_PARAGRAPH_WORDS, BRIEF_WORDS, MAX_JUDGED_WORDS, MAX_TEASER_WORDS, SHORT_SHARE

# What the rendering as text puts before a line of a list or a heading.
_MARK = re.compile(r"(?:[-*>#•] ?|\d{1,3}[.)] ){1,6}")


def would_change(
    habits: Habits, *, page: str, known: int, title: str | None, text: str, markdown: str, status: str
) -> bool:
    """Whether to extract again: what other pages of the site say by now would cut a line, or lead to another body.

    `page` is the page's mark (habits.page_mark), `known` the number of pages of its site that were known when it was
    extracted; title, text, markdown and status are those of its article. A page of which nothing of this is true
    comes out as it did.
    """
    return (
        _has_a_line_of_others(habits, page, text, markdown)
        or _stands_elsewhere(habits, page, known)
        or _ends_like_others(habits, page, title or "")
        or _is_measured_anew(habits, page, text, status)
    )


def concerned(habits: Habits, new: set[str], *, settled: int) -> set[str]:
    """Marks of the pages that ``new`` ones may say something about; of the others nothing can have changed.

    Those are the new pages themselves, and any that shares with one of them what few older pages have. ``settled`` is
    the number of pages that were known when the older ones were looked at last.
    """
    if habits.usual[1] > settled:
        return new | set(habits.seen)
    found = set(new)
    for pages in (*habits.lines.values(), *_title_ends(habits)):
        if len(pages) > 1 and not new.isdisjoint(pages) and sum(p not in new for p in pages) <= MOST_WANTED:
            found.update(pages)
    before = [words for page, words in habits.words.items() if page not in new]
    if before and new:
        low, high = sorted((median(before), median(habits.words.values())))
        share = SHORT_SHARE * 0.8, SHORT_SHARE * 1.2  # words are counted in two ways
        found |= {p for p, words in habits.words.items() if low < high and share[0] * low < words < share[1] * high}
    return found


def _title_ends(habits: Habits) -> Iterable[Sequence[str]]:
    """The pages whose <title>s end alike, by end."""
    found: dict[str, list[str]] = {}
    for page, title in habits.titles.items():
        for _, end in title_ends(title):
            found.setdefault(end, []).append(page)
    return found.values()


def _has_a_line_of_others(habits: Habits, page: str, text: str, markdown: str) -> bool:
    for line, words, listed in _ways(text):
        if pages := habits.lines.get(fingerprint(line.lower())):
            count = len(pages) - (page in pages)
            if count and count >= pages_wanted(words, listed=listed) and not _is_spared(line, markdown):
                return True
    # Of a standfirst it is enough that one page has it.
    return any(
        other != page and (number == 0 or not _is_spared(line, markdown))
        for number, line in enumerate(text.split("\n\n", MAX_BLOCKS)[:MAX_BLOCKS])
        for other in habits.lines.get(fingerprint(line.lower()), ())
    )


def _is_spared(line: str, markdown: str) -> bool:
    """Whether a line is a heading or stands in a quotation or table: those stay, whoever else has them."""
    return any(f"{mark}{line}" in markdown for mark in ("# ", "> ", "| "))


def _lines(text: str) -> Iterator[tuple[str, int, bool]]:
    """The lines, each with its words and whether it is an item of a list; marks are left out."""
    for line in text.split("\n"):
        mark = _MARK.match(line)
        if bare := line[mark.end() :] if mark else line:
            yield bare, count_words(bare), mark is not None


def _ways(text: str) -> Iterator[tuple[str, int, bool]]:
    """All that may have been a line of the page: lines, those that only look like items, paragraphs of several."""
    yield from _lines(text)
    for paragraph in text.split("\n\n"):
        if "\n" in paragraph or _MARK.match(paragraph):
            yield paragraph, count_words(paragraph), False


def _stands_elsewhere(habits: Habits, page: str, known: int) -> bool:
    """Whether the body is not where the site has its bodies, or was looked for where it no longer has them.

    A page that was extracted when the usual container was known already was looked through for it.
    """
    (usual, since), (former, former_since) = habits.usual, habits.former
    if known >= since:
        return False
    if usual:
        return page not in habits.containers[usual]
    return known >= former_since and page in habits.containers.get(former or "", ())


def _ends_like_others(habits: Habits, page: str, title: str) -> bool:
    """Whether the title ends as others do, or begins the page's <title> and reaches into what others end in."""
    suffixes = learned_suffixes(other for mark, other in habits.titles.items() if mark != page)
    whole = habits.titles.get(page, "")
    rest = len(whole) - len(title) if whole.startswith(title) else len(whole)
    return any(title.endswith(suffix.strip()) or (whole.endswith(suffix) and len(suffix) > rest) for suffix in suffixes)


def _is_measured_anew(habits: Habits, page: str, text: str, status: str) -> bool:
    """Whether the status of a short text would be another beside the usual length by now."""
    words = sum(count_words(line) for line, _, _ in _lines(text))
    usual = usual_words(habits, page) if words < MAX_JUDGED_WORDS and status in ("full", "partial") else None
    if usual is None:
        return False
    short = words < SHORT_SHARE * usual
    if words < BRIEF_WORDS:
        short = short and max(map(count_words, text.split("\n"))) < BRIEF_PARAGRAPH_WORDS
    elif words < MAX_TEASER_WORDS:
        return False
    return short == (status == "full")
