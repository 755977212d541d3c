"""What the limits of a run cut: counts of table `run_sources` by source, and what they mean in words."""

import sqlite3
from collections import Counter, defaultdict

# Words of reasons that are limits of time, size, type, memory and CPU.
LIMITS = ("too-large", "headers-too-large", "limits", "not-text", "busy", "redirects", "timeout")

_WORDS = {
    "addresses": "addresses too long to be asked for (MAX_ADDRESS_CHARS)",
    "attributes": "tags whose attributes were left away (MAX_ATTRIBUTES)",
    "bodies": "further lists not asked for (MAX_BODIES_PER_POLL)",
    "broken": "feeds that broke off, read as far as they came",
    "bytes": "feeds read up to FEED_MAX_BYTES",
    "content": "full texts in feeds shortened (MAX_CONTENT_CHARS)",
    "damaged": "JSON Feeds left after too many damaged records (MAX_DAMAGED_RECORDS)",
    "data": "data in pages not read to its end (MAX_JSON_NODES, MAX_JSON_CHARS)",
    "depth": "lists too deep (MAX_LIST_PAGES, MAX_INDEX_DEPTH)",
    "entries": "entries left out (MAX_ENTRIES_PER_POLL)",
    "fields": "fields shortened (MAX_FIELD_CHARS)",
    "head": "heads not read to their end (HEAD_MAX_BYTES)",
    "links": "lists whose links were not all looked at (MAX_LINKS_PER_PAGE)",
    "list-tries": "lists of an archive given up (MAX_LIST_TRIES)",
    "lists": "lists of an archive not asked for (MAX_LISTS_PER_ARCHIVE)",
    "maps": "maps of an index not asked for (MAX_MAPS_PER_INDEX)",
    "mended": "damaged feeds read up to MAX_MENDED_CHARS",
    "names": "names left out or shortened (MAX_NAMES, MAX_NAME_CHARS)",
    "namespaces": "elements and attributes of too many namespaces (MAX_NAMESPACES)",
    "owed": "maps of an index put off and forgotten (MAX_OWED_MAPS)",
    "revisits": "articles not looked at again in a run (MAX_REVISITS_PER_SOURCE)",
    "robots": "robots.txt read up to ROBOTS_MAX_BYTES",
    "styles": "style sheets in pages not read to their end (MAX_STYLE_CHARS)",
    "tdmrep": "tdmrep.json read up to ROBOTS_MAX_BYTES",
    "tdmrep-timeout": "tdmrep.json not waited for any longer (TDMREP_TIMEOUT_S)",
    "texts": "texts shortened (MAX_TEXT_CHARS)",
    "titles": "titles shortened (MAX_TITLE_CHARS)",
    "tree": "pages and feeds whose elements are nested too deep (MAX_TREE_DEPTH)",
    "tries": "addresses given up (MAX_TRIES)",
    "undated": "archives without dates not read to their end (MAX_UNDATED_PAGES)",
    "unpacked": "files read up to UNPACKED_MAX_BYTES",
    "validators": "validators not sent back (MAX_VALIDATOR_CHARS)",
    "words": "texts in which names were not looked for to the end (MAX_WORDS_READ)",
}


def cuts(connection: sqlite3.Connection, *, since: str) -> dict[str, Counter[str]]:
    """By source what runs since then cut, by kind ("entries", "titles"), and which polls a limit ended, by word."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for source, kind, number in connection.execute(
        "select source, why, sum(count) from run_sources where run in (select id from runs where started >= ?)"  # noqa: S608 placeholders
        f" and (what = 'cut' or what = 'failed' and why in ({','.join('?' * len(LIMITS))})) group by 1, 2",
        (since, *LIMITS),
    ):
        found[source][kind] += number
    return found


def left_over(connection: sqlite3.Connection) -> dict[str, int]:
    """By source how many addresses the last run left to the next, because of MAX_PAGES_PER_SOURCE."""
    return dict(
        connection.execute(
            "select source, sum(count) from run_sources where what = 'waiting' and why = 'pages'"
            " and run = (select max(id) from runs where finished is not null) group by 1"
        ).fetchall()
    )


def in_words(cut: Counter[str]) -> str:
    """One line: "titles shortened (MAX_TITLE_CHARS): 3; polls that ended with timeout: 1"."""
    return "; ".join(
        f"{_WORDS.get(kind, f'polls that ended with {kind}')}: {number}" for kind, number in sorted(cut.items())
    )
