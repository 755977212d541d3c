"""Whether what was learned of a site since says anything about an article of it that was extracted before. Pure."""

import re

from extraction.habits import Habits, fingerprint, usual_container
from extraction.titles import learned_suffixes

# What the rendering as text puts before a line of a list or a heading.
_MARK = re.compile(r"(?:[-*>#•] ?|\d{1,3}[.)] ){1,6}")


def would_change(habits: Habits, *, page: str, title: str, text: str) -> bool:
    """Whether to extract again: other pages carry a line of the text, or an end of the title, or hold bodies elsewhere.

    `page` is the page's mark (habits.page_mark). A page of which nothing of this is true comes out as it did.
    """
    bare = (_MARK.sub("", line, count=1) if _MARK.match(line) else line for line in text.split("\n"))
    lines = {fingerprint(line.lower()) for line in (*bare, *text.split("\n\n")) if line}
    if any(other != page for line in lines for other in habits.lines.get(line, ())):
        return True
    usual = usual_container(habits, page)
    if usual and page not in habits.containers[usual]:
        return True
    return any(title.endswith(suffix.strip()) for suffix in learned_suffixes(habits.titles))
