"""When an article was published and changed: what page, feed and address state, put to a vote where they differ."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from dates import Dated, parse_date
from extraction import jsonld
from extraction.claims import Claims
from extraction.shown import dates_anywhere, dates_around, is_update
from extraction.vicinity import Vicinity
from items import Entry

_ADDRESS_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0?[1-9]|1[0-2])[/-]?(0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_CREATED = ("datePublished", "dateCreated", "uploadDate")
_ONE_DAY = timedelta(days=1)
_WIDEST_ZONE = timedelta(hours=14)
_TEXTS_AFTER_PUBLICATION = 4  # "Updated …" stands close behind "Published …" or nowhere
_WEST_UNTIL, _EAST_FROM = 11, 13  # hours UTC: Hawaii is 10 behind, Sydney in summer 11 ahead
# A page that dates itself to the minute of its own fetching was stamped by the template, not by an editor.
_RENDERED_WITHIN = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Claim:
    dated: Dated
    origin: str


@dataclass(frozen=True, slots=True)
class Publication:
    """``published`` is the moment in UTC, ``day`` the calendar day where the publisher stands."""

    published: Claim | None = None
    modified: Claim | None = None
    day: date | None = None
    conflict: str | None = None


def address_day(url: str) -> Dated | None:
    """The day that an address carries: ``/2022/09/08/slug``, ``/2022-09-08-slug``, ``/20220908/slug``."""
    try:
        match = _ADDRESS_DAY.search(urlsplit(url).path)
    except ValueError:  # og:url may be anything
        return None
    return parse_date(f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}") if match else None


class _Reader:
    """Parses dates of one page: its language, the time of fetching as the end of what can be."""

    def __init__(self, language: str | None, fetched: datetime) -> None:
        self.language, self.fetched = language, fetched

    def __call__(self, text: str) -> Dated | None:
        found = parse_date(text, language=self.language, reference=self.fetched)
        return found if found is not None and found.value <= self.fetched + _ONE_DAY else None

    def first(self, texts: Iterable[tuple[str, str]]) -> Claim | None:
        """The first of (text, origin) that is a date."""
        return next((Claim(found, origin) for text, origin in texts if (found := self(text)) is not None), None)


def find_dates(
    tree: HtmlElement,
    claims: Claims,
    vicinity: Vicinity,
    *,
    node: jsonld.Node | None,
    keys: dict[str, tuple[str, ...]],
    addresses: Sequence[str],
    fetched: datetime,
    language: str | None,
    entry: Entry | None = None,
) -> Publication:
    """The dates by evidence. Sources in order of trust: JSON-LD, meta, the visible date, the feed, the address."""
    read = _Reader(language, fetched)
    own = node or {}
    published = [read.first(_in_node(own, _CREATED)), read.first(claims.stated(keys["published"]))]
    modified = [read.first(_in_node(own, ("dateModified",))), read.first(claims.stated(keys["modified"]))]
    shown = shown_change = None
    if _is_open([claim for claim in published if claim is not None]):
        shown, shown_change = _visible(dates_around(vicinity), read)
        if not any(published) and shown is None:
            shown, shown_change = _visible(dates_anywhere(tree), read, plain_too=False)
    fed = Claim(_from_feed(entry.published), "feed") if entry is not None and entry.published is not None else None
    address = next((Claim(found, "url") for text in addresses if (found := address_day(text)) is not None), None)
    stated = [
        claim
        for claim in (*published, shown, fed, address)
        if claim is not None and claim.dated.value <= fetched + _ONE_DAY
    ]
    chosen, conflict = _elect(stated, fetched)
    change = next((claim for claim in (*modified, shown_change) if claim is not None), None)
    if change is not None and chosen is not None and change.dated.value < chosen.dated.value:
        change = None  # a change before publication is the template's, or the day against the minute
    return Publication(chosen, change, _day(chosen, stated), conflict)


def _in_node(node: jsonld.Node, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((text, "json-ld") for name in names for text in jsonld.texts(node.get(name), {}))


def _is_open(stated: list[Claim]) -> bool:
    """Whether the visible date can matter: nothing stated, a disagreement, or a stamp in UTC near some midnight."""
    if not stated or any(not _agree(stated[0], other) for other in stated):
        return True
    dated = stated[0].dated
    return dated.precision == "minute" and not dated.offset and not _WEST_UNTIL <= dated.value.hour < _EAST_FROM


def _from_feed(moment: datetime) -> Dated:
    return Dated(moment, "minute", moment.date(), timedelta(0))


def _visible(
    found: Iterable[tuple[str, bool, HtmlElement]], read: _Reader, *, plain_too: bool = True
) -> tuple[Claim | None, Claim | None]:
    """The dates of publication and of change that a page shows; what is named after dates goes first."""
    published = plain = changed = None
    patience = _TEXTS_AFTER_PUBLICATION
    for text, named, element in found:
        if published is not None:
            patience -= 1
            if changed is not None or patience < 0:
                break
        dated = read(text)
        if dated is None:
            continue
        claim = Claim(dated, "visible")
        if is_update(element, text):
            changed = changed or claim
        elif named:
            published = published or claim
        elif plain_too:
            plain = plain or claim
    return published or plain, changed


def _elect(stated: list[Claim], fetched: datetime) -> tuple[Claim | None, str | None]:
    """The claim that most independent sources share to the day; the more trusted one where it is a draw."""
    if not stated:
        return None, None
    asked = [claim for claim in stated if abs(fetched - claim.dated.value) > _RENDERED_WITHIN] or stated
    votes = [sum(_agree(claim, other) for other in asked) for claim in asked]
    best = _to_the_minute(asked[votes.index(max(votes))] if max(votes) > votes[0] else asked[0], asked)
    against = next((claim for claim in stated if not _agree(best, claim) and claim.origin != "url"), None)
    if against is None:
        return best, None
    return best, f"published: {best.origin} says {best.dated.local}, {against.origin} says {against.dated.local}"


def _to_the_minute(chosen: Claim, stated: list[Claim]) -> Claim:
    """The same moment from a source that knows the minute and its zone, where the chosen one does not."""
    exact = (c for c in stated if c.dated.precision == "minute" and c.dated.zone_known)
    if chosen.dated.precision == "day":
        return next((claim for claim in exact if claim.dated.local == chosen.dated.local), chosen)
    if chosen.dated.zone_known:
        return chosen
    return next((claim for claim in exact if _is_zone(chosen.dated.value - claim.dated.value)), chosen)


def _is_zone(difference: timedelta) -> bool:
    """Whether two clocks may show one moment: zones differ by quarters of an hour."""
    return abs(difference) <= _WIDEST_ZONE and difference.total_seconds() // 60 % 15 == 0


def _agree(a: Claim, b: Claim) -> bool:
    return abs(a.dated.local - b.dated.local) <= _ONE_DAY


def _day(chosen: Claim | None, stated: list[Claim]) -> date | None:
    """The publisher's calendar day: a stamp in UTC leaves it open, what readers see or the address says settles it."""
    if chosen is None:
        return None
    if chosen.dated.precision == "day" or chosen.dated.offset:
        return chosen.dated.local
    day, hour = chosen.dated.local, chosen.dated.value.hour
    for claim in stated:
        if claim is not chosen and claim.origin in ("visible", "url"):
            behind, ahead = claim.dated.local == day - _ONE_DAY, claim.dated.local == day + _ONE_DAY
            # West of Greenwich the day before lasts into the morning, east of it the next begins in the afternoon.
            if (behind and hour < _WEST_UNTIL) or (ahead and hour >= _EAST_FROM):
                return claim.dated.local
    return day
