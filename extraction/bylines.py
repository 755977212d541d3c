"""A byline taken apart: people, the wire service, and what people are or where they write from. Pure; words are in byline_words.tsv."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extraction.dates import cut_dates
from extraction.plain import fold, plain_text, without_tags

_TABLES = Path(__file__).parent
_MAX_CHARS = 400  # nine authors; more is a paragraph

_URL = re.compile(r"(?:https?://|www\.)\S{1,300}", re.I)
_EMAIL = re.compile(r"\(?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}\)?")
_HANDLE = re.compile(r"(?<!\w)\(?@\w{2,40}\)?")
_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]{0,80})[)\]）]")
_HARD = re.compile(r"\s*(?:[;|•·\n\t、，／]|\s[/–—-]\s|\s/|/\s|(?<=[a-z])/(?=[A-ZÄÖÜ]))\s*")
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}\b|\b(?:19|20)\d{2}\b")
_NOT_NAME = re.compile(r"[?!=<>{}\[\]…%$#]|\.{3}|:\s|(?:^|\s)\d{3,}")
_FIRST = re.compile(r"[-'’]")
_PARTICLES = frozenset(
    ["de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "le", "les", "el", "al", "bin", "ibn", "ben", "von", "vom", "van", "der", "den", "ter", "ten", "te", "zu", "zur", "zum", "af", "av", "und", "y", "e", "i", "d", "l", "o"]
)
_TRAILING = " ,.:;-–—|/·•*"
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|ph\.?\s?d|md|m\.d|esq|mba|j\.d|jd|obe|mp|rn)\.?$", re.I)


@dataclass(frozen=True, slots=True)
class Byline:
    """``people`` in the order of the page; ``others`` are desks and organisations that sign where no person does."""

    people: tuple[str, ...] = ()
    agency: str | None = None
    roles: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    credited: str | None = None  # the agency as the byline writes it

    @property
    def names(self) -> tuple[str, ...]:
        """Who signs: the people, and where there are none the desk, organisation or agency that the byline names."""
        return self.people or self.others[:1] or ((self.credited,) if self.credited else ())


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


def split_byline(text: str, *, site_names: frozenset[str] = frozenset(), from_prose: bool = False) -> Byline:
    """The byline ``text`` as people, agency and roles; desks and organisations that could sign are in ``others``.

    ``site_names`` are the folded names of the site (``fold``): they are organisations, never people. ``from_prose`` is for texts off the
    page, which may hold anything: a name must then look like one.
    """
    text = without_tags(plain_text(text, max_chars=_MAX_CHARS))
    if fold(text) in site_names:
        return Byline(others=(text,))
    found = _Parts(site_names, from_prose)
    text = _HANDLE.sub(" ", _EMAIL.sub(" ; ", _URL.sub(" ; ", text)))
    for inside in _BRACKETS.findall(text):
        found.credit(inside)
    text = cut_dates(_BRACKETS.sub(" ", text))
    for piece in _HARD.split(text):
        found.add(_strip_lead(piece))
    return found.byline()


def merge(lines: Iterable[Byline]) -> Byline:
    """Several bylines as one: an article's authors are often stated one by one."""
    people: dict[str, str] = {}
    others: dict[str, str] = {}
    roles: list[str] = []
    agency = credited = None
    for line in lines:
        for name in line.people:
            people.setdefault(fold(name), name)
        for name in line.others:
            others.setdefault(fold(name), name)
        roles += line.roles
        agency, credited = agency or line.agency, credited or line.credited
    return Byline(tuple(people.values()), agency, tuple(roles), tuple(others.values()), credited)


class _Parts:
    """Collects the parts of one byline."""

    def __init__(self, site_names: frozenset[str], from_prose: bool) -> None:
        self.site_names, self.from_prose = site_names, from_prose
        self.people: list[str] = []
        self.others: list[str] = []
        self.roles: list[str] = []
        self.agency: str | None = None
        self.credited: str | None = None

    def credit(self, text: str) -> bool:
        name = agency_of(text)
        if name and self.agency is None:
            self.agency, self.credited = name, text.strip(_TRAILING + "()[]©")
        return name is not None

    def add(self, piece: str) -> None:
        """One stretch between hard separators: names joined by commas and words, and what they are."""
        sections = _sections(piece)
        for at, section in enumerate(sections):
            for part in _names_of(section):
                kind, name = self._kind(_strip_lead(part), at)
                if kind == "person" and fold(name) not in {fold(known) for known in self.people}:
                    self.people.append(name)
                elif kind == "role":
                    self.roles.append(name)
                elif kind == "other":
                    if name not in self.others:
                        self.others.append(name)
                    if at == 0 and len(sections) > 1 and all(len(rest.split()) == 1 for rest in sections[1:]):
                        return  # "The Outlet, Frankfurt, Germany": an address

    def _kind(self, part: str, at: int) -> tuple[str, str]:
        if self.credit(part):
            return "agency", part
        placed = _place().search(part)
        if placed:
            self.roles.append(placed[0].strip())
            part = part[: placed.start()].strip(_TRAILING)
        rank = _rank().match(part)
        if rank and len(part) - rank.end() > 2:
            self.roles.append(rank[0].strip())
            part = part[rank.end() :].strip()
        low = part.lower()
        if not part or low in _words("drop") or _DATE.search(part) or not any(c.isalpha() for c in part):
            return "nothing", part
        words = re.findall(r"[\w'’.-]+", low)
        if low in _words("staff") or fold(part) in self.site_names:
            return "other", part
        if len(part) > 60 or len(words) > 6 or _NOT_NAME.search(part):
            return "nothing", part
        if any(word in _words("role") for word in words) and (len(words) > 1 or at):
            return "role", part
        if len(words) > 1 and any(word in _words("organisation") for word in words):
            return "other", part
        if not _looks_like_name(part):
            # "viktor hedlund" signs so; behind a name the same letters are what somebody is.
            alone = not self.people and at == 0 and not self.from_prose and len(words) <= 3
            return ("person" if alone else "role"), part
        if self.from_prose and (
            len(words) > 5 or (len(words) == 1 and (len(part) > 24 or any(map(is_full_name, self.people))))
        ):
            return "nothing", part
        return "person", part

    def byline(self) -> Byline:
        people = self.people
        if self.from_prose and any(map(is_full_name, people)):
            people = [name for name in people if is_full_name(name)]
        return Byline(tuple(people), self.agency, tuple(self.roles), tuple(self.others), self.credited)


def is_full_name(name: str) -> bool:
    """Whether it reads as a person's full name rather than a login: two words, or a script without capitals."""
    if " " in name:
        return not name.islower()
    return not name.isascii() and not any(character.isupper() or character.islower() for character in name)


def _looks_like_name(part: str) -> bool:
    words = part.split()
    if len(words) == 1:
        return True
    if any(character.isdigit() for character in part):
        return False
    return part[0].isalpha() and all(
        not word[0].islower() or _FIRST.split(word)[0].lower() in _PARTICLES for word in words
    )


def _strip_lead(text: str) -> str:
    text = text.strip(_TRAILING)
    for _ in range(2):
        shorter = _lead().sub("", text, count=1).strip(_TRAILING)
        if shorter == text:
            break
        text = shorter
    return text


def _sections(piece: str) -> list[str]:
    """``piece`` at its commas; "Jr." and degrees stay with their name."""
    found: list[str] = []
    for section in piece.split(","):
        section = section.strip()
        if found and _SUFFIX.match(section):
            found[-1] += ", " + section
        elif section:
            found.append(section)
    return found


def _names_of(section: str) -> list[str]:
    """``section`` at its joining words, unless it is an organisation's name that has one in it."""
    if _is_organisation(section):
        return [section]
    return [part for part in _joint().split(section) if part and part.strip()]


def _is_organisation(text: str) -> bool:
    words = re.findall(r"[\w'’-]+", text.lower())
    first = next((at for at, word in enumerate(words) if word in _words("organisation")), None)
    # "Centre for Security and Defence": what makes it one stands before the joint. "Ann Lee and The Post" is a person first.
    return first is not None and first < 2 and len(words) > first + 1
