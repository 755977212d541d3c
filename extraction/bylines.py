"""A byline taken apart: people, the wire service, and what people are or where they write from. Pure.

Its words stand in byline_words.tsv, wire services in agencies.tsv.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from extraction.date_spans import cut_dates
from extraction.plain import fold, plain_text, without_tags
from extraction.tables import read_table, words

_WORDS = "byline_words.tsv"
_MAX_CHARS = 400  # nine authors; more is a paragraph
_MAX_NAME_CHARS, _MAX_NAME_WORDS = 60, 6

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S{1,300}|\(?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}\)?|(?<!\w)\(?@\w{2,40}\)?", re.I
)
_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]{0,80})[)\]）]")
_HARD = re.compile(r"\s*(?:[;|•·→\n\t、，،／]|\s/|/\s|(?<=[a-z])/(?=[A-ZÄÖÜ]))\s*")
_FOR = re.compile(r"\s+for\s+(.{3,40})$", re.I)
_DASH = re.compile(r"\s[–—-]\s")
_NOT_NAME = re.compile(r"[?!=<>{}\[\]…%$#]|\.{3}|:\s|(?:^|\s)\d{3,}|\b(?:19|20)\d{2}\b")
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.I)
_WORD = re.compile(r"[\w'’.-]+")
_FIRST = re.compile(r"[-'’]")
# 기자 and 記者 are "reporter", written behind the name.
_HONORIFIC = re.compile(r"\s?(?:기자|記者)$")
_EDGES = ' ,.:;-–—|/·•*"“”«»'


@dataclass(frozen=True, slots=True)
class Byline:
    """``people`` in the order of the page; ``others`` are desks and organisations that sign where no person does."""

    people: tuple[str, ...] = ()
    agency: str | None = None  # its usual name: "AP"
    roles: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    credited: str | None = None  # the agency as the byline writes it: "The Associated Press"

    @property
    def names(self) -> tuple[str, ...]:
        """Who signs: the people, and where there are none the desk, organisation or agency that the byline names."""
        return self.people or self.others[:1] or ((self.credited,) if self.credited else ())


@lru_cache(maxsize=4096)  # a page states its authors four times over, a site has the same ones every day
def split_byline(text: str, *, site_names: frozenset[str] = frozenset(), from_prose: bool = False) -> Byline:
    """The byline ``text`` as people, agency and roles; desks and organisations that could sign are in ``others``.

    ``site_names`` are the folded names of the site (``fold``): organisations, never people. ``from_prose`` is for texts
    off the page, which may hold anything: a name must then look like one.
    """
    text = without_tags(plain_text(text, max_chars=_MAX_CHARS))
    if fold(text) in site_names:
        return Byline(others=(text,))
    parts = _Parts(site_names, from_prose)
    text = _ADDRESS.sub(" ; ", text)
    for inside in _BRACKETS.findall(text):
        parts.credit(inside)
    for piece in _HARD.split(cut_dates(_BRACKETS.sub(" ", text))):
        if not _credit().match(piece):
            parts.add_all(_DASH.split(_without_lead(piece)))
    return parts.byline()


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


def agency_of(text: str) -> str | None:
    """The wire service that ``text`` names, as a whole: "REUTERS" -> "Reuters"."""
    return _agencies().get(text.strip(_EDGES + "()[]©").lower())


def is_full_name(name: str) -> bool:
    """Whether it reads as a person's full name rather than a login: two words, or a script without capitals."""
    if " " in name:
        return not name.islower()
    return not name.isascii() and not any(character.isupper() or character.islower() for character in name)


class _Parts:
    """Collects the parts of one byline."""

    def __init__(self, site_names: frozenset[str], from_prose: bool) -> None:
        self.site_names, self.from_prose = site_names, from_prose
        self.people: dict[str, str] = {}
        self.others: list[str] = []
        self.roles: list[str] = []
        self.agency: str | None = None
        self.credited: str | None = None

    def credit(self, text: str) -> bool:
        name = agency_of(text)
        if name and self.agency is None:
            self.agency, self.credited = name, text.strip(_EDGES + "()[]©")
        return name is not None

    def add_all(self, pieces: list[str]) -> None:
        """Pieces between dashes: names are not joined by dashes, so behind a full name stands a place or a role."""
        for piece in pieces:
            if any(map(is_full_name, self.people.values())) and piece is not pieces[0]:
                self.roles += [piece] if not self.credit(piece) else []
            else:
                self.add(_without_lead(piece))

    def add(self, piece: str) -> None:
        """One stretch between hard separators: names joined by commas and words, and what they are."""
        sections = _sections(piece)
        for at, section in enumerate(sections):
            for part in _names_in(section):
                kind, name = self._judge(_without_lead(part), at)
                if kind == "person":
                    self.people.setdefault(fold(name), name)
                elif kind == "role":
                    self.roles.append(name)
                elif kind == "other":
                    self.others += [name] if name not in self.others else []
                    if at == 0 and len(sections) > 1 and all(" " not in rest for rest in sections[1:]):
                        return  # "The Outlet, Frankfurt, Germany" is an address

    def _judge(self, part: str, at: int) -> tuple[str, str]:
        """(person / role / other / nothing, the name) of one part; ``at`` counts the commas before it."""
        if self.credit(part):
            return "agency", part
        part = self._without_place_and_rank(part)
        low = part.lower()
        spoken = _WORD.findall(low)
        if not spoken or low in words(_WORDS, "drop") or not any(character.isalpha() for character in part):
            return "nothing", part
        if low in words(_WORDS, "staff") or fold(part) in self.site_names:
            return "other", part
        if len(part) > _MAX_NAME_CHARS or len(spoken) > _MAX_NAME_WORDS or _NOT_NAME.search(part):
            return "nothing", part
        if _is_organisation(part):
            return "other", part
        if any(word in words(_WORDS, "role") for word in spoken):
            return "role", part
        if len(spoken) > 1 and any(word in words(_WORDS, "organisation") for word in spoken):
            return "other", part
        if not _looks_like_name(part):
            # "viktor hedlund" signs so; behind a name the same letters are what somebody is.
            alone = not self.people and at == 0 and not self.from_prose and len(spoken) <= 3
            return ("person" if alone else "role"), part
        if self.from_prose and (len(spoken) > 5 or (len(spoken) == 1 and len(part) > 24)):
            return "nothing", part
        return "person", part

    def _without_place_and_rank(self, part: str) -> str:
        if placed := _place().search(part):
            self.roles.append(placed[0].strip())
            part = part[: placed.start()].strip(_EDGES)
        if employed := _FOR.search(part):
            outlet = fold(employed[1])
            if outlet in self.site_names or "." in employed[1] or _is_organisation(employed[1] + " x"):
                self.roles.append(employed[0].strip())
                part = part[: employed.start()]
        rank = _rank().match(part)
        if rank and len(part) - rank.end() > 2:
            self.roles.append(rank[0].strip())
            part = part[rank.end() :].strip()
        return _once(_HONORIFIC.sub("", part))

    def byline(self) -> Byline:
        people = tuple(self.people.values())
        if self.from_prose and any(map(is_full_name, people)):
            people = tuple(filter(is_full_name, people))  # beside a full name a single word is a place or a button
        return Byline(people, self.agency, tuple(self.roles), tuple(self.others), self.credited)


def _once(name: str) -> str:
    """Portrait and link often repeat a name: "Ann Lee Ann Lee"."""
    half = len(name) // 2
    return name[:half] if len(name) % 2 and name[half] == " " and name[:half] == name[half + 1 :] else name


def _looks_like_name(part: str) -> bool:
    spoken = part.split()
    if len(spoken) == 1:
        return True
    if any(character.isdigit() for character in part) or not part[0].isalpha():
        return False
    particles = words(_WORDS, "particle")
    if spoken[-1] in particles:
        return False  # "Beitrag von"
    return all(not word[0].islower() or _FIRST.split(word)[0].lower() in particles for word in spoken)


def _sections(piece: str) -> list[str]:
    """``piece`` at its commas; "Jr." stays with its name."""
    found: list[str] = []
    for section in piece.split(","):
        section = section.strip()
        if found and _SUFFIX.match(section):
            found[-1] += ", " + section
        elif section:
            found.append(section)
    return found


def _names_in(section: str) -> list[str]:
    """``section`` at its joining words, unless it is an organisation's name that has one in it."""
    if _is_organisation(section):
        return [section]
    return [part for part in _joint().split(section) if part and part.strip()]


def _is_organisation(text: str) -> bool:
    spoken = _WORD.findall(text.lower())
    first = next((at for at, word in enumerate(spoken) if word in words(_WORDS, "organisation")), None)
    # In "Centre for Security and Defence" that word stands before the joint, in "Ann Lee and The Post" behind it.
    return first is not None and first < 2 and len(spoken) > first + 1


def _without_lead(text: str) -> str:
    text = text.strip(_EDGES)
    for _ in range(2):
        shorter = _lead().sub("", text, count=1).strip(_EDGES)
        if shorter == text:
            break
        text = shorter
    return text


@cache
def _agencies() -> dict[str, str]:
    return {form.strip(): name for name, forms in read_table("agencies.tsv") for form in forms.split(" ; ")}


def _alternation(kind: str) -> str:
    return "|".join(re.escape(word) for word in sorted(words(_WORDS, kind), key=lambda word: (-len(word), word)))


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"^(?:{_alternation('lead')})(?:\s*[:：]\s*|\s+|$)", re.I)


@cache
def _credit() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{_alternation('credit')})(?:\s*:|\s+(?:by|von|par|de)\b)", re.I)


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(rf"(?:\s+|^)(?:{_alternation('and')})\s+", re.I)


@cache
def _place() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{_alternation('place')})\s+[A-ZÀ-ÞА-ЯІЇЄ][^,;]{{1,40}}$")


@cache
def _rank() -> re.Pattern[str]:
    return re.compile(rf"^(?:u\.s\. (?:army|navy|air force|marine corps) )?(?:{_alternation('rank')})\s+", re.I)
