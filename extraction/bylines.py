"""A byline taken apart: people, the wire service, and what people are or where they write from. Pure; words are in byline_words.tsv."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extraction.plain import fold, plain_text, without_tags

_TABLES = Path(__file__).parent
_MAX_CHARS = 400  # nine authors; more is a paragraph

_URL = re.compile(r"(?:https?://|www\.)\S{1,300}", re.I)
_EMAIL = re.compile(r"\(?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}\)?")
_HANDLE = re.compile(r"(?<!\w)\(?@\w{2,40}\)?")
_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]{0,80})[)\]）]")
_HARD = re.compile(r"\s*(?:[;|•·\n\t、，／]|\s[/–—-]\s|\s/|/\s|(?<=[a-z])/(?=[A-ZÄÖÜ]))\s*")
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}\b|\b(?:19|20)\d{2}\b")
_TRAILING = " ,.:;-–—|/·•*"
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|ph\.?\s?d|md|m\.d|esq|mba|j\.d|jd|obe|mp|rn)\.?$", re.I)


@dataclass(frozen=True, slots=True)
class Byline:
    """``people`` in the order of the page; ``others`` are desks and organisations that sign where no person does."""

    people: tuple[str, ...] = ()
    agency: str | None = None
    roles: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Who signs: the people, and where there are none the desk, organisation or agency that the byline names."""
        return self.people or self.others[:1] or ((self.agency,) if self.agency else ())


@cache
def _words(kind: str) -> frozenset[str]:
    found: set[str] = set()
    for line in (_TABLES / "byline_words.tsv").read_text(encoding="utf-8").splitlines():
        name, _, forms = line.partition("\t")
        if name == kind:
            found.update(form.strip() for form in forms.split(" ; "))
    return frozenset(found)


@cache
def _agencies() -> dict[str, str]:
    found = {}
    for line in (_TABLES / "agencies.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, forms = line.split("\t")
            found.update(dict.fromkeys((form.strip() for form in forms.split(" ; ")), name))
    return found


@cache
def _alternation(kind: str) -> str:
    return "|".join(re.escape(word) for word in sorted(_words(kind), key=len, reverse=True))


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"^(?:{_alternation('lead')})(?:\s*[:：]\s*|\s+|$)", re.I)


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(rf"(?:\s+|^)(?:{_alternation('and')})\s+", re.I)


@cache
def _place() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{_alternation('place')})\s+[A-ZÀ-ÞА-ЯІЇЄ][^,;]{{1,40}}$")


@cache
def _rank() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:u\.s\.\s+(?:army|navy|air force|marine corps)\s+)?(?:{_alternation('rank')}))\s+", re.I)


def agency_of(text: str) -> str | None:
    """The wire service that ``text`` names, whole: "REUTERS" -> "Reuters"."""
    return _agencies().get(text.strip(_TRAILING + "()[]©").lower())


def split_byline(text: str, *, site_names: frozenset[str] = frozenset()) -> Byline:
    """The byline ``text`` as people, agency and roles; everything else that could sign is in ``others``.

    ``site_names`` are the folded names of the site (``fold``): they are organisations, never people.
    """
    text = without_tags(plain_text(text, max_chars=_MAX_CHARS))
    roles: list[str] = []
    agency: str | None = None
    others: list[str] = []
    people: list[str] = []
    text = _EMAIL.sub(" ; ", _URL.sub(" ; ", text))
    text = _HANDLE.sub(" ", text)
    for inside in _BRACKETS.findall(text):
        agency = agency or agency_of(inside)
    text = _BRACKETS.sub(" ", text)
    for piece in _HARD.split(text):
        piece = _strip_lead(piece)
        for part in _parts(piece):
            kind, name = _kind(part, site_names, roles)
            if kind == "agency":
                agency = agency or agency_of(name)
            elif kind == "person" and fold(name) not in {fold(x) for x in people}:
                people.append(name)
            elif kind == "other" and name not in others:
                others.append(name)
    return Byline(tuple(people), agency, tuple(roles), tuple(others))


def _strip_lead(text: str) -> str:
    text = text.strip(_TRAILING)
    for _ in range(2):
        shorter = _lead().sub("", text, count=1).strip(_TRAILING)
        if shorter == text:
            break
        text = shorter
    return text


def _parts(piece: str) -> list[str]:
    """``piece`` at commas and joining words. One-letter joints ("e", "y", "i") part only what looks like two names."""
    found: list[str] = []
    for section in piece.split(","):
        section = section.strip()
        if found and _SUFFIX.match(section):
            found[-1] += ", " + section
            continue
        found += [part for part in _joint().split(section) if part.strip()]
    return found


def _kind(part: str, site_names: frozenset[str], roles: list[str]) -> tuple[str, str]:
    part = _strip_lead(part)
    if agency_of(part):
        return "agency", part
    placed = _place().search(part)
    if placed:
        roles.append(placed[0].strip())
        part = part[: placed.start()].strip(_TRAILING)
    rank = _rank().match(part)
    if rank and len(part) - rank.end() > 2:
        roles.append(rank[0].strip())
        part = part[rank.end() :].strip()
    low = part.lower()
    if not part or low in _words("drop") or _DATE.search(part) or not any(c.isalpha() for c in part):
        return "nothing", part
    words = re.findall(r"[\w'’.-]+", low)
    if low in _words("staff") or fold(part) in site_names:
        return "other", part
    if len(part) > 60 or len(words) > 6:
        return "nothing", part
    if any(word in _words("role") for word in words):
        roles.append(part)
        return "role", part
    if len(words) > 1 and any(word in _words("organisation") for word in words):
        return "other", part
    return "person", part
