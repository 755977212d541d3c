"""What response headers say of those who poll: until when an answer is fresh, and when it was made."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy.http import Response

_DAY_S = 86_400.0


def parse_freshness(
    *, cache_control: str | None, expires: str | None = None, age: str | None = None, now: datetime
) -> datetime | None:
    """Until when the server calls its answer fresh: max-age less Age, else Expires (RFC 9111, 4.2.1); or None."""
    words = [word.strip().lower() for word in (cache_control or "")[:1_000].split(",")]
    if {"no-cache", "no-store"} & set(words):
        return None
    for word in words:
        name, _, number = word.partition("=")
        number = number.strip('" ')
        if name.strip() == "max-age" and number.isascii() and number.isdigit():
            old = int(age.strip()[:9]) if age and age.strip().isascii() and age.strip().isdigit() else 0
            left = min(int(number[:12]), 366 * _DAY_S) - old
            return now + timedelta(seconds=left) if left > 0 else None
    stated = _http_date((expires or "").strip())
    return stated if stated is not None and stated > now else None


def parse_http_date(value: str | None) -> datetime | None:
    """The moment of a Last-Modified or Date header, or None."""
    return _http_date((value or "").strip())


def _http_date(text: str) -> datetime | None:
    if not any(char.isalpha() for char in text[:40]):  # "0", "-1"
        return None
    try:
        moment = parsedate_to_datetime(text[:60])
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def text_of(response: Response, name: str) -> str | None:
    """A header as text; None where the answer has none of that name."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def number_of(response: Response, name: str) -> int | None:
    """A header that is a number below a million; None where it is none."""
    text = text_of(response, name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
