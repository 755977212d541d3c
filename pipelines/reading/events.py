"""When things happen: "on Wednesday", "la semaine dernière", "12 березня", counted from the day of publication.

A weekday is the last one, as news is told, unless its clause speaks of what will be. What may be a name, a habit or a
number is no date: a missed date costs less than a wrong one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from items import EventDate
from pipelines.reading import calendar_days as days
from pipelines.reading.calendar_days import Period
from pipelines.reading.language import function_words
from pipelines.reading.moments import Expression, famous_days, moments
from pipelines.reading.surroundings import NEAR, Surroundings
from pipelines.reading.tokens import Tokens

_EVENTS_AT_MOST = 60
_DAY = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th|º|°|ª)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AGO_AT_MOST = {"day": 400, "week": 60, "month": 36, "year": 100}
_STREETS = frozenset({"Street", "Avenue", "Road", "Square", "Brigade", "Movement", "Place"})
_ARTICLES = frozenset({"the", "den", "dem", "le", "el", "il"})  # between a weekday and its date
_DASHES = frozenset({"-", "–", "—", "/", " – ", " - "})
_BETWEEN = frozenset(
    {"le", "il", "el", "du", "dal", "of", "from", "between", "entre", "zwischen", "tra", "del", "nuit"}
)
_FIRM = frozenset({"on", "since", "until", "last", "next"})  # behind them the capital after a weekday is not its own

_Found = tuple[int, int, Period]  # first and last word


def find_events(
    tokens: Tokens, *, published: date | None, language: str | None, place: Literal["title", "text"] = "text"
) -> tuple[EventDate, ...]:
    """Every date in a text, in order, at most 60; without a day of publication those with a year only."""
    known = moments(language) if language else None
    if known is None:
        return ()
    found = sorted(_Reader(tokens, known, published).read(), key=lambda each: (each[0], -each[1]))
    events: list[EventDate] = []
    end = -1
    for first, last, period in found:
        if first <= end:
            continue
        end = last
        start, stop = tokens.starts[first], tokens.ends[last]
        events.append(
            EventDate(
                first_day=period.first,
                last_day=period.last,
                precision=period.precision,
                found=tokens.text[start:stop],
                place=place,
                start=start,
                end=stop,
            )
        )
        if len(events) == _EVENTS_AT_MOST:
            break
    return tuple(events)


@cache
def _lookup(language: str) -> dict[str, tuple[Expression, ...]]:
    """Remembers for a word as it is written which expressions it begins."""
    return {}


@dataclass
class _Reader(Surroundings):
    """One text, its language and the day that it counts from."""

    base: date | None

    def read(self) -> Iterator[_Found]:
        """All dates; they may overlap."""
        remembered, expressions = _lookup(self.moments.language), self.moments.expressions
        for at, word in enumerate(self.tokens.words):
            known = remembered.get(word)
            if known is None:
                if len(remembered) > 50_000:
                    remembered.clear()
                known = remembered[word] = expressions.get(word.lower(), ())
            for each in known:
                last = at + len(each.words) - 1
                if last == at or self.stands(each.words, at):
                    found = self._read_one(each, at, last)
                    if found:
                        yield found
                        if each.sort == "month" and (pair := self._pair(found)):
                            yield pair
                        break
            if word.isdigit() and len(word) == 4 and (found := self._year(at)):
                yield found

    def _read_one(self, each: Expression, at: int, last: int) -> _Found | None:
        match each.sort:
            case "weekday":
                return self._weekday(each.value, at, last)
            case "month":
                return self._date(each.value, at, last) or self._month(each.value, at, last)
            case "unit":
                return self._ago(each, at, last)
            case "day":
                return self._relative(each, at, last)
            case "span":
                if self.base is None or self.before(at) in ("the", "over"):
                    return None
                return at, last, days.from_distance(self.base, each.unit, each.value)

    def _weekday(self, number: int, at: int, last: int) -> _Found | None:
        how, before, behind = self.moments, self.before(at), self.behind(last)
        if self.base is None or before in how.every or behind in how.not_behind or not self.cased(at):
            return None
        if self._is_dated(last):
            return None  # "mercredi 12 mars": the date says more
        first = at
        meant: days.Meant = self.meant(at)
        if behind in how.last | how.next:
            meant, last = "last" if behind in how.last else "next", last + 1
        elif before in how.last | how.next:
            meant, first = "last" if before in how.last else "next", at - 1
        elif before in how.before:
            first = at - 1
        elif not (how.bare or before in how.loose or behind in how.parts or self.verb(before)):
            return None
        if how.language == "en" and before not in _FIRM and self.capital_behind(last):
            return None  # "Friday Night Lights"
        if meant == "next" and how.capitals:
            meant = "next week"  # "next Thursday" is not this one
        return first, last, days.weekday(self.base, number, meant)

    def _date(self, month: int, at: int, last: int) -> _Found | None:
        """A day of a month, with or without a year."""
        if not self.cased(at):
            return None
        first, day = self._day_before(at)
        if day is None and self.moments.language == "en":
            match = _DAY.fullmatch(self.tokens.words[last + 1]) if last + 1 < len(self.tokens) else None
            if match and self.tokens.gap(last) in (" ", ". "):
                first, day, last = at, int(match[1]), last + 1
        if day is None:
            return None
        last, year = self._year_behind(last)
        if year is not None:
            period = days.on_day(year, month, day) if days.sane(year, self.base) else None
        elif self.base is None or (last + 1 < len(self.tokens) and self.tokens.words[last + 1] in _STREETS):
            return None
        elif self._is_famous(month, day):
            period = days.on_day(famous_days()[month, day][0], month, day)
        else:
            period = days.nearest_day(self.base, month, day, future=self.meant(first) == "future")
        if self.before(first) in self.moments.before | {"le", "il"}:
            first -= 1
        return (first, last, period) if period else None

    def _pair(self, found: _Found) -> _Found | None:
        """The first of two days of one month: "19 and 20 November", "vom 10. bis 14. November", "9-10 September"."""
        first, _, period = found
        at = first if self.tokens.words[first][0].isdigit() else first + 1
        if period.precision != "day" or at < 2 or not self.tokens.words[at][0].isdigit():
            return None
        dashed = self.tokens.gap(at - 1) in _DASHES
        number = at - 1 if dashed else at - 2
        if not dashed and (self.low[at - 1] not in self.moments.pairs or self.tokens.gap(number) not in (" ", ". ")):
            return None
        match = _DAY.fullmatch(self.tokens.words[number])
        said = self.before(number) in self.moments.before | _BETWEEN or self.opens(number)
        if not match or not (said or self.moments.year_noun) or not 0 < int(match[1]) < period.first.day:
            return None
        day = days.on_day(period.first.year, period.first.month, int(match[1]))
        return (number, number, day) if day else None

    def _is_famous(self, month: int, day: int) -> bool:
        """ "The October 7 attack by Hamas"."""
        known = famous_days().get((month, day))
        return known is not None and not known[1].isdisjoint(self.vocabulary)

    def _month(self, month: int, at: int, last: int) -> _Found | None:
        """A month alone needs a word before it that says so; May and March are names and verbs too."""
        how, before = self.moments, self.before(at)
        if not self.cased(at) or before not in how.within:
            return None
        last, year = self._year_behind(last)
        if year is not None:
            return (at - 1, last, days.in_month(year, month)) if days.sane(year, self.base) else None
        if self.base is None or self.behind(last).isdigit():
            return None
        behind = self.behind(last)
        if before in how.last or behind in how.last:
            meant = "last"
        elif before in how.next or behind in how.next:
            meant = "next"
        else:
            meant = "future" if self.meant(at) == "future" else "near"
        last += behind in how.last | how.next
        return at - 1, last, days.nearest_month(self.base, month, meant=meant)  # type: ignore[arg-type]

    def _year(self, at: int) -> _Found | None:
        how, word = self.moments, self.tokens.words[at]
        if numeric := self._numeric(at):
            return numeric
        noun = self.behind(at) in how.year_noun
        if not _YEAR.fullmatch(word) or not days.sane(int(word), self.base) or self.before(at) not in how.within:
            return None
        if how.year_noun and not noun:
            return None  # Polish, Ukrainian and Russian put the word for year behind it
        gap = self.tokens.gap(at)
        said_so = noun or self.before(at) in ("jahr", "jahre")
        if not said_so and gap in NEAR and at + 1 < len(self.tokens):
            behind = self.low[at + 1]
            if gap != " " or (
                self.tokens.words[at + 1].islower() and how.language not in function_words().get(behind, ())
            ):
                return None  # "in 2000 metres", "2026-27"
        if re.match(r"[.,/]\d", self.tokens.text[self.tokens.ends[at] : self.tokens.ends[at] + 2]):
            return None
        return at - 1, at + noun, days.in_year(int(word))

    def _numeric(self, at: int) -> _Found | None:
        """20.11.2026, 20/11/2026 where the day comes first, and 2026-11-20 (ISO 8601)."""
        words, year = self.tokens.words, int(self.tokens.words[at])
        if (
            at > 1
            and self.tokens.gap(at - 1) == self.tokens.gap(at - 2)
            and self.tokens.gap(at - 1) in self.moments.numeric
        ):
            first, last, month, day = at - 2, at, words[at - 1], words[at - 2]
        elif at + 2 < len(words) and self.tokens.gap(at) == self.tokens.gap(at + 1) == "-" and len(words[at + 1]) == 2:
            first, last, month, day = at, at + 2, words[at + 1], words[at + 2]
        else:
            return None
        if not (_DAY.fullmatch(month) and _DAY.fullmatch(day) and month.isdigit() and day.isdigit()):
            return None
        period = days.on_day(year, int(month), int(day)) if days.sane(year, self.base) else None
        return (first, last, period) if period else None

    def _relative(self, each: Expression, at: int, last: int) -> _Found | None:
        how = self.moments
        if self.base is None or self.before(at) in how.not_day.get(each.words[0], ()):
            return None
        if self.tokens.gap(last) in ("'", "’") and self.behind(last) == "s":
            return None  # "today's youth"
        if self.tokens.words[at][0].isupper() and not self.opens(at):
            return None  # "USA Today", the German noun "Morgen"
        return at, last, days.days_from(self.base, each.value)

    def _ago(self, each: Expression, at: int, last: int) -> _Found | None:
        how = self.moments
        if self.base is None:
            return None
        before = self.before(at)
        number = int(before) if before.isascii() and before.isdigit() else how.numbers.get(before) if before else None
        first, end = at - 1, last
        if number is None and "" in how.numbers:
            number, first = how.numbers[""], at
        if number is None or not 0 < number <= _AGO_AT_MOST[each.unit]:
            return None
        if self.behind(last) in how.ago_behind:
            end = last + 1
        else:
            phrase = next(
                (each for each in how.ago_before if tuple(self.low[max(0, first - len(each)) : first]) == each), None
            )
            if phrase is None or first == at:
                return None
            first -= len(phrase)
        return first, end, days.from_distance(self.base, each.unit, -number)

    def _day_before(self, at: int) -> tuple[int, int | None]:
        """The number of the day before a month, and where it stands."""
        start = at
        if self.before(at) in self.moments.join:
            start -= 1
        if start == 0 or self.tokens.gap(start - 1) not in (" ", ". ", "\u00a0", "º "):
            return at, None
        match = _DAY.fullmatch(self.tokens.words[start - 1])
        if match is None and start > 1 and self.tokens.words[start - 1] in ("º", "ª"):
            start -= 1
            match = _DAY.fullmatch(self.tokens.words[start - 1])
        return (start - 1, int(match[1])) if match else (at, None)

    def _year_behind(self, last: int) -> tuple[int, int | None]:
        """The year behind a day or a month, and the last word then."""
        at = last + 1
        if self.behind(last) in self.moments.join:
            at += 1
        if (
            at >= len(self.tokens)
            or not _YEAR.fullmatch(self.tokens.words[at])
            or self.tokens.gap(at - 1) not in (" ", ", ", "\u00a0")
        ):
            return last, None
        year = int(self.tokens.words[at])
        return at + (self.behind(at) in self.moments.year_noun), year

    def _is_dated(self, last: int) -> bool:
        """Whether a date follows a weekday: "Wednesday, 12 March", "Mittwoch, den 12. März", "Wednesday March 12"."""
        following = self.low[last + 1 : last + 5]
        if not following or "\n" in self.tokens.gap(last) or ". " in self.tokens.gap(last):
            return False
        if following[0] in _ARTICLES:
            following = following[1:]
        if len(following) > 2 and following[1] in self.moments.join:
            following = [following[0], following[2]]
        day, month = [_DAY.fullmatch(word) for word in following[:2]], [self.is_month(word) for word in following[:2]]
        return len(day) == 2 and bool((day[0] and month[1]) or (month[0] and day[1]))
