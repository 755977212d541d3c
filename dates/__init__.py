"""Dates: one reading of them for feeds and pages. Pure, linear, and without the clock.

`parse_moment` is for what a machine wrote for machines, `parse_date` for what a page shows, where the day may be all
that is known.
"""

from dates.moments import is_set, parse_moment, stated_moment
from dates.stated import MAX_CHARS, Dated, parse_date
from dates.tables import TOKEN, date_words, month_names, weekdays, zones

__all__ = [
    "MAX_CHARS",
    "TOKEN",
    "Dated",
    "date_words",
    "is_set",
    "month_names",
    "parse_date",
    "parse_moment",
    "stated_moment",
    "weekdays",
    "zones",
]
