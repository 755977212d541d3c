"""Which of the ways in that were found a source file names, and what else stands in it. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from items import Entry
from spiders.adding.prospect import Finding, Prospect
from spiders.catalogue import address_key
from spiders.source import LANGUAGE, checked_address
from urls import canonical_url

MAX_WAYS = 6
SAME = 0.8  # share of a feed's entries that another one has too: it adds nothing
_KEYS = {"feed": "feeds", "sitemap": "sitemaps", "section": "sections"}
_FOUND = {
    "itself": "the address that was given",
    "alternate": "declared by the page",
    "link": "linked to by the page",
    "robots": "named by robots.txt",
    "default": "a default address",
    "page": "the page as a list",
}
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken, and what is not, with the reason in its `reason`."""

    taken: tuple[Finding, ...]
    left: tuple[Finding, ...]


def choose(prospect: Prospect, known: dict[tuple[object, ...], str]) -> Choice:
    """The ways in that a file should name; `known` are the addresses of the catalogue with their source's name.

    Feeds before the WordPress interface before sitemaps before a list: one kind is enough, since each has the articles.
    """
    taken: list[Finding] = []
    left = [finding for finding in prospect.findings if not finding.usable]
    for way in ("feed", "wordpress", "sitemap", "section"):
        for finding in _best_first(prospect.usable(way)):
            objection = _objection(finding, taken, known)
            if objection:
                left.append(replace(finding, usable=False, reason=f"{finding.reason}; {objection}"))
            else:
                taken.append(finding)
    return Choice(tuple(taken), tuple(left))


def _best_first(findings: list[Finding]) -> list[Finding]:
    # The fuller feed first: of two where one has all that the other has, that one is taken.
    return sorted(findings, key=lambda finding: (not finding.is_news, -len(_addresses(finding))))


def _objection(finding: Finding, taken: list[Finding], known: dict[tuple[object, ...], str]) -> str | None:
    try:
        checked_address(finding.url)
    except ValueError as error:
        return str(error)
    owner = known.get(address_key(finding.url))
    if owner:
        return f"it stands in {owner}.yaml already"
    if taken and taken[0].candidate.way != finding.candidate.way:
        return f"not needed beside the {taken[0].candidate.way}"
    if taken and finding.candidate.way in ("wordpress", "section"):
        return "one is enough"
    own = _addresses(finding)
    for other in taken:
        if own and len(own & _addresses(other)) >= SAME * len(own):
            return f"its entries are those of {other.url}"
    return f"more than {MAX_WAYS} are for a person to choose" if len(taken) >= MAX_WAYS else None


def _addresses(finding: Finding) -> frozenset[str]:
    return frozenset(_canonical(entry.url) for entry in finding.reading.entries) if finding.reading else frozenset()


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url


def samples(taken: Iterable[Finding]) -> Iterator[Entry]:
    """The entries to try an extraction on, the newest first, each article once."""
    entries = {
        _canonical(entry.url): entry
        for finding in taken
        for entry in (finding.reading.entries if finding.reading else ())
    }
    yield from sorted(entries.values(), key=lambda entry: entry.published or entry.updated or _EPOCH, reverse=True)


def described(finding: Finding) -> str:
    """A way in on one line: "feed https://example.org/feed/ (declared by the page): 10 entries, ..."."""
    how = _FOUND[finding.candidate.found]
    return f"{finding.candidate.way} {finding.url} ({how}): {finding.reason}"


def values(prospect: Prospect, choice: Choice, languages: Sequence[str]) -> dict[str, Any]:
    """The keys of the source file; `languages` are those of the articles that were tried."""
    found: dict[str, Any] = {"title": _title(prospect, choice), "homepage": prospect.homepage}
    language = _language(choice, languages)
    if language:
        found["language"] = language
    for finding in choice.taken:
        if finding.candidate.way == "wordpress":
            found["wordpress"] = finding.url
        else:
            found.setdefault(_KEYS[finding.candidate.way], []).append(finding.url)
    # Whether everything of a publisher belongs here is for a person to say.
    return found | {"scope": "filtered"}


def comment(prospect: Prospect, choice: Choice, *, now: datetime) -> str:
    """What the next maintainer should know: what was found where, and what nobody has checked yet."""
    taken = "; ".join(described(finding) for finding in choice.taken)
    also = [f"{f.candidate.way} {f.url}" for f in choice.left if f.judgement and f.judgement.usable]
    more = f" Not taken, though usable: {', '.join(also)}." if also else ""
    return (
        f"Added from {prospect.url} on {now:%Y-%m-%d}: {taken}.{more}"
        " Nobody has checked yet: kind, country and scope (all, where everything here is about security and defence)."
    )


def _title(prospect: Prospect, choice: Choice) -> str:
    titles = [finding.reading.title for finding in choice.taken if finding.reading and finding.reading.title]
    # "Example News" stands in both; a feed may be called "Latest", a page "Home".
    shared = [name for name in prospect.names if any(name.lower() in title.lower() for title in titles)]
    host = prospect.homepage.split("/")[2].removeprefix("www.")
    found = [*shared, *titles[:1], *prospect.names, host]
    return next(text[:200] for text in found if text and "://" not in text)


def _language(choice: Choice, languages: Sequence[str]) -> str | None:
    said = [f.reading.language for f in choice.taken if f.reading and f.reading.language]
    short = Counter(tag.partition("-")[0].lower() for tag in (*languages, *said))
    if len(short) != 1:  # several languages, or contradictions: pages say it themselves
        return None
    (tag,) = short
    return tag if LANGUAGE.fullmatch(tag) else None
