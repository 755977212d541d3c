"""robots.txt as people write it, line by line, to robots.txt as the parser reads it.

Where a line that the standard would pass over has one plain meaning, it is given that: to ask for less than one may
harms nobody, to ask for what a publisher meant to close does.
"""

import re
from collections.abc import Iterator

from middlewares.identity import PRODUCT

USER_AGENT = re.compile(r"[ \t]*user[-_ ]?agent[ \t]*:[ \t]*([^#\r\n]*)", re.IGNORECASE)
RULE = re.compile(r"[ \t]*(allow|dis{1,2}al{1,2}ow)[ \t]*:\s*([^#\r\n]*)", re.IGNORECASE)
DELAY = re.compile(r"[ \t]*crawl[-_ ]?delay[ \t]*:\s*(\d{1,9}(?:[.,]\d{1,9})?)", re.IGNORECASE)
BETWEEN_NAMES = re.compile(r"[,;()]")
ADDRESS = re.compile(r"https?://[^/\s]+", re.IGNORECASE)


def plain_lines(text: str) -> str:
    """The text with one spelling for each thing, and with the names of all other robots made one.

    Protego copies every rule for every name of a group: 12,000 names above 12,000 rules, 500 KiB, are over a minute and
    gigabytes. We need the groups of `*` and of our own name.
    """
    # Files that were put together of several have a mark at the beginning of each.
    return "\n".join(_lines(text.replace("\ufeff", "").splitlines()))


def _lines(lines: list[str]) -> Iterator[str]:
    named, longest = False, 0.0
    for line in lines:
        if match := USER_AGENT.match(line):
            named, longest = True, 0.0
            yield _user_agent(match[1].strip().lower())
        elif match := DELAY.match(line):
            if not named:  # a rule above all names is meant for all
                named = True
                yield "User-agent: *"
            # "2s", "2 seconds", "2,5"; where two are given, the longer.
            longest = max(longest, float(match[1].replace(",", ".")))
            yield f"Crawl-delay: {longest}"
        elif match := RULE.match(line):
            if not named:
                named = True
                yield "User-agent: *"
            word = "Allow" if match[1].lower() == "allow" else "Disallow"
            yield from (f"{word}: {_path(path)}" for path in _paths(match[2].strip()))
        else:
            yield line


def _user_agent(name: str) -> str:
    # RFC 9309, 2.2.1: the name is the product token; a version or a comment after it is not part of it. People write
    # several names on one line, or a whole User-Agent as it stands in their log.
    names = [part.strip().strip("\"'") for part in BETWEEN_NAMES.split(name)]
    tokens = {token[0] for each in names if (token := re.match(r"[a-z_-]*", each))}
    ours = PRODUCT if PRODUCT.lower() in tokens else "*" if "*" in names else None
    return f"User-agent: {ours or 'another-robot'}"


def _paths(value: str) -> list[str]:
    """The paths of a rule: one, or several of which each begins as a path does; none that is asked for has blanks."""
    parts = value.strip("\"'").split()
    return parts if len(parts) > 1 and all(part[0] in "/*" for part in parts) else [value.strip("\"'")]


def _path(value: str) -> str:
    """A whole address is its path; a path that begins with a name begins with the slash that was left out."""
    if (address := ADDRESS.match(value)) is not None:
        value = value[address.end() :] or "/"
    return value if not value or value[0] in "/*$" else f"/{value}"
