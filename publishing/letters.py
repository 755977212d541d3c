"""What watchlists have found, in lines for a mail: plain text of at most 78 letters, addresses apart."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from textwrap import shorten, wrap

from storage.watches import Hit, Watch

WIDTH = 78
OPENING_LETTERS = 300

NOTHING: Mapping[str, int] = {}


def letter(
    watches: Sequence[Watch],
    found: Mapping[str, Sequence[Hit]],
    *,
    what: str = "new",
    older: Mapping[str, int] = NOTHING,
) -> Iterator[str]:
    """The lines; none where nothing was found. `older` is how many hits of a watchlist that begins are not shown."""
    begun = False
    for watch in watches:
        more = older.get(watch.name, 0)
        if not found[watch.name] and not more:
            continue
        if begun:
            yield ""
        begun = True
        yield f"{_printable(watch.title)}: {len(found[watch.name])} {what}"
        if more:
            yield f"It begins; {more} older ones count as told: scrapy watch {watch.name} --all"
        for hit in found[watch.name]:
            yield ""
            yield from _told(hit)


def _told(hit: Hit) -> Iterator[str]:
    article = hit.article
    reserved = article["status"] == "reserved"
    yield from _wrapped(article["title"] or article["url"], first="* ")
    if not reserved:
        moment = datetime.fromisoformat(article["moment"]).astimezone(UTC)
        yield from _wrapped(f"{article['outlet']}, {moment:%d %B %Y, %H:%M} UTC")
    if hit.also:
        yield from _wrapped(f"also: {', '.join(hit.also)}")
    if not reserved and article["opening"]:
        yield from _wrapped(shorten(_printable(article["opening"]), OPENING_LETTERS, placeholder=" …"))
    yield f"  {_printable(article['url'])}"


def _wrapped(text: str, *, first: str = "  ") -> list[str]:
    # Words stay whole: a headline's address or a long compound is not to be cut.
    return wrap(
        _printable(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _printable(text: str) -> str:
    """Without what a terminal would obey: headlines are foreign text."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
