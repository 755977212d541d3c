"""Reservations of rights that a feed states for all its entries.

TDMRep's property as an element of the feed or as xhtml:meta, the robots directive `noai`, RSL's licence
(rslstandard.org) where it prohibits use by machines, and the sentence in <copyright> or <rights> that Article 4 of
Directive (EU) 2019/790 asks for.
"""

import re
from typing import Any

_MINING = r"(?:text[- ]and[- ]data[- ]mining|text & data mining|\btdm\b)"
_REFUSAL = r"(?:reserv|prohibit|opt(?:ed|s)?[- ]?out|not permitted|forbidden)"
_SENTENCE = re.compile(
    rf"{_MINING}[^.]{{0,200}}{_REFUSAL}|{_REFUSAL}[^.]{{0,200}}{_MINING}",
    re.IGNORECASE,
)
_MACHINES = {"all", "ai-all", "ai-train"}


def feed_reservation(feed: "dict[str, list[Any]]") -> str | None:
    """The reservation in words, or None; `feed` are the channel's children by name."""
    for element in feed.get("tdm:reservation", ()):
        if (element.text or "").strip() == "1":
            return "tdm:reservation in the feed"
    for element in feed.get("xhtml:meta", ()):
        if (element.get("name") or "").lower() == "tdm-reservation" and (element.get("content") or "").strip() == "1":
            return "tdm-reservation meta in the feed"
        if (element.get("name") or "").lower() == "robots" and "noai" in (element.get("content") or "").lower():
            return "robots noai in the feed"
    for element in feed.get("rsl:content", ()):
        for part in element.iter("{*}prohibits"):
            if part.get("type") == "usage" and _MACHINES & set((part.text or "").replace(",", " ").split()):
                return "RSL licence in the feed"
    for key in ("copyright", "rights", "dc:rights"):
        for element in feed.get(key, ()):
            if _SENTENCE.search((element.text or "")[:2_000]):
                return f"<{key}> of the feed reserves text and data mining"
    return None
